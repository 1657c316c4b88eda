import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryServer, openMemoryServer } from '../../../test/support/memory-server.ts';
import { perfectBackend } from '../../../test/support/perfect-backend.ts';
import { scripted } from '../../../test/support/scripted-backend.ts';
import { faceswap } from '../../catalog/faceswap.ts';
import { kling } from '../../catalog/kling.ts';
import { luma } from '../../catalog/luma.ts';
import { midjourney } from '../../catalog/midjourney.ts';
import { suno } from '../../catalog/suno.ts';
import { tools } from '../../catalog/tools.ts';
import { AppError } from '../../errors.ts';
import { runTask } from '../../tasks/run-task.ts';

const PICTURE = 'https://example.com/in.png';
const never = new AbortController().signal;

let server: MemoryServer;
let key: string;
beforeAll(async () => {
  server = await openMemoryServer({ taskTypes: [...faceswap, ...kling, ...luma, ...midjourney, ...suno, ...tools] });
  server.parts.serveWith(perfectBackend());
  ({ key } = await server.parts.account({ points: 1_000_000_000, maxConcurrentTasks: 1_000 }));
});
afterAll(() => server.close());

async function post(url: string, payload: object, headers: Record<string, string> = {}) {
  const reply = await server.ask({ method: 'POST', url, payload, headers: { 'x-api-key': key, ...headers } });
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers };
}
const own = () => ({ 'x-api-key': key });
const get = async (url: string) => (await server.ask({ method: 'GET', url, headers: own() })).json();
const unified = async (id: string) => (await get(`/api/v1/task/${id}`)).data;
const finish = (id: string) => runTask(server.parts, id, never);

async function created(url: string, payload: object): Promise<string> {
  const { status, body } = await post(url, payload);
  expect({ status, body }, JSON.stringify(body)).toMatchObject({ status: 200 });
  return body.data.task_id;
}

async function finished(url: string, payload: object): Promise<string> {
  const id = await created(url, payload);
  await finish(id);
  return id;
}

const fetchOf = async (path: string, id: string) => (await post(path, { task_id: id })).body;

describe('a task of a legacy endpoint', () => {
  test('costs what the same task of the task API costs, and holds as much', async () => {
    const id = await created('/mj/v2/imagine', { prompt: 'a fox', process_mode: 'turbo' });
    const twin = await post('/api/v1/task', {
      model: 'midjourney',
      task_type: 'imagine',
      input: { prompt: 'a fox', process_mode: 'turbo' },
    });
    const task = await unified(id);
    expect(task.meta.usage).toEqual(twin.body.data.meta.usage);
    expect(task.meta.usage.frozen).toBe(1_000_000);
    expect(task.input).toEqual(twin.body.data.input);
    await server.ask({ method: 'DELETE', url: `/api/v1/task/${twin.body.data.task_id}`, headers: own() });
    const cancel = await server.ask({ method: 'DELETE', url: `/api/v1/task/${id}`, headers: own() });
    expect(cancel.json()).toEqual({ code: 200, message: `task ${id} canceled` });
    expect(await fetchOf('/mj/v2/fetch', id)).toMatchObject({
      status: 'failed',
      task_result: { error_messages: ['task canceled'] },
    });
  });

  test('is made once per Idempotency-Key, with the same reply', async () => {
    const body = { target_image: PICTURE, swap_image: PICTURE };
    const headers = { 'idempotency-key': 'face-1' };
    const first = await post('/api/face_swap/v1/async', body, headers);
    const second = await post('/api/face_swap/v1/async', body, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await post('/api/face_swap/v1/async', { ...body, result_type: 'url' }, headers)).status).toBe(422);
  });

  test('is refused with nothing held when nobody can serve it, or when the server stops', async () => {
    server.parts.serveWith();
    expect(await post('/api/luma/v1/video', { prompt: 'a fox' })).toMatchObject({ status: 503 });
    server.parts.serveWith(perfectBackend());
    server.state.isStopping = true;
    expect(await post('/api/luma/v1/video', { prompt: 'a fox' })).toMatchObject({ status: 503 });
    server.state.isStopping = false;
  });

  test('tells the webhook by the form of the endpoint: its own for Midjourney, the task object for the others', async () => {
    const hook = { webhook_endpoint: 'https://example.com/hook', webhook_secret: 's3cret' };
    const flat = await finished('/mj/v2/imagine', { prompt: 'a fox', ...hook });
    const wrapped = await finished('/api/luma/v1/video', { prompt: 'a fox', ...hook });
    const bodyOf = async (id: string) => {
      const { rows } = await server.parts.database.query<{ body: string; secret: string }>(
        'SELECT body, secret FROM webhook_deliveries WHERE task_id = $1',
        [id],
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]?.secret).toBe('s3cret');
      return JSON.parse(rows[0]?.body ?? '');
    };
    expect(await bodyOf(flat)).toEqual(await fetchOf('/mj/v2/fetch', flat));
    expect(await bodyOf(wrapped)).toMatchObject({ timestamp: expect.any(Number), data: { status: 'completed' } });
  });
});

