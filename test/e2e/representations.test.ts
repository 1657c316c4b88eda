import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client, Reply, TaskReply } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { documentedParts } from '../harness/documented-parts.ts';
import { documentedProblems } from '../harness/documented-schema.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** Both representations of GET at every status (protocol page, sections 6 and 7). */

const STATUSES = ['staged', 'pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
const DOCUMENTED_MEMBERS = ['task_id', 'input', 'status', 'metadata', 'task', 'works'];

let server: TestServer;
let host: VideoHost;
let folder: string;
let client: Client;
let userId: number;
/** Both replies of one task, taken while it had the status. */
const seen = new Map<string, { unified: Reply<TaskReply>; documented: Reply<Record<string, unknown>> }>();

async function look(id: string, status: string): Promise<void> {
  const unified = await client.send<TaskReply>('GET', `/api/v1/task/${id}`);
  const documented = await client.send<Record<string, unknown>>('GET', `/api/v1/task/${id}?schema=documented`);
  expect(unified.body.data.status).toBe(status);
  seen.set(status, { unified, documented });
}

beforeAll(async () => {
  folder = await scratchFolder('representations');
  host = await startVideoHost();
  const [started, clip] = await Promise.all([
    startServer({
      env: { POLYMUSE_TRUSTED_ORIGINS: host.origin, POLYMUSE_ENGINES_CONCURRENCY: '1' },
    }),
    makeClip(folder, 'clip.mp4', { seconds: 1 }),
  ]);
  server = started;
  // Two tasks at a time, one worker: the first is processing while its video is withheld, the second is pending, the
  // third staged.
  client = await server.account({ maxConcurrentTasks: 2 });
  userId = (await client.get<{ id: number }>('/account/info')).id;
  const held = host.give('/held/clip.mp4', clip);
  const first = await client.create({ video: held, prompt: 'wind', seed: 5 });
  await client.waitFor(first.task_id, ['processing']);
  const second = await client.create({ video: `${host.origin}/none.mp4` });
  const third = await client.create({ video: held });
  await look(first.task_id, 'processing');
  await look(second.task_id, 'pending');
  await look(third.task_id, 'staged');
  await client.cancel(third.task_id);
  await look(third.task_id, 'cancelled');
  await host.release();
  await client.waitFor(first.task_id);
  await client.waitFor(second.task_id);
  await look(first.task_id, 'completed');
  await look(second.task_id, 'failed');
});

afterAll(async () => {
  await server.stop();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(STATUSES)('a %s task', (status) => {
  it('has exactly the documented shape when it is asked for', () => {
    const { documented } = seen.get(status)!;
    expect(documented.status).toBe(200);
    expect(documentedProblems(documented.body)).toEqual([]);
    expect(Object.keys(documented.body.data)).toEqual(DOCUMENTED_MEMBERS);
    expect(documented.body).toMatchObject({ code: 200, message: 'success' });
  });

  it('shows the same metadata, task and works in both representations', () => {
    const { unified, documented } = seen.get(status)!;
    const { metadata, task, works, task_id } = unified.body.data;
    expect(documented.body.data).toMatchObject({ task_id, status, metadata, task, works });
  });

  it('has its input as an object by default and as the compact text of that object when documented', () => {
    const { unified, documented } = seen.get(status)!;
    const { input } = unified.body.data;
    expect(typeof input).toBe('object');
    expect(documented.body.data.input).toBe(JSON.stringify(input));
    expect(Object.keys(input)).toEqual(Object.keys(input).sort());
  });

  it('derives every documented member as section 7.3 says', () => {
    const task = seen.get(status)!.unified.body.data;
    const work = task.works[0] as { resource: { duration: number } } | undefined;
    const files = work
      ? [{ url: task.output!.audio_url, contentType: 'audio', height: 0, width: 0, durationMs: work.resource.duration }]
      : [];
    expect(files).toHaveLength(status === 'completed' ? 1 : 0);
    const expected = documentedParts(task, { userId, mediaFields: ['video'], files });
    expect({ metadata: task.metadata, task: task.task, works: task.works }).toEqual(expected);
  });

  it('shows the money of its status', () => {
    const { usage } = seen.get(status)!.unified.body.data.meta;
    const waiting = ['staged', 'pending', 'processing'].includes(status);
    expect(usage).toEqual({
      type: 'point',
      frozen: waiting ? 150_000 : 0,
      consume: status === 'completed' ? 5_000 : 0,
    });
  });

  it('has an error object that is filled only when it failed or was cancelled', () => {
    const { error, output } = seen.get(status)!.unified.body.data;
    if (status === 'failed') {
      expect(error.code).toBe(10010);
      expect(error.message).toContain('failed to get valid video');
      expect(error.raw_message).toContain('failed to get valid video');
    } else if (status === 'cancelled') {
      expect(error).toEqual({ code: 10099, raw_message: 'task canceled', message: 'task canceled', detail: null });
    } else expect(error).toEqual({ code: 0, raw_message: '', message: '', detail: null });
    expect(output === null).toBe(status !== 'completed');
  });

  it('tells caches to keep nothing and that the header matters', () => {
    for (const reply of Object.values(seen.get(status)!)) {
      expect(reply.headers.get('vary')).toMatch(/x-api-schema/i);
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(reply.headers.get('x-request-id')).toBeTruthy();
    }
  });
});

it('keeps the zero start of a task that was cancelled before it started, with a real end', () => {
  const { meta } = seen.get('cancelled')!.unified.body.data;
  expect(meta.started_at).toBe('0001-01-01T00:00:00Z');
  expect(meta.ended_at > meta.created_at).toBe(true);
});

describe('the choice of a representation', () => {
  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const id = seen.get('completed')!.unified.body.data.task_id;
    return client.send<Record<string, unknown>>('GET', `/api/v1/task/${id}${query}`, { headers });
  };
  const isDocumented = (reply: Reply<Record<string, unknown>>) => documentedProblems(reply.body).length === 0;

  it.each([
    ['', {}, false],
    ['?schema=unified', {}, false],
    ['?schema=documented', {}, true],
    ['', { 'X-API-Schema': 'documented' }, true],
    ['', { 'x-api-schema': 'unified' }, false],
    ['?schema=unified', { 'X-API-Schema': 'documented' }, false],
    ['?schema=documented', { 'X-API-Schema': 'unified' }, true],
    ['?schema=documented', { 'X-API-Schema': 'nonsense' }, true],
  ])('query "%s" with headers %o: documented is %s', async (query, headers, documented) => {
    const reply = await ask(query, headers as Record<string, string>);
    expect(reply.status).toBe(200);
    expect(isDocumented(reply)).toBe(documented);
  });

  it.each([
    ['?schema=other', {}],
    ['?schema=Documented', {}],
    ['?schema=', {}],
    ['?schema=documented&schema=unified', {}],
    ['', { 'X-API-Schema': 'other' }],
  ])('refuses query "%s" with headers %o', async (query, headers) => {
    const reply = await ask(query, headers as Record<string, string>);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code: 400, data: null });
    expect(reply.body.message).toMatch(/^invalid request: invalid schema/);
  });

  it('answers errors in the ordinary envelope in both', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const reply = await client.send('GET', `/api/v1/task/${id}?schema=documented`);
    expect(reply.status).toBe(404);
    expect(reply.body).toEqual({ code: 404, data: null, message: 'task not found' });
  });
});
