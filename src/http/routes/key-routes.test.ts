import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../test/support/memory-parts.ts';
import { type MemoryServer, openMemoryServer, task } from '../../../test/support/memory-server.ts';
import { HOLD_POINTS } from '../../../test/support/sample-family.ts';
import { scripted } from '../../../test/support/scripted-backend.ts';
import { balance } from '../../../test/support/task-steps.ts';

let server: MemoryServer;
beforeAll(async () => {
  server = await openMemoryServer({
    sandbox: scripted({ name: 'sandbox' }),
    settings: { 'server.trustProxy': '127.0.0.1' },
  });
});
afterAll(() => server.close());

interface KeyData {
  id: number;
  key: string;
  account_id: number;
  mode: string;
  status: string;
  scopes: string[];
  addresses: string[] | null;
  expires_at: string | null;
  masked_key: string;
  usage_this_month: Record<string, number>;
}

async function call(method: InjectOptions['method'], url: string, key: string, payload?: object, headers = {}) {
  const reply = await server.ask({
    method: method ?? 'GET',
    url,
    headers: { 'x-api-key': key, ...headers },
    ...(payload ? { payload } : {}),
  });
  const { data, message } = reply.json() as { data: KeyData; message: string };
  return { status: reply.statusCode, data, message, headers: reply.headers };
}
const make = async (by: Holder, body: object = {}) => {
  const made = await call('POST', '/api/v1/keys', by.key, { name: 'made', ...body });
  expect([made.status, made.message]).toEqual([200, 'success']);
  return made.data;
};
const info = (key: string, headers = {}) => call('GET', '/account/info', key, undefined, headers);

describe('a new key', () => {
  test('is shown once, works at once, and has no more scopes than its maker', async () => {
    const by = await server.parts.account();
    const made = await make(by);
    expect(made).toMatchObject({ mode: 'live', status: 'active', scopes: ['task', 'account'], models: null });
    expect(made.key).toMatch(/^sk-\w{48}$/);
    expect((await info(made.key)).data.account_id).toBe(by.accountId);
    const shown = await call('GET', `/api/v1/keys/${made.id}`, by.key);
    expect(JSON.stringify(shown)).not.toContain(made.key);
    expect(shown.data.masked_key).toBe(`${made.key.slice(0, 8)}…${made.key.slice(-4)}`);

    const refused = await call('POST', '/api/v1/keys', by.key, { name: 'x', scopes: ['task', 'admin'] });
    expect([refused.status, refused.message]).toEqual([
      403,
      'forbidden: the calling key lacks the scope "admin" itself',
    ]);
  });

  test.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', monthlybudget: 5 }, 'monthlybudget'],
    [{ name: 'x', monthly_budget: 0 }, 'monthly_budget'],
    [{ name: 'x', requests_per_minute: 1.5 }, 'requests_per_minute'],
    [{ name: 'x', models: [] }, 'models'],
    [{ name: 'x', models: ['Test/sample', 'nope'] }, 'models[1]'],
    [{ name: 'x', addresses: ['10.0.0.0/99'] }, 'addresses[0]'],
    [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ name: 'x', expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: 'x', expires_in_days: 0 }, 'expires_in_days'],
    [{ name: 'x', expires_in_days: 1, expires_at: '2030-01-01T00:00:00Z' }, 'expires_in_days'],
    [{ name: 'x', mode: 'half' }, 'mode'],
  ])('from %j is refused and the member named', async (body, field) => {
    const refused = await call('POST', '/api/v1/keys', server.user.key, body);
    expect(refused.status).toBe(400);
    expect(refused.message.startsWith(`invalid request: invalid ${field}: `), refused.message).toBe(true);
  });

  test('made twice with one Idempotency-Key is one key, told again in full and kept nowhere in clear', async () => {
    const by = await server.parts.account();
    const again = { 'idempotency-key': 'make-1' };
    const first = await call('POST', '/api/v1/keys', by.key, { name: 'once' }, again);
    const second = await call('POST', '/api/v1/keys', by.key, { name: 'once' }, again);
    expect(second.data).toEqual(first.data);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await call('POST', '/api/v1/keys', by.key, { name: 'other' }, again)).status).toBe(422);
    const { rows: kept } = await server.parts.database.query<{ reply: string }>(
      'SELECT reply FROM idempotency_keys WHERE api_key_id = $1',
      [by.keyId],
    );
    expect(kept).toHaveLength(1);
    expect(Buffer.from(kept[0]!.reply, 'base64').toString('latin1')).not.toContain(first.data.key);
    expect(kept[0]!.reply).not.toContain(first.data.key);
  });
});

