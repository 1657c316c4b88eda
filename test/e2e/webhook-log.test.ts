import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../harness/client.ts';
import { PATIENT } from '../harness/patience.ts';
import { cleanEnvironment, programArgs, root, runCommand } from '../harness/program.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { type HookReceiver, startHookReceiver } from '../harness/webhook-receiver.ts';

vi.setConfig(PATIENT);

/** The log of webhooks and their replay, over HTTP and on the command line; receivers that are slow. */

interface Delivery {
  id: string;
  task_id: string;
  event: string;
  endpoint: string;
  state: string;
  secret: string;
  attempt_count: number;
  body: { data: { task_id: string; config: { webhook_config: { secret: string } } } };
  attempts: {
    number: number;
    at: string;
    status: number | null;
    error: string | null;
    duration_ms: number;
    reply: string | null;
  }[];
}

const LOG = '/api/v1/webhooks/deliveries';
const PER_HOST = 2;

let server: TestServer;
let receiver: HookReceiver;
let slow: SlowReceiver;
let client: Client;
/** One for each listener: what is still due to one must not come to the next. */
let listenPorts: number[];
/** What the receiver answers on paths that tests switch. */
const answers = new Map<string, number>();

beforeAll(async () => {
  receiver = await startHookReceiver((path) => answers.get(path) ?? 200);
  slow = await startSlowReceiver();
  listenPorts = [await freePort(), await freePort(), await freePort()];
  server = await startServer({
    env: {
      POLYMUSE_TRUSTED_ORIGINS: [
        receiver.origin,
        slow.origin,
        ...listenPorts.map((port) => `http://127.0.0.1:${port}`),
      ].join(','),
      POLYMUSE_WEBHOOKS_PER_HOST: String(PER_HOST),
      POLYMUSE_SANDBOX_LATENCY: 'instant',
    },
  });
  client = await server.account();
});

afterAll(async () => {
  slow.release();
  await server.stop();
  await receiver.close();
  await slow.close();
});

/** A task that fails at once, so that only its webhook matters. */
const failing = (endpoint: string, more: Record<string, unknown> = {}, by = client) =>
  by.create({ video: 'http://127.0.0.1:1/none.mp4' }, { config: { webhook_config: { endpoint, ...more } } });

const logOf = async (query: string) => (await client.get<{ deliveries: Delivery[] }>(`${LOG}?${query}`)).deliveries;
const readDelivery = (id: string) => client.get<Delivery>(`${LOG}/${id}`);
const deliveryOf = (taskId: string, state: string) =>
  until(async () => (await logOf(`task_id=${taskId}`)).find((row) => row.state === state), {
    what: `a delivery of ${taskId} that is ${state}`,
    deadlineMs: 40_000,
  });

interface SlowReceiver {
  origin: string;
  /** Calls that came and wait for their answer. */
  held: () => number;
  most: () => number;
  release(): void;
  close(): Promise<void>;
}

