import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Holder } from '../../../test/support/memory-parts.ts';
import { type MemoryServer, openMemoryServer } from '../../../test/support/memory-server.ts';
import { writeAttempt } from '../../webhooks/attempt-log.ts';
import { enqueueDelivery, type NewDelivery } from '../../webhooks/outbox.ts';

const TASK = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f';
const HOOK = 'https://hooks.example.org/a';
const OTHER_HOOK = 'https://hooks.example.org/b';
const LOG = '/api/v1/webhooks/deliveries';

interface View {
  id: string;
  state: string;
  event: string;
  attempt_count: number;
}

let server: MemoryServer;
let by: Holder;
beforeAll(async () => {
  server = await openMemoryServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  by = await server.parts.account();
});

async function call<T = Record<string, unknown>>(
  method: 'GET' | 'POST',
  url: string,
  payload?: InjectOptions['payload'],
  headers: Record<string, string> = {},
  who: Pick<Holder, 'key'> = by,
) {
  const reply = await server.ask({
    method,
    url,
    headers: { 'x-api-key': who.key, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  const body = reply.json() as { data: T; message: string };
  return { status: reply.statusCode, data: body.data, message: body.message, headers: reply.headers };
}

/** A delivery, and the state it is made to have. */
async function made(state: 'due' | 'dead' | 'delivered' = 'dead', more: Partial<NewDelivery> = {}): Promise<string> {
  server.parts.clock.advance(1_000);
  const at = new Date(server.parts.clock.now());
  const id = await enqueueDelivery(server.parts.database, {
    accountId: by.accountId,
    taskId: TASK,
    event: 'completed',
    sequence: 300,
    endpoint: HOOK,
    secret: 'my own secret',
    body: JSON.stringify({ timestamp: 1, data: { config: { webhook_config: { secret: 'my own secret' } }, n: 1 } }),
    at,
    ...more,
  });
  await server.parts.database.query('UPDATE webhook_deliveries SET state = $2, attempts = 12 WHERE id = $1', [
    id,
    state,
  ]);
  return id;
}
const idsOf = async (query = '') =>
  (await call<{ deliveries: View[] }>('GET', `${LOG}${query}`)).data.deliveries.map(({ id }) => id);
const stateOf = async (id: string) => (await call<View>('GET', `${LOG}/${id}`)).data.state;
const switchOff = (endpoint: string) =>
  server.parts.database.query(
    `INSERT INTO webhook_endpoints (account_id, endpoint_hash, endpoint, failing_since, disabled_at)
     VALUES ($1, sha256(convert_to($2::text, 'UTF8')), $2, now(), now())`,
    [by.accountId, endpoint],
  );

describe('the delivery log', () => {
  test('lists deliveries newest first with what became of them, secrets masked', async () => {
    const ids = [await made('dead'), await made('due', { taskId: null, event: 'balance_low', secret: '' })];
    const { data } = await call<{ deliveries: View[]; next_cursor: null }>('GET', LOG);
    expect(data.next_cursor).toBeNull();
    expect(data.deliveries).toMatchObject([
      {
        id: ids[1],
        task_id: null,
        event: 'account.balance_low',
        secret: '',
        state: 'due',
        next_attempt_at: expect.any(String),
      },
      {
        id: ids[0],
        task_id: TASK,
        event: 'task.completed',
        sequence: 300,
        endpoint: HOOK,
        secret: '***',
        state: 'dead',
        attempt_count: 12,
        next_attempt_at: null,
        replayed_at: null,
      },
    ]);
  });

  test('is filtered by task, state, event, endpoint and time', async () => {
    const first = await made('dead');
    const second = await made('delivered', { event: 'failed', taskId: TASK.replace('3f', '4f') });
    const secondAt = Math.floor(server.parts.clock.now() / 1000);
    const third = await made('due', { endpoint: OTHER_HOOK });
    expect(await idsOf()).toEqual([third, second, first]);
    expect(await idsOf(`?task_id=${TASK}`)).toEqual([third, first]);
    expect(await idsOf('?state=dead,due')).toEqual([third, first]);
    expect(await idsOf('?event=failed')).toEqual([second]);
    expect(await idsOf('?event=task.failed')).toEqual([second]);
    expect(await idsOf(`?endpoint=${encodeURIComponent(OTHER_HOOK)}`)).toEqual([third]);
    expect(await idsOf(`?created_after=${secondAt}`)).toEqual([third, second]);
    expect(await idsOf(`?created_before=${secondAt}`)).toEqual([first]);
  });

  test('goes on with the cursor where a page ended, also when new ones come in between', async () => {
    const ids = [await made(), await made(), await made()];
    const page = (await call<{ deliveries: View[]; next_cursor: string }>('GET', `${LOG}?limit=2`)).data;
    expect(page.deliveries.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    await made();
    expect(await idsOf(`?limit=2&cursor=${page.next_cursor}`)).toEqual([ids[0]]);
  });

  test.each([
    ['limit=101', 'limit'],
    ['state=lost', 'state'],
    ['task_id=5', 'task_id'],
    ['event=Task%20done', 'event'],
    ['endpoint=%00', 'endpoint'],
    ['created_after=yesterday', 'created_after'],
    ['cursor=abc', 'cursor'],
  ])('refuses %s and names it', async (query, field) => {
    const refused = await call('GET', `${LOG}?${query}`);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(`invalid ${field}`);
  });

  test('tells of one delivery its body and what each attempt brought', async () => {
    const id = await made('dead');
    const at = new Date(server.parts.clock.now());
    const attempt = {
      at,
      status: 500,
      error: 'answered 500',
      durationMs: 7,
      reply: Buffer.from('oops: my own secret'),
    };
    await writeAttempt(server.parts.database, id, attempt, []);
    const { data, headers } = await call('GET', `${LOG}/${id}`);
    expect(headers['cache-control']).toBe('no-store');
    expect(data).toMatchObject({
      id,
      body: { timestamp: 1, data: { config: { webhook_config: { secret: '***' } }, n: 1 } },
      attempts: [{ number: 1, status: 500, error: 'answered 500', duration_ms: 7, reply: 'oops: ***' }],
    });
    expect(JSON.stringify(data)).not.toContain('my own secret');
  });

  test('of another account is as if it were not there', async () => {
    const id = await made();
    const stranger = await server.parts.account();
    const asked = [
      await call('GET', `${LOG}/${id}`, undefined, {}, stranger),
      await call('POST', `${LOG}/${id}/replay`, undefined, {}, stranger),
      await call('GET', `${LOG}/evt_${'0'.repeat(32)}`),
      await call('GET', `${LOG}/x`),
    ];
    expect(new Set(asked.map(({ status, message }) => `${status} ${message}`))).toEqual(
      new Set(['404 404 page not found: no such webhook delivery']),
    );
    const theirs = await call<{ deliveries: View[] }>('GET', LOG, undefined, {}, stranger);
    expect(theirs.data.deliveries).toEqual([]);
    const bulk = await call('POST', '/api/v1/webhooks/replay', { state: 'all' }, {}, stranger);
    expect(bulk.data).toEqual({ replayed: 0, next_cursor: null });
    expect(await stateOf(id)).toBe('dead');
  });

  test('asks for a key of the scope account', async () => {
    const tasksOnly = await server.parts.account({ scopes: ['task'] });
    expect((await call('GET', LOG, undefined, {}, tasksOnly)).status).toBe(403);
  });
});

describe('a replay', () => {
  test.each(['dead', 'delivered'] as const)(
    'of what is %s makes it due now, with the schedule from its start',
    async (state) => {
      const id = await made(state);
      const { status, data } = await call('POST', `${LOG}/${id}/replay`);
      expect(status).toBe(200);
      expect(data).toMatchObject({ id, state: 'due', attempt_count: 12, replayed_at: data.next_attempt_at });
      expect(await server.parts.queues.lane('webhooks').has(id)).toBe(true);
      const { rows } = await server.parts.database.query('SELECT * FROM webhook_deliveries WHERE id = $1', [id]);
      expect(rows[0]).toMatchObject({ attempts_before_replay: 12, next_at: new Date(server.parts.clock.now()) });
    },
  );

  test('of what is due already is a conflict', async () => {
    const refused = await call('POST', `${LOG}/${await made('due')}/replay`);
    expect(refused).toMatchObject({ status: 409, message: expect.stringContaining('due already') });
  });

  test('to an endpoint that is switched off is a conflict that says what to do', async () => {
    const id = await made('dead');
    await switchOff(HOOK);
    const refused = await call('POST', `${LOG}/${id}/replay`);
    expect(refused).toMatchObject({ status: 409, message: expect.stringContaining('webhook-endpoints/enable') });
    expect(await stateOf(id)).toBe('dead');
  });

  test('with an Idempotency-Key happens once', async () => {
    const id = await made('dead');
    const once = () => call('POST', `${LOG}/${id}/replay`, undefined, { 'idempotency-key': `k-${id}` });
    const first = await once();
    await server.parts.database.query(`UPDATE webhook_deliveries SET state = 'delivered' WHERE id = $1`, [id]);
    expect((await once()).data).toEqual(first.data);
    expect(await stateOf(id)).toBe('delivered');
  });
});

describe('a bulk replay', () => {
  const replay = (body: object) =>
    call<{ replayed: number; next_cursor: string | null }>('POST', '/api/v1/webhooks/replay', body);

  test('takes the dead ones unless it is told otherwise, and says how many', async () => {
    const [dead, delivered, due] = [await made('dead'), await made('delivered'), await made('due')];
    expect((await replay({})).data).toEqual({ replayed: 1, next_cursor: null });
    expect([await stateOf(dead), await stateOf(delivered), await stateOf(due)]).toEqual(['due', 'delivered', 'due']);
    expect((await replay({ state: 'all' })).data.replayed).toBe(1);
    expect(await stateOf(delivered)).toBe('due');
  });

  test('takes what the filters say', async () => {
    const first = await made('dead');
    const second = await made('dead', { event: 'failed' });
    const secondAt = Math.floor(server.parts.clock.now() / 1000);
    const third = await made('dead', { endpoint: OTHER_HOOK });
    expect((await replay({ event: 'task.failed' })).data.replayed).toBe(1);
    expect((await replay({ endpoint: OTHER_HOOK, created_before: secondAt })).data.replayed).toBe(0);
    expect((await replay({ endpoint: OTHER_HOOK, created_after: secondAt })).data.replayed).toBe(1);
    expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual(['dead', 'due', 'due']);
  });

  test('leaves out receivers that are switched off, and progress that nobody asked for', async () => {
    await made('dead');
    await switchOff(HOOK);
    await made('dead', { endpoint: OTHER_HOOK, event: 'progress' });
    expect((await replay({})).data.replayed).toBe(0);
    expect((await replay({ event: 'progress' })).data.replayed).toBe(1);
  });

  test('takes 1,000 a call, oldest first, and goes on with the cursor', async () => {
    const oldest = await made('dead');
    await server.parts.database.query(
      `INSERT INTO webhook_deliveries (id, account_id, event, sequence, endpoint, body, state, next_at, created_at)
       SELECT 'evt_' || lpad(to_hex(n), 32, '0'), $1, 'failed', 1, $2, '{}', 'dead', $3, $3::timestamptz + n * interval '1 ms'
       FROM generate_series(1, 1000) AS n`,
      [by.accountId, HOOK, new Date(server.parts.clock.now() + 1_000)],
    );
    const first = (await replay({ state: 'dead' })).data;
    expect(first).toEqual({ replayed: 1_000, next_cursor: expect.any(String) });
    expect(await stateOf(oldest)).toBe('due');
    const second = (await replay({ state: 'dead', cursor: first.next_cursor })).data;
    expect(second).toEqual({ replayed: 1, next_cursor: null });
  }, 60_000);

  test.each([
    [{ state: 'due' }, 'state'],
    [{ created_after: '5' }, 'created_after'],
    [{ event: 'NO' }, 'event'],
    [{ cursor: 'x' }, 'cursor'],
    [{ ids: [] }, 'ids'],
  ])('refuses %j and names the member', async (body, field) => {
    const refused = await replay(body);
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining(`invalid ${field}`) });
  });
});

test('an endpoint that is switched on again gets what it missed when asked to', async () => {
  const [missed, elsewhere] = [await made('dead'), await made('dead', { endpoint: OTHER_HOOK })];
  await switchOff(HOOK);
  const enable = (body: object) =>
    call('POST', '/api/v1/account/webhook-endpoints/enable', { endpoint: HOOK, ...body });
  expect((await enable({})).data).toMatchObject({ had_failed: true, replayed: 0 });
  expect(await stateOf(missed)).toBe('dead');
  expect((await enable({ replay_dead: true })).data).toEqual({
    endpoint: HOOK,
    is_enabled: true,
    had_failed: false,
    replayed: 1,
    next_cursor: null,
  });
  expect([await stateOf(missed), await stateOf(elsewhere)]).toEqual(['due', 'dead']);
});
