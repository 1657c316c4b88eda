import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client, Reply, TaskReply } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** One account never learns of another’s tasks: the answer is the one for a task that does not exist. */

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let server: TestServer;
let host: VideoHost;
let folder: string;
let owner: Client;
let stranger: Client;
/** One task of the owner in each state that behaves differently. */
const tasks = new Map<string, TaskReply>();

beforeAll(async () => {
  folder = await scratchFolder('two-accounts');
  host = await startVideoHost();
  const [started, clip] = await Promise.all([
    startServer({ env: { POLYMUSE_TRUSTED_ORIGINS: host.origin, POLYMUSE_ENGINES_CONCURRENCY: '1' } }),
    makeClip(folder, 'clip.mp4', { seconds: 1 }),
  ]);
  server = started;
  [owner, stranger] = [await server.account({ maxConcurrentTasks: 2 }), await server.account()];
  const video = host.give('/held/clip.mp4', clip);
  const ended = await owner.create({ video: await owner.upload(clip), steps: 1 });
  tasks.set('completed', await owner.waitFor(ended.task_id));
  const running = await owner.create({ video });
  tasks.set('processing', await owner.waitFor(running.task_id, ['processing']));
  tasks.set('pending', await owner.create({ video }));
  tasks.set('staged', await owner.create({ video }));
});

afterAll(async () => {
  server.kill('SIGKILL');
  await server.stop();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

/** What may differ between two replies to different requests: their ids, times and counters. */
function shown(reply: Reply): unknown {
  const own = ['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'];
  const headers = [...reply.headers].filter(([name]) => !own.includes(name));
  return { status: reply.status, headers, text: reply.text };
}

describe.each(['completed', 'processing', 'pending', 'staged'])('another account’s %s task', (status) => {
  it.each([
    ['GET', ''],
    ['GET', '?schema=documented'],
    ['DELETE', ''],
    ['DELETE', '?force=true'],
    ['POST', '/cancel'],
  ])('%s…%s is answered exactly like an unknown one', async (method, rest) => {
    const id = tasks.get(status)!.task_id;
    const theirs = await stranger.send(method, `/api/v1/task/${id}${rest}`);
    const unknown = await stranger.send(method, `/api/v1/task/${UNKNOWN}${rest}`);
    expect(shown(theirs)).toEqual(shown(unknown));
    expect(theirs.status).toBe(404);
    expect(theirs.body).toEqual({ code: 404, data: null, message: 'task not found' });
  });

  it('is as it was for its owner', async () => {
    const before = tasks.get(status)!;
    const now = await owner.read(before.task_id);
    expect(now.status).toBe(status);
    expect(now.input).toEqual(before.input);
  });
});

it('the stranger’s balance shows nothing of it', async () => {
  expect(await stranger.balance()).toEqual({ available: 100_000_000, frozen: 0, used: 0 });
  expect((await owner.balance()).frozen).toBe(3 * 150_000);
});
