import type { InjectOptions } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Holder } from '../../../test/support/memory-parts.ts';
import { type MemoryServer, openMemoryServer, task } from '../../../test/support/memory-server.ts';
import { HOLD_POINTS } from '../../../test/support/sample-family.ts';
import { read, run } from '../../../test/support/task-steps.ts';
import { sweep } from '../../tasks/sweep.ts';

const HOOK = 'https://hooks.example.org/account';
const DAY_MS = 86_400_000;

let server: MemoryServer;
beforeAll(async () => {
  server = await openMemoryServer();
});
afterAll(() => server.close());

async function call<T = Record<string, unknown>>(
  by: Pick<Holder, 'key'>,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT',
  url: string,
  payload?: InjectOptions['payload'],
) {
  const reply = await server.ask({
    method,
    url,
    headers: { 'x-api-key': by.key },
    ...(payload === undefined ? {} : { payload }),
  });
  const body = reply.json() as { data: T; message: string };
  return { status: reply.statusCode, data: body.data, message: body.message };
}
const create = (by: Pick<Holder, 'key'>, body: object = task) =>
  call<{ task_id: string }>(by, 'POST', '/api/v1/task', body);

async function notices(accountId: number) {
  const { rows } = await server.parts.database.query<{ endpoint: string; body: string; state: string; event: string }>(
    'SELECT endpoint, body, state, event FROM webhook_deliveries WHERE account_id = $1 AND task_id IS NULL ORDER BY created_at, id',
    [accountId],
  );
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
}
async function hooked(options: { points?: number } = {}): Promise<Holder> {
  const holder = await server.parts.account(options);
  const set = await call(holder, 'PATCH', '/api/v1/account', { notification_hook_url: HOOK });
  expect(set.data).toMatchObject({ notification_hook_url: HOOK });
  return holder;
}

describe('the settings of an account', () => {
  test('are changed one by one and told by both account endpoints', async () => {
    const by = await server.parts.account();
    const changed = await call(by, 'PATCH', '/api/v1/account', {
      name: 'New studio',
      notification_hook_url: HOOK,
      balance_low_threshold: 500,
      service_mode: 'public',
    });
    const expected = { name: 'New studio', notification_hook_url: HOOK, balance_low_threshold: 500 };
    expect(changed.data).toMatchObject({ id: by.accountId, mode: 'live', ...expected });
    expect((await call(by, 'GET', '/api/v1/account')).data).toMatchObject(expected);
    expect((await call(by, 'GET', '/account/info')).data).toMatchObject({
      name: 'New studio',
      notification_hook_url: HOOK,
    });
    const cleared = { notification_hook_url: '', balance_low_threshold: null };
    expect((await call(by, 'PATCH', '/api/v1/account', cleared)).data).toMatchObject(cleared);
  });

  test.each([
    [{ notification_hook_url: 'ftp://example.org/x' }, 'notification_hook_url'],
    [{ notification_hook_url: 'http://127.0.0.1:9000/' }, 'notification_hook_url'],
    [{ notification_hook_url: 'http://2130706433/' }, 'notification_hook_url'],
    [{ notification_hook_url: 'https://user:pw@example.org/' }, 'notification_hook_url'],
    [{ notification_hook_url: 'http://metadata.google.internal/' }, 'notification_hook_url'],
    [{ notification_hook_url: `https://example.org/${'x'.repeat(2_048)}` }, 'notification_hook_url'],
    [{ notification_hook_url: 5 }, 'notification_hook_url'],
    [{ balance_low_threshold: 0 }, 'balance_low_threshold'],
    [{ service_mode: 'private' }, 'service_mode'],
    [{ plan: 'pro' }, 'plan'],
    [{ name: '' }, 'name'],
  ])('%j is refused and the member named', async (body, field) => {
    const refused = await call(server.user, 'PATCH', '/api/v1/account', body);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(`invalid request: invalid ${field}: `);
  });

  test('a new webhook secret leaves the old one signing for 24 hours', async () => {
    const by = await server.parts.account();
    const url = '/api/v1/account/webhook-secret';
    const old = (await call<{ secret: string }>(by, 'GET', url)).data;
    expect(old).toEqual({ secret: expect.stringMatching(/^whsec_/), old_secret_signs_until: null });
    new Webhook(old.secret);
    const next = (await call<{ secret: string }>(by, 'POST', `${url}/rotate`)).data;
    expect(next.secret).not.toBe(old.secret);
    expect(next).toMatchObject({ old_secret_signs_until: '2026-01-16T09:30:00.000000Z' });
    expect((await call(by, 'GET', url)).data).toEqual(next);
  });
});