describe('Midjourney v2', () => {
  test('reads fields inside input as if they were flat, and gpt_description_prompt as the prompt', async () => {
    const nested = await created('/mj/v2/imagine', { input: { prompt: 'a fox', aspect_ratio: '16:9' } });
    expect((await unified(nested)).input).toMatchObject({ prompt: 'a fox', aspect_ratio: '16:9' });
    const described = await created('/mj/v2/imagine', { input: { gpt_description_prompt: 'a hare' } });
    expect((await unified(described)).input.prompt).toBe('a hare');
    const both = await created('/mj/v2/imagine', { prompt: 'outside', input: { prompt: 'inside' } });
    expect((await unified(both)).input.prompt).toBe('outside');
  });

  test('gives back the request without its secret', async () => {
    const id = await created('/mj/v2/imagine', {
      prompt: 'a fox',
      aspect_ratio: '',
      process_mode: 'fast',
      webhook_endpoint: 'https://example.com/hook',
      webhook_secret: 's3cret',
      service_mode: 'public',
      notify_progress: true,
      other: 'x',
    });
    const reply = await fetchOf('/mj/v2/fetch', id);
    expect(reply.meta.task_request).toEqual({
      prompt: 'a fox',
      process_mode: 'fast',
      webhook_endpoint: 'https://example.com/hook',
      service_mode: 'public',
      notify_progress: true,
    });
    expect(JSON.stringify(reply)).not.toContain('s3cret');
    expect(reply).toMatchObject({
      status: 'pending',
      process_time: 0,
      meta: {
        started_at: 0,
        ended_at: 0,
        process_mode: 'fast',
        task_param: { prompt: 'a fox', aspect_ratio: '1:1', index: '', zoom_ratio: '', direction: '' },
      },
      task_result: { image_url: '', temporary_image_urls: null, task_progress: 0, actions: [], error_messages: [] },
    });
  });

  test('refuses in its own words, with the HTTP status', async () => {
    const wrong = await post('/mj/v2/upscale', { origin_task_id: 'x', index: 9 });
    expect(wrong).toMatchObject({
      status: 400,
      body: { code: 400, task_id: '', status: 'failed', data: null, message: expect.stringContaining('invalid index') },
    });
    expect(await post('/mj/v2/fetch', {})).toMatchObject({
      status: 400,
      body: { message: 'invalid request: task_id is required', status: 'failed' },
    });
  });

  test('lets a variation keep the prompt of its origin, also through an upscale', async () => {
    const grid = await finished('/mj/v2/imagine', { prompt: 'a fox in the snow' });
    const single = await finished('/mj/v2/upscale', { origin_task_id: grid, index: 2 });
    for (const [origin_task_id, index] of [
      [grid, '1'],
      [single, 'low_variation'],
    ]) {
      const id = await created('/mj/v2/variation', { origin_task_id, index });
      expect((await unified(id)).input.prompt).toBe('a fox in the snow');
      expect((await fetchOf('/mj/v2/fetch', id)).meta.task_request).toEqual({ origin_task_id, index });
    }
    const unknown = { origin_task_id: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f', index: '1' };
    expect((await post('/mj/v2/variation', unknown)).body.message).toMatch(
      /^invalid request: invalid origin_task_id: .* is no task of this account$/,
    );
  });

  test('takes webhooks on port 80 and 443 only', async () => {
    for (const port of ['', ':80', ':443']) {
      await created('/mj/v2/imagine', { prompt: 'a fox', webhook_endpoint: `http://example.com${port}/hook` });
    }
    const other = await post('/mj/v2/imagine', { prompt: 'a fox', webhook_endpoint: 'https://example.com:8443/hook' });
    expect(other.body.message).toMatch(/^invalid request: invalid webhook_endpoint: .* is not on port 80 or 443$/);
  });

  test('tells the description and the seed as texts', async () => {
    const described = await finished('/mj/v2/describe', { image_url: PICTURE });
    expect((await fetchOf('/mj/v2/fetch', described)).task_result).toMatchObject({
      message: 'a sample text',
      actions: [],
      image_url: '',
    });
    const grid = await finished('/mj/v2/imagine', { prompt: 'a fox' });
    const seed = await finished('/mj/v2/seed', { origin_task_id: grid });
    expect((await fetchOf('/mj/v2/fetch', seed)).task_result.seed).toBe('a sample text');
  });

  test('tells why a task failed', async () => {
    server.parts.serveWith(
      scripted({
        start: () => {
          throw new AppError('bad_image');
        },
      }),
    );
    const id = await finished('/mj/v2/describe', { image_url: PICTURE });
    server.parts.serveWith(perfectBackend());
    expect(await fetchOf('/mj/v2/fetch', id)).toMatchObject({
      status: 'failed',
      task_result: { error_messages: [expect.stringContaining('failed to get valid image')] },
    });
  });

  test('asks for a key to fetch, unless the operator opens the path', async () => {
    const id = await created('/mj/v2/imagine', { prompt: 'a fox' });
    const anonymous = { method: 'POST', url: '/mj/v2/fetch', payload: { task_id: id } } as const;
    expect((await server.app.inject(anonymous)).json()).toMatchObject({ code: 401, status: 'failed' });

    const open = await openMemoryServer({
      taskTypes: midjourney,
      settings: { 'legacy.midjourneyFetchWithoutKey': true },
    });
    try {
      const made = await open.ask({ method: 'POST', url: '/mj/v2/imagine', payload: { prompt: 'a fox' } });
      const payload = { task_id: made.json().task_id };
      const reply = await open.app.inject({ method: 'POST', url: '/mj/v2/fetch', payload });
      expect(reply.json()).toMatchObject({ ...payload, status: 'pending' });
      expect((await open.app.inject({ method: 'POST', url: '/mj/v2/imagine', payload: {} })).statusCode).toBe(401);
    } finally {
      await open.close();
    }
  });
});

describe('face swap v1', () => {
  test('gives the picture as bare base64 unless the URL was asked for', async () => {
    const body = { target_image: PICTURE, swap_image: PICTURE };
    const pending = await created('/api/face_swap/v1/async', body);
    expect((await fetchOf('/api/face_swap/v1/fetch', pending)).data).toEqual({
      task_id: pending,
      status: 'pending',
      image: '',
      image_url: '',
      error_messages: [],
    });
    await finish(pending);
    const { data } = await fetchOf('/api/face_swap/v1/fetch', pending);
    expect(data.status).toBe('success');
    expect(Buffer.from(data.image, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(data.image).toMatch(/^[A-Za-z0-9+/]+=*$/);

    const byUrl = await finished('/api/face_swap/v1/async', { ...body, result_type: 'url' });
    const answer = (await fetchOf('/api/face_swap/v1/fetch', byUrl)).data;
    expect(answer.image).toMatch(/^https:\/\/media\.example\.org\/ephemeral\/.*\.png$/);
    expect(answer.image_url).toBe(answer.image);
  });

  test('says so when the file has expired', async () => {
    const id = await finished('/api/face_swap/v1/async', { target_image: PICTURE, swap_image: PICTURE });
    const { image_url } = (await fetchOf('/api/face_swap/v1/fetch', id)).data;
    await server.parts.store.delete(server.parts.fileUrls.nameOf(image_url) ?? '');
    expect((await fetchOf('/api/face_swap/v1/fetch', id)).data).toMatchObject({
      status: 'success',
      image: '',
      image_url,
      error_messages: ['the picture has expired'],
    });
  });
});

describe('Luma v1', () => {
  test('shows the generation on its way and at its end', async () => {
    const id = await created('/api/luma/v1/video', { prompt: 'a fox', image_url: PICTURE, loop: true });
    const pending = (await get(`/api/luma/v1/video/${id}`)).data;
    expect(pending).toMatchObject({ status: 'pending', generation: { state: 'pending', video: null } });
    expect(JSON.parse(pending.input)).toMatchObject({ prompt: 'a fox', start_image: PICTURE, loop: true });
    await finish(id);
    const done = (await get(`/api/luma/v1/video/${id}`)).data;
    expect(done.generation).toMatchObject({ state: 'completed', video: { width: 640, height: 360 } });
    expect(done.metadata.quota_usage).toBe(2_000_000);
  });
});

describe('Kling v1', () => {
  test('runs as version 1.0 and answers in the documented form of Get Task', async () => {
    const id = await finished('/api/kling/v1/video', { prompt: 'a fox', creativity: 0.7, professional_mode: true });
    expect((await unified(id)).input).toMatchObject({ version: '1.0', mode: 'pro', cfg_scale: 0.3, duration: 5 });
    const legacy = await get(`/api/kling/v1/video/${id}`);
    expect(legacy).toEqual(await get(`/api/v1/task/${id}?schema=documented`));
    expect(Object.keys(legacy.data)).toEqual(['task_id', 'input', 'status', 'metadata', 'task', 'works']);
  });

  test('names its own fields when it refuses', async () => {
    const refused = await post('/api/kling/v1/video', { prompt: 'a fox', creativity: 2 });
    expect(refused.body.message).toBe('invalid request: invalid creativity: 2 is not between 0 and 1');
    expect((await post('/api/kling/v1/video', { image_url: PICTURE })).body.message).toBe(
      'invalid request: prompt is required',
    );
  });
});

describe('image toolkit v2', () => {
  test.each([
    ['upscale', { image: PICTURE, scale: 3 }, 'upscale'],
    ['background_remove', { image: PICTURE }, 'background-remove'],
    ['segment', { image: PICTURE, prompt: 'the fox' }, 'segment'],
    ['face_swap', { target_image: PICTURE, swap_image: PICTURE }, 'face-swap'],
  ])('runs %s and gives the picture both ways', async (task_type, task_input, unifiedType) => {
    const id = await finished('/api/image_toolkit/v2/create', { task_type, task_input, result_type: 'base64' });
    expect((await unified(id)).task_type).toBe(unifiedType);
    const { data } = await fetchOf('/api/image_toolkit/v2/fetch', id);
    expect(data).toMatchObject({ task_type, status: 'success', task_info: { task_input, frozen_credits: 0 } });
    const { image_base64, image_url } = data.task_result.task_output;
    expect(Buffer.from(image_base64, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(image_url).toMatch(/\.png$/);
    expect(data.task_result.used_credits).toBe((await unified(id)).meta.usage.consume);
  });

  test('names nested fields by their path', async () => {
    const refused = await post('/api/image_toolkit/v2/create', { task_type: 'upscale', task_input: { scale: 3 } });
    expect(refused.body.message).toBe('invalid request: task_input.image is required');
  });
});

describe('Suno v1', () => {
  test('makes a song from a description or from own words, joins clips, and writes lyrics', async () => {
    const song = await finished('/api/suno/v1/music', { input: { gpt_description_prompt: 'a fox song' } });
    const { clips } = (await get(`/api/suno/v1/music/${song}`)).data;
    expect(clips).toEqual((await unified(song)).output.clips);
    const clip_id = Object.keys(clips)[0];

    const custom = await created('/api/suno/v1/music', {
      custom_mode: true,
      mv: 'chirp-v4',
      input: { prompt: 'Snow', tags: 'folk', title: 'Fox', continue_clip_id: clip_id, continue_at: 3 },
    });
    const task = await unified(custom);
    expect(task.task_type).toBe('generate_music_custom');
    expect(task.input).toMatchObject({ model_version: 'chirp-v4', continue_clip_id: clip_id, continue_at: 3 });
    expect((await get(`/api/suno/v1/music/${custom}`)).data.clips).toEqual({});

    const joined = await finished('/api/suno/v1/music/concat', { clip_id });
    expect(Object.keys((await get(`/api/suno/v1/music/concat/${joined}`)).data.clips)).toHaveLength(1);

    const words = await created('/api/suno/v1/lyrics', { prompt: 'a fox' });
    expect((await get(`/api/suno/v1/lyrics/${words}`)).data).toMatchObject({ clips: {}, lyrics: null });
    await finish(words);
    expect((await get(`/api/suno/v1/music/${words}`)).data).toMatchObject({
      clips: {},
      lyrics: { title: 'a sample text', text: 'a sample text', status: 'complete' },
    });
  });

  test('starts over when continue_at is 0', async () => {
    const id = await created('/api/suno/v1/music', {
      custom_mode: true,
      input: { prompt: 'Snow', continue_clip_id: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f', continue_at: 0 },
    });
    expect((await unified(id)).input).not.toHaveProperty('continue_clip_id');
  });
});
