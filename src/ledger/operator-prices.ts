import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';

/** What the operator asks for a pair instead of the catalogue's price. */
export interface OperatorPrice {
  model: string;
  task_type: string;
  rule: { multiplier: number } | { usd: number };
  updated_at: Date;
}

/** There are no more than there are pairs. */
const MAX_PRICES = 10_000;

export async function listPrices(db: Queryable): Promise<OperatorPrice[]> {
  const { rows } = await db.query<OperatorPrice>(
    'SELECT model, task_type, rule, updated_at FROM prices ORDER BY model, task_type LIMIT $1',
    [MAX_PRICES],
  );
  return rows;
}

/** For tasks from now on; what was created keeps its price. */
export async function putPrice(
  db: Queryable,
  clock: Clock,
  { model, task_type, rule }: Omit<OperatorPrice, 'updated_at'>,
): Promise<void> {
  await db.query(
    `INSERT INTO prices (model, task_type, rule, updated_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (model, task_type) DO UPDATE SET rule = $3, updated_at = $4`,
    [model, task_type, JSON.stringify(rule), new Date(clock.now())],
  );
}

/** The catalogue's price holds again. Returns whether there was another. */
export async function deletePrice(
  db: Queryable,
  { model, task_type }: { model: string; task_type: string },
): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM prices WHERE model = $1 AND task_type = $2', [model, task_type]);
  return rowCount > 0;
}
