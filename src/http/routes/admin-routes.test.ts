import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryServer, openMemoryServer, routesOf, task } from '../../../test/support/memory-server.ts';
import { balance } from '../../../test/support/task-steps.ts';

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
