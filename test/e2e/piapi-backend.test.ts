import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSlots } from '../../src/backends/sandbox/slots.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { familyNames, pairOf, readFamilyPage } from '../contract/family-page.ts';
import { isEmpty, valuesAt } from '../contract/page-shape.ts';
import { type FakePiapi, startFakePiapi } from '../fakes/piapi.ts';
import { type Client, createClient, type TaskReply, TERMINAL } from '../harness/client.ts';
import { ADMIN_KEY, scratchFolder, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { cases, type Made, type Urls } from '../sandbox/cases.ts';
import { makeGivenMedia } from '../sandbox/given-media.ts';
import { openTestMode, type TestMode } from '../sandbox/open-test-mode.ts';
import { makeResultFiles } from '../support/result-files.ts';

/** A whole server whose only provider is a fake that speaks the protocol of PiAPI strictly. */

const LONG_MS = 300_000;
const catalog = createCatalog();
const pages = new Map(
  familyNames.flatMap((name) => readFamilyPage(name).tasks.map((page) => [pairOf(page), page] as const)),
);

let fake: FakePiapi;
let mode: TestMode;
let client: Client;
let urls: Urls;
const made = new Map<string, Promise<TaskReply>>();

const settings = () => ({
  'piapi.baseUrl': fake.url,
  'piapi.apiKey': fake.key,
  'piapi.timeoutSeconds': 15,
  'bootstrap.points': 1_000_000_000_000,
  'accounts.defaultConcurrency': 300,
  'limits.requestsPerMinute': 1_000_000,
  'outbound.mediaLimitBytes': 4_000_000,
});

beforeAll(async () => {
  fake = await startFakePiapi(await makeResultFiles());
  mode = await openTestMode(settings());
  client = mode.live;
  await mkdir(path.join(mode.folder, 'given'));
  const files = await makeGivenMedia(path.join(mode.folder, 'given'));
  const given = Object.entries(files).map(async ([name, file]) => [name, await client.upload(file)] as const);
  urls = Object.fromEntries(await Promise.all(given)) as Urls;
}, LONG_MS);

afterAll(async () => {
  await mode?.close();
  await fake?.close();
});

afterEach(() => {
  fake.submitFaults = [];
  fake.readFaults = [];
  fake.fileFault = null;
  fake.statuses = ['Processing', 'completed'];
  fake.error = { code: 0, message: '', raw_message: '' };
  fake.change = null;
});

const create = (pair: string, input: Record<string, unknown>, extra: Record<string, unknown> = {}) => {
  const cut = pair.lastIndexOf('/');
  const body = { model: pair.slice(0, cut), task_type: pair.slice(cut + 1), input, ...extra };
  return client.post<TaskReply>('/api/v1/task', body);
};
const run = async (pair: string, input: Record<string, unknown>, extra: Record<string, unknown> = {}) =>
  ended((await create(pair, input, extra)).task_id);
/** Asked rarely: many tasks are waited for at once. */
const ended = (id: string): Promise<TaskReply> =>
  until(
    async () => {
      const task = await client.read(id);
      return TERMINAL.includes(task.status) ? task : undefined;
    },
    { what: `the end of ${id}`, deadlineMs: LONG_MS, everyMs: 400 },
  );
const picture = { prompt: 'a fox' };
const QWEN = 'Qubico/qwen-image/txt2img';

async function finished(pair: string): Promise<TaskReply> {
  const one = cases.get(pair);
  if (!one) throw new Error(`no case for ${pair}`);
  const earlier = one.after === undefined ? undefined : await made.get(one.after);
  return run(pair, one.input(urls, earlier as unknown as Made));
}

describe('every pair of the catalogue', () => {
  beforeAll(async () => {
    // In the order of the catalogue, where the tasks that are continued come first.
    const slots = createSlots(16);
    const never = new AbortController().signal;
    for (const { model, taskType } of catalog.all) {
      const pair = `${model}/${taskType}`;
      made.set(
        pair,
        slots.run(() => finished(pair), never),
      );
    }
    await Promise.allSettled(made.values());
  }, LONG_MS);

  test.each(catalog.all.map(({ model, taskType }) => `${model}/${taskType}`))(
    '%s is done by the upstream and has the documented output, with files of our own',
    async (pair) => {
      const task = (await made.get(pair)) as TaskReply;
      expect(task.error.raw_message).toBe('');
      expect(task.status).toBe('completed');
      expect(task.detail).toMatchObject({ backend: 'piapi' });
      expect(catalog.find(task.model, task.task_type).output.safeParse(task.output).error?.issues).toBeUndefined();
      const page = pages.get(pair)?.output;
      const variant = page?.variants?.find(({ when }) =>
        Object.entries(when).every(([name, wanted]) => [wanted].flat().includes(task.input[name])),
      );
      for (const at of variant?.read_by_clients ?? page?.read_by_clients ?? []) {
        const mayBeEmpty = valuesAt((variant?.completed ?? page?.completed) as object, at).some(isEmpty);
        const values = valuesAt(task.output as object, at);
        expect(values.length, at).toBeGreaterThan(0);
        if (!mayBeEmpty) for (const value of values) expect(isEmpty(value), at).toBe(false);
      }
      expect(JSON.stringify(task)).not.toContain(fake.url);
      expect(JSON.stringify(task)).not.toContain(fake.key);
    },
  );

  test('was submitted once each, with our token as its key', () => {
    expect(fake.submits()).toBe(catalog.all.length);
    const keys = fake.submitHeaders.map((headers) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => /^[0-9a-f]{32}$/.test(String(key)))).toBe(true);
  });

  test('follow-ups named the ids of the upstream', () => {
    const of = (type: string) => fake.tasks.find(({ task_type }) => task_type === type);
    expect(of('upscale')).toBeDefined();
    const upscale = fake.tasks.find(({ model, task_type }) => model === 'midjourney' && task_type === 'upscale');
    expect(upscale?.input.origin_task_id).toBe(of('imagine')?.task_id);
  });

  test('our own files were uploaded, each once per task', () => {
    expect(fake.uploads.length).toBeGreaterThan(20);
    expect(fake.uploads.every(({ name }) => /^input\.\w+$/.test(name))).toBe(true);
  });
});

