import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LegacyClient, openLegacyClient } from '../../../test/support/legacy-client.ts';
import { openMemoryServer } from '../../../test/support/memory-server.ts';
import { perfectBackend } from '../../../test/support/perfect-backend.ts';
import { scripted } from '../../../test/support/scripted-backend.ts';
import { midjourney } from '../../catalog/midjourney.ts';
import { AppError } from '../../errors.ts';

const PICTURE = 'https://example.com/in.png';

let client: LegacyClient;
beforeAll(async () => {
  client = await openLegacyClient(midjourney);
});
afterAll(() => client.close());

describe('Midjourney v2', () => {
  test('reads fields inside input as if they were flat, and gpt_description_prompt as the prompt', async () => {
    const nested = await client.created('/mj/v2/imagine', { input: { prompt: 'a fox', aspect_ratio: '16:9' } });
    expect((await client.unified(nested)).input).toMatchObject({ prompt: 'a fox', aspect_ratio: '16:9' });
    const described = await client.created('/mj/v2/imagine', { input: { gpt_description_prompt: 'a hare' } });
    expect((await client.unified(described)).input.prompt).toBe('a hare');
    const both = await client.created('/mj/v2/imagine', { prompt: 'outside', input: { prompt: 'inside' } });
    expect((await client.unified(both)).input.prompt).toBe('outside');
  });

  test('gives back the request without its secret', async () => {
    const id = await client.created('/mj/v2/imagine', {
      prompt: 'a fox',
      aspect_ratio: '',
      process_mode: 'fast',
      webhook_endpoint: 'https://example.com/hook',
      webhook_secret: 's3cret',
      service_mode: 'public',
      notify_progress: true,
      other: 'x',
    });
    const reply = await client.fetchOf('/mj/v2/fetch', id);
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
    const wrong = await client.post('/mj/v2/upscale', { origin_task_id: 'x', index: 9 });
    expect(wrong).toMatchObject({
      status: 400,
      body: { code: 400, task_id: '', status: 'failed', data: null, message: expect.stringContaining('invalid index') },
    });
    expect(await client.post('/mj/v2/fetch', {})).toMatchObject({
      status: 400,
      body: { message: 'invalid request: task_id is required', status: 'failed' },
    });
  });

  test('lets a variation keep the prompt of its origin, also through an upscale', async () => {
    const grid = await client.finished('/mj/v2/imagine', { prompt: 'a fox in the snow' });
    const single = await client.finished('/mj/v2/upscale', { origin_task_id: grid, index: 2 });
    for (const [origin_task_id, index] of [
      [grid, '1'],
      [single, 'low_variation'],
    ]) {
      const id = await client.created('/mj/v2/variation', { origin_task_id, index });
      expect((await client.unified(id)).input.prompt).toBe('a fox in the snow');
      expect((await client.fetchOf('/mj/v2/fetch', id)).meta.task_request).toEqual({ origin_task_id, index });
    }
    const unknown = { origin_task_id: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f', index: '1' };
    expect((await client.post('/mj/v2/variation', unknown)).body.message).toMatch(
      /^invalid request: invalid origin_task_id: .* is no task of this account$/,
    );
  });

  test('takes webhooks on port 80 and 443 only', async () => {
    for (const port of ['', ':80', ':443']) {
      await client.created('/mj/v2/imagine', { prompt: 'a fox', webhook_endpoint: `http://example.com${port}/hook` });
    }
    const other = await client.post('/mj/v2/imagine', {
      prompt: 'a fox',
      webhook_endpoint: 'https://example.com:8443/hook',
    });
    expect(other.body.message).toMatch(/^invalid request: invalid webhook_endpoint: .* is not on port 80 or 443$/);
  });

  test('tells the description and the seed as texts', async () => {
    const described = await client.finished('/mj/v2/describe', { image_url: PICTURE });
    expect((await client.fetchOf('/mj/v2/fetch', described)).task_result).toMatchObject({
      message: 'a sample text',
      actions: [],
      image_url: '',
    });
    const grid = await client.finished('/mj/v2/imagine', { prompt: 'a fox' });
    const seed = await client.finished('/mj/v2/seed', { origin_task_id: grid });
    expect((await client.fetchOf('/mj/v2/fetch', seed)).task_result.seed).toBe('a sample text');
  });

  test('tells why a task failed', async () => {
    client.server.parts.serveWith(
      scripted({
        start: () => {
          throw new AppError('bad_image');
        },
      }),
    );
    const id = await client.finished('/mj/v2/describe', { image_url: PICTURE });
    client.server.parts.serveWith(perfectBackend());
    expect(await client.fetchOf('/mj/v2/fetch', id)).toMatchObject({
      status: 'failed',
      task_result: { error_messages: [expect.stringContaining('failed to get valid image')] },
    });
  });

  test('asks for a key to fetch, unless the operator opens the path', async () => {
    const id = await client.created('/mj/v2/imagine', { prompt: 'a fox' });
    const anonymous = { method: 'POST', url: '/mj/v2/fetch', payload: { task_id: id } } as const;
    expect((await client.server.app.inject(anonymous)).json()).toMatchObject({ code: 401, status: 'failed' });

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
