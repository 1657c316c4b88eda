import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../test/harness/until.ts';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS, UNIT_POINTS } from '../../test/support/sample-family.ts';
import { audioResult, MP3, type Script, scripted } from '../../test/support/scripted-backend.ts';
import { attemptsOf, balance, create, read, run } from '../../test/support/task-steps.ts';
import type { BackendContext, CheckReply, StartReply } from '../backends/backend.ts';
import { AppError } from '../errors.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { openAttempt, saveOperation } from './attempts.ts';
import { cancelTask } from './cancel-task.ts';
import { claimTask, markProcessing } from './lease.ts';
import { runTask } from './run-task.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

const POINTS = 20 * HOLD_POINTS;
const LEASE_MS = 30_000;
const never = new AbortController().signal;

let parts: MemoryParts;
let holder: Holder;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account({ points: POINTS });
});

const serve = (script: Script) => {
  const backend = scripted(script);
  parts.serveWith(backend);
  return backend;
};
const done = (units = 3): StartReply & CheckReply => ({ kind: 'done', result: audioResult(units) });

/** What every failed task owes its owner: nothing charged, nothing held, and a ledger that adds up. */
async function expectReleased(): Promise<void> {
  expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS, held: 0 });
  expect((await verifyLedger(parts.database)).problems).toEqual([]);
}

describe('a backend that is done at once', () => {
  test('completes the task, stores the file under our URL and charges what was measured', async () => {
    const backend = serve({ start: () => ({ kind: 'done', result: audioResult(2.5, { logs: ['a line'] }) }) });
    const task = await create(parts, holder);
    parts.clock.advance(250);
    expect(await runTask(parts, task.id, never)).toBeUndefined();
    const row = await read(parts, task);
    expect(row).toMatchObject({
      status: 'completed',
      progress: 100,
      phase: 'done',
      backend: 'scripted',
      detail: { backend: 'scripted', engine: 'scripted/1', quality: 'as told' },
      logs: ['a line'],
      error: null,
      captured_points: 3 * UNIT_POINTS,
      lease_owner: null,
      lease_until: null,
      output: { audio_url: expect.stringMatching(/^https:\/\/media\.example\.org\/ephemeral\/[0-9a-f-]{36}\.mp3$/) },
    });
    expect(row.started_at?.getTime()).toBe(row.created_at.getTime() + 250);
    expect(row.finish_by?.getTime()).toBe(row.created_at.getTime() + 250 + 15 * 60_000);
    const name = parts.fileUrls.nameOf((row.output as { audio_url: string }).audio_url);
    expect(await parts.store.stat(name ?? '')).toMatchObject({ sizeBytes: MP3.length, contentType: 'audio/mpeg' });
    expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS - 300, held: 0 });
    expect(backend.started).toHaveLength(1);
    expect(backend.started[0]).toMatchObject({ taskId: task.id, attempt: 1, input: { prompt: 'rain', count: 1 } });
    expect(await attemptsOf(parts, task.id)).toEqual([{ number: 1, state: 'done', operation: null, reason: null }]);
  });

  test('is never charged more than was held', async () => {
    serve({ start: () => done(60) });
    expect(await run(parts, await create(parts, holder))).toMatchObject({ captured_points: HOLD_POINTS });
  });

  test('is charged the whole hold when it measured nothing', async () => {
    serve({ start: () => ({ kind: 'done', result: { files: audioResult().files, data: {} } }) });
    expect(await run(parts, await create(parts, holder))).toMatchObject({ captured_points: HOLD_POINTS });
  });

  test('has run in a folder of its own that is gone afterwards', async () => {
    let workDir = '';
    serve({
      start: (_job, context) => {
        workDir = context.workDir;
        return done();
      },
    });
    await run(parts, await create(parts, holder));
    expect(workDir).toMatch(/work/);
    await expect(rm(workDir)).rejects.toThrow('ENOENT');
  });

  test('runs once: a second look at an ended task does nothing', async () => {
    const backend = serve({});
    const task = await create(parts, holder);
    const first = await run(parts, task);
    expect(await run(parts, task)).toEqual(first);
    expect(backend.started).toHaveLength(1);
  });
});

