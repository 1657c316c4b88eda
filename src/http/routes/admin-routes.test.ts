import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryServer, openMemoryServer, routesOf, task } from '../../../test/support/memory-server.ts';
import { balance, create, run } from '../../../test/support/task-steps.ts';

let server: MemoryServer;
beforeAll(async () => {
  server = await openMemoryServer();
});
afterAll(() => server.close());

const asAdmin = (method: 'GET' | 'POST', url: string, payload?: object) =>
  server.ask({ method, url, headers: { 'x-api-key': server.admin.key }, ...(payload ? { payload } : {}) });

test('every route under /admin refuses a key without the admin scope, and no key', async () => {
  const routes = routesOf(server.app).filter(({ url }) => url.startsWith('/admin'));
  expect(routes.length).toBeGreaterThanOrEqual(4);
  for (const { method, url } of routes) {
    const request = { method: method as 'GET', url: url.replace(':id', '1') };
    const refused = await server.ask(request);
    expect([refused.statusCode, refused.json().message], `${method} ${url}`).toEqual([
      403,
      'forbidden: the key lacks the scope "admin"',
    ]);
    expect((await server.app.inject(request)).statusCode).toBe(401);
  }
});

test('a key for the account alone makes no task', async () => {
  const { key } = await server.parts.account({ scopes: ['account'] });
  const refused = await server.ask({
    method: 'POST',
    url: '/api/v1/task',
    payload: task,
    headers: { 'x-api-key': key },
  });
  expect([refused.statusCode, refused.json().message]).toEqual([403, 'forbidden: the key lacks the scope "task"']);
});

describe('the admin', () => {
  test('makes an account, a key that works at once, and adds points', async () => {
    const account = (await asAdmin('POST', '/admin/v1/accounts', { name: 'studio', points: 500 })).json().data;
    expect(account).toMatchObject({ name: 'studio', available: 500, max_concurrent_tasks: 20 });
    const made = (await asAdmin('POST', `/admin/v1/accounts/${account.id}/keys`, { name: 'ci' })).json().data;
    expect(made).toMatchObject({ name: 'ci', scopes: ['task', 'account'], key: expect.stringMatching(/^sk-\w{48}$/) });
    const info = await server.ask({ url: '/account/info', headers: { 'x-api-key': made.key } });
    expect(info.json().data).toMatchObject({ id: account.id, api_key: `sk-…${made.key.slice(-4)}` });
    const topUp = await asAdmin('POST', `/admin/v1/accounts/${account.id}/topups`, { points: 250, reference: 'i-7' });
    expect(topUp.json().data).toEqual({ available: 750 });
    expect(await balance(server.parts, account.id)).toEqual({ available: 750, held: 0 });
  });

  test('sees the ledger verified', async () => {
    expect((await asAdmin('GET', '/admin/v1/ledger/verify')).json().data).toMatchObject({ problems: [] });
  });

  test.each([
    ['/admin/v1/accounts', {}, 'name'],
    ['/admin/v1/accounts', { name: '' }, 'name'],
    ['/admin/v1/accounts', { name: 'x', points: 1.5 }, 'points'],
    ['/admin/v1/accounts', { name: 'x', points: -1 }, 'points'],
    ['/admin/v1/accounts', { name: 'x', max_concurrent_tasks: 0 }, 'max_concurrent_tasks'],
    ['/admin/v1/accounts/1/keys', { name: 'x', scopes: ['root'] }, 'scopes.0'],
    ['/admin/v1/accounts/1/topups', { points: '5' }, 'points'],
  ])('at %s is told what is wrong with %j', async (url, body, field) => {
    const refused = await asAdmin('POST', url, body);
    expect(refused.statusCode).toBe(400);
    expect(refused.json().message).toMatch(new RegExp(`^invalid request: invalid ${field.replace('.', '\\.')}: `));
  });

  test.each(['999', '0', '-1', '1e3x', '9007199254740993'])('finds no account %s', async (id) => {
    expect((await asAdmin('POST', `/admin/v1/accounts/${id}/keys`, { name: 'x' })).statusCode).toBe(404);
    expect((await asAdmin('POST', `/admin/v1/accounts/${id}/topups`, { points: 1 })).statusCode).toBe(404);
  });
});