/** Answers nothing until it is released. */
async function startSlowReceiver(): Promise<SlowReceiver> {
  const waiting = new Set<ServerResponse>();
  let isReleased = false;
  let most = 0;
  const http: Server = createServer((request, response) => {
    request.resume();
    if (isReleased) return void response.end('ok');
    waiting.add(response);
    most = Math.max(most, waiting.size);
    response.once('close', () => waiting.delete(response));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    held: () => waiting.size,
    most: () => most,
    release() {
      isReleased = true;
      for (const response of waiting) response.end('ok');
    },
    close: () =>
      new Promise<void>((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const environment = () => ({ POLYMUSE_URL: server.url, POLYMUSE_KEY: client.key });
const polymuse = (...args: string[]) => runCommand(['webhooks', ...args], environment(), { deadlineMs: 60_000 });

describe('the log', () => {
  it('shows a delivery with its body, its attempts and what the receiver said, and no secret', async () => {
    answers.set('/fails-once', 500);
    const { task_id } = await failing(receiver.url('/fails-once'), { secret: 'my own secret' });
    await receiver.nth('/fails-once', 1);
    answers.set('/fails-once', 200);
    const { id } = await deliveryOf(task_id, 'delivered');
    const delivery = await readDelivery(id);
    expect(delivery).toMatchObject({ event: 'task.failed', secret: '***', attempt_count: 2, state: 'delivered' });
    expect(delivery.attempts).toMatchObject([
      { number: 1, status: 500, error: 'answered 500', reply: 'ok' },
      { number: 2, status: 200, error: null, reply: 'ok' },
    ]);
    for (const { duration_ms } of delivery.attempts) expect(duration_ms).toBeGreaterThanOrEqual(0);
    expect(delivery.body.data.task_id).toBe(task_id);
    expect(JSON.stringify(delivery)).not.toContain('my own secret');
    expect(receiver.at('/fails-once')[0]?.headers['webhook-id']).toBe(id);
    expect(await logOf(`endpoint=${encodeURIComponent(receiver.url('/fails-once'))}&state=delivered`)).toHaveLength(1);
  });

  it('belongs to its account', async () => {
    const stranger = await server.account();
    const [mine] = await logOf('limit=1');
    expect((await stranger.send('GET', `${LOG}/${mine?.id}`)).status).toBe(404);
    expect((await stranger.send('POST', `${LOG}/${mine?.id}/replay`)).status).toBe(404);
    expect(await stranger.get(LOG)).toEqual({ deliveries: [], next_cursor: null });
  });
});

describe('a replay', () => {
  it('sends what was delivered again with the same id and body, and a fresh signature', async () => {
    const { task_id } = await failing(receiver.url('/again'));
    const { id } = await deliveryOf(task_id, 'delivered');
    await client.post(`${LOG}/${id}/replay`, {});
    const [first, second] = [await receiver.nth('/again', 1), await receiver.nth('/again', 2)];
    expect(second.text).toBe(first.text);
    expect(second.headers['webhook-id']).toBe(id);
    await until(async () => (await readDelivery(id)).attempts.length === 2, { what: 'the log has both' });
  });

  it('of many sends an endpoint what it missed while it was switched off', async () => {
    answers.set('/off', 410);
    const endpoint = receiver.url('/off');
    const ended = await failing(endpoint);
    await deliveryOf(ended.task_id, 'dead');
    const missed = await failing(endpoint);
    const { id } = await deliveryOf(missed.task_id, 'dead');
    expect((await client.send('POST', `${LOG}/${id}/replay`)).status).toBe(409);
    expect(await client.post('/api/v1/webhooks/replay', { endpoint })).toEqual({ replayed: 0, next_cursor: null });
    answers.set('/off', 200);
    const enabled = await client.post('/api/v1/account/webhook-endpoints/enable', { endpoint, replay_dead: true });
    expect(enabled).toMatchObject({ is_enabled: true, had_failed: true, replayed: 2 });
    await receiver.nth('/off', 3);
    const ids = receiver.at('/off').map(({ headers }) => headers['webhook-id']);
    expect(ids.slice(1)).toContain(id);
    expect(ids.slice(1)).toContain(ids[0]);
    expect(await deliveryOf(missed.task_id, 'delivered')).toMatchObject({ id });
  });
});

it('a receiver that does not answer takes its share of places, and others get theirs at once', async () => {
  const waiting = await Promise.all(Array.from({ length: 8 }, () => failing(`${slow.origin}/slow`)));
  await until(() => slow.held() === PER_HOST, { what: 'the slow receiver has its share' });
  for (const { task_id } of waiting) await client.waitFor(task_id);
  await failing(receiver.url('/passes'));
  await receiver.nth('/passes', 1);
  expect(slow.held()).toBe(PER_HOST);
  expect(await logOf(`endpoint=${encodeURIComponent(`${slow.origin}/slow`)}&state=due`)).toHaveLength(8);
  slow.release();
  // Woken by those that end, long before they would look again by themselves.
  for (const { task_id } of waiting) await deliveryOf(task_id, 'delivered');
  expect(slow.most()).toBe(PER_HOST);
});

describe('polymuse webhooks', () => {
  it('list prints the log, one line or one JSON object each', async () => {
    const { task_id } = await failing(receiver.url('/listed'));
    const { id } = await deliveryOf(task_id, 'delivered');
    const lines = await polymuse('list', '--task', task_id);
    expect(lines).toMatchObject({ code: 0, stderr: '' });
    expect(lines.stdout).toMatch(
      new RegExp(
        String.raw`^\d{4}-\d\d-\d\d [\d:]{8}  ${id}  delivered  task\.failed  ${task_id}  1 attempt  answered 200  http\S+\n$`,
      ),
    );
    const json = await polymuse('list', '--endpoint', receiver.url('/listed'), '--after', '1h', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ id, state: 'delivered' });
    const none = await polymuse('list', '--before', '2001-01-01');
    expect(none).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('replay sends named ones again, and says which it could not', async () => {
    const { task_id } = await failing(receiver.url('/replayed'));
    const { id } = await deliveryOf(task_id, 'delivered');
    const unknown = `evt_${'0'.repeat(32)}`;
    const told = await polymuse('replay', unknown, id);
    expect(told.code).toBe(1);
    expect(told.stdout).toBe(`${id}: will be sent again\n`);
    expect(told.stderr).toContain(`${unknown}: `);
    await receiver.nth('/replayed', 2);
    const all = await polymuse(
      'replay',
      '--all',
      '--state',
      'delivered',
      '--endpoint',
      receiver.url('/replayed'),
      '--json',
    );
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(all.stdout)).toEqual({ replayed: 1 });
    await receiver.nth('/replayed', 3);
  });

  it('without a key, or with nothing to do, is used wrongly; with a wrong key it fails', async () => {
    const noKey = await runCommand(['webhooks', 'list'], { POLYMUSE_URL: server.url });
    expect(noKey).toMatchObject({ code: 2, stderr: expect.stringContaining('POLYMUSE_KEY') });
    expect(await polymuse('replay')).toMatchObject({ code: 2, stderr: expect.stringContaining('--all') });
    expect(await polymuse('list', '--key', 'sk-wrong')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('answered 401: unauthorized'),
    });
    expect(await polymuse('list', '--url', 'http://127.0.0.1:1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no answer from http://127.0.0.1:1'),
    });
  });
});

interface Listener {
  child: ChildProcess;
  lines: string[];
  address: string;
  ended: Promise<number | null>;
}

const nextPort = (): string => String(listenPorts.shift());

async function listen(...args: string[]): Promise<Listener> {
  const child = spawn(process.execPath, [...programArgs(), 'webhooks', 'listen', ...args], {
    cwd: root,
    env: cleanEnvironment(environment()),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let said = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const address = await until(() => /listening on (\S+)/.exec(said)?.[1], { what: 'it listens', deadlineMs: 40_000 });
  return { child, lines, address, ended };
}

describe('polymuse webhooks listen', () => {
  it('prints each delivery, checks it with the secret of the account, and ends in order on Ctrl-C', async () => {
    const listener = await listen('--port', nextPort(), '--account-secret');
    try {
      const { task_id } = await failing(`${listener.address}/hook`);
      await until(() => listener.lines.length >= 2, { what: 'the delivery is printed', deadlineMs: 40_000 });
      expect(listener.lines[0]).toMatch(
        new RegExp(
          String.raw`^[\d:]{8}  task\.failed  ${task_id}  failed  signature valid  answered 200  evt_[0-9a-f]{32}$`,
        ),
      );
      expect(listener.lines[1]).toMatch(/^ {10}failed to get valid video/);
      const forged = await fetch(listener.address, { method: 'POST', body: '{}', signal: AbortSignal.timeout(10_000) });
      expect(forged.status).toBe(200);
      await until(() => listener.lines.length >= 3, { what: 'the forged one is printed' });
      expect(listener.lines[2]).toContain('unknown  signature invalid');
      expect(listener.lines.join('')).not.toContain('\u001b');
    } finally {
      listener.child.kill('SIGINT');
    }
    expect(await listener.ended).toBe(0);
  });

  it('answers as it is told, so that the retry is seen as a repeat', async () => {
    const listener = await listen('--port', nextPort(), '--status', '500', '--json', '--count', '2');
    const { task_id } = await failing(`${listener.address}/hook`);
    expect(await listener.ended).toBe(0);
    const [first, second] = listener.lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ task_id, signature: 'not checked', answered: 500, is_repeat: false });
    expect(second).toMatchObject({ id: first.id, is_repeat: true });
    const [row] = await logOf(`task_id=${task_id}`);
    expect(row).toMatchObject({ state: 'due', attempt_count: expect.any(Number) });
  });

  it('passes deliveries on byte for byte and answers as their receiver does', async () => {
    answers.set('/forwarded', 201);
    const target = receiver.url('/forwarded');
    const listener = await listen(
      '--port',
      nextPort(),
      '--forward',
      target,
      '--secret',
      'plain one',
      '--json',
      '--count',
      '1',
    );
    const { task_id } = await failing(`${listener.address}/hook`, { secret: 'plain one' });
    expect(await listener.ended).toBe(0);
    expect(JSON.parse(listener.lines[0] ?? '')).toMatchObject({ task_id, signature: 'valid', answered: 201 });
    const passed = await receiver.nth('/forwarded', 1);
    expect(passed.headers).toMatchObject({ 'x-webhook-secret': 'plain one', 'x-polymuse-event': 'task.failed' });
    expect(passed.body.data.task_id).toBe(task_id);
    expect((await readDelivery(String(passed.headers['webhook-id']))).attempts.at(-1)).toMatchObject({ status: 201 });
  });

  it('says what is wrong with its options and its port', async () => {
    const port = new URL(receiver.origin).port;
    expect(await polymuse('listen', '--port', port)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('in use'),
    });
    expect((await polymuse('listen', '--secret', 'whsec_???')).code).toBe(2);
    expect((await polymuse('listen', '--status', '500', '--forward', 'http://localhost:3000')).code).toBe(2);
  });
});
