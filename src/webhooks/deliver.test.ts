import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../test/harness/until.ts';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { readSigningSecret, rotateSigningSecret } from '../ledger/account-records.ts';
import { createSafeFetch, type SafeFetch } from '../media/safe-fetch/safe-fetch.ts';
import { readAttempts } from './attempt-log.ts';
import { type DeliverParts, deliver } from './deliver.ts';
import { createDeliverySlots } from './delivery-slots.ts';
import { clearFailures, failingEndpoints } from './endpoints.ts';
import { dueDeliveries, enqueueDelivery } from './outbox.ts';
import { replayDelivery } from './replay.ts';

const TASK = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f';
const BODY = '{"timestamp":1768469406,"data":{"task_id":"3f0c9a52","name":"Zürich ☂"}}';
// Long enough for a busy machine; one test waits for it.
const TIMEOUT_MS = 3_000;

interface Received {
  path: string;
  method: string | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

let parts: MemoryParts;
let holder: Holder;
let receiver: Server;
let origin: string;
let fetch: SafeFetch;
let received: Received[];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', method, headers } = request;
      received.push({ path, method, headers, text: Buffer.concat(chunks).toString('utf8') });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  fetch = createSafeFetch({ trustedOrigins: [origin], httpsOnly: false });
  parts = await openMemoryParts();
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await fetch.close();
  await parts.close();
});
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account();
  received = [];
  answer = (response) => response.writeHead(200).end('ok');
});

const deliverParts = (): DeliverParts => ({
  ...parts,
  fetch,
  random: () => 0.5,
  timeoutMs: TIMEOUT_MS,
  disableAfterMs: 120 * 3_600_000,
  slots: createDeliverySlots({ perHost: 10, perAccount: 50, now: () => parts.clock.now(), wake: () => undefined }),
  version: '9.9.9',
});
const enqueue = (more: { endpoint?: string; secret?: string } = {}) =>
  enqueueDelivery(parts.database, {
    accountId: holder.accountId,
    taskId: TASK,
    event: 'completed',
    sequence: 3,
    endpoint: `${origin}/hook?a=1`,
    secret: '',
    body: BODY,
    at: new Date(parts.clock.now()),
    ...more,
  });
const attempt = (id: string) => deliver(deliverParts(), id);
async function stateOf(id: string) {
  const { rows } = await parts.database.query<{
    state: string;
    attempts: number;
    last_status: number | null;
    last_error: string | null;
    next_at: Date;
  }>('SELECT state, attempts, last_status, last_error, next_at FROM webhook_deliveries WHERE id = $1', [id]);
  const row = rows[0];
  if (!row) throw new Error('no such delivery');
  return row;
}
async function accountSecret(): Promise<string> {
  const { rows } = await parts.database.query<{ webhook_signing_secret: string }>(
    'SELECT webhook_signing_secret FROM accounts WHERE id = $1',
    [holder.accountId],
  );
  return rows[0]?.webhook_signing_secret ?? '';
}

/** As a receiver checks it; the library wants a timestamp within five minutes of the real time. */
function verified(secret: string, { headers, text }: Received): unknown {
  return new Webhook(secret).verify(text, headers as Record<string, string>);
}

describe('a delivery', () => {
  test('is one POST with the body as it was written and the headers of both worlds', async () => {
    const id = await enqueue({ secret: 'plain secret' });
    expect(await attempt(id)).toBeUndefined();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', path: '/hook?a=1', text: BODY });
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-webhook-secret': 'plain secret',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(parts.clock.now() / 1000)),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      'x-event-seq': '3',
      'x-polymuse-event': 'task.completed',
      'x-polymuse-event-seq': '3',
      'user-agent': 'Polymuse-Webhooks/9.9.9',
    });
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', attempts: 1, last_status: 200, last_error: null });
  });

  test('has an id without a dot, and no secret header when there is no secret', async () => {
    const id = await enqueue();
    await attempt(id);
    expect(id).toMatch(/^evt_[0-9a-f]{32}$/);
    expect(received[0]?.headers).not.toHaveProperty('x-webhook-secret');
  });

  test.each([200, 201, 204, 299])('is acknowledged by %i', async (status) => {
    answer = (response) => response.writeHead(status).end();
    const id = await enqueue();
    expect(await attempt(id)).toBeUndefined();
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', last_status: status });
  });

  test('that was acknowledged is never sent again', async () => {
    const id = await enqueue();
    await attempt(id);
    expect(await attempt(id)).toBeUndefined();
    expect(received).toHaveLength(1);
  });

  test('is not sent before its time', async () => {
    answer = (response) => response.writeHead(500).end();
    const id = await enqueue();
    expect(await attempt(id)).toEqual({ againAfterMs: 5000 });
    parts.clock.advance(3000);
    expect(await attempt(id)).toEqual({ againAfterMs: 2000 });
    expect(received).toHaveLength(1);
    expect(await dueDeliveries(parts.database, new Date(parts.clock.now()), 10)).toEqual([]);
    parts.clock.advance(2000);
    expect(await dueDeliveries(parts.database, new Date(parts.clock.now()), 10)).toEqual([id]);
    await attempt(id);
    expect(received).toHaveLength(2);
  });

  test('may be longer than we care to read of its answer', async () => {
    answer = (response) => response.writeHead(200).end('x'.repeat(200_000));
    const id = await enqueue();
    await attempt(id);
    expect((await stateOf(id)).state).toBe('delivered');
  });
});

