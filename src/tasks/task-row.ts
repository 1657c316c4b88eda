import type { PriceOverride } from '../catalog/price-override.ts';
import type { ResultFile, TaskInput } from '../catalog/task-type.ts';
import type { Queryable } from '../db/database.ts';
import type { LegacyOrigin } from './legacy-origin.ts';
import type { TaskStatus } from './status.ts';

/** A row of `tasks` as the database gives it. */
export interface TaskRow {
  id: string;
  account_id: number;
  api_key_id: number | null;
  request_id: string;
  model: string;
  /** How the client named the model, when by another name. */
  model_shown: string | null;
  task_type: string;
  family: string;
  /** Of the account's counts and limits (family-keys.ts). */
  family_key: string;
  client_metadata: Record<string, unknown> | null;
  status: TaskStatus;
  version: number;
  config: TaskConfig;
  input: TaskInput;
  output: unknown;
  works: StoredWork[];
  meta_extra: Record<string, unknown>;
  detail: Record<string, unknown> | null;
  error: TaskError | null;
  logs: string[];
  phase: string;
  progress: number;
  usage_type: string;
  charge: 'on_create' | 'on_completion';
  hold_points: number;
  captured_points: number;
  /** What the operator asked instead of the catalogue's price at creation; null: nothing else. */
  price: PriceOverride | null;
  lane: string;
  backend: string | null;
  private_pool: boolean;
  /** The task that this one continues. */
  origin_task_id: string | null;
  /** Of a test account: the sandbox's. */
  is_test: boolean;
  /** Of a task that a legacy endpoint created. */
  legacy: LegacyOrigin | null;
  lease_owner: string | null;
  lease_until: Date | null;
  start_by: Date;
  finish_by: Date | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  updated_at: Date;
}

export interface TaskConfig {
  service_mode: string;
  webhook_config: { endpoint: string; secret: string; events?: string[] };
}

/** One result file; becomes one entry of `works`. */
export type StoredWork = ResultFile;

/** `error` on the wire (protocol page, section 5.4). */
export interface TaskError {
  code: number;
  raw_message: string;
  message: string;
  detail: Record<string, unknown> | null;
}

const TASK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Anything else in a path is answered as an unknown task, without asking the database. */
export const isTaskId = (text: string): boolean => TASK_ID.test(text);

/** The one statement behind GET: a task of this account, or undefined. */
export async function readTask(db: Queryable, id: string, accountId: number): Promise<TaskRow | undefined> {
  if (!isTaskId(id)) return undefined;
  const { rows } = await db.query<TaskRow>('SELECT * FROM tasks WHERE id = $1 AND account_id = $2', [id, accountId]);
  return rows[0];
}

/** A task of whatever account, for the one path that an operator may open to callers without a key. */
export async function readAnyTask(db: Queryable, id: string): Promise<TaskRow | undefined> {
  if (!isTaskId(id)) return undefined;
  const { rows } = await db.query<TaskRow>('SELECT * FROM tasks WHERE id = $1', [id]);
  return rows[0];
}
