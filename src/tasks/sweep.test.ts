import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BASE_URL, type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS } from '../../test/support/sample-family.ts';
import { MP3, scripted } from '../../test/support/scripted-backend.ts';
import { balance, create, read, run } from '../../test/support/task-steps.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { newFileName } from '../media/storage/file-store.ts';
import { createQueues } from '../queue/create-queues.ts';
import { claimTask } from './lease.ts';
import { storeFile } from './store-file.ts';
import { sweep } from './sweep.ts';
import type { TaskParts } from './task-parts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const POINTS = 20 * HOLD_POINTS;
const nothing = { queued: 0, expired: 0, promoted: 0, webhooks: 0, files: 0, rows: 0 };

let parts: MemoryParts;
let holder: Holder;
/** As after a crash between commit and add: the same database, and a queue that knows of nothing. */
let forgetful: TaskParts;
let round = 0;

beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(async () => {
  await parts.close();
});
beforeEach(async () => {
  await parts.clear();
  parts.serveWith(scripted());
  holder = await parts.account({ points: POINTS, maxConcurrentTasks: 2 });
  round += 1;
  const queues = createQueues({ database: parts.database, log: parts.log, prefix: `lost${round}` });
  forgetful = { ...parts, queues };
  return () => queues.close({ graceMs: 0 });
});

describe('the sweeper', () => {
  test('finds nothing to do when all is well', async () => {
    await run(parts, await create(parts, holder));
    await create(parts, holder);
    expect(await sweep(parts)).toEqual(nothing);
    parts.clock.advance(10_000);
    expect(await sweep(parts)).toEqual(nothing);
  });

  test('adds the job of a pending task that has none, once', async () => {
    const task = await create(parts, holder);
    expect(await sweep(forgetful)).toEqual(nothing);
    parts.clock.advance(3_000);
    expect(await sweep(forgetful)).toEqual({ ...nothing, queued: 1 });
    expect(await forgetful.queues.lane('remote').has(task.id)).toBe(true);
    expect(await sweep(forgetful)).toEqual(nothing);
  });

  test('takes up a task whose holder went silent, when its lease is over and not before', async () => {
    const task = await create(parts, holder);
    await claimTask({ ...parts, processId: 'dead' }, task.id);
    parts.clock.advance(29_999);
    expect(await sweep(forgetful)).toEqual(nothing);
    parts.clock.advance(1);
    expect(await sweep(forgetful)).toEqual({ ...nothing, queued: 1 });
  });

  test('takes up a remote job that nobody checks any more', async () => {
    parts.serveWith(
      scripted({ start: () => ({ kind: 'operation', operation: {} }), check: () => ({ kind: 'pending' }) }),
    );
    const task = await create(parts, holder);
    await run(parts, task);
    parts.clock.advance(3_000);
    expect(await sweep(forgetful)).toEqual({ ...nothing, queued: 1 });
  });

  test('fails what nobody started in time, staged tasks too, and releases the holds', async () => {
    const tasks = [await create(parts, holder), await create(parts, holder), await create(parts, holder)];
    expect(tasks.map(({ status }) => status)).toEqual(['pending', 'pending', 'staged']);
    parts.clock.advance(60 * MINUTE);
    expect(await sweep(parts)).toMatchObject({ expired: 3 });
    for (const task of tasks) {
      expect(await read(parts, task)).toMatchObject({
        status: 'failed',
        started_at: null,
        error: { code: 10040, raw_message: 'task timed out: no worker became free in time' },
      });
    }
    expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS, held: 0 });
    expect((await verifyLedger(parts.database)).problems).toEqual([]);
  });

  test('fails a running task past its deadline when nobody holds it', async () => {
    parts.serveWith(
      scripted({ start: () => ({ kind: 'operation', operation: {} }), check: () => ({ kind: 'pending' }) }),
    );
    const task = await create(parts, holder);
    await run(parts, task);
    parts.clock.advance(15 * MINUTE - 1);
    expect(await sweep(parts)).toMatchObject({ expired: 0 });
    parts.clock.advance(1);
    expect(await sweep(parts)).toMatchObject({ expired: 1 });
    expect(await read(parts, task)).toMatchObject({
      status: 'failed',
      error: { code: 10040, raw_message: 'task timed out: it ran for too long', detail: { backend: 'scripted' } },
    });
  });

  test('promotes staged tasks after the limit was raised', async () => {
    for (let i = 0; i < 4; i++) await create(parts, holder);
    await parts.database.query('UPDATE accounts SET max_concurrent_tasks = 3');
    expect(await sweep(parts)).toMatchObject({ promoted: 1 });
    const { rows } = await parts.database.query(`SELECT status FROM tasks ORDER BY created_at, id`);
    expect(rows.filter(({ status }) => status === 'pending')).toHaveLength(3);
  });

  test('adds deliveries that are due and have no job', async () => {
    const config = { webhook_config: { endpoint: 'https://example.com/hook', secret: '' } };
    await run(parts, await create(parts, holder, { config }));
    expect(await sweep(forgetful)).toEqual(nothing);
    parts.clock.advance(3_000);
    expect(await sweep(forgetful)).toEqual({ ...nothing, webhooks: 1 });
    expect(await sweep(forgetful)).toEqual(nothing);
  });

  test('by two processes at once ends each task once', async () => {
    for (let i = 0; i < 2; i++) await create(parts, holder);
    parts.clock.advance(60 * MINUTE);
    const [one, two] = await Promise.all([sweep(parts), sweep(parts.otherProcess())]);
    expect(one.expired! + two.expired!).toBe(2);
    expect(await balance(parts, holder.accountId)).toEqual({ available: POINTS, held: 0 });
  });
});

