import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** Concurrency, staging and cancel (protocol page, sections 8 and 9). */

const HOLD = 150_000;
const STAGED_LIMIT = 3;

let server: TestServer;
let host: VideoHost;
let folder: string;
let held: string;
let clip: string;

beforeAll(async () => {
  folder = await scratchFolder('staging');
  host = await startVideoHost();
  const [started, made] = await Promise.all([
    startServer({
      env: {
        POLYMUSE_TRUSTED_ORIGINS: host.origin,
        POLYMUSE_ENGINES_CONCURRENCY: '2',
        POLYMUSE_ACCOUNTS_STAGED_LIMIT: String(STAGED_LIMIT),
      },
    }),
    makeClip(folder, 'clip.mp4', { seconds: 1 }),
  ]);
  server = started;
  clip = made;
});

// What a test leaves behind (staged tasks that start later) must not be taken for the next one's: a path of its own
// for each, opened for good at its end.
let count = 0;
beforeEach(() => {
  held = host.give(`/held/${count++}.mp4`, clip);
});
afterEach(() => host.releaseAll());

afterAll(async () => {
  await server.stop();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function oneAtATime(): Promise<{ client: Client; running: string }> {
  const client = await server.account({ maxConcurrentTasks: 1 });
  const { task_id } = await client.create({ video: held, steps: 1 });
  await client.waitFor(task_id, ['processing']);
  return { client, running: task_id };
}

describe('staging', () => {
  it('stages what is over the account’s concurrency, holds its price, and runs it in order', async () => {
    const { client, running } = await oneAtATime();
    const staged = [];
    for (let n = 0; n < STAGED_LIMIT; n++) staged.push(await client.create({ video: held, steps: 1 }));
    expect(staged.map((task) => task.status)).toEqual(['staged', 'staged', 'staged']);
    expect((await client.balance()).frozen).toBe((1 + STAGED_LIMIT) * HOLD);

    const started: string[] = [];
    for (const { task_id } of [{ task_id: running }, ...staged]) {
      const task = await client.waitFor(task_id, ['processing']);
      started.push(task.meta.started_at);
      const others = await Promise.all(staged.map((one) => client.read(one.task_id)));
      expect(others.filter((one) => one.status === 'processing' || one.status === 'pending').length).toBeLessThan(2);
      await host.release();
      await client.waitFor(task_id);
    }
    expect(started).toEqual([...started].sort());
    const ends = await Promise.all(staged.map((one) => client.read(one.task_id)));
    expect(ends.map((task) => task.status)).toEqual(['completed', 'completed', 'completed']);
    expect(await client.balance()).toMatchObject({ frozen: 0, used: (1 + STAGED_LIMIT) * 5_000 });
  });

  it('refuses one more with 429 and Retry-After when the staging queue is full, and holds nothing for it', async () => {
    const { client } = await oneAtATime();
    for (let n = 0; n < STAGED_LIMIT; n++) await client.create({ video: held, steps: 1 });
    const before = await client.balance();
    const reply = await client.submit({ video: held });
    expect(reply.status).toBe(429);
    expect(reply.body).toMatchObject({ code: 429, data: null });
    expect(reply.body.message).toMatch(/^too many requests: staged queue is full/);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await client.balance()).toEqual(before);
  });

  it('promotes the oldest staged task when a pending one is cancelled', async () => {
    // Both workers are busy, so the account's one task stays pending.
    const busy = await server.account({ maxConcurrentTasks: 2 });
    const blockers = [await busy.create({ video: held, steps: 1 }), await busy.create({ video: held, steps: 1 })];
    for (const { task_id } of blockers) await busy.waitFor(task_id, ['processing']);
    const client = await server.account({ maxConcurrentTasks: 1 });
    const first = await client.create({ video: held });
    const second = await client.create({ video: held });
    const third = await client.create({ video: held });
    expect([first.status, second.status, third.status]).toEqual(['pending', 'staged', 'staged']);
    await client.cancel(first.task_id);
    expect((await client.read(second.task_id)).status).toBe('pending');
    expect((await client.read(third.task_id)).status).toBe('staged');
    for (const { task_id } of [third, second]) await client.cancel(task_id);
  });
});

describe('cancel', () => {
  it('ends a staged task: cancelled, hold back, and the same 200 again', async () => {
    const { client } = await oneAtATime();
    const staged = await client.create({ video: held });
    expect(staged.status).toBe('staged');
    const reply = await client.cancel(staged.task_id);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ code: 200, message: `task ${staged.task_id} canceled` });
    expect(reply.text).not.toContain('data');
    expect((await client.balance()).frozen).toBe(HOLD);

    const cancelled = await client.read(staged.task_id);
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      error: { code: 10099, raw_message: 'task canceled', message: 'task canceled', detail: null },
      meta: { started_at: '0001-01-01T00:00:00Z', usage: { frozen: 0, consume: 0 } },
      output: null,
      works: [],
    });
    const again = await client.cancel(staged.task_id);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(reply.body);
    expect(await client.read(staged.task_id)).toEqual(cancelled);
    expect((await client.balance()).frozen).toBe(HOLD);
  });

  it('by POST …/cancel is the same call', async () => {
    const { client } = await oneAtATime();
    const { task_id } = await client.create({ video: held });
    const reply = await client.send('POST', `/api/v1/task/${task_id}/cancel`);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ code: 200, message: `task ${task_id} canceled` });
    expect((await client.read(task_id)).status).toBe('cancelled');
  });

  it('refuses a task in processing and one that ended', async () => {
    const { client, running } = await oneAtATime();
    const early = await client.cancel(running);
    expect(early.status).toBe(400);
    expect(early.body).toEqual({ code: 400, data: null, message: 'task can not be canceled: status is processing' });
    await host.release();
    await client.waitFor(running);
    const late = await client.cancel(running);
    expect(late.status).toBe(400);
    expect(late.body.message).toBe('task can not be canceled: status is completed');
    expect((await client.read(running)).status).toBe('completed');
    expect(await client.balance()).toMatchObject({ frozen: 0, used: 5_000 });
  });

  it('with force stops a task in processing and charges nothing', async () => {
    const { client, running } = await oneAtATime();
    const reply = await client.send('DELETE', `/api/v1/task/${running}?force=true`);
    expect(reply.status).toBe(200);
    const task = await client.read(running);
    expect(task.status).toBe('cancelled');
    expect(task.meta.started_at < task.meta.ended_at).toBe(true);
    expect(await client.balance()).toMatchObject({ frozen: 0, used: 0 });
    // Its worker is free again: another task gets through.
    const next = await client.create({ video: held, steps: 1 });
    await client.waitFor(next.task_id, ['processing']);
    await host.release();
    expect((await client.waitFor(next.task_id)).status).toBe('completed');
    expect((await client.read(running)).status).toBe('cancelled');
  });

  it('of an unknown task is 404, however it is spelled', async () => {
    const client = await server.account();
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nope', '%00']) {
      const reply = await client.cancel(id);
      expect(reply.status).toBe(404);
      expect(reply.body).toEqual({ code: 404, data: null, message: 'task not found' });
    }
  });
});

it('leaves a ledger that adds up', async () => {
  expect((await server.admin.verifyLedger()).problems).toEqual([]);
});
