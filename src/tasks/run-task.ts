import { createHash } from 'node:crypto';
import type { Backend, BackendContext, BackendResult, CheckReply, StartReply } from '../backends/backend.ts';
import type { Route } from '../backends/router.ts';
import { mediaFields } from '../catalog/media-fields.ts';
import { pricePoints } from '../catalog/price.ts';
import { withOverride } from '../catalog/price-override.ts';
import type { TaskType } from '../catalog/task-type.ts';
import { AppError } from '../errors.ts';
import { type AttemptRow, closeAttempt, latestAttempt, openAttempt, saveOperation } from './attempts.ts';
import { endTask } from './end-task.ts';
import { fetchMedia, mediaPath } from './fetch-media.ts';
import { jobOrigins } from './job-origins.ts';
import { claimTask, markProcessing, releaseLease } from './lease.ts';
import { createProgress, type Progress } from './progress.ts';
import { storeResult } from './store-result.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskParts } from './task-parts.ts';
import { readTask, type TaskRow } from './task-row.ts';
import { worksLimit } from './task-view.ts';

/** A task that keeps ending its process must not do so for ever. */
const MAX_ATTEMPTS = 4;
const DEFAULT_CHECK_MS = 3_000;

/** One task in the hands of this process. */
interface Run {
  parts: TaskParts;
  row: TaskRow;
  taskType: TaskType;
  route: Route;
  attempt: AttemptRow;
  progress: Progress;
  signal: AbortSignal;
  workDir: string;
}

/**
 * Moves one task on: claims it, starts or checks its backend, ends it. Safe to call again at any moment: it starts
 * from the row, and a task with a saved operation is only ever checked, never submitted again.
 * Returns when to look again, or undefined when there is nothing more to do.
 */
export async function runTask(
  parts: TaskParts,
  id: string,
  shutdown: AbortSignal,
): Promise<{ againAfterMs: number } | undefined> {
  const claimed = await claimTask(parts, id);
  if (!claimed) return undefined;
  const log = parts.log.child({ task_id: id, account_id: String(claimed.account_id), request_id: claimed.request_id });
  const abort = new AbortController();
  const onShutdown = () => abort.abort(shutdown.reason);
  shutdown.addEventListener('abort', onShutdown, { once: true });
  parts.running.set(id, abort);
  try {
    return await moveOn(parts, claimed, { signal: abort.signal, shutdown });
  } catch (thrown) {
    // Backends end in many ways when they are aborted; the reason says why.
    const error = abort.signal.reason instanceof AppError ? abort.signal.reason : thrown;
    if (shutdown.aborted) {
      await releaseLease(parts, claimed);
      log.info('task handed back at shutdown');
      return undefined;
    }
    const current = await leasedRow(parts, id);
    if (!current) return undefined;
    if (error instanceof AppError)
      log.warn({ code: error.code, detail: error.detail, err: error.cause }, 'task failed');
    else log.error({ err: error }, 'task failed by our own fault');
    const failure = taskErrorOf(error, current.backend);
    await endTask(
      parts,
      id,
      { status: 'failed', error: failure, logs: [...current.logs, failure.raw_message] },
      { version: current.version, from: ['pending', 'processing'] },
    );
    return undefined;
  } finally {
    shutdown.removeEventListener('abort', onShutdown);
    parts.running.delete(id);
  }
}

/** Only while the lease is ours: a task that was cancelled or taken over is none of our business any more. */
async function leasedRow(parts: TaskParts, id: string): Promise<TaskRow | undefined> {
  const { rows } = await parts.database.query<TaskRow>(
    `SELECT * FROM tasks WHERE id = $1 AND lease_owner = $2 AND status IN ('pending', 'processing')`,
    [id, parts.processId],
  );
  return rows[0];
}