describe('a backend that gives an operation', () => {
  test('is started once and then only checked until it is done', async () => {
    const replies: CheckReply[] = [
      { kind: 'pending', progress: 30, phase: 'rendering', retryAfterMs: 1234 },
      { kind: 'pending' },
      done(),
    ];
    const backend = serve({
      start: () => ({ kind: 'operation', operation: { id: 'job-1' } }),
      check: () => replies.shift() ?? done(),
    });
    const task = await create(parts, holder);
    expect(await runTask(parts, task.id, never)).toEqual({ againAfterMs: 3000 });
    expect(await attemptsOf(parts, task.id)).toMatchObject([{ state: 'running', operation: { id: 'job-1' } }]);
    expect(await runTask(parts, task.id, never)).toEqual({ againAfterMs: 1234 });
    expect(await read(parts, task)).toMatchObject({
      status: 'processing',
      progress: 30,
      phase: 'rendering',
      lease_owner: null,
    });
    expect(await runTask(parts, task.id, never)).toEqual({ againAfterMs: 3000 });
    expect(await runTask(parts, task.id, never)).toBeUndefined();
    expect(await read(parts, task)).toMatchObject({ status: 'completed', captured_points: 300 });
    expect(backend.started).toHaveLength(1);
    expect(backend.checked).toEqual([{ id: 'job-1' }, { id: 'job-1' }, { id: 'job-1' }]);
    expect(await attemptsOf(parts, task.id)).toMatchObject([{ number: 1, state: 'done' }]);
  });

  test('never makes progress fall on the wire, whatever it reports', async () => {
    const percents = [40, 15, 99.9, 400, -3];
    const shown: number[] = [];
    serve({
      start: () => ({ kind: 'operation', operation: {} }),
      check: () => ({ kind: 'pending', progress: percents[shown.length] ?? 0, phase: 'rendering' }),
    });
    const task = await create(parts, holder);
    await run(parts, task);
    while (shown.length < percents.length) shown.push((await run(parts, task)).progress);
    expect(shown).toEqual([40, 40, 99, 99, 99]);
  });

  test('keeps its backend although another one now comes first', async () => {
    const first = scripted({
      name: 'first',
      start: () => ({ kind: 'operation', operation: { n: 1 } }),
      check: () => done(),
    });
    const second = scripted({ name: 'second' });
    parts.serveWith(first);
    const task = await create(parts, holder);
    await run(parts, task);
    parts.serveWith(second, first);
    expect(await run(parts, task)).toMatchObject({ status: 'completed', backend: 'first' });
    expect(second.started).toEqual([]);
  });

  test('fails with an unknown outcome when its backend is no longer configured', async () => {
    serve({ start: () => ({ kind: 'operation', operation: {} }), check: () => done() });
    const task = await create(parts, holder);
    await run(parts, task);
    parts.serveWith(scripted({ name: 'another' }));
    expect(await run(parts, task)).toMatchObject({ status: 'failed', error: { code: 10060 } });
    await expectReleased();
  });
});

