import { invalidFieldError } from '../catalog/input-errors.ts';
import { POINTS_PER_USD } from '../catalog/price.ts';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { taskStatuses } from './status.ts';
import type { TaskParts } from './task-parts.ts';

const MAX_ROWS = 1_000;
const DAYS_BY_DEFAULT = 30;
const MAX_DAYS = 3_660;
const DAY_MS = 86_400_000;
const YEAR_9999_MS = Date.UTC(9999);

/** What the rows can be split by, and the column of each. */
const groups = { day: 'day', model: 'model', key: 'api_key_id' } as const;
type Group = keyof typeof groups;
const groupNames = Object.keys(groups) as Group[];

export interface UsageRow {
  /** `YYYY-MM-DD`, UTC: the day on which the tasks were created. */
  day?: string;
  model?: string;
  /** null: tasks without a key. */
  key_id?: number | null;
  key_name?: string | null;
  tasks: number;
  /** Tasks by status; every status is there. */
  by_status: Record<string, number>;
  /** Points. */
  points_charged: number;
  /** Points of tasks that have not ended. */
  points_held: number;
  /** What is charged, in US$. */
  usd: number;
}

export interface Usage {
  /** First and last day, both included. */
  from: string;
  to: string;
  group_by: Group[];
  rows: UsageRow[];
  total: UsageRow;
}

interface SumRow {
  day: string | null;
  model: string | null;
  api_key_id: number | null;
  key_name: string | null;
  status: string;
  tasks: number;
  charged: number;
  held: number;
}

/**
 * `data` of GET /api/v1/account/usage: the account's tasks and what they cost, by whole days (UTC), newest first.
 * Removed tasks count too. @throws AppError `invalid_request` for a query that is wrong or has more than 1,000 rows.
 */
export async function readUsage(
  parts: Pick<TaskParts, 'database' | 'clock'>,
  accountId: number,
  query: Record<string, unknown>,
): Promise<Usage> {
  const today = dayOf(parts.clock.now());
  const to = readDay(query, 'to') ?? today;
  const from = readDay(query, 'from') ?? dayOf(Date.parse(to) - (DAYS_BY_DEFAULT - 1) * DAY_MS);
  if (from > to) throw invalidFieldError('from', query.from ?? from, `is later than to (${to})`);
  if (Date.parse(to) - Date.parse(from) >= MAX_DAYS * DAY_MS) {
    throw invalidFieldError('from', from, `is more than ${MAX_DAYS} days before to (${to})`);
  }
  const by = readGroups(query.group_by);
  const sums = await readSums(parts.database, { accountId, from, to, by });
  const rows = collect(sums, by);
  if (rows.length > MAX_ROWS) {
    throw new AppError('invalid_request', {
      message: `invalid request: the answer would have more than ${MAX_ROWS} rows: ask for fewer days, or group by less`,
    });
  }
  return { from, to, group_by: by, rows, total: collect(sums, [])[0] ?? emptyRow() };
}

async function readSums(
  db: Queryable,
  { accountId, from, to, by }: { accountId: number; from: string; to: string; by: readonly Group[] },
): Promise<SumRow[]> {
  // The names come from our own table, never from the query.
  const names = [...by.map((group) => groups[group]), 'status'].join(', ');
  const has = (group: Group) => by.includes(group);
  const { rows } = await db.query<SumRow>(
    `SELECT ${has('day') ? `to_char(day, 'YYYY-MM-DD')` : 'NULL'} AS day, ${has('model') ? 'model' : 'NULL'} AS model,
       ${has('key') ? 'sums.api_key_id' : 'NULL::bigint'} AS api_key_id,
       ${has('key') ? '(SELECT name FROM api_keys WHERE id = sums.api_key_id)' : 'NULL'} AS key_name,
       status, tasks, charged, held
     FROM (
       SELECT ${names}, sum(tasks)::bigint AS tasks, sum(charged)::bigint AS charged, sum(held)::bigint AS held FROM (
         SELECT (created_at AT TIME ZONE 'UTC')::date AS day, model, coalesce(api_key_id, 0) AS api_key_id, status,
           1 AS tasks, captured_points AS charged,
           CASE WHEN status IN ('staged', 'pending', 'processing') THEN hold_points ELSE 0 END AS held
         FROM tasks WHERE account_id = $1 AND created_at >= $2 AND created_at < $3
         UNION ALL
         SELECT day, model, api_key_id, status, tasks, points, 0 FROM past_usage
         WHERE account_id = $1 AND day >= $4::date AND day <= $5::date
       ) AS used GROUP BY ${names}
     ) AS sums ORDER BY 1 DESC, 2, 3 LIMIT $6`,
    [
      accountId,
      new Date(from),
      new Date(Date.parse(to) + DAY_MS),
      from,
      to,
      // A row of the answer has one of these for each status.
      (MAX_ROWS + 1) * taskStatuses.length,
    ],
  );
  return rows;
}

