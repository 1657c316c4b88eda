import { cancelTask } from './cancel-task.ts';
import { isTerminal } from './status.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

/**
 * Stops a video of `POST /v1/videos` that is still being made, removes its files and hides it from that endpoint; the
 * task itself stays in the history. A second call changes nothing. @throws AppError `not_cancelable`.
 */
export async function deleteVideo(parts: TaskParts, row: TaskRow): Promise<void> {
  const { database, store } = parts;
  if (!isTerminal(row.status)) await cancelTask(parts, { id: row.id, accountId: row.account_id, force: true });
  await database.query('UPDATE tasks SET legacy = $3::json WHERE id = $1 AND account_id = $2', [
    row.id,
    row.account_id,
    JSON.stringify({ ...row.legacy, deleted: true }),
  ]);
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM files WHERE task_id = $1 AND kind = 'result'`,
    [row.id],
  );
  for (const { name } of rows) {
    await store.delete(name);
    await database.query('DELETE FROM files WHERE name = $1', [name]);
  }
}
