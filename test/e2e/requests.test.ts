import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, createClient, mmaudioBody, type TaskReply } from '../harness/client.ts';
import { PATIENT } from '../harness/patience.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';

vi.setConfig(PATIENT);

/** What a client may send and how (protocol page, sections 1, 4 and 6). Tasks here wait behind one held video. */

let server: TestServer;
let host: VideoHost;
let client: Client;
const video = 'https://example.com/clips/roof.mp4';

beforeAll(async () => {
  host = await startVideoHost();
  server = await startServer({
    env: { POLYMUSE_TRUSTED_ORIGINS: host.origin, POLYMUSE_ENGINES_CONCURRENCY: '1' },
  });
  // The one worker is kept busy, so that nothing below is fetched and every task stays as it was created.
  const blocker = await server.admin.create({ video: `${host.origin}/held/blocker.mp4` });
  await server.admin.waitFor(blocker.task_id, ['processing']);
  client = await server.account({ points: 1_000_000_000, maxConcurrentTasks: 1_000 });
});

afterAll(async () => {
  server.kill('SIGKILL');
  await server.stop();
  await host.close();
});

describe('the key', () => {
  const ask = (headers: Record<string, string>) =>
    client.send('GET', '/account/info', { anonymous: true, headers }).then((reply) => reply.status);

  it.each([
    ['X-API-Key', (key: string) => ({ 'X-API-Key': key })],
    ['x-api-key', (key: string) => ({ 'x-api-key': key })],
    ['X-Api-KEY', (key: string) => ({ 'X-Api-KEY': key })],
    ['Authorization: Bearer', (key: string) => ({ Authorization: `Bearer ${key}` })],
    ['authorization: bearer', (key: string) => ({ authorization: `bearer ${key}` })],
    ['bare Authorization', (key: string) => ({ Authorization: key })],
    ['an empty X-API-Key beside Authorization', (key: string) => ({ 'X-API-Key': '', Authorization: `Bearer ${key}` })],
    [
      'a right X-API-Key beside a wrong Authorization',
      (key: string) => ({ 'X-API-Key': key, Authorization: 'Bearer x' }),
    ],
  ])('counts as %s', async (_name, headers) => {
    expect(await ask(headers(client.key))).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['an empty X-API-Key', { 'X-API-Key': '' }],
    ['an unknown key', { 'X-API-Key': 'sk-000000000000000000000000000000000000000000000000' }],
    ['a Bearer without key', { Authorization: 'Bearer ' }],
  ])('is missing or wrong: %s', async (_name, headers) => {
    const reply = await client.send('GET', '/account/info', { anonymous: true, headers });
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({
      code: 401,
      data: null,
      message: expect.stringMatching(/^unauthorized: invalid API key/),
    });
  });

  it('is not read from a wrong X-API-Key when Authorization holds a right one', async () => {
    expect(await ask({ 'X-API-Key': 'wrong', Authorization: `Bearer ${client.key}` })).toBe(401);
  });

  it('is never read from the query or the body', async () => {
    const reply = await client.send('POST', `/api/v1/task?api_key=${client.key}&X-API-Key=${client.key}`, {
      anonymous: true,
      body: { ...mmaudioBody({ video }), api_key: client.key, 'X-API-Key': client.key },
    });
    expect(reply.status).toBe(401);
  });
});

describe('a GET with a body', () => {
  const getWithBody = (headers: Record<string, string>, body: string, path: string) =>
    new Promise<{ status: number; body: { code: number } }>((resolve, reject) => {
      const request = httpRequest(
        client.base + path,
        { method: 'GET', headers: { 'X-API-Key': client.key, 'Content-Length': Buffer.byteLength(body), ...headers } },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        },
      );
      request.on('error', reject);
      request.end(body);
    });

  it.each([
    ['{}', { 'Content-Type': 'application/json' }],
    ['{"task_id":"x"}', { 'Content-Type': 'application/json' }],
    ['', { 'Content-Type': 'application/json' }],
    ['not json', { 'Content-Type': 'application/json' }],
    ['{}', {}],
  ])('of %o and headers %o is answered as without', async (body, headers) => {
    const task = await client.create({ video });
    const reply = await getWithBody(headers as Record<string, string>, body, `/api/v1/task/${task.task_id}`);
    expect(reply).toMatchObject({ status: 200, body: { code: 200 } });
  });
});

