import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';

/** What the tasks that a key created in one month (UTC) cost. */
export interface KeyUsage {
  tasks: number;
  /** Points. */
  charged: number;
  /** Points of tasks that have not ended. */
  held: number;
}

export const noUsage: KeyUsage = { tasks: 0, charged: 0, held: 0 };

/** 00:00 UTC of the first day of the month, and of the next one. */
export function monthOf(at: Date): { from: Date; to: Date } {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) };
}

/** By key; a key without tasks has no entry. Removed tasks count too. */
export async function usageThisMonth(
  db: Queryable,
  keyIds: readonly number[],
  at: Date,
): Promise<Map<number, KeyUsage>> {
  const { from } = monthOf(at);
  const { rows } = await db.query<KeyUsage & { id: number }>(
    `SELECT id, sum(tasks)::bigint AS tasks, sum(charged)::bigint AS charged, sum(held)::bigint AS held FROM (
       SELECT api_key_id AS id, count(*) AS tasks, sum(captured_points) AS charged,
         coalesce(sum(hold_points) FILTER (WHERE status IN ('staged', 'pending', 'processing')), 0) AS held
       FROM tasks WHERE api_key_id = ANY ($1) AND created_at >= $2 GROUP BY api_key_id
       UNION ALL
       SELECT api_key_id, sum(tasks), sum(points), 0 FROM past_usage
       WHERE api_key_id = ANY ($1) AND day >= $3::date GROUP BY api_key_id
     ) AS part GROUP BY id`,
    [[...keyIds], from, from.toISOString().slice(0, 10)],
  );
  return new Map(rows.map(({ id, ...usage }) => [id, usage]));
}

/** The facts of a refusal; `detail` of its error. */
export interface BudgetRefusal {
  key_id: number;
  /** Points. */
  budget: number;
  used: number;
  needed: number;
  resets_at: string;
}

/**
 * Whether a task of this price still fits the key's monthly budget. Exact when the account's row is locked, as it is
 * after the hold. @throws AppError `insufficient_balance` with a BudgetRefusal as its detail.
 */
export async function checkBudget(
  tx: Queryable,
  { keyId, points, at }: { keyId: number; points: number; at: Date },
): Promise<void> {
  const { rows } = await tx.query<{ monthly_budget: number }>(
    'SELECT monthly_budget FROM api_keys WHERE id = $1 AND monthly_budget IS NOT NULL',
    [keyId],
  );
  const budget = rows[0]?.monthly_budget;
  if (budget === undefined) return;
  const { charged, held } = (await usageThisMonth(tx, [keyId], at)).get(keyId) ?? noUsage;
  const used = charged + held;
  if (used + points <= budget) return;
  const refusal: BudgetRefusal = {
    key_id: keyId,
    budget,
    used,
    needed: points,
    resets_at: monthOf(at).to.toISOString(),
  };
  throw new AppError('insufficient_balance', {
    message: `failed to freeze point: insufficient balance (insufficient credits): the monthly budget of this key is ${budget} points, ${used} are used and ${points} more are needed; it starts anew at ${refusal.resets_at}`,
    detail: { ...refusal },
  });
}

export function asBudgetRefusal(error: unknown): BudgetRefusal | undefined {
  const isOne =
    error instanceof AppError && error.code === 'insufficient_balance' && error.detail?.budget !== undefined;
  return isOne ? (error.detail as unknown as BudgetRefusal) : undefined;
}