describe('a failure', () => {
  test('of the backend fails the task with its public text, its reason and its name', async () => {
    serve({
      start: () => {
        throw new AppError('bad_image', { detail: { reason: 'unknown_type' } });
      },
    });
    const row = await run(parts, await create(parts, holder));
    expect(row).toMatchObject({ status: 'failed', captured_points: 0, output: null });
    expect(row.error).toEqual({
      code: 10010,
      message: 'failed to get valid image',
      raw_message: 'failed to get valid image: unknown_type',
      detail: { reason: 'unknown_type', backend: 'scripted' },
    });
    expect(row.ended_at).not.toBeNull();
    await expectReleased();
  });

  test('of our own shows nothing of its cause', async () => {
    serve({
      start: () => {
        throw new Error('password=hunter2 at /srv/secret.ts:1');
      },
    });
    const row = await run(parts, await create(parts, holder));
    expect(row.error).toEqual({
      code: 10000,
      message: 'internal error',
      raw_message: 'internal error',
      detail: { backend: 'scripted' },
    });
    await expectReleased();
  });

  test.each<[string, () => StartReply, string]>([
    [
      'a result file that is not there',
      () => ({
        kind: 'done',
        result: audioResult(1, { files: [{ role: 'audio', source: { kind: 'path', path: '/nowhere/a.mp3' } }] }),
      }),
      'failed to store the result',
    ],
    [
      'a result URL that leads to a private address',
      () => ({
        kind: 'done',
        result: audioResult(1, {
          files: [{ role: 'audio', source: { kind: 'url', url: 'http://127.0.0.1:9/a.mp3' } }],
        }),
      }),
      'failed to store the result',
    ],
    [
      'a result without the promised file',
      () => ({ kind: 'done', result: { files: [], data: {} } }),
      'failed to store the result: the result is incomplete',
    ],
    [
      'more files than a result may have',
      () => ({
        kind: 'done',
        result: audioResult(1, { files: Array.from({ length: 65 }, () => audioResult().files[0]!) }),
      }),
      'failed to store the result: too many files',
    ],
  ])('through %s is a failed task and never a completed one', async (_name, start, raw) => {
    serve({ start });
    const row = await run(parts, await create(parts, holder));
    expect(row).toMatchObject({ status: 'failed', output: null, works: [], error: { code: 10070, raw_message: raw } });
    await expectReleased();
  });

  test('to measure anything sensible is a failed task and never a charge', async () => {
    serve({ start: () => done(Number.NaN) });
    expect(await run(parts, await create(parts, holder))).toMatchObject({ status: 'failed' });
    await expectReleased();
  });

  test('before the start keeps the zero start time', async () => {
    serve({});
    const task = await create(parts, holder);
    parts.clock.advance(61 * 60_000);
    const row = await run(parts, task);
    expect(row).toMatchObject({ status: 'failed', started_at: null, error: { code: 10040 } });
    expect(row.ended_at).not.toBeNull();
    await expectReleased();
  });
});

/** A process that died: it had claimed the task, and got as far as `until` says. */
async function crashAfter(
  dead: TaskParts,
  task: TaskRow,
  reached: 'claim' | 'processing' | 'attempt' | 'operation',
): Promise<void> {
  const claimed = await claimTask(dead, task.id);
  if (!claimed) throw new Error('nothing to claim');
  if (reached === 'claim') return;
  const taskType = parts.catalog.find(task.model, task.task_type);
  const route = parts.router.pick(taskType, task.input, { isTest: false });
  const row = await markProcessing(dead, claimed, { route, deadlineMinutes: taskType.deadlineMinutes });
  if (!row || reached === 'processing') return;
  const attempts = await attemptsOf(dead, task.id);
  const attempt = await openAttempt(dead.database, {
    taskId: task.id,
    number: attempts.length + 1,
    backend: route.backend.name,
    at: new Date(parts.clock.now()),
  });
  if (reached === 'operation') await saveOperation(dead.database, attempt.id, { id: 'from-the-dead' });
}