describe('the signature', () => {
  const atRealTime = () => parts.clock.advance(Date.now() - parts.clock.now());

  test("is verified by the ecosystem's own library with the secret of the account", async () => {
    atRealTime();
    await attempt(await enqueue());
    expect(verified(await accountSecret(), received[0]!)).toEqual(JSON.parse(BODY));
  });

  test('is made with the secret of the task when that has the standard form', async () => {
    atRealTime();
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await attempt(await enqueue({ secret }));
    expect(verified(secret, received[0]!)).toEqual(JSON.parse(BODY));
    expect(received[0]?.headers['x-webhook-secret']).toBe(secret);
    await expect(async () => verified(await accountSecret(), received[0]!)).rejects.toThrow();
  });

  test.each(['whsec_short', `whsec_${'A'.repeat(33)}`, `whsec_${'A'.repeat(45)}=`, `whsec_${'A'.repeat(200)}`])(
    'is made with the secret of the account when that of the task (%s) only looks standard',
    async (secret) => {
      atRealTime();
      const id = await enqueue({ secret });
      await attempt(id);
      expect((await stateOf(id)).state).toBe('delivered');
      expect(verified(await accountSecret(), received[0]!)).toEqual(JSON.parse(BODY));
    },
  );

  test('does not fit a body that was changed on the way', async () => {
    atRealTime();
    await attempt(await enqueue());
    const secret = await accountSecret();
    expect(() => verified(secret, { ...received[0]!, text: BODY.replace('Zürich', 'Zurich') })).toThrow();
  });

  test('has the time of each attempt and the same id on every one', async () => {
    answer = (response) => response.writeHead(503).end();
    const id = await enqueue();
    const began = parts.clock.now();
    await attempt(id);
    parts.clock.advance(5000);
    await attempt(id);
    parts.clock.advance(5000);
    answer = (response) => response.writeHead(200).end();
    await attempt(id);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id, id]);
    const times = received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(times).toEqual([0, 5, 10].map((later) => Math.floor(began / 1000 + later)));
    expect(new Set(received.map(({ headers }) => headers['webhook-signature'])).size).toBe(3);
    expect(new Set(received.map(({ text }) => text)).size).toBe(1);
  });
});

describe('a failed attempt', () => {
  test.each([301, 302, 307, 308])('is a redirect (%i), which is never followed', async (status) => {
    answer = (response) => response.writeHead(status, { location: `${origin}/elsewhere` }).end();
    const id = await enqueue();
    expect(await attempt(id)).toEqual({ againAfterMs: 5000 });
    expect(received.map(({ path }) => path)).toEqual(['/hook?a=1']);
    expect(await stateOf(id)).toMatchObject({
      state: 'due',
      attempts: 1,
      last_status: status,
      last_error: `answered ${status}; redirects are not followed`,
    });
  });

  test.each([400, 401, 404, 500, 502, 503, 504])('is any other status (%i), and it is tried again', async (status) => {
    answer = (response) => response.writeHead(status).end();
    const id = await enqueue();
    expect(await attempt(id)).toEqual({ againAfterMs: 5000 });
    expect(await stateOf(id)).toMatchObject({ state: 'due', last_status: status, last_error: `answered ${status}` });
  });

  test('is a receiver that does not answer in time', async () => {
    answer = () => undefined;
    const id = await enqueue();
    expect(await attempt(id)).toEqual({ againAfterMs: 5000 });
    expect(await stateOf(id)).toMatchObject({
      state: 'due',
      last_status: null,
      last_error: expect.stringMatching(/timeout/),
    });
  });

  test('is a receiver that hangs up', async () => {
    answer = (response) => response.destroy();
    const id = await enqueue();
    expect(await attempt(id)).toEqual({ againAfterMs: 5000 });
    expect(await stateOf(id)).toMatchObject({ state: 'due', last_status: null });
  });

  test.each([
    ['in seconds', () => '120', 120_000],
    ['by a date', () => new Date(parts.clock.now() + 90_000).toUTCString(), 90_000],
    ['for longer than an hour', () => '86400', 3_600_000],
    ['for less than our own wait', () => '1', 5_000],
    ['in no known form', () => 'soon', 5_000],
    ['by a date that has passed', () => new Date(0).toUTCString(), 5_000],
  ])('with a Retry-After %s waits as it should', async (_name, value, againAfterMs) => {
    answer = (response) => response.writeHead(429, { 'retry-after': value() }).end();
    const again = (await attempt(await enqueue()))?.againAfterMs ?? 0;
    // A date has whole seconds only.
    expect(Math.abs(again - againAfterMs)).toBeLessThan(1000);
  });

  test('is repeated on schedule until the twelfth, and then the delivery is dead', async () => {
    answer = (response) => response.writeHead(500).end();
    const id = await enqueue();
    const began = parts.clock.now();
    for (;;) {
      const again = await attempt(id);
      if (!again) break;
      parts.clock.advance(again.againAfterMs);
    }
    expect(received).toHaveLength(12);
    expect((parts.clock.now() - began) / 3_600_000).toBeCloseTo(75.5875, 3);
    expect(await stateOf(id)).toMatchObject({ state: 'dead', attempts: 12, last_status: 500 });
  });
});

