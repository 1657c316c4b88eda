import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../harness/client.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { type HookReceiver, startHookReceiver } from '../harness/webhook-receiver.ts';

/** Networks on a busy machine take their time. */
const DEADLINE_MS = 200_000;

vi.setConfig({ ...PATIENT, testTimeout: DEADLINE_MS + 20_000 });

/** Legacy endpoints on real engines (protocol page, section 15). */

interface ToolReply {
  status: string;
  task_result: { error_messages: string[]; task_output: { image_base64: string; image_url: string } };
}
interface MidjourneyReply {
  status: string;
  process_time: number;
  meta: { created_at: number; ended_at: number; task_request: object; usage: { consume: number } };
  task_result: { message: string; task_progress: number; error_messages: string[] };
}

let server: TestServer;
let receiver: HookReceiver;
let folder: string;
let client: Client;
let picture: string;

beforeAll(async () => {
  folder = await scratchFolder('legacy');
  receiver = await startHookReceiver();
  server = await startServer({ env: { POLYMUSE_TRUSTED_ORIGINS: receiver.origin } });
  client = await server.account();
  const file = path.join(folder, 'disc.png');
  const disc = Buffer.from('<svg width="320" height="240"><circle cx="160" cy="120" r="70" fill="#c33"/></svg>');
  const blank = { width: 320, height: 240, channels: 3, background: '#eef' } as const;
  await writeFile(
    file,
    await sharp({ create: blank })
      .composite([{ input: disc }])
      .png()
      .toBuffer(),
  );
  picture = (await readFile(file)).toString('base64');
});

afterAll(async () => {
  await server?.stop();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

describe('image toolkit v2', () => {
  it('cuts a picture out that came as base64, and gives it back as base64', async () => {
    const { task_id } = await client.post<{ task_id: string }>('/api/image_toolkit/v2/create', {
      task_type: 'background_remove',
      result_type: 'base64',
      task_input: { image: picture },
    });
    const done = await until(
      async () => {
        const reply = await client.post<ToolReply>('/api/image_toolkit/v2/fetch', { task_id });
        return ['success', 'failed'].includes(reply.status) ? reply : undefined;
      },
      { what: 'the picture is cut out', deadlineMs: DEADLINE_MS, everyMs: 500 },
    );
    expect(done.task_result.error_messages).toEqual([]);
    const { image_base64, image_url } = done.task_result.task_output;
    const bytes = Buffer.from(image_base64, 'base64');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', hasAlpha: true, width: 320, height: 240 });
    const served = await fetch(image_url, { signal: AbortSignal.timeout(10_000) });
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await client.read(task_id)).status).toBe('completed');
  });
});

describe('Midjourney v2', () => {
  it('describes a picture, and the webhook carries what fetch answers', async () => {
    const created = await client.send('POST', '/mj/v2/describe', {
      body: {
        image_url: await client.upload(path.join(folder, 'disc.png')),
        webhook_endpoint: receiver.url('/mj'),
        webhook_secret: 's3cret',
      },
    });
    expect(created.body).toMatchObject({ status: 'success', message: '', code: 200 });
    const { task_id } = created.body as unknown as { task_id: string };
    const hook = await receiver.nth('/mj', 1, DEADLINE_MS);
    const fetched = (await client.send('POST', '/mj/v2/fetch', { body: { task_id } })).body;
    expect(hook.body).toEqual(fetched);
    expect(hook.headers['x-webhook-secret']).toBe('s3cret');
    const reply = fetched as unknown as MidjourneyReply;
    expect(reply).toMatchObject({ status: 'finished', task_result: { task_progress: 100, error_messages: [] } });
    expect(reply.task_result.message.length).toBeGreaterThan(20);
    expect(reply.process_time).toBeLessThanOrEqual(reply.meta.ended_at - reply.meta.created_at + 1);
    expect(JSON.stringify(reply)).not.toContain('s3cret');
  });

  it('calls with every change of progress when asked to, and never after the end', async () => {
    const body = {
      image_url: await client.upload(path.join(folder, 'disc.png')),
      webhook_endpoint: receiver.url('/progress'),
      notify_progress: true,
    };
    const { task_id } = (await client.send('POST', '/mj/v2/describe', { body })).body as unknown as { task_id: string };
    const isEnd = (reply: unknown) => (reply as MidjourneyReply).status === 'finished';
    await until(() => receiver.at('/progress').some(({ body: reply }) => isEnd(reply)), {
      what: `the last call of ${task_id}`,
      deadlineMs: DEADLINE_MS,
    });
    const calls = receiver
      .at('/progress')
      .sort((a, b) => Number(a.headers['x-event-seq']) - Number(b.headers['x-event-seq']))
      .map((hook) => hook.body as unknown as MidjourneyReply);
    expect(isEnd(calls.at(-1))).toBe(true);
    const progress = calls.map(({ task_result }) => task_result.task_progress);
    expect(progress).toEqual([...new Set(progress)].sort((a, b) => a - b));
  });
});
