import { invalidFieldError } from '../catalog/input-errors.ts';
import { historyKeyOf, modelsOfFilter } from './family-keys.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { displayNumber, wireTime } from './task-view.ts';

const MAX_PAGE_SIZE = 100;
const MAX_PAGE = 1_000_000;
const MAX_UNIX_SECONDS = 253_402_300_799;

/** Reads a whole number out of a query. @throws AppError `invalid_request`. */
export function queryInteger(
  query: Record<string, unknown>,
  name: string,
  { min, max, fallback }: { min: number; max: number; fallback: number },
): number {
  const raw = query[name];
  if (raw === undefined || raw === '') return fallback;
  const value = Number(raw);
  if (typeof raw !== 'string' || !/^-?\d{1,15}$/.test(raw) || value < min || value > max) {
    throw invalidFieldError(name, raw, `is not a whole number between ${min} and ${max}`);
  }
  return value;
}

/** `data` of GET /api/open/tasks/histories: newest first (protocol page, section 12.3). */
export async function readHistories(parts: TaskParts, accountId: number, query: Record<string, unknown>) {
  const page = queryInteger(query, 'page', { min: 1, max: MAX_PAGE, fallback: 1 });
  const size = queryInteger(query, 'page_size', { min: 1, max: MAX_PAGE_SIZE, fallback: 10 });
  const start = queryInteger(query, 'start_time', { min: 0, max: MAX_UNIX_SECONDS, fallback: 0 });
  const end = queryInteger(query, 'end_time', { min: 0, max: MAX_UNIX_SECONDS, fallback: 0 });
  const models = modelsOfFilter(String(query.model ?? ''), parts.catalog.served);
  if (models === undefined) throw invalidFieldError('model', query.model, 'is no model or family');
  const where = `account_id = $1 AND ($2::text[] IS NULL OR model = ANY ($2)) AND created_at >= $3 AND created_at < $4`;
  const values = [
    accountId,
    models === null ? null : [...models],
    new Date(start * 1000),
    // The last second counts as a whole.
    new Date((end === 0 ? MAX_UNIX_SECONDS : end + 1) * 1000),
  ];
  const { rows } = await parts.database.query<TaskRow>(
    `SELECT * FROM tasks WHERE ${where} ORDER BY created_at DESC, id LIMIT $5 OFFSET $6`,
    [...values, size, (page - 1) * size],
  );
  const { rows: counted } = await parts.database.query<{ total: number }>(
    `SELECT count(*) AS total FROM tasks WHERE ${where}`,
    values,
  );
  return { data: rows.map(historyRow), page, size, total: counted[0]?.total ?? 0 };
}

function historyRow(row: TaskRow) {
  const isLive = row.status === 'staged' || row.status === 'pending' || row.status === 'processing';
  return {
    id: displayNumber(row.id),
    account_id: row.account_id,
    api_key_id: row.api_key_id,
    task_id: row.id,
    task_model: historyKeyOf(row.model),
    action: row.task_type,
    status: row.status === 'completed' ? 'finished' : row.status,
    usage: isLive ? row.hold_points : row.captured_points,
    usage_type: row.usage_type,
    service_mode: row.config.service_mode || 'public',
    detail: {
      model: row.model,
      task_id: row.id,
      task_type: row.task_type,
      output: row.works[0]?.url ?? null,
    },
    fixed: false,
    created_at: wireTime(row.created_at),
    updated_at: wireTime(row.updated_at),
    deleted_at: null,
  };
}
