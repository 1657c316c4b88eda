import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client, TaskReply } from '../harness/client.ts';
import { decodedSeconds, makeClip, probeMedia } from '../harness/clips.ts';
import { documentedParts } from '../harness/documented-parts.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';

vi.setConfig(PATIENT);

/** A video goes in, a sound track comes out: the main job, through HTTP only. */

const CLIP_SECONDS = 2.4;
const FRAME_SECONDS = 1 / 25;
const POINTS_PER_SECOND = 5_000;
const HOLD = 150_000;
const OPENING = 100_000_000;
const WIRE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let server: TestServer;
let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await scratchFolder('mmaudio');
  [server, clip] = await Promise.all([startServer(), makeClip(folder, 'clip.mp4', { seconds: CLIP_SECONDS })]);
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function download(url: string): Promise<{ reply: Response; file: string }> {
  const reply = await fetch(url);
  const file = path.join(folder, path.basename(new URL(url).pathname));
  await writeFile(file, Buffer.from(await reply.arrayBuffer()));
  return { reply, file };
}

describe('the whole job', () => {
  let client: Client;
  let created: TaskReply;
  let whileHeld: { available: number; frozen: number; used: number };
  let done: TaskReply;

  beforeAll(async () => {
    client = await server.account({ points: OPENING });
    const video = await client.upload(clip);
    created = await client.create({
      video,
      prompt: 'rain on a tin roof',
      negative_prompt: 'music',
      steps: 20,
      seed: 7,
    });
    whileHeld = await client.balance();
    done = await client.waitFor(created.task_id);
  });

  it('answers a create with the task object, queued and held', () => {
    expect(created.task_id).toMatch(UUID);
    expect(created).toMatchObject({
      model: 'Qubico/mmaudio',
      task_type: 'video2audio',
      status: 'pending',
      config: { service_mode: '', webhook_config: { endpoint: '', secret: '' } },
      input: { negative_prompt: 'music', prompt: 'rain on a tin roof', seed: 7, steps: 20 },
      output: null,
      meta: {
        started_at: '0001-01-01T00:00:00Z',
        ended_at: '0001-01-01T00:00:00Z',
        usage: { type: 'point', frozen: HOLD, consume: 0 },
        is_using_private_pool: false,
        progress: 0,
        phase: 'queued',
      },
      detail: null,
      logs: [],
      error: { code: 0, raw_message: '', message: '', detail: null },
    });
    expect(Object.keys(created.input)).toEqual(['negative_prompt', 'prompt', 'seed', 'steps', 'video']);
  });

  it('holds the price of 30 seconds while the length is unknown', () => {
    expect(whileHeld).toEqual({ available: OPENING - HOLD, frozen: HOLD, used: 0 });
  });

  it('completes with one audio URL in output and nothing else', () => {
    expect(done.status, JSON.stringify(done.error)).toBe('completed');
    expect(done.output).toEqual({ audio_url: expect.stringMatching(/\/ephemeral\/[0-9a-f-]{36}\.mp3$/) });
    expect(done.error).toEqual({ code: 0, raw_message: '', message: '', detail: null });
    expect(done.meta).toMatchObject({ progress: 100, phase: 'done' });
  });

  it('names the backend and the engine that made it', () => {
    expect(done.detail).toMatchObject({ backend: 'embedded' });
    expect(String(done.detail?.engine)).toContain('foley');
  });

  it('keeps its times in order, in UTC with six fractional digits', () => {
    const { created_at, started_at, ended_at } = done.meta;
    for (const time of [created_at, started_at, ended_at]) expect(time).toMatch(WIRE_TIME);
    expect(created_at <= started_at && started_at <= ended_at).toBe(true);
  });

  it('gives an mp3 of 192 kbit/s, 44.1 kHz stereo, as long as the video within one frame', async () => {
    const { reply, file } = await download(done.output!.audio_url);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('audio/mpeg');
    const probed = await probeMedia(file);
    expect(probed.formatName).toBe('mp3');
    expect(probed.streams).toHaveLength(1);
    expect(probed.streams[0]).toMatchObject({
      codec_name: 'mp3',
      sample_rate: '44100',
      channels: 2,
      bit_rate: '192000',
    });
    expect(Math.abs((await decodedSeconds(file)) - CLIP_SECONDS)).toBeLessThanOrEqual(FRAME_SECONDS);
  });

  it('charges whole seconds, rounded up, and gives the rest of the hold back', async () => {
    const price = Math.ceil(CLIP_SECONDS) * POINTS_PER_SECOND;
    expect(done.meta.usage).toEqual({ type: 'point', frozen: 0, consume: price });
    expect(await client.balance()).toEqual({ available: OPENING - price, frozen: 0, used: price });
  });

  it('shows the same purse in /account/info in every member that tells of it', async () => {
    const info = await client.get<Record<string, unknown>>('/account/info');
    const price = Math.ceil(CLIP_SECONDS) * POINTS_PER_SECOND;
    const available = OPENING - price;
    expect(info).toMatchObject({
      plan: 'pro',
      equivalent_in_usd: available / 10_000_000,
      wallet: { point_remain: available, llm_remain: available, point_used: price, llm_used: 0, mj_remain: 0 },
      credit_pack_info: { total_credits: OPENING, used_credits: price, available_credits: available },
      max_concurrent_task_count: 20,
    });
    expect(info.id).toBe(info.account_id);
    expect(info.name).toBe(info.account_name);
    expect(info.api_key).toBe(`${client.key.slice(0, 3)}…${client.key.slice(-4)}`);
  });

  it('derives metadata, task and works from the task as the documentation lists them', async () => {
    const { id } = await client.get<{ id: number }>('/account/info');
    const { file } = await download(done.output!.audio_url);
    const durationMs = (done.works[0]!.resource as { duration: number }).duration;
    expect(Math.abs(durationMs / 1000 - (await decodedSeconds(file)))).toBeLessThanOrEqual(FRAME_SECONDS);
    const expected = documentedParts(done, {
      userId: id,
      mediaFields: ['video'],
      files: [{ url: done.output!.audio_url, contentType: 'audio', height: 0, width: 0, durationMs }],
    });
    expect({ metadata: done.metadata, task: done.task, works: done.works }).toEqual(expected);
  });

  it('never changes a terminal reply', async () => {
    expect(await client.read(done.task_id)).toEqual(done);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const { video, ...rest } = done.input;
    const [same, other] = await Promise.all([
      client.create({ video, ...rest }).then((task) => client.waitFor(task.task_id)),
      client.create({ video, ...rest, seed: 8 }).then((task) => client.waitFor(task.task_id)),
    ]);
    const bytes = async (task: TaskReply) => readFile((await download(task.output!.audio_url)).file);
    const first = await bytes(done);
    expect(first.equals(await bytes(same))).toBe(true);
    expect(first.equals(await bytes(other))).toBe(false);
  });
});

