import type { Queryable } from '../db/database.ts';
import { announce } from './announce.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

/**
 * Gives the account's free slots to its oldest staged tasks. Call it with the account's row locked, or the count of
 * running tasks may be old. Returns what must be added to the lanes after the commit.
 */
export async function promoteStaged(parts: TaskParts, tx: Queryable, accountId: number, at: Date): Promise<TaskRow[]> {
  const { rows } = await tx.query<TaskRow>(
    `UPDATE tasks SET status = 'pending', version = version + 1, updated_at = $2
     WHERE id IN (
       SELECT id FROM tasks WHERE account_id = $1 AND status = 'staged' ORDER BY created_at, id
       LIMIT greatest(0, (SELECT max_concurrent_tasks FROM accounts WHERE id = $1)
         - (SELECT count(*) FROM tasks WHERE account_id = $1 AND status IN ('pending', 'processing')))
     ) AND status = 'staged' RETURNING *`,
    [accountId, at],
  );
  for (const row of rows) await announce(parts, tx, row, at);
  return rows;
}
