import { pendingOutputOf } from '../catalog/task-type.ts';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { checkBudget } from '../ledger/key-usage.ts';
import { hold } from '../ledger/ledger.ts';
import { tellOfLowBalance, tellOfRefusal, wakeWebhooks } from './account-notices.ts';
import { announce } from './announce.ts';
import { activeKeyOf } from './family-keys.ts';
import type { LegacyOrigin } from './legacy-origin.ts';
import { type PreparedTask, prepareTask } from './prepare-task.ts';
import { readSlots } from './slots.ts';
import { storeFile } from './store-file.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

export interface CreateRequest {
  accountId: number;
  keyId: number;
  requestId: string;
  /** The parsed body: any JSON object. */
  body: Record<string, unknown>;
  /** When a legacy endpoint translated the body. */
  legacy?: LegacyOrigin;
  /** Runs in the creating transaction, for what must exist if and only if the task does. */
  inTransaction?: (tx: Queryable, row: TaskRow) => Promise<void>;
}

const MINUTE_MS = 60_000;

/**
 * Creates a task: validated, priced, held and queued, or nothing at all. The checks come in the order of the protocol
 * page, section 4.2. @throws AppError with the documented text.
 */
export async function createTask(parts: TaskParts, request: CreateRequest): Promise<TaskRow> {
  const prepared = await prepareTask(parts, request);
  const { taskType, input } = prepared;
  await parts.moderate({ kind: 'task', accountId: request.accountId, model: taskType.model, input });
  const id = parts.random.uuid();
  const task = { ...prepared, id, request };
  const { row, notice } = await parts.database
    .transaction((tx) => insertTask(parts, tx, task))
    .catch(async (error: unknown) => {
      await tellOfRefusal(parts, request.accountId, error);
      throw error;
    });
  try {
    for (const { name, bytes, contentType } of prepared.files) {
      const source = { kind: 'bytes', bytes } as const;
      await storeFile(parts, { name, accountId: request.accountId, taskId: id, kind: 'inline', contentType, source });
    }
  } catch (error) {
    // The task exists and will fail by itself with a clear error when its media is not there.
    parts.log.error({ err: error, task_id: id }, 'could not store inline media');
  }
  const { model, task_type, status } = row;
  parts.log.info(
    {
      task_id: id,
      account_id: String(request.accountId),
      request_id: request.requestId,
      model,
      task_type,
      status,
      held: row.hold_points,
    },
    'task created',
  );
  if (status === 'pending') {
    try {
      await parts.queues.lane(row.lane).add(id);
    } catch (error) {
      parts.log.warn({ err: error, task_id: id }, 'could not queue the task; the sweeper will');
    }
  }
  await wakeWebhooks(parts, notice);
  return row;
}

interface NewTask extends PreparedTask {
  id: string;
  request: CreateRequest;
}

/** The hold first: it locks the account's row, so that the counts of running tasks and of used points are exact. */
async function insertTask(
  parts: TaskParts,
  tx: Queryable,
  task: NewTask,
): Promise<{ row: TaskRow; notice: string | undefined }> {
  const { id, request, taskType } = task;
  const { accountId } = request;
  const { stagedLimit } = parts.settings.accounts;
  const at = new Date(parts.clock.now());
  try {
    await hold(tx, { accountId, taskId: id, at, points: task.holdPoints });
  } catch (error) {
    // A full staging queue is told before an empty purse.
    await isAtLimit(tx, task, stagedLimit);
    throw error;
  }
  const mustWait = (await isAtLimit(tx, task, stagedLimit)) || task.isStagedFirst;
  await checkBudget(tx, { keyId: request.keyId, points: task.holdPoints, at });
  const { rows } = await tx.query<TaskRow>(
    `INSERT INTO tasks (id, account_id, api_key_id, request_id, model, task_type, family, status, config, input, output,
       usage_type, charge, hold_points, lane, start_by, created_at, updated_at, origin_task_id, meta_extra,
       model_shown, family_key, client_metadata, price, is_test, legacy)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, $18, $19, $20, $21, $22, $23, $24, $25)
     RETURNING *`,
    [
      id,
      accountId,
      request.keyId,
      request.requestId,
      taskType.model,
      taskType.taskType,
      taskType.family,
      mustWait ? 'staged' : 'pending',
      JSON.stringify(task.config),
      JSON.stringify(task.input),
      JSON.stringify(pendingOutputOf(taskType, task.input)),
      taskType.usageType,
      taskType.charge,
      task.holdPoints,
      task.lane,
      new Date(at.getTime() + parts.settings.tasks.startMinutes * MINUTE_MS),
      at,
      task.originTaskId,
      JSON.stringify(task.metaExtra),
      task.modelShown,
      activeKeyOf(taskType.model),
      task.clientMetadata === null ? null : JSON.stringify(task.clientMetadata),
      task.price === null ? null : JSON.stringify(task.price),
      task.isTest,
      request.legacy === undefined ? null : JSON.stringify(request.legacy),
    ],
  );
  const row = rows[0];
  if (!row) throw new Error('the new task has no row');
  await announce(parts, tx, row, at);
  await request.inTransaction?.(tx, row);
  return { row, notice: await tellOfLowBalance(tx, accountId, at) };
}

/** Whether the new task must be staged. @throws AppError `staged_queue_full`. */
async function isAtLimit(tx: Queryable, { request, taskType }: NewTask, stagedLimit: number): Promise<boolean> {
  const family_key = activeKeyOf(taskType.model);
  const slots = await readSlots(tx, request.accountId);
  if (slots.fits({ family_key, api_key_id: request.keyId })) return false;
  const { rows } = await tx.query<{ staged: number }>(
    `SELECT count(*) AS staged FROM tasks WHERE account_id = $1 AND status = 'staged' AND family_key = $2`,
    [request.accountId, family_key],
  );
  const { staged = 0 } = rows[0] ?? {};
  if (staged >= stagedLimit) {
    throw new AppError('staged_queue_full', {
      message: `too many requests: staged queue is full: ${staged} ${family_key} tasks wait already`,
      retryAfterSeconds: 5,
    });
  }
  return true;
}