describe('what goes up', () => {
  test('the service mode and public addresses go up unchanged', async () => {
    const video = 'https://media.example.com/in/sample.mp4';
    const task = await run('Qubico/mmaudio/video2audio', { video }, { config: { service_mode: 'public' } });
    expect(task.status).toBe('completed');
    expect(fake.tasks.at(-1)).toMatchObject({ service_mode: 'public', input: { video } });
  });

  test(
    'what is charged is measured: 24 frames at 3,000 points',
    async () => {
      const task = await run('Qubico/video-toolkit/upscale', { video: urls.clip });
      expect(task.meta.usage.consume).toBe(72_000);
    },
    LONG_MS,
  );

  test(
    'a song is continued by the id that the upstream gave it, also by the id of its task',
    async () => {
      const describe_ = { lyrics_type: 'generate', gpt_description_prompt: 'a fox' };
      const song = await run('music-u/generate_music', describe_);
      const theirs = fake.tasks.at(-1)?.output as { songs: { id: string }[] };
      const ours = song.output as unknown as { songs: { id: string }[] };
      await run('music-u/generate_music', { ...describe_, continue_song_id: ours.songs[1]?.id });
      expect(fake.tasks.at(-1)?.input.continue_song_id).toBe(theirs.songs[1]?.id);
      await run('music-u/generate_music', { ...describe_, continue_song_id: song.task_id });
      expect(fake.tasks.at(-1)?.input.continue_song_id).toBe(theirs.songs[0]?.id);
    },
    LONG_MS,
  );

  test(
    'a clip that the upstream no longer keeps is refused with the reason',
    async () => {
      const song = await run('suno/generate_music', { gpt_description_prompt: 'a fox song' });
      const [clip] = Object.keys((song.output as unknown as { clips: object }).clips);
      const kept = fake.tasks.pop();
      const task = await run('suno/generate_music_custom', { prompt: '[Verse] run', continue_clip_id: clip });
      expect(task).toMatchObject({
        status: 'failed',
        error: { message: expect.stringContaining('parent task is outdated') },
      });
      if (kept) fake.tasks.push(kept);
    },
    LONG_MS,
  );
});

