import type { Queryable } from '../db/database.ts';
import { announce } from './announce.ts';
import { readSlots } from './slots.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

/** One look at the waiting tasks; what is beyond it gets its turn when one of these has ended. */
const MAX_LOOKED_AT = 2_000;

interface StagedRow {
  id: string;
  family_key: string;
  api_key_id: number | null;
}

/**
 * Gives the account's free slots to its oldest staged tasks that fit their family's and key's limits. Call it with the
 * account's row locked, or the count of running tasks may be old. Returns what must be added to the lanes after the
 * commit.
 */
export async function promoteStaged(parts: TaskParts, tx: Queryable, accountId: number, at: Date): Promise<TaskRow[]> {
  const { rows: staged } = await tx.query<StagedRow>(
    `SELECT id, family_key, api_key_id FROM tasks WHERE account_id = $1 AND status = 'staged'
     ORDER BY created_at, id LIMIT $2`,
    [accountId, MAX_LOOKED_AT],
  );
  if (staged.length === 0) return [];
  const slots = await readSlots(tx, accountId);
  const chosen = staged.filter((task) => {
    if (!slots.fits(task)) return false;
    slots.take(task);
    return true;
  });
  if (chosen.length === 0) return [];
  const { rows } = await tx.query<TaskRow>(
    `UPDATE tasks SET status = 'pending', version = version + 1, updated_at = $2
     WHERE id = ANY ($1) AND status = 'staged' RETURNING *`,
    [chosen.map(({ id }) => id), at],
  );
  for (const row of rows) await announce(parts, tx, row, at);
  return rows;
}
