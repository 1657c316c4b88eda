import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PATIENT } from '../harness/patience.ts';
import { openTestMode, type TestMode } from '../sandbox/open-test-mode.ts';

vi.setConfig(PATIENT);

/** Whatever is sent to the OpenAI-shaped media endpoints, it is refused in OpenAI's words and leaves nothing behind. */

let mode: TestMode;
let png: Blob;

beforeAll(async () => {
  mode = await openTestMode({ 'server.uploadLimitBytes': 200_000, 'server.bodyLimitBytes': 300_000 });
  const bytes = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#468' } })
    .png()
    .toBuffer();
  png = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
});
afterAll(() => mode?.close());

interface Refused {
  error: { message: string; type: string; param: string | null; code: string | null };
}

async function refused(route: string, body: unknown, headers: Record<string, string> = {}) {
  const reply = await mode.test.send('POST', route, { body, headers });
  const { error } = reply.body as unknown as Refused;
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  expect(error.message).not.toBe('');
  return { status: reply.status, ...error };
}

const form = (members: Record<string, string | Blob | readonly Blob[]>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(members)) {
    for (const one of [value].flat()) {
      if (one instanceof Blob) data.append(name, one, 'a.png');
      else data.append(name, one as string);
    }
  }
  return data;
};

const routes = ['/v1/audio/speech', '/v1/images/generations', '/v1/images/edits', '/v1/videos'];

describe.each(routes)('%s', (route) => {
  it.each([
    ['no body', undefined],
    ['a list', []],
    ['a text', '"hello"'],
    ['broken JSON', '{"prompt": '],
    ['nothing in it', {}],
    ['a number as prompt', { model: 'tts-1', prompt: 5, input: 5, image: 5 }],
    ['an object as prompt', { model: 'tts-1', prompt: {}, input: {}, image: {} }],
    ['a model that is a list', { model: [], prompt: 'x', input: 'x' }],
    ['a model of every object', { model: 'constructor', prompt: 'x', input: 'x' }],
  ])('refuses %s', async (_what, body) => {
    const { status, type } = await refused(route, body);
    expect([400, 404]).toContain(status);
    expect(type).toBe('invalid_request_error');
  });

  it('refuses a body that is too large with 413, and says which kind of error it is', async () => {
    const { status, code } = await refused(route, { prompt: 'x'.repeat(400_000) });
    expect({ status, code }).toEqual({ status: 413, code: 'request_too_large' });
  });

  it('refuses a content type that it does not read', async () => {
    expect((await refused(route, '<a/>', { 'Content-Type': 'text/xml' })).status).toBe(415);
  });

  it('asks for a key before it reads anything', async () => {
    const reply = await mode.test.send('POST', route, { body: '{', anonymous: true });
    expect(reply.status).toBe(401);
    expect((reply.body as unknown as Refused).error.code).toBe('invalid_api_key');
  });
});