describe('a delivery is dead at once', () => {
  test('when the receiver answers 410', async () => {
    answer = (response) => response.writeHead(410).end();
    const id = await enqueue();
    expect(await attempt(id)).toBeUndefined();
    expect(await stateOf(id)).toMatchObject({ state: 'dead', attempts: 1, last_status: 410 });
  });

  test.each(['http://127.0.0.1:1/hook', 'http://169.254.169.254/latest', 'http://[::1]/hook', 'http://localhost/hook'])(
    'when its address is private (%s), with a reason for the operator',
    async (endpoint) => {
      const id = await enqueue({ endpoint });
      expect(await attempt(id)).toBeUndefined();
      expect(await stateOf(id)).toMatchObject({
        state: 'dead',
        last_status: null,
        last_error: expect.stringMatching(/refused/),
      });
      expect(received).toEqual([]);
    },
  );
});

test('an answer whose row was not written is sent again with the same id: at least once', async () => {
  const id = await enqueue();
  const crashing: DeliverParts = {
    ...deliverParts(),
    database: { ...parts.database, transaction: () => Promise.reject(new Error('the process died here')) },
  };
  await expect(deliver(crashing, id)).rejects.toThrow('died');
  await attempt(id);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  expect((await stateOf(id)).state).toBe('delivered');
});