describe('ways to hand over the video', () => {
  it('takes an upload as JSON with base64', async () => {
    const client = await server.account();
    const file_data = (await readFile(clip)).toString('base64');
    const reply = await client.send('POST', '/api/ephemeral_resource', { body: { file_name: 'clip.mp4', file_data } });
    expect(reply.status).toBe(200);
    const body = reply.body as unknown as { url: string; data: { url: string } };
    expect(body).toEqual({ code: 200, data: { url: body.url }, url: body.url, message: 'success' });
    expect(body.url).toMatch(/\/ephemeral\/[0-9a-f-]{36}\.mp4$/);
    const task = await client.create({ video: body.url });
    expect((await client.waitFor(task.task_id)).status).toBe('completed');
  });

  it('takes a data URI and bare base64, stores them and echoes our own URL', async () => {
    const client = await server.account();
    const base64 = (await readFile(clip)).toString('base64');
    const wrapped = base64.replace(/(.{76})/g, '$1\r\n');
    for (const video of [`data:video/mp4;base64,${base64}`, base64.replace(/=+$/, ''), wrapped]) {
      const task = await client.create({ video, steps: 5 });
      expect(task.input.video).toMatch(new RegExp(`^${server.url}/ephemeral/[0-9a-f-]{36}\\.mp4$`));
      const done = await client.waitFor(task.task_id);
      expect(done.status, JSON.stringify(done.error)).toBe('completed');
      expect((await fetch(String(task.input.video))).headers.get('content-type')).toBe('video/mp4');
    }
  });
});

describe('long videos', () => {
  it('uses the first 30 seconds, says so, and charges 30', async () => {
    const client = await server.account();
    const long = await makeClip(folder, 'long.mp4', { seconds: 33, size: '64x36', fps: 10 });
    const task = await client.create({ video: await client.upload(long), steps: 5 });
    const done = await client.waitFor(task.task_id, undefined, 60_000);
    expect(done.status, JSON.stringify(done.error)).toBe('completed');
    expect(done.meta.usage.consume).toBe(30 * POINTS_PER_SECOND);
    expect(done.logs.join('\n')).toMatch(/33.* long.*first 30/);
    const { file } = await download(done.output!.audio_url);
    expect(Math.abs((await decodedSeconds(file)) - 30)).toBeLessThanOrEqual(1 / 10);
  });
});

it('leaves a ledger that adds up', async () => {
  expect((await server.admin.verifyLedger()).problems).toEqual([]);
});
