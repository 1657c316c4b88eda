import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS } from '../../test/support/sample-family.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { balance, create, read, run } from '../../test/support/task-steps.ts';
import { AppError } from '../errors.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { TASK_CHANNEL } from './announce.ts';
import { cancelTask } from './cancel-task.ts';
import { type Ending, endTask } from './end-task.ts';
import { claimTask, markProcessing } from './lease.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskRow } from './task-row.ts';

const POINTS = 20 * HOLD_POINTS;
let parts: MemoryParts;
let holder: Holder;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  parts.serveWith(scripted());
  holder = await parts.account({ points: POINTS, maxConcurrentTasks: 2 });
});

const completed = (capturedPoints = 300): Ending => ({
  status: 'completed',
  output: { audio_url: 'https://media.example.org/ephemeral/a.mp3' },
  works: [],
  capturedPoints,
  logs: [],
  detail: null,
});
const failed: Ending = { status: 'failed', error: taskErrorOf(new AppError('backend_failed')), logs: ['why'] };

async function processing(task: TaskRow): Promise<TaskRow> {
  const claimed = await claimTask(parts, task.id);
  const taskType = parts.catalog.find(task.model, task.task_type);
  const route = parts.router.pick(taskType, task.input, { isTest: false });
  const row = claimed && (await markProcessing(parts, claimed, { route, deadlineMinutes: 15 }));
  if (!row) throw new Error('the task could not be claimed');
  return row;
}

describe('the end of a task', () => {
  test('has one winner among many, and the money moves once', async () => {
    const task = await processing(await create(parts, holder));
    const endings = [completed(), failed, completed(), failed, failed, completed()];
    const ended = await Promise.all(endings.map((ending) => endTask(parts, task.id, ending)));
    expect(ended.filter(Boolean)).toHaveLength(1);
    const row = await read(parts, task);
    const charged = row.status === 'completed' ? 300 : 0;
    expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS - charged, held: 0 });
    expect((await verifyLedger(parts.database)).problems).toEqual([]);
  });

  test('is refused to whoever read an older version', async () => {
    const task = await processing(await create(parts, holder));
    expect(await endTask(parts, task.id, failed, { version: task.version - 1 })).toBeUndefined();
    expect(await read(parts, task)).toEqual(task);
    expect(await endTask(parts, task.id, failed, { version: task.version })).toMatchObject({ status: 'failed' });
  });

  test('never changes: no second end of any kind', async () => {
    const task = await processing(await create(parts, holder));
    const first = await endTask(parts, task.id, completed());
    for (const again of [completed(900), failed, { ...failed, status: 'cancelled' } as Ending]) {
      expect(await endTask(parts, task.id, again)).toBeUndefined();
    }
    expect(await read(parts, task)).toEqual(first);
  });

  test('of a pending task cannot be a completion', async () => {
    const task = await create(parts, holder);
    expect(await endTask(parts, task.id, completed())).toBeUndefined();
    expect((await read(parts, task)).status).toBe('pending');
  });

  test('that would charge more than the hold is rolled back whole', async () => {
    const task = await processing(await create(parts, holder));
    await expect(endTask(parts, task.id, completed(HOLD_POINTS + 1))).rejects.toThrow('does not fit');
    expect(await read(parts, task)).toEqual(task);
  });

  test('wakes whoever listens, with the id and the status', async () => {
    const heard: string[] = [];
    const stop = await parts.database.listen(TASK_CHANNEL, (payload) => heard.push(payload));
    const task = await create(parts, holder);
    await run(parts, task);
    await stop();
    expect(heard).toEqual([`${task.id} pending`, `${task.id} processing`, `${task.id} completed`]);
  });

  test('leaves a timeline of every status', async () => {
    const task = await create(parts, holder);
    await run(parts, task);
    const { rows } = await parts.database.query('SELECT kind FROM task_events WHERE task_id = $1 ORDER BY id', [
      task.id,
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(['pending', 'processing', 'completed']);
  });
});