describe('an endpoint', () => {
  const HOUR_MS = 3_600_000;
  const endpointsOf = () => failingEndpoints(parts.database, holder.accountId);
  const hook = () =>
    parts.database.query('UPDATE accounts SET notification_hook_url = $2 WHERE id = $1', [
      holder.accountId,
      `${origin}/account`,
    ]);
  const noticeIds = async () => {
    const { rows } = await parts.database.query<{ id: string }>(
      'SELECT id FROM webhook_deliveries WHERE task_id IS NULL',
    );
    return rows.map(({ id }) => id);
  };

  test('that answers 410 is switched off at once: what waits for it ends, and its account is told', async () => {
    await hook();
    answer = (response) => response.writeHead(410).end();
    const [id, waiting] = [await enqueue(), await enqueue()];
    expect(await attempt(id)).toBeUndefined();
    const endpoint = `${origin}/hook?a=1`;
    expect(await endpointsOf()).toMatchObject([
      { endpoint, failures: 1, last_status: 410, disabled_at: expect.any(Date) },
    ]);
    expect(await stateOf(waiting)).toMatchObject({ state: 'dead', last_error: 'the endpoint is switched off' });
    expect(await stateOf(await enqueue())).toMatchObject({ state: 'dead' });
    expect(await stateOf(await enqueue({ endpoint: `${origin}/other` }))).toMatchObject({ state: 'due' });

    answer = (response) => response.writeHead(200).end();
    const [notice = ''] = await noticeIds();
    await attempt(notice);
    const told = received.at(-1);
    expect(JSON.parse(told?.text ?? '')).toMatchObject({
      type: 'webhook_disabled',
      time: Math.floor(parts.clock.now() / 1000),
      detail: { endpoint, failures: 1, last_status: 410, disabled_at: new Date(parts.clock.now()).toISOString() },
    });
    expect(told?.headers).toMatchObject({ 'x-polymuse-event': 'account.webhook_disabled', 'webhook-id': notice });
    expect(told?.headers['x-event-seq']).toBeUndefined();
  });

  test('that fails for 120 hours without one success is switched off, and not before', async () => {
    answer = (response) => response.writeHead(500).end();
    await attempt(await enqueue());
    parts.clock.advance(120 * HOUR_MS - 1_000);
    await attempt(await enqueue());
    expect(await endpointsOf()).toMatchObject([{ failures: 2, disabled_at: null }]);
    parts.clock.advance(1_000);
    expect(await attempt(await enqueue())).toBeUndefined();
    expect(await endpointsOf()).toMatchObject([{ failures: 3, disabled_at: expect.any(Date) }]);
  });

  test('that works once in between starts anew', async () => {
    answer = (response) => response.writeHead(500).end();
    await attempt(await enqueue());
    parts.clock.advance(119 * HOUR_MS);
    answer = (response) => response.writeHead(204).end();
    await attempt(await enqueue());
    expect(await endpointsOf()).toEqual([]);
    answer = (response) => response.writeHead(500).end();
    parts.clock.advance(2 * HOUR_MS);
    await attempt(await enqueue());
    expect(await endpointsOf()).toMatchObject([{ failures: 1, disabled_at: null }]);
  });

  test('of one account is no matter to another with the same address', async () => {
    answer = (response) => response.writeHead(410).end();
    await attempt(await enqueue());
    const other = await parts.account();
    const id = await enqueueDelivery(parts.database, {
      accountId: other.accountId,
      taskId: TASK,
      event: 'completed',
      sequence: 1,
      endpoint: `${origin}/hook?a=1`,
      secret: '',
      body: BODY,
      at: new Date(parts.clock.now()),
    });
    expect(await stateOf(id)).toMatchObject({ state: 'due' });
  });

  test('longer than an index takes, in letters of four bytes, is counted like any other', async () => {
    answer = (response) => response.writeHead(500).end();
    await attempt(await enqueue({ endpoint: `${origin}/${'😀'.repeat(1_000)}` }));
    expect(await endpointsOf()).toMatchObject([{ failures: 1 }]);
  });
});

test('while a secret changes both sign, and afterwards the new one alone', async () => {
  const secretOf = async () => (await readSigningSecret(parts.database, parts.clock, holder.accountId)).secret;
  const old = await secretOf();
  await rotateSigningSecret(parts.database, parts.clock, { accountId: holder.accountId, graceMs: 1_000 });
  const next = await secretOf();
  const signedBy = async () => {
    await attempt(await enqueue());
    const { headers, text } = received.at(-1) as Received;
    const signatures = String(headers['webhook-signature']).split(' ');
    const at = new Date(parts.clock.now());
    const id = String(headers['webhook-id']);
    return [old, next].map((secret) => signatures.includes(new Webhook(secret).sign(id, at, text)));
  };
  expect(await signedBy()).toEqual([true, true]);
  parts.clock.advance(1_000);
  expect(await signedBy()).toEqual([false, true]);
});

describe('the log of attempts', () => {
  const logOf = (id: string) => readAttempts(parts.database, id);

  test('has the status, the reason and the answer of each, and when it was made', async () => {
    answer = (response) => response.writeHead(500).end('database is down');
    const id = await enqueue();
    const began = parts.clock.now();
    await attempt(id);
    parts.clock.advance(5_000);
    answer = (response) => response.writeHead(200).end('took it');
    await attempt(id);
    expect(await logOf(id)).toMatchObject([
      { number: 1, at: new Date(began), status: 500, error: 'answered 500', reply: 'database is down' },
      { number: 2, at: new Date(began + 5_000), status: 200, error: null, reply: 'took it' },
    ]);
  });

  test('keeps 64 kB of an answer and reads no more of it', async () => {
    answer = (response) => response.writeHead(200).end(`${'x'.repeat(65_536)}END`);
    const id = await enqueue();
    await attempt(id);
    const reply = (await logOf(id))[0]?.reply;
    expect(reply).toHaveLength(65_536);
    expect(reply).not.toContain('END');
  });

  test('has no secret that the receiver echoes', async () => {
    const secrets = ['quiet please', await accountSecret()];
    answer = (response) => response.writeHead(200).end(JSON.stringify(secrets));
    const id = await enqueue({ secret: 'quiet please' });
    await attempt(id);
    expect((await logOf(id))[0]?.reply).toBe('["***","***"]');
  });

  test.each([
    [
      'a redirect, which was not followed',
      (response: ServerResponse) => response.writeHead(302, { location: `${origin}/elsewhere` }).end('go there'),
      { status: 302, error: 'answered 302; redirects are not followed', reply: 'go there' },
    ],
    [
      'a receiver that is busy',
      (response: ServerResponse) => response.writeHead(429, { 'retry-after': '120' }).end('later'),
      { status: 429, error: 'answered 429', reply: 'later' },
    ],
    [
      'a receiver that is gone',
      (response: ServerResponse) => response.writeHead(410).end(),
      { status: 410, error: 'the receiver answered 410 Gone', reply: '' },
    ],
    [
      'a connection that broke',
      (response: ServerResponse) => response.destroy(),
      { status: null, error: expect.any(String), reply: null },
    ],
  ])('shows %s', async (_name, answers, expected) => {
    answer = answers;
    const id = await enqueue();
    await attempt(id);
    expect(await logOf(id)).toMatchObject([expected]);
    expect(received.map(({ path }) => path)).toEqual(['/hook?a=1']);
  });

  test('shows an address that is refused', async () => {
    const id = await enqueue({ endpoint: 'http://169.254.169.254/latest' });
    await attempt(id);
    expect(await logOf(id)).toMatchObject([{ status: null, error: expect.stringMatching(/refused/), reply: null }]);
  });
});

