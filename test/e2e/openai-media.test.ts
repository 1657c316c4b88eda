import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import OpenAI, { toFile } from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findFfmpeg } from '../../src/media/ffmpeg/find-ffmpeg.ts';
import type { TaskReply } from '../harness/client.ts';
import { PATIENT } from '../harness/patience.ts';
import { until } from '../harness/until.ts';
import { openTestMode, type TestMode } from '../sandbox/open-test-mode.ts';

vi.setConfig(PATIENT);

/** OpenAI's own client against a whole server: speech, pictures and videos are tasks like any other. */

const exec = promisify(execFile);
let mode: TestMode;
let folder: string;
let openai: OpenAI;
let live: OpenAI;

const clientOf = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${mode.live.base}/v1`, maxRetries: 0 });

beforeAll(async () => {
  mode = await openTestMode();
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-openai-'));
  openai = clientOf(mode.test.key);
  live = clientOf(mode.live.key);
});
afterAll(async () => {
  await mode?.close();
  await rm(folder, { recursive: true, force: true });
});

const taskOf = (reply: Response) => mode.test.read(String(reply.headers.get('x-task-id')));
const newest = async () => (await mode.test.get<{ tasks: TaskReply[] }>('/api/v1/tasks?limit=1')).tasks[0]!;

async function probe(
  bytes: Uint8Array,
  raw: string[] = [],
): Promise<{ codec: string; format: string; seconds: number }> {
  const file = path.join(folder, 'sound');
  await writeFile(file, bytes);
  const { ffprobe } = await findFfmpeg();
  const args = [
    '-v',
    'error',
    ...raw,
    '-show_entries',
    'format=duration,format_name:stream=codec_name',
    '-of',
    'json',
    file,
  ];
  const { stdout } = await exec(ffprobe, args);
  const { format, streams } = JSON.parse(stdout);
  return { codec: streams[0].codec_name, format: format.format_name, seconds: Number(format.duration) };
}

describe('audio.speech.create', () => {
  const sentence = 'The quick brown fox jumps over the lazy dog.';
  const kinds = [
    ['mp3', 'audio/mpeg', 'mp3'],
    ['opus', 'audio/ogg; codecs=opus', 'opus'],
    ['aac', 'audio/aac', 'aac'],
    ['flac', 'audio/flac', 'flac'],
    ['wav', 'audio/wav', 'pcm_s16le'],
    ['pcm', 'audio/pcm', 'pcm_s16le'],
  ] as const;

  const bytesOf = async (client: OpenAI, response_format: (typeof kinds)[number][0], speed = 1) => {
    const reply = await client.audio.speech.create({
      model: 'tts-1',
      voice: 'nova',
      input: sentence,
      response_format,
      speed,
    });
    return { reply, bytes: new Uint8Array(await reply.arrayBuffer()) };
  };
  const raw = (kind: string) => (kind === 'pcm' ? ['-f', 's16le', '-ar', '24000', '-ac', '1'] : []);

  describe.each([
    ['the embedded engine', () => live],
    ['the sandbox', () => openai],
  ])('%s', (_name, client) => {
    it.each(kinds)('speaks as %s', async (kind, contentType, codec) => {
      const { reply, bytes } = await bytesOf(client(), kind);
      expect(reply.headers.get('content-type')).toBe(contentType);
      expect(Number(reply.headers.get('content-length'))).toBe(bytes.length);
      const heard = await probe(bytes, raw(kind));
      expect(heard.codec).toBe(codec);
      if (kind !== 'aac') expect(heard.seconds).toBeGreaterThan(1.2);
      expect(heard.seconds).toBeLessThan(8);
    });
  });

  it('speaks faster when told to', async () => {
    const [slow, quick] = await Promise.all([bytesOf(live, 'wav', 0.8), bytesOf(live, 'wav', 1.6)]);
    expect(quick.bytes.length).toBeLessThan(slow.bytes.length * 0.65);
  });

  it('is a task: listed under its own name and charged by the character', async () => {
    const reply = await openai.audio.speech.create({ model: 'tts-1-hd', voice: 'onyx', input: 'Grüße! 🙂' });
    await reply.arrayBuffer();
    const task = await taskOf(reply as unknown as Response);
    expect(task).toMatchObject({ model: 'tts-1-hd', task_type: 'speech', status: 'completed' });
    expect(task.meta.usage.consume).toBe(8 * 250);
    const listed = await mode.test.get<{ tasks: TaskReply[] }>('/api/v1/tasks?model=tts-1');
    expect(listed.tasks.map(({ task_id }) => task_id)).toContain(task.task_id);
  });

  it.each([
    [{ voice: 'nobody' }, 'voice'],
    [{ input: '' }, 'input'],
    [{ input: 'x'.repeat(4_097) }, 'input'],
    [{ speed: 5 }, 'speed'],
    [{ response_format: 'midi' }, 'response_format'],
    [{ stream_format: 'sse' }, 'stream_format'],
  ])('refuses %j and names the member', async (wrong, param) => {
    const asked = openai.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'hello', ...wrong } as never);
    await expect(asked).rejects.toMatchObject({ status: 400, param, type: 'invalid_request_error' });
  });

  it('refuses a model that is not there, with the list of those that are', async () => {
    const asked = openai.audio.speech.create({ model: 'tts-9', voice: 'alloy', input: 'hello' });
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    await expect(asked).rejects.toThrow(/tts-1, tts-1-hd, gpt-4o-mini-tts/);
  });
});

describe('images.generate', () => {
  it.each([
    ['1024x1536', 'png', 1],
    ['1536x1024', 'jpeg', 2],
    ['1024x1024', 'webp', 1],
  ] as const)('draws %s as %s, %i at a time', async (size, output_format, n) => {
    const asked = { model: 'gpt-image-1', prompt: 'a red fox', size, output_format, n, quality: 'low' } as const;
    const { data, response } = await openai.images.generate(asked).withResponse();
    expect(data.data).toHaveLength(n);
    const [width, height] = size.split('x').map(Number);
    for (const { url, b64_json } of data.data!) {
      const bytes = Buffer.from(b64_json!, 'base64');
      expect(await sharp(bytes).metadata()).toMatchObject({ format: output_format, width, height });
      expect(Buffer.from(await (await fetch(url!)).arrayBuffer())).toEqual(bytes);
    }
    const usd = size === '1024x1024' ? 0.011 : 0.016;
    expect((await taskOf(response)).meta.usage.consume).toBe(Math.round(usd * n * 10_000_000));
    const tokens = { '1024x1536': 408, '1536x1024': 400, '1024x1024': 272 }[size] * n;
    expect(data.usage).toMatchObject({ output_tokens: tokens, total_tokens: tokens + data.usage!.input_tokens });
  });

  it('gives several different pictures, and only the form that was asked for', async () => {
    const urls = await openai.images.generate({ prompt: 'boats', n: 3, response_format: 'url' });
    expect(urls.data!.map((picture) => Object.keys(picture))).toEqual([['url'], ['url'], ['url']]);
    const bytes = await Promise.all(urls.data!.map(async ({ url }) => (await fetch(url!)).text()));
    expect(new Set(bytes).size).toBe(3);
    const inline = await openai.images.generate({ prompt: 'boats', response_format: 'b64_json' });
    expect(Object.keys(inline.data![0]!)).toEqual(['b64_json']);
  });

  it('leaves the ground clear when told to', async () => {
    const { data } = await openai.images.generate({ prompt: 'a lighthouse', background: 'transparent' });
    const { channels } = await sharp(Buffer.from(data![0]!.b64_json!, 'base64')).stats();
    expect(channels).toHaveLength(4);
    expect(channels[3]!.min).toBe(0);
    expect(channels[3]!.max).toBe(255);
  });

  it.each([
    [{ model: 'gpt-image-1.5', quality: 'high', size: '1536x1024' }, 0.2],
    [{ model: 'gpt-image-2', quality: 'auto', size: 'auto' }, 0.032],
    [{ model: 'gpt-image-2-preview' }, 0.1],
  ] as const)('%j costs %f USD', async (wanted, usd) => {
    const asked = { prompt: 'a pear', response_format: 'url', ...wanted } as const;
    const { response } = await openai.images.generate(asked as never).withResponse();
    expect((await taskOf(response)).meta.usage.consume).toBe(Math.round(usd * 10_000_000));
  });

  it.each([
    [{ size: '512x512' }, 'size'],
    [{ n: 11 }, 'n'],
    [{ n: 1.5 }, 'n'],
    [{ quality: 'hd' }, 'quality'],
    [{ output_format: 'gif' }, 'output_format'],
    [{ response_format: 'file' }, 'response_format'],
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 'x'.repeat(32_001) }, 'prompt'],
    [{ stream: true }, 'stream'],
  ])('refuses %j and names the member', async (wrong, param) => {
    const asked = openai.images.generate({ prompt: 'a fox', ...wrong } as never);
    await expect(asked).rejects.toMatchObject({ status: 400, param, type: 'invalid_request_error' });
  });

  it('refuses a clear ground in a format that has none', async () => {
    const asked = openai.images.generate({ prompt: 'a fox', background: 'transparent', output_format: 'jpeg' });
    await expect(asked).rejects.toMatchObject({ status: 400, message: expect.stringContaining('background') });
  });

  it('tells a moderated prompt as OpenAI does, and charges nothing', async () => {
    const asked = openai.images.generate({ prompt: 'a fox [test:fail content_violation]' });
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'content_policy_violation' });
    expect(await newest()).toMatchObject({ status: 'failed', meta: { usage: { consume: 0 } } });
  });

  it('is refused to a live key while nothing can draw', async () => {
    const before = await mode.live.balance();
    await expect(live.images.generate({ prompt: 'a fox' })).rejects.toMatchObject({ status: 503, code: 'no_backend' });
    expect(await mode.live.balance()).toEqual(before);
  });
});

describe('images.edit', () => {
  const picture = async (colour: string, name: string) =>
    toFile(
      await sharp({ create: { width: 300, height: 300, channels: 3, background: colour } })
        .png()
        .toBuffer(),
      name,
      { type: 'image/png' },
    );

  it('takes one picture or several, by either name', async () => {
    const one = await openai.images.edit({
      image: await picture('#00f', 'a.png'),
      prompt: 'more sky',
      size: '1024x1024',
    });
    expect(await sharp(Buffer.from(one.data![0]!.b64_json!, 'base64')).metadata()).toMatchObject({ width: 1024 });
    const files = [await picture('#00f', 'a.png'), await picture('#0f0', 'b.png')];
    const several = await openai.images.edit({ model: 'gpt-image-1', image: files, prompt: 'together' });
    expect(several.usage!.input_tokens_details.image_tokens).toBe(2 * 323);
    expect((await newest()).input.image).toHaveLength(2);
  });

  it('draws anew where the mask is clear and leaves the rest alone', async () => {
    const half = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="150" height="300" fill="#fff"/></svg>`,
    );
    const mask = await toFile(await sharp(half).png().toBuffer(), 'mask.png', { type: 'image/png' });
    const { data } = await openai.images.edit({
      image: await picture('#0a3cff', 'a.png'),
      mask,
      prompt: 'a forest',
      size: '1024x1024',
    });
    const bytes = Buffer.from(data![0]!.b64_json!, 'base64');
    const spread = async (left: number) => {
      const area = await sharp(bytes).extract({ left, top: 300, width: 400, height: 300 }).removeAlpha().toBuffer();
      return Math.max(...(await sharp(area).stats()).channels.map(({ stdev }) => stdev));
    };
    expect(await spread(50)).toBeLessThan(1);
    expect(await spread(600)).toBeGreaterThan(1);
  });

  it('takes URLs in a JSON body', async () => {
    const made = await openai.images.generate({ prompt: 'a house', response_format: 'url' });
    const reply = await mode.test.send('POST', '/v1/images/edits', {
      body: { prompt: 'in snow', images: [{ image_url: made.data![0]!.url }], response_format: 'url' },
    });
    expect(reply.status).toBe(200);
  });

  it('refuses a form without a picture, and a file that is none', async () => {
    await expect(openai.images.edit({ prompt: 'x' } as never)).rejects.toMatchObject({ status: 400, param: 'image' });
    const text = await toFile(Buffer.from('just words, no picture at all'), 'a.png', { type: 'image/png' });
    await expect(openai.images.edit({ image: text, prompt: 'x' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('videos', () => {
  it('are made, polled, downloaded and deleted', async () => {
    const made = await openai.videos.create({
      model: 'sora-2',
      prompt: 'a kite over dunes',
      seconds: '4',
      size: '720x1280',
    });
    expect(made).toMatchObject({ object: 'video', model: 'sora-2', seconds: '4', size: '720x1280', error: null });
    expect(['queued', 'in_progress']).toContain(made.status);
    const done = await until(
      async () => {
        const video = await openai.videos.retrieve(made.id);
        return video.status === 'completed' ? video : undefined;
      },
      { what: 'the video is completed', deadlineMs: 90_000, everyMs: 200 },
    );
    expect(done).toMatchObject({ id: made.id, progress: 100, size: '720x1280', prompt: 'a kite over dunes' });
    expect(done.completed_at).toBeGreaterThanOrEqual(done.created_at);
    expect(done.expires_at).toBeGreaterThan(done.completed_at!);

    const content = await openai.videos.downloadContent(made.id);
    expect(content.headers.get('content-type')).toBe('video/mp4');
    expect(await probe(new Uint8Array(await content.arrayBuffer()))).toMatchObject({ codec: 'h264', seconds: 4 });

    const task = await newest();
    expect(task).toMatchObject({ model: 'sora2', task_type: 'sora2-video', meta: { usage: { consume: 3_200_000 } } });

    expect(await openai.videos.delete(made.id)).toMatchObject({ id: made.id, object: 'video.deleted', deleted: true });
    await expect(openai.videos.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(openai.videos.downloadContent(made.id)).rejects.toMatchObject({ status: 404 });
    expect((await fetch((task.output as unknown as { video_url: string }).video_url)).status).toBe(404);
    expect((await mode.test.read(task.task_id)).status).toBe('completed');
  });

  it('start from a picture', async () => {
    const bytes = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#a30' } })
      .png()
      .toBuffer();
    const made = await openai.videos.create({
      model: 'sora-2-pro',
      prompt: 'it melts [test:stuck]',
      seconds: '8',
      size: '1280x720',
      input_reference: await toFile(bytes, 'start.png', { type: 'image/png' }),
    });
    const task = await newest();
    expect(task).toMatchObject({
      task_type: 'sora2-pro-video',
      input: { duration: 8, aspect_ratio: '16:9', resolution: '720p' },
    });
    expect(task.input.image_url).toMatch(/^http.*\.png$/);
    await expect(openai.videos.downloadContent(made.id)).rejects.toMatchObject({ status: 400 });
    // Deleting stops what is not finished.
    await openai.videos.delete(made.id);
    expect(await mode.test.waitFor(task.task_id)).toMatchObject({
      status: 'cancelled',
      meta: { usage: { consume: 0 } },
    });
  });

  it('that fail tell why', async () => {
    const made = await openai.videos.create({ prompt: 'x [test:fail content_violation]' });
    const failed = await until(
      async () => {
        const video = await openai.videos.retrieve(made.id);
        return video.status === 'failed' ? video : undefined;
      },
      { what: 'the video fails', deadlineMs: 30_000, everyMs: 100 },
    );
    expect(failed.error).toMatchObject({
      code: 'content_policy_violation',
      message: expect.stringContaining('content'),
    });
  });

  it.each([
    [{ size: '1792x1024' }, 'size'],
    [{ seconds: '5' }, 'seconds'],
    [{ prompt: '' }, 'prompt'],
  ])('refuse %j and name the member', async (wrong, param) => {
    const asked = openai.videos.create({ model: 'sora-2', prompt: 'x', ...wrong } as never);
    await expect(asked).rejects.toMatchObject({ status: 400, param });
  });

  it('of another account are unknown', async () => {
    const made = await openai.videos.create({ prompt: 'mine [test:stuck]' });
    await expect(live.videos.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(live.videos.delete(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(openai.videos.retrieve('video_nonsense')).rejects.toMatchObject({ status: 404 });
    await openai.videos.delete(made.id);
  });
});

describe('keys', () => {
  it('are told in the words of the SDK', async () => {
    await expect(clientOf('sk-wrong').images.generate({ prompt: 'x' })).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      type: 'authentication_error',
    });
  });

  it('for some models only, or without tasks, hold here too', async () => {
    const key = (terms: object) =>
      mode.live.post<{ key: string }>('/api/v1/keys', { name: 'narrow', mode: 'test', ...terms });
    const narrow = clientOf((await key({ models: ['tts-1'] })).key);
    await expect(narrow.images.generate({ prompt: 'x' })).rejects.toMatchObject({
      status: 403,
      type: 'permission_error',
    });
    expect((await narrow.audio.speech.create({ model: 'tts-1-hd', voice: 'ash', input: 'hi' })).status).toBe(200);
    const reading = clientOf(
      (await mode.live.post<{ key: string }>('/api/v1/keys', { name: 'reading', scopes: ['account'] })).key,
    );
    await expect(reading.images.generate({ prompt: 'x' })).rejects.toMatchObject({ status: 403 });
  });

  it('with too small a budget or without balance are refused as OpenAI does, and hold nothing', async () => {
    const { key } = await mode.live.post<{ key: string }>('/api/v1/keys', {
      name: 'thrifty',
      mode: 'test',
      monthly_budget: 1_000,
    });
    const asked = clientOf(key).images.generate({ prompt: 'a fox' });
    await expect(asked).rejects.toMatchObject({ status: 402, code: 'insufficient_quota' });
    expect((await mode.test.balance()).frozen).toBe(0);
  });

  it('repeat a request with the same Idempotency-Key and pay once', async () => {
    const options = { headers: { 'Idempotency-Key': 'picture-1' } };
    const asked = { prompt: 'a bell', response_format: 'url' } as const;
    const first = await openai.images.generate(asked, options);
    const again = await openai.images.generate(asked, options).withResponse();
    expect(again.data.data).toEqual(first.data);
    expect(again.response.headers.get('idempotent-replayed')).toBe('true');
  });
});