describe('a test key', () => {
  test('spends the money of a test account beside the account, and is served by the sandbox', async () => {
    const by = await server.parts.account();
    const made = await make(by, { mode: 'test' });
    expect(made).toMatchObject({ mode: 'test', key: expect.stringMatching(/^sk-test-\w{48}$/) });
    expect(made.account_id).not.toBe(by.accountId);
    expect((await make(by, { mode: 'test' })).account_id).toBe(made.account_id);
    expect(await balance(server.parts, made.account_id)).toEqual({ available: 1_000_000_000, held: 0 });

    const created = await call('POST', '/api/v1/task', made.key, task);
    expect(created.status).toBe(200);
    expect(await balance(server.parts, made.account_id)).toMatchObject({ held: HOLD_POINTS });
    expect(await balance(server.parts, by.accountId)).toMatchObject({ held: 0 });
  });

  test('manages test keys only, while a live key sees both kinds', async () => {
    const by = await server.parts.account();
    const made = await make(by, { mode: 'test' });
    const listed = (key: string) =>
      call('GET', '/api/v1/keys', key).then(({ data }) => (data as unknown as { keys: KeyData[] }).keys);
    expect((await listed(by.key)).map(({ mode }) => mode)).toEqual(['test', 'live']);
    expect((await listed(made.key)).map(({ id }) => id)).toEqual([made.id]);
    expect((await call('GET', `/api/v1/keys/${by.keyId}`, made.key)).status).toBe(404);
    expect((await call('POST', '/api/v1/keys', made.key, { name: 'x', mode: 'live' })).status).toBe(403);
    expect((await call('POST', '/api/v1/keys', made.key, { name: 'x' })).data).toMatchObject({
      mode: 'test',
      account_id: made.account_id,
    });
  });
});

describe('keys of others', () => {
  test('are unknown: not read, changed, rotated or revoked', async () => {
    const other = await server.parts.account();
    for (const [method, url, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'mine' }],
      ['POST', '/rotate', {}],
      ['DELETE', '', undefined],
    ] as const) {
      const refused = await call(method, `/api/v1/keys/${other.keyId}${url}`, server.user.key, body);
      expect([refused.status, refused.message]).toEqual([404, '404 page not found: no such key']);
    }
    expect((await info(other.key)).status).toBe(200);
  });

  test('with the admin scope are not taken over by a key without it', async () => {
    const admin = await server.parts.account({ scopes: ['task', 'account', 'admin'] });
    const plain = await make(admin, { scopes: ['account'] });
    for (const [method, url] of [
      ['POST', '/rotate'],
      ['DELETE', ''],
    ] as const)
      expect((await call(method, `/api/v1/keys/${admin.keyId}${url}`, plain.key, {})).status).toBe(403);
  });
});