describe('an account notification', () => {
  test('tells of a create refused for money, at most once an hour', async () => {
    const by = await hooked({ points: HOLD_POINTS - 1 });
    for (let i = 0; i < 3; i++) expect((await create(by)).status).toBe(402);
    expect(await notices(by.accountId)).toEqual([
      {
        endpoint: HOOK,
        state: 'due',
        event: 'go_api_quota_exchange_failed',
        body: {
          type: 'go_api_quota_exchange_failed',
          time: Math.floor(server.parts.clock.now() / 1000),
          message: `A task was refused: it needs ${HOLD_POINTS} points and ${HOLD_POINTS - 1} are available.`,
          detail: { quota_type: 'point', credis_remain: HOLD_POINTS - 1, credits_remain: HOLD_POINTS - 1 },
        },
      },
    ]);
    server.parts.clock.advance(3_600_000);
    await create(by);
    expect(await notices(by.accountId)).toHaveLength(2);
  });

  test('tells of a balance that falls below its threshold, once until it was above again', async () => {
    const by = await hooked({ points: 5 * HOLD_POINTS });
    await call(by, 'PATCH', '/api/v1/account', { balance_low_threshold: 4 * HOLD_POINTS });
    await create(by);
    expect(await notices(by.accountId)).toEqual([]);
    await create(by);
    await create(by);
    const told = await notices(by.accountId);
    expect(told.map(({ body }) => [body.type, body.detail])).toEqual([
      ['balance_low', { available: 3 * HOLD_POINTS, threshold: 4 * HOLD_POINTS }],
    ]);
    await call(server.admin, 'POST', `/admin/v1/accounts/${by.accountId}/topups`, { points: 2 * HOLD_POINTS });
    await create(by);
    expect(await notices(by.accountId)).toHaveLength(2);
  });

  test('tells of a used budget once per key and month', async () => {
    const by = await hooked();
    const made = (
      await call<{ id: number; key: string }>(by, 'POST', '/api/v1/keys', { name: 'ci', monthly_budget: 1 })
    ).data;
    for (let i = 0; i < 3; i++) expect((await create(made)).status).toBe(402);
    const told = await notices(by.accountId);
    expect(told.map(({ body }) => [body.type, body.detail])).toEqual([
      ['budget_exceeded', { key_id: made.id, budget: 1, used: 0, resets_at: '2026-02-01T00:00:00.000Z' }],
    ]);
    server.parts.clock.advance(31 * DAY_MS);
    await create(made);
    expect(await notices(by.accountId)).toHaveLength(2);
  });

  test('is not written where there is no hook', async () => {
    const by = await server.parts.account({ points: 1 });
    expect((await create(by)).status).toBe(402);
    expect(await notices(by.accountId)).toEqual([]);
  });
});