describe('what comes back', () => {
  test(
    'statuses in any letter case count, and one that nobody knows means that it goes on',
    async () => {
      fake.statuses = ['Staged', 'Rendering-2', 'Completed'];
      expect((await run(QWEN, picture)).status).toBe('completed');
    },
    LONG_MS,
  );

  test(
    'answers without an answer are asked again',
    async () => {
      fake.readFaults = [
        { kind: 'status', status: 500 },
        { kind: 'status', status: 401, message: 'unauthorized' },
        { kind: 'half' },
        { kind: 'plain', status: 502 },
        { kind: 'hang' },
      ];
      expect((await run(QWEN, picture)).status).toBe('completed');
    },
    LONG_MS,
  );

  test.each([
    ['failed to get valid image: 404', 10010, 'failed to get valid image'],
    ['failed to get valid video', 10010, 'failed to get valid video'],
    ['blocked: nsfw content', 10020, 'content violation (nsfw)'],
    ['the service provider deleted the task', 10050, 'deleted the task'],
    ['derive from origin task: parent task is outdated', 10050, 'parent task is outdated'],
    ['too many requests', 10001, 'too many requests'],
    ['no face was found', 10000, 'the task failed'],
  ])(
    'the failure "%s" ends the task with code %i',
    async (raw_message, code, message) => {
      fake.statuses = ['processing', 'Failed'];
      fake.error = { code: 10000, message: '', raw_message };
      const task = await run(QWEN, picture);
      expect(task).toMatchObject({ status: 'failed', error: { code, message: expect.stringContaining(message) } });
      expect(task.error.raw_message).toContain(raw_message);
      expect(task.meta.usage.consume).toBe(0);
    },
    LONG_MS,
  );

  test(
    'an empty account there is the operator’s affair: the client is not told that it has no money',
    async () => {
      fake.statuses = ['failed'];
      fake.error = { code: 10000, message: 'failed to freeze point: insufficient balance', raw_message: '' };
      const task = await run(QWEN, picture);
      expect(task).toMatchObject({ status: 'failed', error: { code: 10050 } });
      expect(JSON.stringify(task)).not.toMatch(/insufficient|freeze/);
    },
    LONG_MS,
  );

  test.each([
    ['gone', 10070],
    ['private', 10070],
    ['huge', 10070],
    ['half', 10070],
    ['wrong kind', 10070],
    ['damaged', 10070],
  ] as const)(
    'a result that is %s fails the task, and nothing is charged',
    async (fault, code) => {
      fake.fileFault = fault;
      const task = await run('Qubico/mmaudio/video2audio', { video: 'https://media.example.com/in/sample.mp4' });
      expect(task).toMatchObject({ status: 'failed', error: { code, message: 'failed to store the result' } });
      expect(task.meta.usage).toMatchObject({ frozen: 0, consume: 0 });
    },
    LONG_MS,
  );

  test(
    'a result that is there at the second try is taken',
    async () => {
      fake.fileFault = 'once 500';
      expect((await run(QWEN, picture)).status).toBe('completed');
    },
    LONG_MS,
  );

  test(
    'a cover that is missing is made from the video',
    async () => {
      fake.change = (output) => ({ ...output, cover_url: '' });
      const task = await run('hailuo/video_generation', { prompt: 'a fox' });
      expect(task).toMatchObject({ status: 'completed', output: { cover_url: expect.stringMatching(/\.jpg$/) } });
    },
    LONG_MS,
  );

  test(
    'an output without the file that was asked for fails the task',
    async () => {
      fake.change = () => ({ image_url: '', input_echo: `${fake.url}/files/a.png` });
      const task = await run(QWEN, picture);
      expect(task).toMatchObject({ status: 'failed', error: { code: 10070 } });
      expect(task.error.raw_message).toContain('brought no image');
    },
    LONG_MS,
  );
});

describe('a submission', () => {
  test(
    'that is refused for the moment is repeated',
    async () => {
      const before = fake.submits();
      fake.submitFaults = [
        { kind: 'status', status: 429, message: 'too many requests', headers: { 'retry-after': '1' } },
        { kind: 'status', status: 503 },
        { kind: 'status', status: 500, message: 'failed to do request' },
      ];
      expect((await run(QWEN, picture)).status).toBe('completed');
      expect(fake.submits()).toBe(before + 1);
    },
    LONG_MS,
  );

  test.each([
    ['never answered', { kind: 'hang' }, 1],
    ['answered by half', { kind: 'half' }, 1],
    ['answered by something in front', { kind: 'plain', status: 502 }, 0],
  ] as const)(
    'that is %s is of unknown outcome and never repeated',
    async (_, fault, accepted) => {
      const before = fake.submits();
      fake.submitFaults = [fault];
      const task = await run(QWEN, picture);
      expect(task).toMatchObject({
        status: 'failed',
        error: { code: 10060 },
        meta: { usage: { frozen: 0, consume: 0 } },
      });
      expect(fake.submits()).toBe(before + accepted);
    },
    LONG_MS,
  );

  test.each([401, 402, 403])(
    'that is refused with %i is the operator’s affair',
    async (status) => {
      fake.submitFaults = [{ kind: 'status', status, message: 'secret of the account' }];
      const task = await run(QWEN, picture);
      expect(task).toMatchObject({ status: 'failed', error: { code: 10050, message: 'the backend failed' } });
      expect(JSON.stringify(task)).not.toContain('secret of the account');
    },
    LONG_MS,
  );

  test(
    'that is wrong says so in the words of the upstream',
    async () => {
      fake.submitFaults = [{ kind: 'status', status: 400, message: 'invalid request: prompt is too rude' }];
      const task = await run(QWEN, picture);
      expect(task.error.raw_message).toContain('prompt is too rude');
      expect(task.error.message).toContain('invalid request');
    },
    LONG_MS,
  );
});