describe('the admin API of accounts', () => {
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const reply = await server.ask({
      method,
      url,
      headers: { 'x-api-key': server.admin.key },
      ...(payload ? { payload } : {}),
    });
    return { status: reply.statusCode, ...(reply.json() as { data: Record<string, unknown>; message: string }) };
  };

  test('lists in pages and by name, and reads one', async () => {
    for (let i = 0; i < 3; i++) await call('POST', '/admin/v1/accounts', { name: `Listed ${i}` });
    const first = await call('GET', '/admin/v1/accounts?name=listed&limit=2');
    expect(first.data.accounts).toMatchObject([{ name: 'Listed 0' }, { name: 'Listed 1' }]);
    const second = await call('GET', `/admin/v1/accounts?name=listed&limit=2&cursor=${first.data.next_cursor}`);
    expect(second.data).toMatchObject({ accounts: [{ name: 'Listed 2', is_enable: true }], next_cursor: null });
    const [{ id } = { id: 0 }] = second.data.accounts as { id: number }[];
    expect((await call('GET', `/admin/v1/accounts/${id}`)).data).toMatchObject({ name: 'Listed 2' });
    expect((await call('GET', '/admin/v1/accounts/999999')).status).toBe(404);
  });

  test('sets plan and limits, by family too, and refuses a family that nobody knows', async () => {
    const { accountId } = await server.parts.account();
    const limits = { plan: 'creator', max_concurrent_tasks: 3, family_limits: { flux: 2, 'test/sample': 1 } };
    expect((await call('PATCH', `/admin/v1/accounts/${accountId}`, limits)).data).toMatchObject(limits);
    const refused = await call('PATCH', `/admin/v1/accounts/${accountId}`, { family_limits: { fluxx: 1 } });
    expect([refused.status, refused.message]).toEqual([
      400,
      'invalid request: invalid family_limits.fluxx: 1 is of no family: use a key of active_tasks',
    ]);
    for (const body of [{ max_concurrent_tasks: 0 }, { family_limits: { flux: 0 } }, { nope: 1 }, { is_enable: 'no' }])
      expect((await call('PATCH', `/admin/v1/accounts/${accountId}`, body)).status).toBe(400);
  });

  test('switches an account off and on: its keys are refused meanwhile, its test keys too', async () => {
    const { accountId, key } = await server.parts.account();
    const info = (k = key) => server.ask({ url: '/account/info', headers: { 'x-api-key': k } });
    const made = await call('POST', `/admin/v1/accounts/${accountId}/keys`, { name: 'x', mode: 'test' });
    const testKey = String(made.data.key);
    expect([(await info()).statusCode, (await info(testKey)).statusCode]).toEqual([200, 200]);
    await call('PATCH', `/admin/v1/accounts/${accountId}`, { is_enable: false });
    const refused = await info();
    expect([refused.statusCode, refused.json().message]).toEqual([
      403,
      'forbidden: the account is switched off: ask the operator',
    ]);
    expect((await info(testKey)).statusCode).toBe(403);
    await call('PATCH', `/admin/v1/accounts/${accountId}`, { is_enable: true });
    expect((await info()).statusCode).toBe(200);
  });

  test('corrects a balance, never below 0, once per Idempotency-Key, and the ledger stays right', async () => {
    const { accountId } = await server.parts.account({ points: 500 });
    const adjust = (points: number, headers = {}) =>
      server.ask({
        method: 'POST',
        url: `/admin/v1/accounts/${accountId}/adjustments`,
        payload: { points, reference: 'a mistake' },
        headers: { 'x-api-key': server.admin.key, ...headers },
      });
    expect((await adjust(-200)).json().data).toEqual({ available: 300 });
    expect((await adjust(-301)).json().message).toBe(
      'invalid request: invalid points: -301 is more than the 300 that are available',
    );
    for (let i = 0; i < 2; i++)
      expect((await adjust(50, { 'idempotency-key': 'fix-1' })).json().data).toEqual({ available: 350 });
    expect((await adjust(0)).statusCode).toBe(400);
    expect((await call('POST', '/admin/v1/accounts/999999/adjustments', { points: 1, reference: 'x' })).status).toBe(
      404,
    );
    expect((await call('GET', '/admin/v1/ledger/verify')).data).toMatchObject({ problems: [] });
  });

  test('manages the keys of any account', async () => {
    const { accountId, keyId, key } = await server.parts.account();
    const made = await call('POST', `/admin/v1/accounts/${accountId}/keys`, {
      name: 'limited',
      mode: 'test',
      monthly_budget: 7,
    });
    expect(made.data).toMatchObject({ mode: 'test', monthly_budget: 7, key: expect.stringMatching(/^sk-test-/) });
    const listed = await call('GET', `/admin/v1/accounts/${accountId}/keys`);
    expect((listed.data.keys as { id: number }[]).map(({ id }) => id)).toEqual([made.data.id, keyId]);
    expect((await call('PATCH', `/admin/v1/keys/${keyId}`, { models: ['sample'] })).data).toMatchObject({
      models: ['sample'],
    });
    const rotated = await call('POST', `/admin/v1/keys/${keyId}/rotate`, {});
    const status = async (k: string) =>
      (await server.ask({ url: '/account/info', headers: { 'x-api-key': k } })).statusCode;
    expect([await status(key), await status(String(rotated.data.key))]).toEqual([401, 200]);
    expect((await call('DELETE', `/admin/v1/keys/${keyId}`)).data).toMatchObject({ status: 'revoked' });
    expect(await status(String(rotated.data.key))).toBe(401);
    expect((await call('GET', '/admin/v1/keys/999999')).status).toBe(404);
  });

  test('asks another price for a pair from then on, and the catalogue’s again', async () => {
    const { key } = await server.parts.account();
    const pair = { model: 'test/SAMPLE', task_type: 'make' };
    const estimate = async () =>
      (
        await server.ask({
          method: 'POST',
          url: '/api/v1/task/estimate',
          payload: { ...pair, input: {} },
          headers: { 'x-api-key': key },
        })
      ).json().data.points;
    expect(await estimate()).toBe(1000);
    const put = await call('PUT', '/admin/v1/prices', { ...pair, multiplier: 1.2 });
    expect(put.data).toMatchObject({ model: 'Test/sample', task_type: 'make', multiplier: 1.2 });
    expect(await estimate()).toBe(1200);
    await call('PUT', '/admin/v1/prices', { ...pair, usd: 0.00002 });
    expect(await estimate()).toBe(2000);
    expect((await call('GET', '/admin/v1/prices')).data.prices).toMatchObject([{ usd: 0.00002 }]);
    const { models } = (await server.ask({ url: '/api/v1/models' })).json().data;
    expect(models.find((one: { task_type: string }) => one.task_type === 'make').price).toMatchObject({
      usd: 0.00002,
      text: 'US$0.00002 per second, counted: length of the result, at most 10',
    });
    const gone = () => call('DELETE', '/admin/v1/prices?model=Test/sample&task_type=make');
    expect((await gone()).status).toBe(200);
    expect((await gone()).status).toBe(404);
    expect(await estimate()).toBe(1000);
    for (const body of [
      pair,
      { ...pair, usd: 1, multiplier: 1 },
      { ...pair, usd: -1 },
      { ...pair, model: 'nope', usd: 1 },
    ])
      expect((await call('PUT', '/admin/v1/prices', body)).status).toBe(400);
  });

  test('shows every try of a task', async () => {
    const holder = await server.parts.account();
    const row = await create(server.parts, holder);
    await run(server.parts, row);
    const shown = await call('GET', `/admin/v1/tasks/${row.id}/attempts`);
    expect(shown.data).toMatchObject({
      task_id: row.id,
      account_id: holder.accountId,
      status: 'completed',
      attempts: [{ number: 1, backend: 'scripted', state: 'done' }],
    });
    expect(JSON.stringify(shown.data)).not.toContain('token');
    for (const id of ['nope', '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f'])
      expect((await call('GET', `/admin/v1/tasks/${id}/attempts`)).status).toBe(404);
  });
});