describe('GET /api/v1/account/usage', () => {
  interface UsageData {
    from: string;
    to: string;
    group_by: string[];
    rows: Record<string, unknown>[];
    total: Record<string, unknown>;
  }
  const usage = (by: Pick<Holder, 'key'>, query = '') => call<UsageData>(by, 'GET', `/api/v1/account/usage${query}`);
  let by: Holder;
  let second: { id: number; key: string };
  let day: string;

  beforeEach(async () => {
    by = await server.parts.account();
    second = (await call<{ id: number; key: string }>(by, 'POST', '/api/v1/keys', { name: '=cmd()' })).data;
    const { task_id } = (await create(by)).data;
    await run(server.parts, await read(server.parts, { id: task_id, account_id: by.accountId }));
    await create(second);
    const waiting = (await create(second)).data.task_id;
    await call(by, 'DELETE', `/api/v1/task/${waiting}`);
    day = new Date(server.parts.clock.now()).toISOString().slice(0, 10);
  });

  test('counts tasks by status and what they cost, by day when nothing else is asked', async () => {
    const { data } = await usage(by);
    expect(data).toMatchObject({ to: day, group_by: ['day'], total: { tasks: 3 } });
    expect(Date.parse(data.to) - Date.parse(data.from)).toBe(29 * DAY_MS);
    expect(data.rows).toEqual([
      {
        day,
        tasks: 3,
        by_status: { staged: 0, pending: 1, processing: 0, completed: 1, failed: 0, cancelled: 1 },
        points_charged: 300,
        points_held: HOLD_POINTS,
        usd: 0.00003,
      },
    ]);
  });

  test('splits by model and key, and its sums are those of the account', async () => {
    const { data } = await usage(by, '?group_by=key,model');
    expect(data.group_by).toEqual(['model', 'key']);
    expect(data.rows).toMatchObject([
      { model: 'Test/sample', key_id: by.keyId, key_name: 'a key', tasks: 1, points_charged: 300 },
      { model: 'Test/sample', key_id: second.id, key_name: '=cmd()', tasks: 2, points_held: HOLD_POINTS },
    ]);
    const info = (await call<{ wallet: object }>(by, 'GET', '/account/info')).data.wallet;
    expect(info).toMatchObject({ point_used: data.total.points_charged });
    expect((await usage(await server.parts.account())).data.rows).toEqual([]);
  });

  test('is CSV when asked, with names that no spreadsheet runs', async () => {
    for (const options of [
      { url: '/api/v1/account/usage?group_by=key&format=csv', headers: {} },
      { url: '/api/v1/account/usage?group_by=key', headers: { accept: 'text/csv' } },
    ]) {
      const reply = await server.ask({ ...options, headers: { ...options.headers, 'x-api-key': by.key } });
      expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(reply.body).toBe(
        [
          'key_id,key_name,tasks,staged,pending,processing,completed,failed,cancelled,points_charged,points_held,usd',
          `${by.keyId},a key,1,0,0,0,1,0,0,300,0,0.00003`,
          `${second.id},'=cmd(),2,0,1,0,0,0,1,0,${HOLD_POINTS},0`,
          '',
        ].join('\r\n'),
      );
    }
  });

  test('and budgets remember tasks that were removed', async () => {
    const before = (await usage(by, '?group_by=day,model,key')).data;
    await server.parts.database.query(
      `UPDATE tasks SET ended_at = '2020-01-01' WHERE account_id = $1 AND ended_at IS NOT NULL`,
      [by.accountId],
    );
    await sweep(server.parts);
    const { rows } = await server.parts.database.query('SELECT 1 FROM tasks WHERE account_id = $1', [by.accountId]);
    expect(rows).toHaveLength(1);
    expect((await usage(by, '?group_by=day,model,key')).data).toEqual(before);
    const shown = await call<{ usage_this_month: object }>(by, 'GET', `/api/v1/keys/${by.keyId}`);
    expect(shown.data.usage_this_month).toMatchObject({ tasks: 1, points_charged: 300 });
  });

  test.each([
    ['?group_by=day,nope', 'group_by'],
    ['?from=yesterday', 'from'],
    ['?from=2026-02-30', 'from'],
    ['?to=0000-01-01', 'to'],
    ['?from=2026-01-02&to=2026-01-01', 'from'],
    ['?from=2000-01-01&to=2026-01-01', 'from'],
    ['?from=99999999999999', 'from'],
    ['?format=xml', 'format'],
  ])('%s is refused and the member named', async (query, field) => {
    const refused = await usage(by, query);
    expect([refused.status, refused.message.startsWith(`invalid request: invalid ${field}: `)]).toEqual([400, true]);
  });

  test('takes days, times and Unix seconds, and cuts them to days', async () => {
    const seconds = Math.floor(server.parts.clock.now() / 1000);
    for (const at of [day, `${day}T23:59:59Z`, String(seconds)]) {
      const { data } = await usage(by, `?from=${at}&to=${at}`);
      expect(data).toMatchObject({ from: day, to: day, total: { tasks: 3 } });
    }
    expect((await usage(by, '?to=2026-01-01')).data.rows).toEqual([]);
  });

  test('of more than 1,000 rows asks for less', async () => {
    await server.parts.database.query(
      `INSERT INTO past_usage (account_id, api_key_id, model, day, status, tasks, points)
       SELECT $1, 0, 'm' || n, $2::date, 'completed', 1, 1 FROM generate_series(1, 1001) AS n`,
      [by.accountId, day],
    );
    const refused = await usage(by, '?group_by=model');
    expect([refused.status, refused.message]).toEqual([
      400,
      'invalid request: the answer would have more than 1000 rows: ask for fewer days, or group by less',
    ]);
    expect((await usage(by)).data.total.tasks).toBe(1004);
  });
});

test('a webhook endpoint that is switched off is listed, gets nothing, and is switched on again', async () => {
  const by = await server.parts.account();
  const endpoint = 'https://hooks.example.org/off';
  await server.parts.database.query(
    `INSERT INTO webhook_endpoints (account_id, endpoint_hash, endpoint, failing_since, failures, last_status, disabled_at)
     VALUES ($1, sha256($2::text::bytea), $2, now(), 3, 500, now())`,
    [by.accountId, endpoint],
  );
  const url = '/api/v1/account/webhook-endpoints';
  const listed = (await call<{ endpoints: object[] }>(by, 'GET', url)).data.endpoints;
  expect(listed).toMatchObject([{ endpoint, is_enabled: false, failures: 3, last_status: 500 }]);
  const hookTask = { ...task, config: { webhook_config: { endpoint } } };
  const stateAfterCancel = async () => {
    const { task_id } = (await create(by, hookTask)).data;
    await call(by, 'DELETE', `/api/v1/task/${task_id}`);
    const { rows } = await server.parts.database.query<{ state: string; last_error: string | null }>(
      'SELECT state, last_error FROM webhook_deliveries WHERE task_id = $1',
      [task_id],
    );
    return rows;
  };
  expect(await stateAfterCancel()).toEqual([{ state: 'dead', last_error: 'the endpoint is switched off' }]);
  expect((await call(by, 'POST', `${url}/enable`, { endpoint })).data).toMatchObject({
    endpoint,
    is_enabled: true,
    had_failed: true,
  });
  expect(await stateAfterCancel()).toEqual([{ state: 'due', last_error: null }]);
  expect((await call(by, 'POST', `${url}/enable`, {})).status).toBe(400);
});
