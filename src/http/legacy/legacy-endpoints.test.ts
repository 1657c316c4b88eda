import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LegacyClient, openLegacyClient } from '../../../test/support/legacy-client.ts';
import { faceswap } from '../../catalog/faceswap.ts';
import { kling } from '../../catalog/kling.ts';
import { luma } from '../../catalog/luma.ts';
import { suno } from '../../catalog/suno.ts';
import { tools } from '../../catalog/tools.ts';

const PICTURE = 'https://example.com/in.png';

let client: LegacyClient;
beforeAll(async () => {
  client = await openLegacyClient([...faceswap, ...kling, ...luma, ...suno, ...tools]);
});
afterAll(() => client.close());

describe('face swap v1', () => {
  test('gives the picture as bare base64 unless the URL was asked for', async () => {
    const body = { target_image: PICTURE, swap_image: PICTURE };
    const pending = await client.created('/api/face_swap/v1/async', body);
    expect((await client.fetchOf('/api/face_swap/v1/fetch', pending)).data).toEqual({
      task_id: pending,
      status: 'pending',
      image: '',
      image_url: '',
      error_messages: [],
    });
    await client.finish(pending);
    const { data } = await client.fetchOf('/api/face_swap/v1/fetch', pending);
    expect(data.status).toBe('success');
    expect(Buffer.from(data.image, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(data.image).toMatch(/^[A-Za-z0-9+/]+=*$/);

    const byUrl = await client.finished('/api/face_swap/v1/async', { ...body, result_type: 'url' });
    const answer = (await client.fetchOf('/api/face_swap/v1/fetch', byUrl)).data;
    expect(answer.image).toMatch(/^https:\/\/media\.example\.org\/ephemeral\/.*\.png$/);
    expect(answer.image_url).toBe(answer.image);
  });

  test('says so when the file has expired', async () => {
    const id = await client.finished('/api/face_swap/v1/async', { target_image: PICTURE, swap_image: PICTURE });
    const { image_url } = (await client.fetchOf('/api/face_swap/v1/fetch', id)).data;
    await client.server.parts.store.delete(client.server.parts.fileUrls.nameOf(image_url) ?? '');
    expect((await client.fetchOf('/api/face_swap/v1/fetch', id)).data).toMatchObject({
      status: 'success',
      image: '',
      image_url,
      error_messages: ['the picture has expired'],
    });
  });
});

describe('Luma v1', () => {
  test('shows the generation on its way and at its end', async () => {
    const id = await client.created('/api/luma/v1/video', { prompt: 'a fox', image_url: PICTURE, loop: true });
    const pending = (await client.get(`/api/luma/v1/video/${id}`)).data;
    expect(pending).toMatchObject({ status: 'pending', generation: { state: 'pending', video: null } });
    expect(JSON.parse(pending.input)).toMatchObject({ prompt: 'a fox', start_image: PICTURE, loop: true });
    await client.finish(id);
    const done = (await client.get(`/api/luma/v1/video/${id}`)).data;
    expect(done.generation).toMatchObject({ state: 'completed', video: { width: 640, height: 360 } });
    expect(done.metadata.quota_usage).toBe(2_000_000);
  });
});

describe('Kling v1', () => {
  test('runs as version 1.0 and answers in the documented form of Get Task', async () => {
    const id = await client.finished('/api/kling/v1/video', {
      prompt: 'a fox',
      creativity: 0.7,
      professional_mode: true,
    });
    expect((await client.unified(id)).input).toMatchObject({
      version: '1.0',
      mode: 'pro',
      cfg_scale: 0.3,
      duration: 5,
    });
    const legacy = await client.get(`/api/kling/v1/video/${id}`);
    expect(legacy).toEqual(await client.get(`/api/v1/task/${id}?schema=documented`));
    expect(Object.keys(legacy.data)).toEqual(['task_id', 'input', 'status', 'metadata', 'task', 'works']);
  });

  test('names its own fields when it refuses', async () => {
    const refused = await client.post('/api/kling/v1/video', { prompt: 'a fox', creativity: 2 });
    expect(refused.body.message).toBe('invalid request: invalid creativity: 2 is not between 0 and 1');
    expect((await client.post('/api/kling/v1/video', { image_url: PICTURE })).body.message).toBe(
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
    const id = await client.finished('/api/image_toolkit/v2/create', { task_type, task_input, result_type: 'base64' });
    expect((await client.unified(id)).task_type).toBe(unifiedType);
    const { data } = await client.fetchOf('/api/image_toolkit/v2/fetch', id);
    expect(data).toMatchObject({ task_type, status: 'success', task_info: { task_input, frozen_credits: 0 } });
    const { image_base64, image_url } = data.task_result.task_output;
    expect(Buffer.from(image_base64, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(image_url).toMatch(/\.png$/);
    expect(data.task_result.used_credits).toBe((await client.unified(id)).meta.usage.consume);
  });

  test('names nested fields by their path', async () => {
    const refused = await client.post('/api/image_toolkit/v2/create', {
      task_type: 'upscale',
      task_input: { scale: 3 },
    });
    expect(refused.body.message).toBe('invalid request: task_input.image is required');
  });
});

describe('Suno v1', () => {
  test('makes a song from a description or from own words, joins clips, and writes lyrics', async () => {
    const song = await client.finished('/api/suno/v1/music', { input: { gpt_description_prompt: 'a fox song' } });
    const { clips } = (await client.get(`/api/suno/v1/music/${song}`)).data;
    expect(clips).toEqual((await client.unified(song)).output.clips);
    const clip_id = Object.keys(clips)[0];

    const custom = await client.created('/api/suno/v1/music', {
      custom_mode: true,
      mv: 'chirp-v4',
      input: { prompt: 'Snow', tags: 'folk', title: 'Fox', continue_clip_id: clip_id, continue_at: 3 },
    });
    const task = await client.unified(custom);
    expect(task.task_type).toBe('generate_music_custom');
    expect(task.input).toMatchObject({ model_version: 'chirp-v4', continue_clip_id: clip_id, continue_at: 3 });
    expect((await client.get(`/api/suno/v1/music/${custom}`)).data.clips).toEqual({});

    const joined = await client.finished('/api/suno/v1/music/concat', { clip_id });
    expect(Object.keys((await client.get(`/api/suno/v1/music/concat/${joined}`)).data.clips)).toHaveLength(1);

    const words = await client.created('/api/suno/v1/lyrics', { prompt: 'a fox' });
    expect((await client.get(`/api/suno/v1/lyrics/${words}`)).data).toMatchObject({ clips: {}, lyrics: null });
    await client.finish(words);
    expect((await client.get(`/api/suno/v1/music/${words}`)).data).toMatchObject({
      clips: {},
      lyrics: { title: 'a sample text', text: 'a sample text', status: 'complete' },
    });
  });

  test('starts over when continue_at is 0', async () => {
    const id = await client.created('/api/suno/v1/music', {
      custom_mode: true,
      input: { prompt: 'Snow', continue_clip_id: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f', continue_at: 0 },
    });
    expect((await client.unified(id)).input).not.toHaveProperty('continue_clip_id');
  });
});