async function moveOn(
  parts: TaskParts,
  claimed: TaskRow,
  { signal, shutdown }: { signal: AbortSignal; shutdown: AbortSignal },
): Promise<{ againAfterMs: number } | undefined> {
  const now = parts.clock.now();
  const taskType = parts.catalog.get(claimed.model, claimed.task_type);
  if (!taskType) throw new AppError('no_backend', { detail: { reason: 'the task type is no longer offered' } });
  if (claimed.status === 'pending' && claimed.start_by.getTime() <= now) {
    throw new AppError('deadline_exceeded', { detail: { reason: 'no worker became free in time' } });
  }
  if (claimed.finish_by && claimed.finish_by.getTime() <= now) throw new AppError('deadline_exceeded');

  const previous = await latestAttempt(parts.database, claimed.id);
  const route = await routeOf(parts, taskType, claimed, previous);
  const row = await markProcessing(parts, claimed, { route, deadlineMinutes: taskType.deadlineMinutes });
  if (!row) return undefined;
  if (claimed.status === 'pending') {
    const labels = { model: row.model, task_type: row.task_type };
    parts.metrics.taskQueueWait.observe(labels, (now - row.created_at.getTime()) / 1000);
  }
  const attempt = await attemptFor(parts, row, route.backend, previous);
  const progress = createProgress(parts, row, () => parts.running.get(row.id)?.abort(new Error('the lease was lost')));
  // A backend that ignores its signal loses its lease, and the sweeper ends the task.
  signal.addEventListener('abort', () => void progress.stop(), { once: true });
  const deadline = setTimeout(
    () =>
      parts.running
        .get(row.id)
        ?.abort(new AppError('deadline_exceeded', { detail: { reason: 'it ran for too long' } })),
    (row.finish_by?.getTime() ?? now) - now,
  );
  try {
    return await parts.workFolders.use(`${row.id}-${attempt.number}`, (workDir) =>
      work({ parts, row, taskType, route, attempt, progress, signal, workDir }),
    );
  } catch (error) {
    // At shutdown the attempt stays open: the next process goes on with it.
    if (!shutdown.aborted) {
      const reason = error instanceof Error ? error.message : String(error);
      await close(parts, attempt, 'failed', reason);
    }
    throw error;
  } finally {
    clearTimeout(deadline);
    await progress.stop();
  }
}

/** A task stays with the backend that has its operation. */
async function routeOf(
  parts: TaskParts,
  taskType: TaskType,
  row: TaskRow,
  previous: AttemptRow | undefined,
): Promise<Route> {
  if (previous?.state === 'running') {
    const backend = parts.router.byName(previous.backend);
    if (!backend) throw new AppError('submit_unknown', { detail: { reason: 'its backend is no longer configured' } });
    const { engine, quality } = (row.detail ?? {}) as { engine?: string; quality?: string };
    return { backend, ...(engine === undefined ? {} : { engine }), ...(quality === undefined ? {} : { quality }) };
  }
  const origin =
    row.origin_task_id === null ? undefined : await readTask(parts.database, row.origin_task_id, row.account_id);
  return parts.router.pick(taskType, row.input, { isTest: row.is_test, originBackend: origin?.backend ?? null });
}

/**
 * The attempt to go on with. One that a crash left at `submitting` may have been accepted: only a backend that says a
 * repeat is harmless is asked again.
 */
async function attemptFor(
  parts: TaskParts,
  row: TaskRow,
  backend: Backend,
  previous: AttemptRow | undefined,
): Promise<AttemptRow> {
  if (previous?.state === 'running') return previous;
  if (previous?.state === 'submitting') {
    const owner = parts.router.byName(previous.backend);
    if (owner?.submitPolicy !== 'idempotent') {
      await close(parts, previous, 'unknown', 'interrupted while submitting');
      parts.metrics.submitUnknown.add({ backend: previous.backend });
      throw new AppError('submit_unknown');
    }
    await close(parts, previous, 'failed', 'interrupted');
  }
  const number = (previous?.number ?? 0) + 1;
  if (number > MAX_ATTEMPTS)
    throw new AppError('backend_failed', { detail: { reason: `given up after ${MAX_ATTEMPTS} attempts` } });
  const at = new Date(parts.clock.now());
  return openAttempt(parts.database, { taskId: row.id, number, backend: backend.name, at });
}

function close(
  { database, processId, clock }: TaskParts,
  attempt: AttemptRow,
  state: 'done' | 'failed' | 'unknown',
  reason: string | null,
): Promise<void> {
  return closeAttempt(database, attempt.id, { state, reason, at: new Date(clock.now()), processId });
}