describe('the base URL', () => {
  it('may end in a slash', async () => {
    const slashed = createClient(`${client.base}/`, client.key);
    const task = await slashed.create({ video });
    expect((await slashed.read(task.task_id)).task_id).toBe(task.task_id);
    expect((await slashed.balance()).frozen).toBeGreaterThan(0);
  });

  it('finds routes with a slash at their end', async () => {
    const task = await client.create({ video });
    expect((await client.send('GET', `/api/v1/task/${task.task_id}/`)).status).toBe(200);
  });
});

describe('the body', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json', 'text/plain'])(
    'may be called %s',
    async (type) => {
      const reply = await client.send('POST', '/api/v1/task', {
        body: JSON.stringify(mmaudioBody({ video })),
        headers: { 'Content-Type': type },
      });
      expect(reply.status, reply.text).toBe(200);
    },
  );

  it('may come without a type', async () => {
    const body = new TextEncoder().encode(JSON.stringify(mmaudioBody({ video })));
    const reply = await fetch(`${client.base}/api/v1/task`, {
      method: 'POST',
      headers: { 'X-API-Key': client.key },
      body: new Blob([body]),
    });
    expect(reply.status).toBe(200);
  });

  it.each(['application/xml', 'image/png', 'application/x-www-form-urlencoded'])('may not be %s', async (type) => {
    const reply = await client.send('POST', '/api/v1/task', { body: '<x/>', headers: { 'Content-Type': type } });
    expect(reply.status).toBe(415);
    expect(reply.body).toMatchObject({ code: 415, data: null });
    expect(reply.body.message).toMatch(/^unsupported media type/);
  });
});

describe('model and task_type', () => {
  it('are compared without regard to case and echoed as the catalogue writes them', async () => {
    const body = { model: 'qubico/MMAUDIO', task_type: 'Video2Audio', input: { video } };
    const task = await client.post<TaskReply>('/api/v1/task', body);
    expect(task).toMatchObject({ model: 'Qubico/mmaudio', task_type: 'video2audio' });
  });

  it.each([
    [{ task_type: 'video2audio' }, 'invalid request: model is required'],
    [{ model: '', task_type: 'video2audio' }, 'invalid request: model is required'],
    [{ model: 'Qubico/mmaudio' }, 'invalid request: task_type is required'],
    [{ model: 'nope', task_type: 'video2audio' }, 'invalid model: nope'],
    [{ model: 'Qubico/mmaudio', task_type: 'nope' }, 'invalid task type: nope'],
    [{ model: 7, task_type: 'video2audio' }, 'invalid request: invalid model'],
    [{ model: '__proto__', task_type: 'video2audio' }, 'invalid model: __proto__'],
    [{ model: 'Qubico/mmaudio', task_type: 'constructor' }, 'invalid task type: constructor'],
  ])('of %o are refused', async (members, message) => {
    const reply = await client.send('POST', '/api/v1/task', { body: { input: { video }, ...members } });
    expect(reply.status).toBe(400);
    expect(reply.body.message.startsWith(message), reply.body.message).toBe(true);
  });
});

describe('config', () => {
  const whole = { service_mode: '', webhook_config: { endpoint: '', secret: '' } };

  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', {}],
    ['with empty parts', { service_mode: '', webhook_config: {} }],
    ['with empty texts', { webhook_config: { endpoint: '', secret: '' } }],
    ['with nulls', { service_mode: null, webhook_config: null }],
    ['with members nobody knows', { retries: 3, webhook_config: { endpoint: '', retry: true } }],
  ])('%s gives the whole empty config', async (_name, config) => {
    expect((await client.create({ video }, { config })).config).toEqual(whole);
  });

  it('echoes service mode, endpoint and secret to their owner', async () => {
    const config = { service_mode: 'public', webhook_config: { endpoint: 'https://example.com/h', secret: 's' } };
    expect((await client.create({ video }, { config })).config).toEqual(config);
  });

  it.each([
    ['service_mode', { service_mode: 'turbo' }],
    ['service_mode private', { service_mode: 'private' }],
    ['config.webhook_config.endpoint', { webhook_config: { endpoint: 'ftp://example.com' } }],
    ['config.webhook_config.endpoint', { webhook_config: { endpoint: `https://example.com/${'x'.repeat(2_048)}` } }],
    ['config.webhook_config.secret', { webhook_config: { endpoint: 'https://example.com', secret: 'é' } }],
    ['config.webhook_config.secret', { webhook_config: { endpoint: 'https://example.com', secret: 'x'.repeat(257) } }],
    ['config.webhook_config.events', { webhook_config: { endpoint: 'https://example.com', events: ['born'] } }],
    ['config', 'text'],
    ['config', []],
  ])('with a bad %s is refused', async (field, config) => {
    const reply = await client.submit({ video }, { config });
    expect(reply.status, reply.text).toBe(400);
    expect(reply.body.message).toMatch(/^invalid request: /);
    expect(reply.body.message).toContain(field);
  });
});

