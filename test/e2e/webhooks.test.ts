import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';
import { type HookReceiver, type ReceivedHook, startHookReceiver } from '../harness/webhook-receiver.ts';

vi.setConfig(PATIENT);

/** Task webhooks as a receiver sees them (protocol page, section 11.1). */

let server: TestServer;
let receiver: HookReceiver;
let host: VideoHost;
let folder: string;
let client: Client;
let video: string;
let held: string;

beforeAll(async () => {
  folder = await scratchFolder('webhooks');
  host = await startVideoHost();
  receiver = await startHookReceiver((path, nth) => {
    if (path === '/fails-once') return nth === 0 ? 500 : 200;
    if (path === '/gone') return 410;
    if (path === '/redirects') return nth === 0 ? 302 : 204;
    return 200;
  });
  const [started, clip] = await Promise.all([
    startServer({ env: { POLYMUSE_TRUSTED_ORIGINS: `${host.origin},${receiver.origin}` } }),
    makeClip(folder, 'clip.mp4', { seconds: 1 }),
  ]);
  server = started;
  client = await server.account();
  video = host.give('/clip.mp4', clip);
  held = host.give('/held/clip.mp4', clip);
});

afterAll(async () => {
  await server.stop();
  await receiver.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const hooked = (path: string, more: Record<string, unknown> = {}, input: Record<string, unknown> = { video }) =>
  client.create({ steps: 1, ...input }, { config: { webhook_config: { endpoint: receiver.url(path), ...more } } });

function verified(hook: ReceivedHook, secret: string): unknown {
  return new Webhook(secret).verify(hook.text, {
    'webhook-id': String(hook.headers['webhook-id']),
    'webhook-timestamp': String(hook.headers['webhook-timestamp']),
    'webhook-signature': String(hook.headers['webhook-signature']),
  });
}

describe('a completed task', () => {
  it('sends what GET shows, with the secret verbatim and a time of the event', async () => {
    const task = await hooked('/completed', { secret: 'my own secret!' });
    const hook = await receiver.nth('/completed', 1);
    const done = await client.waitFor(task.task_id);
    expect(Object.keys(hook.body)).toEqual(['timestamp', 'data']);
    expect(hook.body.data).toEqual(done);
    expect(hook.body.timestamp).toBe(Math.floor(Date.parse(done.meta.ended_at) / 1000));
    expect(hook.headers).toMatchObject({
      'content-type': 'application/json',
      'x-webhook-secret': 'my own secret!',
      'user-agent': expect.stringMatching(/^Polymuse/),
    });
    expect(Number(hook.headers['x-event-seq'])).toBeGreaterThan(0);
  });

  it('signs with the task’s own Standard Webhooks secret', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await hooked('/signed', { secret });
    const hook = await receiver.nth('/signed', 1);
    expect(verified(hook, secret)).toEqual(hook.body);
    expect(() => verified({ ...hook, text: hook.text.replace('completed', 'failed') }, secret)).toThrow();
    expect(() => verified(hook, `whsec_${randomBytes(32).toString('base64')}`)).toThrow();
  });

  it('sends no secret header when none was given, but still a signature', async () => {
    await hooked('/no-secret', { secret: '' });
    const hook = await receiver.nth('/no-secret', 1);
    expect(hook.headers).not.toHaveProperty('x-webhook-secret');
    expect(hook.headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(hook.headers['webhook-id']).toBeTruthy();
  });
});

describe('which events are sent', () => {
  it('sends a failed task with its error', async () => {
    await hooked('/failed', {}, { video: `${host.origin}/none.mp4` });
    const hook = await receiver.nth('/failed', 1);
    expect(hook.body.data).toMatchObject({ status: 'failed', error: { code: 10010 } });
  });

  it('sends a cancelled task', async () => {
    const account = await server.account({ maxConcurrentTasks: 1 });
    const blocker = await account.create({ video: held, steps: 1 });
    await account.waitFor(blocker.task_id, ['processing']);
    const config = { webhook_config: { endpoint: receiver.url('/cancelled') } };
    const task = await account.create({ video: held }, { config });
    await account.cancel(task.task_id);
    const hook = await receiver.nth('/cancelled', 1);
    expect(hook.body.data).toEqual(await account.read(task.task_id));
    await host.release();
    await account.waitFor(blocker.task_id);
    expect(receiver.at('/cancelled')).toHaveLength(1);
  });

  it('sends processing only when asked for, and rising sequence numbers', async () => {
    const task = await hooked('/processing', { events: ['processing', 'completed'] });
    const [first, second] = [await receiver.nth('/processing', 1), await receiver.nth('/processing', 2)];
    const byOrder = [first, second].sort((a, b) => Number(a.headers['x-event-seq']) - Number(b.headers['x-event-seq']));
    expect(byOrder.map((hook) => hook.body.data.status)).toEqual(['processing', 'completed']);
    expect(first.headers['webhook-id']).not.toBe(second.headers['webhook-id']);
    const { config } = await client.read(task.task_id);
    expect(config.webhook_config.events).toEqual(['processing', 'completed']);
  });

  it('leaves out events that were not asked for', async () => {
    const task = await hooked('/only-failed', { events: ['failed'] });
    await client.waitFor(task.task_id);
    await hooked('/after-only-failed');
    await receiver.nth('/after-only-failed', 1);
    expect(receiver.at('/only-failed')).toHaveLength(0);
  });
});

describe('a receiver that does not take it', () => {
  it('is tried again 5 s after a 500 with the same id and body, and a fresh timestamp; a 410 or a redirect target never', async () => {
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    await hooked('/gone');
    await hooked('/redirects');
    await hooked('/fails-once', { secret });
    const first = await receiver.nth('/fails-once', 1);
    const second = await receiver.nth('/fails-once', 2, 15_000);
    const waited = (second.receivedAt - first.receivedAt) / 1000;
    expect(waited).toBeGreaterThanOrEqual(4.9);
    expect(waited).toBeLessThan(8);
    expect(second.text).toBe(first.text);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(Number(second.headers['webhook-timestamp'])).toBeGreaterThanOrEqual(
      Number(first.headers['webhook-timestamp']) + 4,
    );
    expect(verified(second, secret)).toEqual(second.body);
    await receiver.nth('/redirects', 2, 5_000);
    expect(receiver.at('/gone')).toHaveLength(1);
  });
});

it('never calls a private address that the operator does not trust', async () => {
  const stranger = await startHookReceiver();
  try {
    const config = { webhook_config: { endpoint: stranger.url('/hook') } };
    const task = await client.create({ video, steps: 1 }, { config });
    expect((await client.waitFor(task.task_id)).status).toBe('completed');
    await hooked('/after-stranger');
    await receiver.nth('/after-stranger', 1);
    expect(stranger.at('/hook')).toHaveLength(0);
  } finally {
    await stranger.close();
  }
});