describe('webhook rows', () => {
  const hooks = async (task: TaskRow) => {
    const { rows } = await parts.database.query<{ event: string; sequence: number; body: string; secret: string }>(
      'SELECT event, sequence, body, secret FROM webhook_deliveries WHERE task_id = $1 ORDER BY sequence',
      [task.id],
    );
    return rows;
  };
  const config = (events?: string[]) => ({
    webhook_config: { endpoint: 'https://example.com/hook', secret: 's3cret', ...(events ? { events } : {}) },
  });

  test('are written with the end, one by default, and hold the whole task object as it ended', async () => {
    const task = await create(parts, holder, { config: config() });
    const row = await run(parts, task);
    const [hook, ...more] = await hooks(task);
    expect(more).toEqual([]);
    expect(hook).toMatchObject({ event: 'completed', secret: 's3cret' });
    const body = JSON.parse(hook?.body ?? '');
    expect(Object.keys(body)).toEqual(['timestamp', 'data']);
    expect(body.timestamp).toBe(Math.floor((row.ended_at?.getTime() ?? 0) / 1000));
    expect(body.data).toMatchObject({ task_id: task.id, status: 'completed', output: row.output });
  });

  test('are written for the events that were asked for, with a rising sequence', async () => {
    const task = await create(parts, holder, { config: config(['processing', 'completed']) });
    await run(parts, task);
    const rows = await hooks(task);
    expect(rows.map(({ event }) => event)).toEqual(['processing', 'completed']);
    expect(rows[1]!.sequence).toBeGreaterThan(rows[0]!.sequence);
  });

  test('are written for a cancel, and none when the event was not asked for', async () => {
    const told = await create(parts, holder, { config: config() });
    const untold = await create(parts, holder, { config: config(['completed']) });
    for (const { id } of [told, untold]) await cancelTask(parts, { id, accountId: holder.accountId, force: false });
    expect((await hooks(told)).map(({ event }) => event)).toEqual(['cancelled']);
    expect(await hooks(untold)).toEqual([]);
  });
});

describe('a free slot', () => {
  test('goes to the oldest staged task in the transaction of the end, and its job is added', async () => {
    const made: TaskRow[] = [];
    for (let i = 0; i < 5; i++) {
      made.push(await create(parts, holder));
      parts.clock.advance(1);
    }
    await run(parts, made[0]!);
    const statuses = await Promise.all(made.map(async (task) => (await read(parts, task)).status));
    expect(statuses).toEqual(['completed', 'pending', 'pending', 'staged', 'staged']);
    expect(await parts.queues.lane('remote').has(made[2]!.id)).toBe(true);
    expect(await parts.queues.lane('remote').has(made[3]!.id)).toBe(false);
  });

  test('is given after a cancel too, and a cancelled staged task never takes one', async () => {
    const made = [await create(parts, holder), await create(parts, holder)];
    for (let i = 0; i < 2; i++) {
      parts.clock.advance(1);
      made.push(await create(parts, holder));
    }
    const cancel = (task: TaskRow) => cancelTask(parts, { id: task.id, accountId: holder.accountId, force: false });
    await cancel(made[2]!);
    await cancel(made[0]!);
    const statuses = await Promise.all(made.map(async (task) => (await read(parts, task)).status));
    expect(statuses).toEqual(['cancelled', 'pending', 'cancelled', 'pending']);
  });
});

describe('cancel', () => {
  const cancel = (id: string, accountId = holder.accountId) => cancelTask(parts, { id, accountId, force: false });

  test('gives the whole hold back and says so in the words of the page', async () => {
    const task = await create(parts, holder);
    await cancel(task.id);
    const row = await read(parts, task);
    expect(row).toMatchObject({ status: 'cancelled', started_at: null, captured_points: 0 });
    expect(row.error).toEqual({ code: 10099, raw_message: 'task canceled', message: 'task canceled', detail: null });
    expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS, held: 0 });
  });

  test('a second time changes nothing', async () => {
    const task = await create(parts, holder);
    await cancel(task.id);
    const first = await read(parts, task);
    await cancel(task.id);
    expect(await read(parts, task)).toEqual(first);
  });

  test.each(['completed', 'failed'])('of a %s task is refused', async (status) => {
    parts.serveWith(
      scripted({
        start: () => {
          if (status === 'failed') throw new AppError('backend_failed');
          return {
            kind: 'done',
            result: {
              files: [{ role: 'audio', source: { kind: 'bytes', bytes: Buffer.from('ID3xxxxxxxxxxxxxx') } }],
              data: {},
            },
          };
        },
      }),
    );
    const row = await run(parts, await create(parts, holder));
    expect(row.status).toBe(status);
    await expect(cancel(row.id)).rejects.toMatchObject({
      httpStatus: 400,
      message: `task can not be canceled: status is ${status}`,
    });
  });

  test('of another account, of no task and of no id is an unknown task', async () => {
    const task = await create(parts, holder);
    const other = await parts.account();
    await expect(cancel(task.id, other.accountId)).rejects.toMatchObject({ code: 'task_not_found' });
    for (const id of ['3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f', '../etc/passwd', '']) {
      await expect(cancel(id)).rejects.toMatchObject({ code: 'task_not_found' });
    }
    expect((await read(parts, task)).status).toBe('pending');
  });

  test('against an end at the same moment has one outcome, and the ledger adds up', async () => {
    for (let i = 0; i < 6; i++) {
      const task = await create(parts, holder);
      await Promise.allSettled([run(parts, task), cancel(task.id)]);
      expect(['completed', 'cancelled']).toContain((await read(parts, task)).status);
    }
    expect(await balance(parts, holder.accountId)).toMatchObject({ held: 0 });
    expect((await verifyLedger(parts.database)).problems).toEqual([]);
  });
});