describe('a replay', () => {
  const replay = (id: string) =>
    replayDelivery(parts.database, { accountId: holder.accountId, id, at: new Date(parts.clock.now()) });

  test('sends the same id and body, and its attempts are numbered on from those before', async () => {
    const id = await enqueue();
    await attempt(id);
    parts.clock.advance(86_400_000);
    expect(await replay(id)).toBe('replayed');
    expect(await attempt(id)).toBeUndefined();
    expect(received.map(({ headers, text }) => [headers['webhook-id'], text])).toEqual([
      [id, BODY],
      [id, BODY],
    ]);
    expect((await readAttempts(parts.database, id)).map(({ number }) => number)).toEqual([1, 2]);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  test('of what is dead has the whole schedule before it again', async () => {
    answer = (response) => response.writeHead(410).end();
    const id = await enqueue({ endpoint: `${origin}/dead` });
    await parts.database.query('UPDATE webhook_deliveries SET attempts = 11 WHERE id = $1', [id]);
    await attempt(id);
    expect(await replay(id)).toBe('switched off');
    await clearFailures(parts.database, holder.accountId, `${origin}/dead`);
    expect(await replay(id)).toBe('replayed');
    answer = (response) => response.writeHead(500).end();
    expect(await attempt(id)).toEqual({ againAfterMs: 5_000 });
    expect(await replay(id)).toBe('due already');
    expect(await stateOf(id)).toMatchObject({ state: 'due', attempts: 13 });
  });
});

describe('a receiver that takes its time', () => {
  test('holds no more than its share, and a delivery to another host passes', async () => {
    const woken: string[] = [];
    const slots = createDeliverySlots({
      perHost: 1,
      perAccount: 50,
      now: () => parts.clock.now(),
      wake: (id) => void woken.push(id),
    });
    const shared = { ...deliverParts(), slots, timeoutMs: 60_000 };
    let release: () => void = () => undefined;
    answer = (response) => {
      release = () => void response.writeHead(200).end();
    };
    const [first, second] = [await enqueue(), await enqueue()];
    const slow = deliver(shared, first);
    await until(() => received.length === 1, { what: 'the first delivery arrives' });
    expect(await deliver(shared, second)).toEqual({ againAfterMs: expect.any(Number) });
    const elsewhere = await enqueue({ endpoint: 'http://127.0.0.2:1/hook' });
    expect(await deliver(shared, elsewhere)).toBeUndefined();
    expect(await stateOf(elsewhere)).toMatchObject({ state: 'dead' });
    expect(await stateOf(second)).toMatchObject({ state: 'due', attempts: 0 });
    release();
    await slow;
    expect(woken).toEqual([second]);
    answer = (response) => response.writeHead(200).end();
    await deliver(shared, second);
    expect(await stateOf(second)).toMatchObject({ state: 'delivered' });
  });

  test.each([429, 502, 503, 504])('and answers %i gets half as much at the same time', async (status) => {
    const slowed: string[] = [];
    const { slots, ...rest } = deliverParts();
    answer = (response) => response.writeHead(status).end();
    await deliver({ ...rest, slots: { ...slots, slowDown: (host) => void slowed.push(host) } }, await enqueue());
    expect(slowed).toEqual([new URL(origin).host]);
  });
});
