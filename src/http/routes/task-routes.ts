import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { cancelTask } from '../../tasks/cancel-task.ts';
import { createTask } from '../../tasks/create-task.ts';
import { readTask, type TaskRow } from '../../tasks/task-row.ts';
import { documentedView, type TaskView, taskView } from '../../tasks/task-view.ts';
import { viewOptions } from '../../tasks/view-options.ts';
import { waitForTask } from '../../tasks/wait-for-task.ts';
import { callerOf } from '../auth.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { type Finish, once } from '../idempotent.ts';
import { bodyObject } from '../json-body.ts';
import { operations } from '../openapi/operations.ts';

const MAX_WAIT_SECONDS = 60;

type IdParams = { Params: { task_id: string } };

/** `POST /api/v1/task`, `GET` and `DELETE /api/v1/task/{task_id}` (protocol page, sections 4, 6 and 8). */
export function taskRoutes(app: FastifyInstance, parts: HttpParts): void {
  app.post('/api/v1/task', { schema: operations.createTask }, async (request, reply) => {
    if (parts.isStopping())
      throw new AppError('unavailable', { message: 'service unavailable: shutting down', retryAfterSeconds: 5 });
    const created = await once(parts, request, reply, (finish) => createAndView(parts, request, finish));
    const waitMs = preferredWaitMs(request);
    return success(waitMs === 0 ? created : await viewWhenDone(parts, request, reply, { created, waitMs }));
  });

  app.get<IdParams>('/api/v1/task/:task_id', { schema: operations.getTask }, async (request, reply) => {
    const schema = chosenSchema(request);
    reply.header('vary', 'X-API-Schema').header('cache-control', 'no-store');
    const row = await readTask(parts.database, request.params.task_id, callerOf(request).accountId);
    if (!row) throw new AppError('task_not_found');
    const view = taskView(row, viewOptions(parts));
    return success(schema === 'documented' ? documentedView(view) : view);
  });

  // The documentation's own sample leaves the id away.
  app.get('/api/v1/task', { schema: { hide: true } }, async () => {
    throw new AppError('task_not_found');
  });

  const cancel = async (request: FastifyRequest<IdParams>) => {
    const { accountId } = callerOf(request);
    const id = request.params.task_id.toLowerCase();
    const force = (request.query as Record<string, unknown>).force === 'true';
    await cancelTask(parts, { id, accountId, force });
    return { code: 200, message: `task ${id} canceled` };
  };
  app.delete<IdParams>('/api/v1/task/:task_id', { schema: operations.cancelTask }, cancel);
  app.post<IdParams>('/api/v1/task/:task_id/cancel', { schema: operations.cancelTaskByPost }, cancel);
}

async function createAndView(parts: HttpParts, request: FastifyRequest, finish: Finish): Promise<TaskView> {
  const { accountId, keyId } = callerOf(request);
  const view = (row: TaskRow) => taskView(row, viewOptions(parts));
  const row = await createTask(parts, {
    accountId,
    keyId,
    requestId: request.id,
    body: bodyObject(request.body),
    inTransaction: (tx, row) => finish(tx, view(row), row.id),
  });
  return view(row);
}

/** `Prefer: wait=N` (RFC 7240): seconds to hold the reply back until the task has ended, at most 60. */
function preferredWaitMs(request: FastifyRequest): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(String(request.headers.prefer ?? ''))?.[1];
  return Math.min(Number(seconds ?? 0), MAX_WAIT_SECONDS) * 1000;
}

async function viewWhenDone(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { created, waitMs }: { created: TaskView; waitMs: number },
): Promise<TaskView> {
  const row = await readTask(parts.database, created.task_id, callerOf(request).accountId);
  if (!row) return created;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const ended = await waitForTask(parts, parts.watch, row, { timeoutMs: waitMs, signal: gone.signal });
  reply.header('preference-applied', `wait=${waitMs / 1000}`);
  return taskView(ended, viewOptions(parts));
}

function chosenSchema(request: FastifyRequest): 'unified' | 'documented' {
  const inQuery = (request.query as Record<string, unknown>).schema;
  const chosen = inQuery ?? request.headers['x-api-schema'] ?? 'unified';
  if (chosen === 'unified' || chosen === 'documented') return chosen;
  throw new AppError('invalid_request', {
    message: `invalid request: invalid schema: ${String(chosen).slice(0, 100)} is not one of unified, documented`,
  });
}
