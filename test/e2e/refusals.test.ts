import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, createClient, mmaudioBody, type TaskReply } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** Money, idempotency and limits of requests (protocol page, sections 4.2, 10.1 and 18). */

const HOLD = 150_000;

let server: TestServer;
let host: VideoHost;
let folder: string;
let video: string;

beforeAll(async () => {
  folder = await scratchFolder('refusals');
  host = await startVideoHost();
  const [started, clip] = await Promise.all([
    startServer({
      env: {
        POLYMUSE_TRUSTED_ORIGINS: host.origin,
        POLYMUSE_LIMITS_REQUESTS_PER_MINUTE: '300',
        POLYMUSE_LIMITS_FAILED_AUTH_PER_MINUTE: '5',
      },
    }),
    makeClip(folder, 'clip.mp4', { seconds: 1 }),
  ]);
  server = started;
  video = host.give('/clip.mp4', clip);
});

afterAll(async () => {
  await server.stop();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the balance', () => {
  it('must cover the hold, else 402 with both texts that clients look for', async () => {
    const client = await server.account({ points: HOLD - 1 });
    const reply = await client.submit({ video });
    expect(reply.status).toBe(402);
    expect(reply.body).toEqual({
      code: 402,
      data: null,
      message: `failed to freeze point: insufficient balance (insufficient credits): ${HOLD} points needed, ${HOLD - 1} available`,
    });
    expect(await client.balance()).toEqual({ available: HOLD - 1, frozen: 0, used: 0 });
  });

  it('of an account without any is a 402 too', async () => {
    const client = await server.account({ points: 0 });
    expect((await client.submit({ video })).status).toBe(402);
  });

  it('that covers one hold admits one of ten at the same moment', async () => {
    const client = await server.account({ points: HOLD });
    const replies = await Promise.all(Array.from({ length: 10 }, () => client.submit({ video, steps: 1 })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...Array<number>(9).fill(402)]);
    expect((await client.balance()).available).toBe(0);
  });

  it('is raised by a top-up of the operator', async () => {
    const client = await server.account({ points: 0 });
    const { id } = await client.get<{ id: number }>('/account/info');
    await server.admin.post(`/admin/v1/accounts/${id}/topups`, { points: HOLD, reference: 'invoice 7' });
    const task = await client.create({ video, steps: 1 });
    expect((await client.waitFor(task.task_id)).status).toBe('completed');
    expect(await client.balance()).toEqual({ available: HOLD - 5_000, frozen: 0, used: 5_000 });
  });
});

describe('a failed task', () => {
  it('costs nothing and keeps the output of before', async () => {
    const client = await server.account();
    const before = await client.balance();
    const task = await client.create({ video: `${host.origin}/none.mp4` });
    const failed = await client.waitFor(task.task_id);
    expect(failed).toMatchObject({
      status: 'failed',
      output: null,
      works: [],
      meta: { usage: { frozen: 0, consume: 0 } },
    });
    expect(failed.meta.progress).toBeLessThan(100);
    expect(await client.balance()).toEqual(before);
  });
});

describe('the Idempotency-Key', () => {
  let client: Client;
  beforeAll(async () => {
    client = await server.account();
  });
  const submit = (key: string, input: Record<string, unknown>) => client.submit(input, {}, { 'Idempotency-Key': key });

  it('gives the first reply again, makes one task and holds once', async () => {
    const first = await submit('same', { video, steps: 1 });
    const second = await submit('same', { video, steps: 1 });
    expect(first.status).toBe(200);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.status).toBe(200);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
    await client.waitFor(first.body.data.task_id);
    expect((await submit('same', { steps: 1, video })).body).toEqual(first.body);
    expect(await client.balance()).toMatchObject({ frozen: 0, used: 5_000 });
  });

  it('with another body is a 422', async () => {
    await submit('other body', { video, steps: 1 });
    const reply = await submit('other body', { video, steps: 2 });
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ code: 422, data: null });
    expect(reply.body.message).toMatch(/^idempotency key reused/);
  });

  it('used by many at the same moment makes one task; the others get it too or a 409', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => submit('at once', { video, steps: 1 })));
    const made = replies.filter((reply) => reply.status === 200);
    const conflicts = replies.filter((reply) => reply.status === 409);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length + conflicts.length).toBe(8);
    expect(new Set(made.map((reply) => reply.body.data.task_id)).size).toBe(1);
    for (const reply of conflicts) {
      expect(reply.body.message).toMatch(/^conflict/);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('of a refused request may be used again', async () => {
    expect((await submit('refused', { video, steps: 99 })).status).toBe(400);
    expect((await submit('refused', { video, steps: 1 })).status).toBe(200);
  });

  it('belongs to its API key', async () => {
    const other = await server.account();
    const mine = await submit('shared', { video, steps: 1 });
    const theirs = await other.submit({ video, steps: 1 }, {}, { 'Idempotency-Key': 'shared' });
    expect(theirs.status).toBe(200);
    expect(theirs.body.data.task_id).not.toBe(mine.body.data.task_id);
  });

  it.each(['', 'x'.repeat(256), 'naïve'])('may not be "%s"', async (key) => {
    const reply = await submit(key, { video });
    expect(reply.status).toBe(400);
    expect(reply.body.message).toMatch(/Idempotency-Key/);
  });
});

describe('scopes', () => {
  it('keep a key without admin from the operator’s routes', async () => {
    const client = await server.account();
    const routes = [
      ['POST', '/admin/v1/accounts'],
      ['POST', '/admin/v1/accounts/1/keys'],
      ['POST', '/admin/v1/accounts/1/topups'],
      ['GET', '/admin/v1/ledger/verify'],
    ] as const;
    for (const [method, route] of routes) {
      const reply = await client.send(method, route, method === 'POST' ? { body: { name: 'x', points: 1 } } : {});
      expect(reply.status, route).toBe(403);
      expect(reply.body.message).toMatch(/^forbidden/);
    }
  });

  it('keep a key of another kind from tasks', async () => {
    const client = await server.account();
    const { id } = await client.get<{ id: number }>('/account/info');
    const made = await server.admin.post<{ key: string }>(`/admin/v1/accounts/${id}/keys`, {
      name: 'books',
      scopes: ['account'],
    });
    const reply = await createClient(server.url, made.key).send<TaskReply>('POST', '/api/v1/task', {
      body: mmaudioBody({ video }),
    });
    expect(reply.status).toBe(403);
  });
});

// Last, since this address may not try another key for a minute afterwards.
describe('limits per minute', () => {
  it('answer 429 with Retry-After when a key asks too often, and leave other keys alone', async () => {
    const client = await server.account();
    const other = await server.account();
    const replies = [];
    for (let n = 0; n < 6; n++)
      replies.push(...(await Promise.all(Array.from({ length: 60 }, () => client.send('GET', '/account/info')))));
    const refused = replies.filter((reply) => reply.status === 429);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(300);
    expect(refused).toHaveLength(60);
    expect(refused[0]!.body).toMatchObject({ code: 429, data: null });
    expect(refused[0]!.body.message).toMatch(/^too many requests: rate limit/);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await other.send('GET', '/account/info')).status).toBe(200);
  });

  it('answer 429 with Retry-After after too many wrong keys from one address', async () => {
    const wrong = createClient(server.url, 'sk-wrong');
    const statuses = [];
    for (let n = 0; n < 7; n++) statuses.push((await wrong.send('GET', '/account/info')).status);
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    const reply = await wrong.send('GET', '/account/info');
    expect(reply.status).toBe(429);
    expect(reply.body.message).toMatch(/^too many requests: rate limit/);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