describe('input', () => {
  const create = (input: Record<string, unknown>) => client.create({ video, ...input }).then((task) => task.input);

  it('fills in the defaults and draws a seed', async () => {
    const input = await create({});
    expect(input).toEqual({ negative_prompt: '', prompt: '', seed: expect.any(Number), steps: 20, video });
    expect(input.seed).toBeGreaterThan(0);
    expect((await create({})).seed).not.toBe(input.seed);
  });

  it.each([
    ['empty texts', { prompt: '', negative_prompt: '', steps: '', seed: '' }],
    ['nulls', { prompt: null, negative_prompt: null, steps: null, seed: null }],
    ['empty objects and arrays', { prompt: {}, negative_prompt: [], steps: {}, seed: [] }],
  ])('takes %s for absent', async (_name, input) => {
    expect(await create(input)).toMatchObject({ prompt: '', negative_prompt: '', steps: 20 });
  });

  it.each([
    ['seeds', { seeds: 11 }, 11],
    ['seed before seeds', { seed: 12, seeds: 11 }, 12],
    ['seeds when seed is empty', { seed: '', seeds: 11 }, 11],
    ['a numeric text', { seed: '13' }, 13],
    ['the largest safe number', { seed: Number.MAX_SAFE_INTEGER }, Number.MAX_SAFE_INTEGER],
  ])('reads the seed from %s and echoes it as seed', async (_name, input, seed) => {
    const echoed = await create(input);
    expect(echoed.seed).toBe(seed);
    expect(echoed).not.toHaveProperty('seeds');
  });

  it.each([0, -1, '0', '-1'])('draws a seed for %o', async (seed) => {
    expect((await create({ seed })).seed).toBeGreaterThan(0);
  });

  it('takes a numeric text for steps', async () => {
    expect((await create({ steps: '35' })).steps).toBe(35);
  });

  it('drops unknown fields, also at top level', async () => {
    const task = await client.create({ video, duration: 8, cfg: 4.5, model_size: 'large' }, { metadata: { a: 1 } });
    expect(Object.keys(task.input)).toEqual(['negative_prompt', 'prompt', 'seed', 'steps', 'video']);
    expect(task.metadata).not.toHaveProperty('a');
  });

  it('removes control characters but keeps tabs and line feeds', async () => {
    expect((await create({ prompt: 'a\u0000b\tc\nd\u001b[0m' })).prompt).toBe('ab\tc\nd[0m');
  });

  it('keeps text of every script as it is', async () => {
    const prompt = 'дождь 雨 🌧️ ‏مطر';
    expect((await create({ prompt })).prompt).toBe(prompt);
  });
});

describe('replies', () => {
  it('carry the request id they were given, or one of their own', async () => {
    const given = await client.send('GET', '/account/info', { headers: { 'X-Request-Id': 'my-id.1' } });
    expect(given.headers.get('x-request-id')).toBe('my-id.1');
    const made = await client.send('GET', '/account/info', { headers: { 'X-Request-Id': 'bad id with spaces' } });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('say 404 for unknown paths and 405 with Allow for a wrong method', async () => {
    const unknown = await client.send('GET', '/api/v2/task');
    expect(unknown.status).toBe(404);
    expect(unknown.body).toEqual({ code: 404, data: null, message: '404 page not found' });
    const wrong = await client.send('PUT', '/api/v1/task', { body: {} });
    expect(wrong.status).toBe(405);
    expect(wrong.body.message).toMatch(/^method not allowed/);
    expect(wrong.headers.get('allow')).toContain('POST');
  });

  it.each(['', 'not-a-uuid', '00000000-0000-4000-8000-000000000000'])('say 404 for the task id "%s"', async (id) => {
    const reply = await client.send('GET', `/api/v1/task/${id}`);
    expect(reply.status).toBe(404);
    expect(reply.body).toEqual({ code: 404, data: null, message: 'task not found' });
  });
});