describe('after a crash', () => {
  test('nobody takes the task while the lease of the dead still runs', async () => {
    const backend = serve({ submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    await crashAfter(parts.otherProcess(), task, 'attempt');
    parts.clock.advance(LEASE_MS - 1);
    await run(parts, task);
    expect(backend.started).toEqual([]);
    parts.clock.advance(1);
    expect(await run(parts, task)).toMatchObject({ status: 'completed' });
  });

  test.each(['claim', 'processing'] as const)('right after the %s the task simply runs', async (reached) => {
    const backend = serve({});
    const task = await create(parts, holder);
    await crashAfter(parts.otherProcess(), task, reached);
    parts.clock.advance(LEASE_MS);
    expect(await run(parts, task)).toMatchObject({ status: 'completed', captured_points: 300 });
    expect(backend.started).toHaveLength(1);
  });

  test('before the reply of a backend that takes repeats well, it is started again', async () => {
    const backend = serve({ submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    await crashAfter(parts.otherProcess(), task, 'attempt');
    parts.clock.advance(LEASE_MS);
    expect(await run(parts, task)).toMatchObject({ status: 'completed' });
    expect(backend.started.map(({ attempt }) => attempt)).toEqual([2]);
    expect(await attemptsOf(parts, task.id)).toMatchObject([
      { number: 1, state: 'failed', reason: 'interrupted' },
      { number: 2, state: 'done' },
    ]);
  });

  test('before the reply of any other backend, the task fails as unknown, is released, and never submitted again', async () => {
    const backend = serve({ submitPolicy: 'fail-and-release' });
    const task = await create(parts, holder);
    await crashAfter(parts.otherProcess(), task, 'attempt');
    parts.clock.advance(LEASE_MS);
    expect(await run(parts, task)).toMatchObject({
      status: 'failed',
      error: { code: 10060, message: 'the outcome of the submission is unknown' },
    });
    expect(backend.started).toEqual([]);
    expect(await attemptsOf(parts, task.id)).toMatchObject([{ number: 1, state: 'unknown' }]);
    await expectReleased();
  });

  test.each(['idempotent', 'fail-and-release'] as const)(
    'with a saved operation a backend (%s) is only checked, never started again',
    async (submitPolicy) => {
      const backend = serve({ submitPolicy, check: () => done() });
      const task = await create(parts, holder);
      await crashAfter(parts.otherProcess(), task, 'operation');
      parts.clock.advance(LEASE_MS);
      expect(await run(parts, task)).toMatchObject({ status: 'completed' });
      expect(backend.started).toEqual([]);
      expect(backend.checked).toEqual([{ id: 'from-the-dead' }]);
    },
  );

  test('with a saved operation but a backend that cannot be asked, the task fails as unknown', async () => {
    serve({});
    const task = await create(parts, holder);
    await crashAfter(parts.otherProcess(), task, 'operation');
    parts.clock.advance(LEASE_MS);
    expect(await run(parts, task)).toMatchObject({ status: 'failed', error: { code: 10060 } });
    await expectReleased();
  });

  test('the first start and the deadline stay what they were', async () => {
    serve({ check: () => done() });
    const task = await create(parts, holder);
    await crashAfter(parts.otherProcess(), task, 'operation');
    const before = await read(parts, task);
    parts.clock.advance(LEASE_MS);
    const after = await run(parts, task);
    expect(after.started_at).toEqual(before.started_at);
    expect(after.finish_by).toEqual(before.finish_by);
  });

  test('that repeats, the task is given up after four attempts', async () => {
    const backend = serve({ submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    for (let i = 0; i < 4; i++) {
      const dead = parts.otherProcess();
      if (i > 0) await parts.database.query(`UPDATE attempts SET state = 'failed' WHERE state = 'submitting'`);
      await crashAfter(dead, task, 'attempt');
      parts.clock.advance(LEASE_MS);
    }
    expect(await run(parts, task)).toMatchObject({
      status: 'failed',
      error: { code: 10050, raw_message: 'the backend failed: given up after 4 attempts' },
    });
    expect(backend.started).toEqual([]);
    await expectReleased();
  });
});

/** A start that goes on until the test or the signal ends it. */
function heldStart() {
  const calls: { context: BackendContext; finish(reply: StartReply): void }[] = [];
  const start = (_job: unknown, context: BackendContext) =>
    new Promise<StartReply>((resolve, reject) => {
      context.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      calls.push({ context, finish: resolve });
    });
  return { start, calls, began: () => until(() => calls[0], { what: 'the start', everyMs: 2 }) };
}

describe('a lease that was lost', () => {
  test('aborts the work, and the stale holder writes nothing', async () => {
    const held = heldStart();
    serve({ ...held, submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    const stale = runTask(parts, task.id, never);
    const { context } = await held.began();

    parts.clock.advance(LEASE_MS);
    const heir = parts.otherProcess();
    const heirBackend = scripted({
      submitPolicy: 'idempotent',
      start: () => ({ kind: 'operation', operation: { by: 'heir' } }),
      check: () => done(),
    });
    parts.serveWith(heirBackend);
    expect(await runTask(heir, task.id, never)).toEqual({ againAfterMs: 3000 });

    context.progress('rendering', 50);
    expect(await stale).toBeUndefined();
    expect(context.signal.aborted).toBe(true);
    expect(await read(parts, task)).toMatchObject({ status: 'processing', phase: 'queued', progress: 0, error: null });
    expect(await attemptsOf(parts, task.id)).toMatchObject([
      { number: 1, state: 'failed' },
      { number: 2, state: 'running', operation: { by: 'heir' } },
    ]);
  });

  test('in the middle of a check leaves the attempt to the heir, who goes on checking and submits nothing', async () => {
    const checks: ((error: Error) => void)[] = [];
    const backend = serve({
      start: () => ({ kind: 'operation', operation: { id: 1 } }),
      check: (_operation, context) =>
        checks.length > 0
          ? { kind: 'pending' }
          : new Promise((_resolve, reject) => {
              checks.push(reject);
              context.signal.addEventListener('abort', () => reject(new Error('aborted')));
            }),
    });
    const task = await create(parts, holder);
    await run(parts, task);
    const stale = runTask(parts, task.id, never);
    await until(() => checks.length, { what: 'the check', everyMs: 2 });
    parts.clock.advance(LEASE_MS);
    const heir = parts.otherProcess();
    await runTask(heir, task.id, never);
    checks[0]?.(new Error('the connection of a paused process broke'));
    await stale;
    await runTask(heir, task.id, never);
    expect(backend.started).toHaveLength(1);
    expect(await attemptsOf(parts, task.id)).toMatchObject([{ number: 1, state: 'running' }]);
    expect(await read(parts, task)).toMatchObject({ status: 'processing', error: null });
  });

  test('just before the end means that the result of the stale holder is not taken', async () => {
    const held = heldStart();
    serve({ ...held, submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    const stale = runTask(parts, task.id, never);
    const { finish } = await held.began();
    parts.clock.advance(LEASE_MS);
    parts.serveWith(scripted({ submitPolicy: 'idempotent', start: () => done(2) }));
    await runTask(parts.otherProcess(), task.id, never);
    finish(done(9));
    await stale;
    expect(await read(parts, task)).toMatchObject({ status: 'completed', captured_points: 200 });
    expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS - 200, held: 0 });
  });
});

describe('the deadline', () => {
  test('of a running task aborts it with the reason', async () => {
    const held = heldStart();
    serve(held);
    const task = await create(parts, holder, { task_type: 'brief' });
    expect(await run(parts, task)).toMatchObject({
      status: 'failed',
      error: { code: 10040, raw_message: 'task timed out: it ran for too long' },
    });
    expect(held.calls[0]?.context.signal.aborted).toBe(true);
    await expectReleased();
  });

  test('that passed between two checks ends the task at the next look', async () => {
    serve({ start: () => ({ kind: 'operation', operation: {} }), check: () => ({ kind: 'pending' }) });
    const task = await create(parts, holder);
    await run(parts, task);
    parts.clock.advance(15 * 60_000);
    expect(await run(parts, task)).toMatchObject({ status: 'failed', error: { code: 10040 } });
    await expectReleased();
  });
});

describe('cancel by force', () => {
  const cancel = (task: TaskRow, force: boolean) =>
    cancelTask(parts, { id: task.id, accountId: holder.accountId, force });

  test('aborts an engine that runs, and its late result changes nothing', async () => {
    const held = heldStart();
    serve({ ...held, lane: 'engines', submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    const running = runTask(parts, task.id, never);
    const { context } = await held.began();
    await expect(cancel(task, false)).rejects.toMatchObject({
      httpStatus: 400,
      message: 'task can not be canceled: status is processing',
    });
    await cancel(task, true);
    expect(await running).toBeUndefined();
    expect(context.signal.aborted).toBe(true);
    expect(await read(parts, task)).toMatchObject({ status: 'cancelled', error: { code: 10099 } });
    await expectReleased();
  });

  test('tells the backend of a remote job to stop it', async () => {
    const backend = serve({
      start: () => ({ kind: 'operation', operation: { id: 'job-9' } }),
      check: () => ({ kind: 'pending' }),
      cancel: () => undefined,
    });
    const task = await create(parts, holder);
    await run(parts, task);
    await cancel(task, true);
    expect(backend.cancelled).toEqual([{ id: 'job-9' }]);
    expect(await read(parts, task)).toMatchObject({ status: 'cancelled' });
    expect(await attemptsOf(parts, task.id)).toMatchObject([{ state: 'failed', reason: 'cancelled' }]);
    await expectReleased();
  });

  test('cancels also when the backend does not answer to it', async () => {
    serve({
      start: () => ({ kind: 'operation', operation: {} }),
      check: () => ({ kind: 'pending' }),
      cancel: () => Promise.reject(new Error('no answer')),
    });
    const task = await create(parts, holder);
    await run(parts, task);
    await cancel(task, true);
    expect(await read(parts, task)).toMatchObject({ status: 'cancelled' });
  });

  test('is refused for a remote backend that cannot stop a job', async () => {
    serve({ start: () => ({ kind: 'operation', operation: {} }), check: () => ({ kind: 'pending' }) });
    const task = await create(parts, holder);
    await run(parts, task);
    await expect(cancel(task, true)).rejects.toMatchObject({ code: 'not_cancelable' });
  });
});

describe('at shutdown', () => {
  test('a running task is handed back with its attempt open, so that the next process takes it at once', async () => {
    const held = heldStart();
    const backend = serve({ ...held, submitPolicy: 'idempotent' });
    const task = await create(parts, holder);
    const shutdown = new AbortController();
    const running = runTask(parts, task.id, shutdown.signal);
    await held.began();
    shutdown.abort(new Error('shutting down'));
    expect(await running).toBeUndefined();
    expect(await read(parts, task)).toMatchObject({ status: 'processing', lease_owner: null, error: null });
    expect(await attemptsOf(parts, task.id)).toMatchObject([{ number: 1, state: 'submitting' }]);

    parts.serveWith(scripted({ submitPolicy: 'idempotent' }));
    await runTask(parts.otherProcess(), task.id, never);
    expect(await read(parts, task)).toMatchObject({ status: 'completed' });
    expect(backend.started).toHaveLength(1);
  });

  test('the operation of a job that was accepted meanwhile is saved, so that it is only checked later', async () => {
    const shutdown = new AbortController();
    const backend = serve({
      start: () => {
        shutdown.abort(new Error('shutting down'));
        return { kind: 'operation', operation: { id: 'accepted' } };
      },
      check: () => done(),
    });
    const task = await create(parts, holder);
    await runTask(parts, task.id, shutdown.signal);
    await runTask(parts.otherProcess(), task.id, never);
    expect(await read(parts, task)).toMatchObject({ status: 'completed' });
    expect(backend.started).toHaveLength(1);
    expect(backend.checked).toEqual([{ id: 'accepted' }]);
  });
});

describe('what a running task shows', () => {
  test('phase and progress appear while it runs, and log lines are capped', async () => {
    const held = heldStart();
    serve(held);
    const task = await create(parts, holder);
    const running = runTask(parts, task.id, never);
    const { context, finish } = await held.began();
    context.progress('analysing', 12.7);
    const shown = await until(async () => ((await read(parts, task)).progress === 12 ? read(parts, task) : null), {
      what: 'progress in the row',
      everyMs: 5,
    });
    expect(shown).toMatchObject({ status: 'processing', phase: 'analysing', lease_owner: 'this-process' });
    for (let i = 0; i < 150; i++) context.log(`line ${i} ${'x'.repeat(600)}`);
    finish(done());
    await running;
    const { logs } = await read(parts, task);
    expect(logs).toHaveLength(100);
    expect(logs[99]).toHaveLength(500);
    expect(logs[99]).toMatch(/^line 149 /);
  });

  test('a metric and a queue wait are kept of every end', async () => {
    serve({});
    await run(parts, await create(parts, holder));
    const { body } = await parts.metrics.render();
    expect(body).toMatch(/polymuse_tasks_total\{[^}]*status="completed"[^}]*\} [1-9]/);
  });
});