describe('the limits of a key', () => {
  test('cannot be lifted by the key itself, nor passed by making another', async () => {
    const by = await server.parts.account();
    const limited = await make(by, { monthly_budget: 5_000 });
    const patch = await call('PATCH', `/api/v1/keys/${limited.id}`, limited.key, { monthly_budget: null });
    expect(patch.status).toBe(403);
    expect((await call('POST', '/api/v1/keys', limited.key, { name: 'free' })).status).toBe(403);
    expect((await call('POST', `/api/v1/keys/${limited.id}/rotate`, limited.key, {})).status).toBe(200);
  });

  test('are changed and taken away by another key', async () => {
    const by = await server.parts.account();
    const made = await make(by, { requests_per_minute: 5, models: ['sample'], expires_in_days: 2 });
    const changed = await call('PATCH', `/api/v1/keys/${made.id}`, by.key, {
      name: 'new name',
      requests_per_minute: null,
      models: null,
      expires_at: null,
      addresses: ['10.1.2.3/8'],
    });
    expect(changed.data).toMatchObject({
      name: 'new name',
      requests_per_minute: null,
      models: null,
      expires_at: null,
      addresses: ['10.0.0.0/8'],
    });
  });

  test('a key that expires makes none that outlives it', async () => {
    const by = await server.parts.account();
    const short = await make(by, { expires_in_days: 1 });
    const made = await call('POST', '/api/v1/keys', short.key, { name: 'x', expires_in_days: 30 });
    expect(made.data.expires_at).toBe(short.expires_at);
    expect((await call('POST', `/api/v1/keys/${by.keyId}/rotate`, short.key, {})).status).toBe(403);
  });

  test('by address: 403 from elsewhere, seen through trusted proxies, and 401 comes before it', async () => {
    const by = await server.parts.account();
    const { key, id } = await make(by, { addresses: ['192.0.2.0/24', '2001:db8::/32'] });
    const from = (ip: string, k = key) => info(k, { 'x-forwarded-for': ip });
    expect((await from('192.0.2.77')).status).toBe(200);
    expect((await from('2001:db8:1::5')).status).toBe(200);
    const refused = await from('198.51.100.1');
    expect([refused.status, refused.message]).toEqual([
      403,
      'forbidden: the key may not be used from the address 198.51.100.1',
    ]);
    expect((await from('2001:db9::1')).status).toBe(403);
    await call('DELETE', `/api/v1/keys/${id}`, by.key);
    expect((await from('198.51.100.1')).status).toBe(401);
  });

  test('by requests per minute: 429 with when to come back and the RateLimit headers, then again', async () => {
    const by = await server.parts.account();
    const { key } = await make(by, { requests_per_minute: 2 });
    const first = await info(key);
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    expect((await info(key)).status).toBe(200);
    const refused = await info(key);
    expect([refused.status, refused.message]).toEqual([429, 'too many requests: rate limit: 2 per minute']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '0' });
    expect((await info(by.key)).status).toBe(200);
  });

  test('by model: 403 before the model is looked at, whatever its letter case; estimates too', async () => {
    const by = await server.parts.account();
    const { key } = await make(by, { models: ['mmaudio'] });
    for (const [url, model] of [
      ['/api/v1/task', 'Test/sample'],
      ['/api/v1/task', 'no-such-model'],
      ['/api/v1/task/estimate', 'test/SAMPLE'],
    ]) {
      const refused = await call('POST', url!, key, { ...task, model });
      expect([refused.status, refused.message]).toEqual([403, `forbidden: the key may not use the model ${model}`]);
    }
    const allowed = await call('POST', '/api/v1/task', key, { model: 'qubico/MMAUDIO', task_type: 'nope', input: {} });
    expect(allowed.message).toContain('invalid task type');
    expect((await call('POST', '/api/v1/task', key, { task_type: { toString: 1 } })).status).toBe(400);
    expect((await call('POST', '/api/v1/task', key, { ...task, model: 'x', task_type: { toString: 1 } })).status).toBe(
      403,
    );
  });

  test('by month: tasks that do not fit the budget are 402 and told in the words clients look for', async () => {
    const by = await server.parts.account();
    const { key, id } = await make(by, { monthly_budget: 2 * HOLD_POINTS + 1 });
    for (let i = 0; i < 2; i++) expect((await call('POST', '/api/v1/task', key, task)).status).toBe(200);
    const refused = await call('POST', '/api/v1/task', key, task);
    expect(refused.status).toBe(402);
    expect(refused.message).toBe(
      `failed to freeze point: insufficient balance (insufficient credits): the monthly budget of this key is ${2 * HOLD_POINTS + 1} points, ${2 * HOLD_POINTS} are used and ${HOLD_POINTS} more are needed; it starts anew at 2026-02-01T00:00:00.000Z`,
    );
    expect((await call('GET', `/api/v1/keys/${id}`, by.key)).data.usage_this_month).toEqual({
      tasks: 2,
      points_charged: 0,
      points_held: 2 * HOLD_POINTS,
      usd: 0,
    });
    // Other keys of the account are not touched.
    expect((await call('POST', '/api/v1/task', by.key, task)).status).toBe(200);
    await call('PATCH', `/api/v1/keys/${id}`, by.key, { monthly_budget: 3 * HOLD_POINTS });
    expect((await call('POST', '/api/v1/task', key, task)).status).toBe(200);
  });

  test('a budget is exact when 50 creates come at once', async () => {
    const by = await server.parts.account({ maxConcurrentTasks: 100 });
    const { key, id } = await make(by, { monthly_budget: 7 * HOLD_POINTS + 5 });
    const replies = await Promise.all(Array.from({ length: 50 }, () => call('POST', '/api/v1/task', key, task)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(replies.filter(({ status }) => status === 402)).toHaveLength(43);
    expect((await call('GET', `/api/v1/keys/${id}`, by.key)).data.usage_this_month.points_held).toBe(7 * HOLD_POINTS);
  }, 120_000);
});

describe('the end of a key', () => {
  test('by revocation is at once, for good, and hidden from the list unless asked for', async () => {
    const by = await server.parts.account();
    const made = await make(by);
    expect((await info(made.key)).status).toBe(200);
    expect((await call('DELETE', `/api/v1/keys/${made.id}`, by.key)).data.status).toBe('revoked');
    expect((await info(made.key)).status).toBe(401);
    expect((await call('DELETE', `/api/v1/keys/${made.id}`, by.key)).status).toBe(200);
    expect((await call('POST', `/api/v1/keys/${made.id}/rotate`, by.key, {})).status).toBe(400);
    expect((await call('PATCH', `/api/v1/keys/${made.id}`, by.key, { name: 'x' })).status).toBe(400);
    const ids = async (query: string) => {
      const { data } = await call('GET', `/api/v1/keys${query}`, by.key);
      return (data as unknown as { keys: KeyData[] }).keys.map(({ id }) => id);
    };
    expect(await ids('')).toEqual([by.keyId]);
    expect(await ids('?include_revoked=true')).toEqual([made.id, by.keyId]);
  });

  test('by rotation leaves the old key its grace, to the second, and one old key at a time', async () => {
    const by = await server.parts.account();
    const made = await make(by);
    const rotated = await call('POST', `/api/v1/keys/${made.id}/rotate`, by.key, { grace_seconds: 5 });
    expect(rotated.data).toMatchObject({ id: made.id, old_key_works_until: '2026-01-15T09:30:05.000000Z' });
    expect(rotated.data.key).not.toBe(made.key);
    expect((await info(made.key)).status).toBe(200);
    expect((await info(rotated.data.key)).status).toBe(200);

    const third = (await call('POST', `/api/v1/keys/${made.id}/rotate`, by.key, { grace_seconds: 60 })).data.key;
    expect((await info(made.key)).status).toBe(401);
    expect((await info(rotated.data.key)).status).toBe(200);
    server.parts.clock.advance(60_000);
    expect((await info(rotated.data.key)).status).toBe(401);
    expect((await info(third)).status).toBe(200);

    const last = (await call('POST', `/api/v1/keys/${made.id}/rotate`, by.key)).data.key;
    expect((await info(third)).status).toBe(401);
    expect((await info(last)).status).toBe(200);
    const long = await call('POST', `/api/v1/keys/${made.id}/rotate`, by.key, { grace_seconds: 604_801 });
    expect(long.status).toBe(400);
  });

  test('by time is at the moment itself, though it was used just before', async () => {
    const by = await server.parts.account();
    const at = new Date(server.parts.clock.now() + 3_000);
    const { key } = await make(by, { expires_at: at.toISOString() });
    expect((await info(key)).status).toBe(200);
    server.parts.clock.advance(2_999);
    expect((await info(key)).status).toBe(200);
    server.parts.clock.advance(1);
    expect((await info(key)).status).toBe(401);
  });
});

test('the list comes in pages', async () => {
  const by = await server.parts.account();
  const made: number[] = [by.keyId];
  for (let i = 0; i < 4; i++) made.unshift((await make(by)).id);
  const seen: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { data } = await call('GET', `/api/v1/keys?limit=2&cursor=${cursor}`, by.key);
    const page = data as unknown as { keys: KeyData[]; next_cursor: string | null };
    seen.push(...page.keys.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(made);
  expect((await call('GET', '/api/v1/keys?limit=101', by.key)).status).toBe(400);
});

test('a key without the account scope manages nothing', async () => {
  const { key } = await server.parts.account({ scopes: ['task'] });
  const refused = await call('GET', '/api/v1/keys', key);
  expect([refused.status, refused.message]).toEqual([403, 'forbidden: the key lacks the scope "account"']);
});