describe('forms', () => {
  it('are refused where only JSON is read', async () => {
    for (const route of ['/v1/audio/speech', '/v1/images/generations']) {
      expect((await refused(route, form({ prompt: 'x' }))).status).toBe(415);
    }
  });

  it('that are cut off or no forms at all are refused', async () => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=xyz' };
    for (const body of [
      '',
      'not a form',
      '--xyz\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nab',
    ]) {
      const { status } = await refused('/v1/images/edits', body, headers);
      expect([400, 413]).toContain(status);
    }
    const { status } = await refused('/v1/images/edits', 'x', { 'Content-Type': 'multipart/form-data' });
    expect([400, 415]).toContain(status);
  });

  it('with more pictures than fit are refused before they are all in memory', async () => {
    const large = new Blob([new Uint8Array(90_000)], { type: 'image/png' });
    const { status, code } = await refused('/v1/images/edits', form({ prompt: 'x', image: [large, large, large] }));
    expect({ status, code }).toEqual({ status: 413, code: 'request_too_large' });
    const huge = new Blob([new Uint8Array(250_000)], { type: 'image/png' });
    expect((await refused('/v1/images/edits', form({ prompt: 'x', image: huge }))).status).toBe(413);
  });

  it('with more parts than anybody needs are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, 'x']));
    const { status } = await refused('/v1/images/edits', form({ prompt: 'x', image: png, ...many }));
    expect([400, 413]).toContain(status);
  });

  it('with more than sixteen pictures are refused by name', async () => {
    const body = form({ prompt: 'x', 'image[]': Array.from({ length: 17 }, () => png) });
    expect(await refused('/v1/images/edits', body)).toMatchObject({ status: 400, param: 'image' });
  });

  it('may not name members as every object does', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect((await refused('/v1/images/edits', form({ prompt: 'a hill', image: png, [name]: 'x' }))).status).toBe(400);
    }
  });

  it('may write any member as a list of one', async () => {
    const body = form({ 'prompt[]': 'a hill', 'image[0]': png, 'size[]': '1024x1024', unknown: 'x' });
    const reply = await mode.test.send('POST', '/v1/images/edits', { body });
    expect(reply.status).toBe(200);
  });
});

describe('videos', () => {
  it.each(['nope', 'video_', 'video_%00', `video_${'0'.repeat(32)}`, '..%2f..', `video_${'f'.repeat(500)}`])(
    'with the id %s are unknown, whatever is asked',
    async (id) => {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['GET', '/content'],
      ] as const) {
        const reply = await mode.test.send(method, `/v1/videos/${id}${path}`);
        expect(reply.status).toBe(404);
      }
    },
  );

  it('that were made through the task API are not shown here', async () => {
    const input = { prompt: 'x [test:stuck]' };
    const task = await mode.test.post<{ task_id: string }>('/api/v1/task', {
      model: 'sora2',
      task_type: 'sora2-video',
      input,
    });
    const id = `video_${task.task_id.replaceAll('-', '')}`;
    expect((await mode.test.send('GET', `/v1/videos/${id}`)).status).toBe(404);
    expect((await mode.test.send('DELETE', `/v1/videos/${id}`)).status).toBe(404);
    await mode.test.send('DELETE', `/api/v1/task/${task.task_id}?force=true`);
  });

  it('are served in parts, as players ask', async () => {
    const made = await mode.test.send('POST', '/v1/videos', { body: { prompt: 'a kite', seconds: 4 } });
    const { id } = made.body as unknown as { id: string };
    await mode.test.waitFor(id.slice(6).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
    const part = await mode.test.send('GET', `/v1/videos/${id}/content`, { headers: { range: 'bytes=4-7' } });
    expect(part.status).toBe(206);
    expect(part.text).toBe('ftyp');
    const sheet = await mode.test.send('GET', `/v1/videos/${id}/content?variant=spritesheet`);
    expect(sheet.status).toBe(400);
  });
});

it('a task of these endpoints can be tried again, and created through the task API', async () => {
  const input = { input: 'hello', voice: 'alloy', response_format: 'wav' };
  const task = await mode.test.post<{ task_id: string }>('/api/v1/task', {
    model: 'gpt-4o-mini-tts',
    task_type: 'speech',
    input,
  });
  await mode.test.waitFor(task.task_id);
  const again = await mode.test.post<{ task_id: string }>(`/api/v1/task/${task.task_id}/retry`, {});
  expect(await mode.test.waitFor(again.task_id)).toMatchObject({
    status: 'completed',
    model: 'gpt-4o-mini-tts',
    input,
  });
});

it('nothing that was refused left a task or a hold', async () => {
  const { tasks } = await mode.test.get<{ tasks: { status: string }[] }>('/api/v1/tasks?limit=100');
  expect(tasks.filter(({ status }) => status !== 'completed' && status !== 'cancelled')).toEqual([]);
  expect((await mode.test.balance()).frozen).toBe(0);
});
