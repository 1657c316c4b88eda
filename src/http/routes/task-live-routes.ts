import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import { prepareTask } from '../../tasks/prepare-task.ts';
import { retryTask } from '../../tasks/retry-task.ts';
import { isTerminal } from '../../tasks/status.ts';
import { readTask, type TaskRow } from '../../tasks/task-row.ts';
import { taskView } from '../../tasks/task-view.ts';
import { viewOptions } from '../../tasks/view-options.ts';
import { callerOf } from '../auth.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { type Finish, once } from '../idempotent.ts';
import { bodyObject } from '../json-body.ts';
import { operations } from '../openapi/operations.ts';

type IdParams = { Params: { task_id: string } };

/** Progress is written to the row without a wake-up, so it is looked for this often. */
const LOOK_MS = 400;
const KEEP_ALIVE_MS = 15_000;
const LONGEST_STREAM_MS = 3_600_000;

/** Estimate, retry, and the live events of a task (protocol page, section 18). */
export function taskLiveRoutes(app: FastifyInstance, parts: HttpParts): void {
  app.post('/api/v1/task/estimate', { schema: operations.estimateTask }, async (request) => {
    const { accountId, keyId } = callerOf(request);
    const body = bodyObject(request.body);
    const { taskType, input, holdPoints } = await prepareTask(parts, { accountId, keyId, body });
    return success({
      model: taskType.model,
      task_type: taskType.taskType,
      input,
      points: holdPoints,
      usd: holdPoints / 10_000_000,
      is_exact: taskType.price.units === undefined || taskType.price.units.from?.(input) !== undefined,
    });
  });

  app.post<IdParams>('/api/v1/task/:task_id/retry', { schema: operations.retryTask }, async (request, reply) => {
    const { accountId, keyId } = callerOf(request);
    const view = (row: TaskRow) => taskView(row, viewOptions(parts));
    const retry = async (finish: Finish) => {
      const row = await retryTask(parts, {
        id: request.params.task_id,
        accountId,
        keyId,
        requestId: request.id,
        inTransaction: (tx, row) => finish(tx, view(row), row.id),
      });
      return view(row);
    };
    return success(await once(parts, request, reply, retry));
  });

  app.get<IdParams>('/api/v1/task/:task_id/events', { schema: operations.taskEvents }, async (request, reply) => {
    const { accountId } = callerOf(request);
    const row = await readTask(parts.database, request.params.task_id, accountId);
    if (!row) throw new AppError('task_not_found');
    const gone = new AbortController();
    request.raw.once('close', () => gone.abort());
    reply.raw.once('close', () => gone.abort());
    reply.header('content-type', 'text/event-stream; charset=utf-8').header('cache-control', 'no-store');
    reply.header('x-accel-buffering', 'no');
    return reply.send(Readable.from(events(parts, row, gone.signal)));
  });
}

/** `status` at the start and at each change of status, `progress`, `log`; the last event is the terminal `status`. */
async function* events(parts: HttpParts, first: TaskRow, signal: AbortSignal): AsyncGenerator<string> {
  const startedAt = parts.clock.now();
  let shown: { status: string; progress: number; phase: string; logs: number } = {
    status: '',
    progress: -1,
    phase: '',
    logs: 0,
  };
  let lastSent = startedAt;
  let row: TaskRow | undefined = first;
  while (row && !signal.aborted && parts.clock.now() - startedAt < LONGEST_STREAM_MS) {
    const lines: string[] = [];
    for (const line of row.logs.slice(shown.logs)) lines.push(event('log', { line }));
    if (row.progress !== shown.progress || row.phase !== shown.phase) {
      lines.push(event('progress', { progress: row.progress, phase: row.phase }));
    }
    if (row.status !== shown.status) lines.push(event('status', taskView(row, viewOptions(parts))));
    shown = { status: row.status, progress: row.progress, phase: row.phase, logs: row.logs.length };
    if (lines.length > 0) {
      lastSent = parts.clock.now();
      yield lines.join('');
    } else if (parts.clock.now() - lastSent >= KEEP_ALIVE_MS) {
      lastSent = parts.clock.now();
      yield ': keep-alive\n\n';
    }
    if (isTerminal(row.status) || parts.isStopping()) return;
    await parts.watch.nextChange(row.id, { timeoutMs: LOOK_MS, signal });
    row = await readTask(parts.database, row.id, row.account_id);
  }
}

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
