import { rm } from 'node:fs/promises';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, createClient, type TaskReply } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';
import { type HookReceiver, type ReceivedHook, startHookReceiver } from '../harness/webhook-receiver.ts';

vi.setConfig(PATIENT);

/** Keys, budgets, usage and account notifications as a client and a receiver see them (sections 4.2, 10, 11.2, 18). */

interface Key {
  id: number;
  key: string;
  mode: string;
  account_id: number;
  status: string;
  last_used_at: string | null;
  usage_this_month: { tasks: number; points_charged: number; points_held: number; usd: number };
}
interface Notification {
  type: string;
  time: number;
  message: string;
  detail: Record<string, unknown>;
}

let server: TestServer;
let receiver: HookReceiver;
let host: VideoHost;
let folder: string;
let clip: string;
/** Its video does not arrive, so that a task which asks for it neither ends nor costs anything meanwhile. */
let held: string;

beforeAll(async () => {
  folder = await scratchFolder('keys');
  host = await startVideoHost();
  receiver = await startHookReceiver((path) => (path === '/gone' ? 410 : 200));
  [server, clip] = await Promise.all([
    startServer({ env: { POLYMUSE_TRUSTED_ORIGINS: `${host.origin},${receiver.origin}` } }),
    makeClip(folder, 'clip.mp4', { seconds: 1 }),
  ]);
  held = host.give('/held/clip.mp4', clip);
});
afterAll(async () => {
  server.kill('SIGKILL');
  await server.stop();
  await receiver.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const using = (key: string): Client => createClient(server.url, key);
const make = (by: Client, body: object = {}) => by.post<Key>('/api/v1/keys', { name: 'made', ...body });
const info = (key: string) => using(key).send('GET', '/account/info');

/** The n-th notification of a path, whose signature must be right. */
async function notification(by: Client, path: string, n = 1): Promise<Notification> {
  const hook = await receiver.nth(path, n);
  const { secret } = await by.get<{ secret: string }>('/api/v1/account/webhook-secret');
  return verified(hook, secret) as Notification;
}
function verified(hook: ReceivedHook, secret: string): unknown {
  return new Webhook(secret).verify(hook.text, {
    'webhook-id': String(hook.headers['webhook-id']),
    'webhook-timestamp': String(hook.headers['webhook-timestamp']),
    'webhook-signature': String(hook.headers['webhook-signature']),
  });
}
const hookTo = (by: Client, path: string, more: object = {}) =>
  by.call('PATCH', '/api/v1/account', { body: { notification_hook_url: receiver.url(path), ...more } });

// First, while no held task keeps the engine.
describe('usage', () => {
  it('says by day, model and key what completed tasks cost, and sums up to what the account paid', async () => {
    const by = await server.account();
    const made = await make(by);
    const done = await using(made.key).create({ video: await by.upload(clip), steps: 1 });
    const { meta } = await by.waitFor(done.task_id);
    const usage = await by.get<{ rows: object[]; total: { points_charged: number } }>(
      '/api/v1/account/usage?group_by=day,model,key',
    );
    expect(usage.rows).toMatchObject([
      {
        day: meta.created_at.slice(0, 10),
        model: 'Qubico/mmaudio',
        key_id: made.id,
        key_name: 'made',
        tasks: 1,
        by_status: { completed: 1 },
        points_charged: meta.usage.consume,
        usd: meta.usage.consume / 10_000_000,
      },
    ]);
    expect(usage.total.points_charged).toBe((await by.balance()).used);
    const csv = await by.send('GET', '/api/v1/account/usage?group_by=model', { headers: { Accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')[1]).toMatch(/^Qubico\/mmaudio,1,0,0,0,1,0,0,/);
    expect((await by.get<Key>(`/api/v1/keys/${made.id}`)).last_used_at).not.toBeNull();
  });
});

describe('a key', () => {
  it('works in every credential form, until it is revoked, which is at once', async () => {
    const by = await server.account();
    const made = await make(by);
    for (const headers of [
      { 'X-API-Key': made.key },
      { Authorization: `Bearer ${made.key}` },
      { Authorization: made.key },
    ])
      expect((await by.send('GET', '/account/info', { anonymous: true, headers })).status).toBe(200);
    expect((await by.send('DELETE', `/api/v1/keys/${made.id}`)).status).toBe(200);
    const refused = await info(made.key);
    expect([refused.status, refused.body.message]).toEqual([401, 'unauthorized: invalid API key']);
  });

  it('rotated with a grace works beside the new one; rotated again without, neither old one does', async () => {
    const by = await server.account();
    const first = await make(by);
    const second = await by.post<Key>(`/api/v1/keys/${first.id}/rotate`, { grace_seconds: 600 });
    expect(second.id).toBe(first.id);
    expect([(await info(first.key)).status, (await info(second.key)).status]).toEqual([200, 200]);
    const third = await by.post<Key>(`/api/v1/keys/${first.id}/rotate`, {});
    expect(await Promise.all([first, second, third].map(async ({ key }) => (await info(key)).status))).toEqual([
      401, 401, 200,
    ]);
  });

  it('refuses in the documented order: unknown, address, rate, model, then the rest', async () => {
    const by = await server.account();
    const unknown = await info('sk-nobody');
    expect(unknown.status).toBe(401);
    const elsewhere = await make(by, { addresses: ['203.0.113.0/24', '2001:db8::/32'], requests_per_minute: 1 });
    for (let i = 0; i < 3; i++) {
      const refused = await info(elsewhere.key);
      expect([refused.status, refused.body.message]).toEqual([
        403,
        'forbidden: the key may not be used from the address 127.0.0.1',
      ]);
    }
    const here = await make(by, { addresses: ['127.0.0.0/8'], models: ['Qubico/tts'], requests_per_minute: 2 });
    const limited = using(here.key);
    const forbidden = await limited.send('POST', '/api/v1/task', { body: { model: 'no-such-model' } });
    expect([forbidden.status, forbidden.body.message]).toEqual([
      403,
      'forbidden: the key may not use the model no-such-model',
    ]);
    expect((await limited.send('POST', '/api/v1/task', { body: { model: 'Qubico/tts', task_type: 'x' } })).status).toBe(
      400,
    );
    const over = await limited.send('POST', '/api/v1/task', { body: { model: 'no-such-model' } });
    expect([over.status, over.body.message]).toEqual([429, 'too many requests: rate limit: 2 per minute']);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(over.headers.get('ratelimit-limit')).toBe('2');
  });

  it('of test mode has an account and a balance of its own', async () => {
    const by = await server.account({ points: 777 });
    const made = await make(by, { mode: 'test' });
    expect(made).toMatchObject({ mode: 'test', key: expect.stringMatching(/^sk-test-\w{48}$/) });
    expect((await using(made.key).balance()).available).toBe(1_000_000_000);
    expect((await by.balance()).available).toBe(777);

    // The sandbox serves every family.
    const body = { model: 'kling', task_type: 'video_generation', input: { prompt: 'a paper boat', duration: 5 } };
    const task = await using(made.key).post<TaskReply>('/api/v1/task', body);
    expect(task.meta.usage.frozen + task.meta.usage.consume).toBeGreaterThan(0);
    expect((await by.send('GET', `/api/v1/task/${task.task_id}`)).status).toBe(404);
    expect((await by.balance()).available).toBe(777);
  });
});

describe('a monthly budget', () => {
  it('is never exceeded by 50 creates at once, and its owner is told once, signed', async () => {
    const by = await server.account({ maxConcurrentTasks: 100, points: 1_000_000_000 });
    await hookTo(by, '/budget');
    const price = (await by.create({ video: held })).meta.usage.frozen;
    const made = await make(by, { monthly_budget: 5 * price + 1 });
    const limited = using(made.key);
    const replies = await Promise.all(Array.from({ length: 50 }, () => limited.submit({ video: held })));
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(5).fill(200), ...Array(45).fill(402)]);
    const refused = replies.find(({ status }) => status === 402);
    expect(refused?.body.message).toMatch(
      /^failed to freeze point: insufficient balance \(insufficient credits\): the monthly budget of this key/,
    );
    const shown = await by.get<Key>(`/api/v1/keys/${made.id}`);
    expect(shown.usage_this_month).toEqual({ tasks: 5, points_charged: 0, points_held: 5 * price, usd: 0 });

    const told = await notification(by, '/budget');
    expect(told).toMatchObject({
      type: 'budget_exceeded',
      time: expect.any(Number),
      message: expect.stringContaining('"made"'),
      detail: {
        key_id: made.id,
        budget: 5 * price + 1,
        used: 5 * price,
        resets_at: expect.stringMatching(/-01T00:00:00/),
      },
    });

    // A cancelled task gives its part of the budget back.
    const one = replies.find(({ status }) => status === 200)?.body.data as TaskReply;
    expect((await by.send('DELETE', `/api/v1/task/${one.task_id}?force=true`)).status).toBe(200);
    expect((await limited.submit({ video: held })).status).toBe(200);
    expect((await limited.submit({ video: held })).status).toBe(402);
    expect(receiver.at('/budget')).toHaveLength(1);
    expect((await server.admin.verifyLedger()).problems).toEqual([]);
  });
});

describe('an account notification', () => {
  it('tells of a refusal for lack of balance, with the spelling of the original, once an hour', async () => {
    const by = await server.account({ points: 7 });
    await hookTo(by, '/quota');
    for (let i = 0; i < 3; i++) expect((await by.submit({ video: held })).status).toBe(402);
    expect(await notification(by, '/quota')).toMatchObject({
      type: 'go_api_quota_exchange_failed',
      detail: { quota_type: 'point', credis_remain: 7, credits_remain: 7 },
    });
    expect(receiver.at('/quota')).toHaveLength(1);
  });

  it('tells of a low balance when it falls below, signed by the old and the new secret while they change', async () => {
    const by = await server.account({ points: 1_000_000 });
    const before = await by.get<{ secret: string }>('/api/v1/account/webhook-secret');
    const after = await by.post<{ secret: string }>('/api/v1/account/webhook-secret/rotate', {});
    await hookTo(by, '/low', { balance_low_threshold: 900_000 });
    for (let i = 0; i < 2; i++) expect((await by.submit({ video: held })).status).toBe(200);
    const hook = await receiver.nth('/low', 1);
    for (const { secret } of [before, after]) {
      expect(verified(hook, secret)).toMatchObject({ type: 'balance_low', detail: { threshold: 900_000 } });
    }
    expect(String(hook.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect(hook.headers['x-polymuse-event']).toBe('account.balance_low');
  });

  it('tells of an endpoint that answered 410, which then gets nothing until it is switched on', async () => {
    const by = await server.account();
    await hookTo(by, '/told');
    const endpoint = receiver.url('/gone');
    const cancelOne = async () => {
      const task = await by.create({ video: held }, { config: { webhook_config: { endpoint } } });
      expect((await by.send('DELETE', `/api/v1/task/${task.task_id}?force=true`)).status).toBe(200);
    };
    await cancelOne();
    expect(await notification(by, '/told')).toMatchObject({
      type: 'webhook_disabled',
      detail: { endpoint, failures: 1, last_status: 410 },
    });
    await cancelOne();
    const listed = await by.get<{ endpoints: object[] }>('/api/v1/account/webhook-endpoints');
    expect(listed.endpoints).toMatchObject([{ endpoint, is_enabled: false }]);
    await by.post('/api/v1/account/webhook-endpoints/enable', { endpoint });
    await cancelOne();
    await receiver.nth('/gone', 2);
    expect(receiver.at('/gone')).toHaveLength(2);
  });
});