describe('retention', () => {
  const store = async (kind: 'upload' | 'inline', taskId: string | null) => {
    const name = newFileName('mp3');
    await storeFile(parts, {
      name,
      accountId: holder.accountId,
      taskId,
      kind,
      contentType: 'audio/mpeg',
      source: { kind: 'bytes', bytes: MP3 },
    });
    return name;
  };
  const isThere = async (name: string) => (await parts.store.stat(name)) !== null;

  test('removes an upload after 24 hours', async () => {
    const name = await store('upload', null);
    parts.clock.advance(DAY - 1);
    expect(await sweep(parts)).toMatchObject({ files: 0 });
    expect(await isThere(name)).toBe(true);
    parts.clock.advance(1);
    expect(await sweep(parts)).toMatchObject({ files: 1 });
    expect(await isThere(name)).toBe(false);
    expect((await parts.database.query('SELECT 1 FROM files')).rows).toEqual([]);
  });

  test('removes a result after 72 hours, and the view says so', async () => {
    const row = await run(parts, await create(parts, holder));
    const name = (row.output as { audio_url: string }).audio_url.slice(`${BASE_URL}/ephemeral/`.length);
    parts.clock.advance(72 * HOUR - 1);
    await sweep(parts);
    expect(await isThere(name)).toBe(true);
    parts.clock.advance(1);
    expect(await sweep(parts)).toMatchObject({ files: 1 });
    expect(await isThere(name)).toBe(false);
    expect((await read(parts, row)).status).toBe('completed');
  });

  test('keeps inline media while its task lives, and 24 hours from its end', async () => {
    parts.serveWith(
      scripted({ start: () => ({ kind: 'operation', operation: {} }), check: () => ({ kind: 'pending' }) }),
    );
    const task = await create(parts, holder);
    const name = await store('inline', task.id);
    await run(parts, task);
    // Alive for longer than the file's own time.
    await parts.database.query('UPDATE tasks SET finish_by = $1', [new Date(parts.clock.now() + 30 * HOUR)]);
    parts.clock.advance(30 * HOUR - 1);
    await sweep(parts);
    expect(await isThere(name)).toBe(true);
    parts.clock.advance(1);
    expect(await sweep(parts)).toMatchObject({ expired: 1, files: 0 });
    parts.clock.advance(DAY - 1);
    expect(await sweep(parts)).toMatchObject({ files: 0 });
    parts.clock.advance(1);
    expect(await sweep(parts)).toMatchObject({ files: 1 });
    expect(await isThere(name)).toBe(false);
  });

  test('removes ended tasks after 90 days with what belongs to them, and keeps their money', async () => {
    const config = { webhook_config: { endpoint: 'https://example.com/hook', secret: '' } };
    const ended = await run(parts, await create(parts, holder, { config }));
    await parts.database.query(`UPDATE webhook_deliveries SET state = 'delivered'`);
    parts.clock.advance(90 * DAY - 1);
    await sweep(parts);
    expect((await read(parts, ended)).status).toBe('completed');
    parts.clock.advance(1);
    const live = await create(parts, holder);
    expect(await sweep(parts)).toMatchObject({ rows: 2 });
    await expect(read(parts, ended)).rejects.toThrow('gone');
    expect((await read(parts, live)).status).toBe('pending');
    const { rows } = await parts.database.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM attempts) AS attempts, (SELECT count(*) FROM webhook_deliveries) AS hooks,
         (SELECT count(*) FROM entries WHERE task_id = $1) AS entries`,
      [ended.id],
    );
    expect(rows).toEqual([{ attempts: 0, hooks: 0, entries: 3 }]);
    expect((await verifyLedger(parts.database)).problems).toEqual([]);
  });

  test('removes saved replies of idempotent requests after 24 hours', async () => {
    await parts.database.query(
      `INSERT INTO idempotency_keys (api_key_id, route, key, body_hash, state, locked_until, created_at)
       VALUES ($1, 'r', 'k', '', 'finished', $2, $2)`,
      [holder.keyId, new Date(parts.clock.now())],
    );
    parts.clock.advance(DAY - 1);
    expect(await sweep(parts)).toMatchObject({ rows: 0 });
    parts.clock.advance(1);
    expect(await sweep(parts)).toMatchObject({ rows: 1 });
  });
});
