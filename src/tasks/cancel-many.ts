import { invalidFieldError, requiredError } from '../catalog/input-errors.ts';
import { AppError } from '../errors.ts';
import { endTask } from './end-task.ts';
import { modelsOfFilter } from './family-keys.ts';
import { queryInteger } from './histories.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

/** One call ends at most so many; the reply says how many it were. */
const LIMIT = 1_000;
const MAX_UNIX_SECONDS = 253_402_300_799;

/** `DELETE /api/v1/tasks`: the caller's tasks that have not started and are older than a moment (section 8). */
export async function cancelMany(
  parts: TaskParts,
  accountId: number,
  query: Record<string, unknown>,
): Promise<{ canceled: number }> {
  if (query.created_before === undefined || query.created_before === '') throw requiredError('created_before');
  const before = queryInteger(query, 'created_before', { min: 0, max: MAX_UNIX_SECONDS, fallback: 0 });
  const models = modelsOfFilter(String(query.model ?? 'all'), parts.catalog.served);
  if (models === undefined) throw invalidFieldError('model', query.model, 'is no model or family');
  const { rows } = await parts.database.query<TaskRow>(
    `SELECT * FROM tasks WHERE account_id = $1 AND status IN ('staged', 'pending') AND created_at < $2
       AND ($3::text[] IS NULL OR model = ANY ($3))
     ORDER BY (status = 'staged') DESC, created_at LIMIT $4`,
    [accountId, new Date(before * 1000), models === null ? null : [...models], LIMIT],
  );
  let canceled = 0;
  for (const row of rows) {
    const error = taskErrorOf(new AppError('cancelled'));
    const ending = { status: 'cancelled', error, logs: row.logs } as const;
    if (await endTask(parts, row.id, ending, { from: ['staged', 'pending'] })) canceled++;
  }
  return { canceled };
}