async function work(run: Run): Promise<{ againAfterMs: number } | undefined> {
  const { parts, row, taskType, route, attempt, signal } = run;
  const context = backendContext(run);
  const reply: StartReply | CheckReply =
    attempt.operation === null
      ? await route.backend.start(
          {
            taskId: row.id,
            taskType,
            input: row.input,
            attempt: attempt.number,
            token: attempt.token,
            origins: await jobOrigins(parts, taskType, { input: row.input, accountId: row.account_id }),
            serviceMode: row.config.service_mode,
          },
          context,
        )
      : await check(route.backend, attempt, context);
  if (reply.kind === 'operation') {
    // Also when we were told to stop meanwhile: without it nobody finds the job again.
    await saveOperation(parts.database, attempt.id, reply.operation);
    signal.throwIfAborted();
    return comeBack(run, reply.retryAfterMs ?? DEFAULT_CHECK_MS);
  }
  signal.throwIfAborted();
  if (reply.kind === 'pending') {
    if (reply.progress !== undefined || reply.phase) run.progress.set(reply.phase ?? 'processing', reply.progress ?? 0);
    return comeBack(run, reply.retryAfterMs ?? DEFAULT_CHECK_MS);
  }
  await complete(run, reply.result);
  return undefined;
}

function check(backend: Backend, attempt: AttemptRow, context: BackendContext): Promise<CheckReply> {
  if (!backend.check) throw new AppError('submit_unknown', { detail: { reason: 'the backend cannot be asked again' } });
  return backend.check(attempt.operation ?? {}, context);
}

/** Gives the worker's place free until the next look; whoever looks next claims the task anew. */
async function comeBack({ parts, row, progress }: Run, againAfterMs: number): Promise<{ againAfterMs: number }> {
  await progress.flush();
  await releaseLease(parts, row);
  return { againAfterMs };
}

async function complete(run: Run, result: BackendResult): Promise<void> {
  const { parts, row, taskType, attempt, progress, signal, workDir } = run;
  for (const line of result.logs ?? []) progress.log(line);
  const files = await storeResult(parts, row, result, { workDir, signal });
  await progress.stop();
  const shaped = taskType.shape({ taskId: row.id, files, data: result.data, meta: row.meta_extra }, row.input);
  const output = taskType.output.safeParse(shaped);
  if (!output.success) {
    throw new AppError('result_unavailable', { detail: { reason: 'the result is incomplete' }, cause: output.error });
  }
  const covers = taskType.produces(row.input).filter((role) => role.isCover);
  const works = worksLimit(files.filter((file) => !covers.some(({ role }) => role === file.role)));
  const ended = await endTask(
    parts,
    row.id,
    {
      status: 'completed',
      output: output.data,
      works,
      capturedPoints: chargeOf(taskType, row, result),
      logs: progress.logs(),
      detail: row.detail,
    },
    { version: row.version, from: ['processing'] },
  );
  if (!ended) return;
  await close(parts, attempt, 'done', null);
}

/** What was measured is charged, never more than was held; a price that was known at creation is the hold itself. */
function chargeOf(taskType: TaskType, row: TaskRow, result: BackendResult): number {
  if (!taskType.price.units || result.measuredUnits === undefined) return row.hold_points;
  const context = { input: row.input, serviceMode: row.config.service_mode };
  return Math.min(row.hold_points, pricePoints(withOverride(taskType.price, row.price), context, result.measuredUnits));
}

function backendContext({ parts, row, taskType, workDir, signal, progress }: Run): BackendContext {
  return {
    workDir,
    signal,
    progress: (phase, percent) => progress.set(phase, percent),
    log: (line) => progress.log(line),
    media(field, kind, { maxBytes }) {
      const url = mediaFields(taskType, row.input).find(({ path }) => path === field)?.value;
      if (url === undefined) throw new Error(`the input has no media at ${field}`);
      return fetchMedia(parts, url, { kind, maxBytes, toPath: mediaPath(workDir, field), signal });
    },
    originFile({ url, contentType }, { maxBytes }) {
      const kind = (['image', 'video', 'audio'] as const).find((known) => contentType.startsWith(known)) ?? 'image';
      const name = `origin-${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
      return fetchMedia(parts, url, { kind, maxBytes, toPath: mediaPath(workDir, name), signal });
    },
  };
}
