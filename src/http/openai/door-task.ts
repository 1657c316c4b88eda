import type { FastifyReply, FastifyRequest } from 'fastify';
import { shownValue } from '../../catalog/input-errors.ts';
import { AppError } from '../../errors.ts';
import { createTask } from '../../tasks/create-task.ts';
import { errorOfTask } from '../../tasks/error-of-task.ts';
import type { LegacyOrigin } from '../../tasks/legacy-origin.ts';
import { isTerminal } from '../../tasks/status.ts';
import { readTask, type TaskRow } from '../../tasks/task-row.ts';
import { waitForTask } from '../../tasks/wait-for-task.ts';
import { callerOf } from '../auth.ts';
import type { HttpParts } from '../http-parts.ts';
import { type Finish, once } from '../idempotent.ts';

/** What an OpenAI-shaped request means as a task. */
export interface DoorTask {
  model: string;
  taskType: string;
  input: Record<string, unknown>;
  legacy?: LegacyOrigin;
}

/** As long as the OpenAI SDK itself waits. */
const LONGEST_WAIT_MS = 600_000;
/** How often a waiting request looks whether the server stops. */
const LOOK_MS = 2_000;

/**
 * A task like any other: same checks, price, hold and queue. The reply tells its id as `X-Task-Id`. A repeated request
 * (Idempotency-Key) gets the same task again. `body`: what makes the request the same one.
 */
export async function createDoorTask(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { door, body }: { door: DoorTask; body: unknown },
): Promise<TaskRow> {
  refuseWhileStopping(parts);
  const { accountId, keyId } = callerOf(request);
  const create = async (finish: Finish): Promise<{ task_id: string }> => {
    const row = await createTask(parts, {
      accountId,
      keyId,
      requestId: request.id,
      body: { model: door.model, task_type: door.taskType, input: door.input },
      ...(door.legacy === undefined ? {} : { legacy: door.legacy }),
      inTransaction: (tx, { id }) => finish(tx, { task_id: id }, id),
    });
    return { task_id: row.id };
  };
  const { task_id } = await once(parts, request, reply, create, { body });
  reply.header('x-task-id', task_id);
  const row = await readTask(parts.database, task_id, accountId);
  if (!row) throw new AppError('task_not_found');
  return row;
}

export function refuseWhileStopping(parts: HttpParts): void {
  if (!parts.isStopping()) return;
  throw new AppError('unavailable', { message: 'service unavailable: shutting down', retryAfterSeconds: 5 });
}

/**
 * The task once it has completed. When the caller leaves, the task goes on. @throws AppError for a task that failed,
 * a wait that was too long (then a retry would pay twice, so the SDK is told not to), and a server that stops.
 */
export async function completedTask(parts: HttpParts, reply: FastifyReply, row: TaskRow): Promise<TaskRow> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const deadline = parts.clock.now() + LONGEST_WAIT_MS;
  let current = row;
  while (!isTerminal(current.status)) {
    const leftMs = deadline - parts.clock.now();
    if (gone.signal.aborted || leftMs <= 0) {
      reply.header('x-should-retry', 'false');
      throw new AppError('deadline_exceeded', {
        message: `task timed out: the request waited long enough, the task ${row.id} goes on: read it by its id`,
      });
    }
    refuseWhileStopping(parts);
    current = await waitForTask(parts, parts.watch, current, {
      timeoutMs: Math.min(leftMs, LOOK_MS),
      signal: gone.signal,
    });
  }
  if (current.status === 'completed') return current;
  throw errorOfTask(current.error ?? { code: 0, message: '', raw_message: '', detail: null });
}

/** One of the models of an endpoint, as it was sent. @throws AppError that lists them. */
export function doorModel(given: unknown, known: readonly string[], usual?: string): string {
  if ((given === undefined || given === null || given === '') && usual !== undefined) return usual;
  if (given === undefined || given === null || given === '') {
    throw new AppError('invalid_request', {
      message: 'invalid request: model is required',
      detail: { field: 'model' },
    });
  }
  if (typeof given === 'string' && known.includes(given.toLowerCase())) return given.toLowerCase();
  throw new AppError('model_not_found', {
    message: `the model does not exist: ${shownValue(given)} (known here: ${known.join(', ')})`,
    detail: { field: 'model' },
  });
}
