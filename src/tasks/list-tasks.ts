import { invalidFieldError } from '../catalog/input-errors.ts';
import { readClientMetadata } from './client-metadata.ts';
import { modelsOfFilter } from './family-keys.ts';
import { queryInteger } from './histories.ts';
import { taskStatuses } from './status.ts';
import type { TaskParts } from './task-parts.ts';
import { isTaskId, type TaskRow } from './task-row.ts';
import { type TaskView, taskView } from './task-view.ts';
import { viewOptions } from './view-options.ts';

const MAX_LIMIT = 100;
const MAX_UNIX_SECONDS = 253_402_300_799;

/**
 * `GET /api/v1/tasks`: the account's tasks, newest first, filtered by `status` (several with commas), `model`,
 * `created_after` and `created_before` (Unix seconds), and
 * `metadata` (a JSON object: tasks whose client metadata contains it). `cursor` of the last reply goes on where it ended, without
 * missing or repeating a task that is created meanwhile.
 */
export async function listTasks(
  parts: TaskParts,
  accountId: number,
  query: Record<string, unknown>,
): Promise<{ tasks: TaskView[]; next_cursor: string | null }> {
  const limit = queryInteger(query, 'limit', { min: 1, max: MAX_LIMIT, fallback: 20 });
  const after = queryInteger(query, 'created_after', { min: 0, max: MAX_UNIX_SECONDS, fallback: 0 });
  const before = queryInteger(query, 'created_before', { min: 0, max: MAX_UNIX_SECONDS, fallback: MAX_UNIX_SECONDS });
  const models = modelsOfFilter(String(query.model ?? ''), parts.catalog.served);
  if (models === undefined) throw invalidFieldError('model', query.model, 'is no model or family');
  const statuses = readStatuses(query.status);
  const cursor = readCursor(query.cursor);
  const { rows } = await parts.database.query<TaskRow>(
    `SELECT * FROM tasks WHERE account_id = $1 AND created_at >= $2 AND created_at < $3
       AND ($4::text[] IS NULL OR model = ANY ($4)) AND ($5::text[] IS NULL OR status = ANY ($5))
       AND ($9::jsonb IS NULL OR client_metadata @> $9::jsonb)
       AND ($6::timestamptz IS NULL OR created_at < $6 OR (created_at = $6 AND id > $7::uuid))
     ORDER BY created_at DESC, id LIMIT $8`,
    [
      accountId,
      new Date(after * 1000),
      new Date(before * 1000),
      models === null ? null : [...models],
      statuses,
      cursor?.createdAt ?? null,
      cursor?.id ?? null,
      limit + 1,
      readMetadata(query.metadata),
    ],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  const options = viewOptions(parts);
  return {
    tasks: page.map((row) => taskView(row, options)),
    next_cursor: hasMore ? Buffer.from(`${last.created_at.getTime()} ${last.id}`).toString('base64url') : null,
  };
}

function readStatuses(raw: unknown): string[] | null {
  if (raw === undefined || raw === '') return null;
  const statuses = String(raw).split(',');
  const isKnown = (status: string) => (taskStatuses as readonly string[]).includes(status);
  if (!statuses.every(isKnown)) throw invalidFieldError('status', raw, `is not of ${taskStatuses.join(', ')}`);
  return statuses;
}

function readMetadata(raw: unknown): string | null {
  if (raw === undefined || raw === '') return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(raw));
  } catch {
    parsed = undefined;
  }
  const metadata = readClientMetadata(parsed);
  if (metadata === null) throw invalidFieldError('metadata', raw, 'is no JSON object such as {"project":"demo"}');
  return JSON.stringify(metadata);
}

function readCursor(raw: unknown): { createdAt: Date; id: string } | null {
  if (raw === undefined || raw === '') return null;
  const [time = '', id = ''] = Buffer.from(String(raw), 'base64url').toString('latin1').split(' ');
  if (!/^\d{1,15}$/.test(time) || !isTaskId(id)) throw invalidFieldError('cursor', raw, 'is no cursor of ours');
  return { createdAt: new Date(Number(time)), id };
}