test(
  'cancelling with force stops the task at the upstream',
  async () => {
    fake.statuses = ['processing'];
    const before = fake.submits();
    const { task_id } = await create(QWEN, picture);
    await until(() => fake.submits() > before, { what: 'the submission' });
    await client.waitFor(task_id, ['processing']);
    await until(async () => (await client.send('DELETE', `/api/v1/task/${task_id}?force=true`)).status === 200, {
      what: 'the cancellation',
    });
    await until(() => fake.deleted.includes(fake.tasks.at(-1)?.task_id ?? ''), { what: 'the call of the upstream' });
  },
  LONG_MS,
);

test(
  'a server that ends and starts again goes on with the task at the upstream',
  async () => {
    const dataDir = await scratchFolder('piapi');
    const env = { PIAPI_API_KEY: fake.key, PIAPI_BASE_URL: fake.url };
    fake.statuses = ['processing'];
    const before = fake.submits();
    const one = await startServer({ dataDir, env });
    const { task_id } = await one.admin.post<TaskReply>('/api/v1/task', {
      model: 'Qubico/qwen-image',
      task_type: 'txt2img',
      input: picture,
    });
    await until(() => fake.submits() > before, { what: 'the submission' });
    // Its answer is saved at once.
    await wait(1000);
    one.kill('SIGKILL');
    await one.ended;
    const task = fake.tasks.at(-1);
    if (task) task.statuses = ['completed'];
    const two = await startServer({ dataDir, env });
    try {
      const done = await createClient(two.url, ADMIN_KEY).waitFor(task_id, undefined, LONG_MS);
      expect(done).toMatchObject({ status: 'completed', detail: { backend: 'piapi' } });
      expect(fake.submits()).toBe(before + 1);
    } finally {
      await two.stop();
    }
  },
  LONG_MS,
);

test(
  'a server that is killed while it submits never submits again',
  async () => {
    const dataDir = await scratchFolder('piapi');
    const env = { PIAPI_API_KEY: fake.key, PIAPI_BASE_URL: fake.url, POLYMUSE_TASKS_LEASE_SECONDS: '5' };
    fake.submitFaults = [{ kind: 'hang' }];
    const before = fake.submits();
    const one = await startServer({ dataDir, env });
    const { task_id } = await one.admin.post<TaskReply>('/api/v1/task', {
      model: 'Qubico/qwen-image',
      task_type: 'txt2img',
      input: picture,
    });
    await until(() => fake.submits() > before, { what: 'the submission' });
    one.kill('SIGKILL');
    await one.ended;
    const two = await startServer({ dataDir, env });
    try {
      const done = await createClient(two.url, ADMIN_KEY).waitFor(task_id, undefined, LONG_MS);
      expect(done).toMatchObject({
        status: 'failed',
        error: { code: 10060 },
        meta: { usage: { frozen: 0, consume: 0 } },
      });
      expect(fake.submits()).toBe(before + 1);
    } finally {
      await two.stop();
    }
  },
  LONG_MS,
);

test(
  'another Polymuse is an upstream like any other: files up, results down, follow-ups',
  async () => {
    const upstream = await openTestMode();
    const front = await openTestMode({
      ...settings(),
      'piapi.baseUrl': upstream.test.base,
      'piapi.apiKey': upstream.test.key,
    });
    try {
      const video = await front.live.upload(path.join(mode.folder, 'given', 'clip.mp4'));
      const send = async (model: string, task_type: string, input: Record<string, unknown>) => {
        const { task_id } = await front.live.post<TaskReply>('/api/v1/task', { model, task_type, input });
        return front.live.waitFor(task_id, undefined, LONG_MS);
      };
      const sound = await send('Qubico/mmaudio', 'video2audio', { prompt: 'rain', video });
      expect(sound).toMatchObject({ status: 'completed', detail: { backend: 'piapi' } });
      expect(sound.output?.audio_url.startsWith(front.live.base)).toBe(true);
      const grid = await send('midjourney', 'imagine', { prompt: 'a fox' });
      const one = await send('midjourney', 'upscale', { origin_task_id: grid.task_id, index: '2' });
      expect(one).toMatchObject({ status: 'completed', output: { image_url: expect.stringMatching(/\.png$/) } });
      const song = await send('suno', 'generate_music', { gpt_description_prompt: 'a fox song' });
      const [clip] = Object.keys((song.output as unknown as { clips: object }).clips);
      const more = await send('suno', 'generate_music_custom', { prompt: '[Verse] run', continue_clip_id: clip });
      expect(more.error.raw_message).toBe('');
      const history = await upstream.test.get<{ data: unknown[] }>('/api/open/tasks/histories');
      expect(history.data).toHaveLength(5);
    } finally {
      await front.close();
      await upstream.close();
    }
  },
  LONG_MS,
);