/** One row for each combination that is asked for, in the order of the sums. */
function collect(sums: readonly SumRow[], by: readonly Group[]): UsageRow[] {
  const rows = new Map<string, UsageRow>();
  for (const sum of sums) {
    const name = JSON.stringify(by.map((group) => sum[groups[group]]));
    const row = rows.get(name) ?? { ...labels(sum, by), ...emptyRow() };
    rows.set(name, row);
    row.tasks += sum.tasks;
    row.by_status[sum.status] = (row.by_status[sum.status] ?? 0) + sum.tasks;
    row.points_charged += sum.charged;
    row.points_held += sum.held;
    row.usd = row.points_charged / POINTS_PER_USD;
  }
  return [...rows.values()];
}

function labels(sum: SumRow, by: readonly Group[]): Partial<UsageRow> {
  return {
    ...(by.includes('day') ? { day: sum.day ?? '' } : {}),
    ...(by.includes('model') ? { model: sum.model ?? '' } : {}),
    ...(by.includes('key') ? { key_id: sum.api_key_id || null, key_name: sum.key_name } : {}),
  };
}

const emptyRow = (): UsageRow => ({
  tasks: 0,
  by_status: Object.fromEntries(taskStatuses.map((status) => [status, 0])),
  points_charged: 0,
  points_held: 0,
  usd: 0,
});

/** The same rows as text/csv (RFC 4180), one column for each status. */
export function usageCsv({ group_by, rows }: Usage): string {
  const names = group_by.flatMap((group) => (group === 'key' ? ['key_id', 'key_name'] : [group]));
  const header = [...names, 'tasks', ...taskStatuses, 'points_charged', 'points_held', 'usd'];
  const lines = rows.map((row) => [
    ...names.map((name) => row[name as 'day' | 'model' | 'key_id' | 'key_name']),
    row.tasks,
    ...taskStatuses.map((status) => row.by_status[status]),
    row.points_charged,
    row.points_held,
    row.usd,
  ]);
  return [header, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** Spreadsheets take a text that starts like a formula for one: an apostrophe before it keeps it a text. */
function csvCell(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = String(value ?? '').replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function readGroups(raw: unknown): Group[] {
  if (raw === undefined || raw === '') return ['day'];
  const asked = String(raw)
    .split(',')
    .map((name) => name.trim());
  const wrong = asked.find((name) => !groupNames.includes(name as Group));
  if (wrong !== undefined) throw invalidFieldError('group_by', raw, `is not of ${groupNames.join(', ')}`);
  return groupNames.filter((name) => asked.includes(name));
}

/** `2026-01-31`, a time of ISO 8601, or Unix seconds: the UTC day of it. */
function readDay(query: Record<string, unknown>, name: string): string | undefined {
  const raw = query[name];
  if (raw === undefined || raw === '') return undefined;
  const text = String(raw);
  const isSeconds = /^\d{1,12}$/.test(text);
  const isIso = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const ms = isSeconds ? Number(text) * 1000 : isIso ? Date.parse(text) : Number.NaN;
  // The parser turns 30 February into 2 March.
  const isReal = ms >= 0 && ms < YEAR_9999_MS && (text.length !== 10 || isSeconds || dayOf(ms) === text);
  if (!isReal) throw invalidFieldError(name, raw, 'is no day such as 2026-01-31, and no Unix seconds');
  return dayOf(ms);
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
