import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../../src/ledger/verify-ledger.ts';
import type { Holder } from '../support/memory-parts.ts';
import { type MemoryServer, openMemoryServer } from '../support/memory-server.ts';
import { bodyText, hostileValue } from './hostile-values.ts';

/** Hostile bodies for everything that manages keys, accounts and prices: each member by its name. */
const BODIES_PER_ROUTE = 120;
const SEED = 20_261_125;

let server: MemoryServer;
let owner: Holder;
let target: { id: number };
beforeAll(async () => {
  server = await openMemoryServer({ settings: { 'limits.requestsPerMinute': 1_000_000 } });
  owner = await server.parts.account();
  target = (await post('/api/v1/keys', '{"name":"target"}', owner.key)).json().data;
}, 60_000);
afterAll(() => server.close());

const post = (url: string, payload: string, key: string, method: 'POST' | 'PUT' | 'PATCH' = 'POST') =>
  server.app.inject({
    method,
    url,
    payload,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
  });

/** No text column takes it. */
const nul = fc.constant('a\u0000b');

const plausible: Record<string, fc.Arbitrary<unknown>> = {
  name: fc.oneof(fc.string({ minLength: 1, maxLength: 100 }), nul),
  mode: fc.constantFrom('live', 'test'),
  scopes: fc.subarray(['task', 'account', 'admin']),
  expires_at: fc.oneof(fc.date().map(String), fc.integer(), fc.constant('2030-01-01T00:00:00+14:00')),
  expires_in_days: fc.integer({ min: 1, max: 40_000 }),
  models: fc.subarray(['Test/sample', 'mmaudio', 'SAMPLE', '', 'constructor', '__proto__']),
  addresses: fc.array(
    fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4().map((ip) => `${ip}/8`),
      fc.constant('::ffff:0:0/96'),
    ),
  ),
  requests_per_minute: fc.integer({ min: 1 }),
  max_concurrent_tasks: fc.integer({ min: 1 }),
  monthly_budget: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  grace_seconds: fc.integer({ min: 0, max: 700_000 }),
  notification_hook_url: fc.oneof(fc.webUrl(), fc.constant('')),
  balance_low_threshold: fc.integer({ min: 1 }),
  service_mode: fc.constantFrom('public', 'private'),
  endpoint: fc.oneof(fc.webUrl(), nul),
  plan: fc.oneof(fc.string(), nul),
  family_limits: fc.dictionary(fc.constantFrom('flux', 'kling', 'toString', '__proto__'), fc.integer()),
  is_enable: fc.boolean(),
  points: fc.integer({ min: -1_000, max: 1_000 }),
  reference: fc.oneof(fc.string(), nul),
  model: fc.constantFrom('Test/sample', 'nope'),
  task_type: fc.constantFrom('make', 'nope'),
  multiplier: fc.double(),
  usd: fc.double({ min: 0, max: 1 }),
};
const body = (members: readonly string[]) =>
  fc.record(
    Object.fromEntries(
      members.map((name) => [name, fc.oneof(hostileValue, { weight: 3, arbitrary: plausible[name] ?? hostileValue })]),
    ),
    { requiredKeys: members.slice(0, 1) },
  );
const limits = [
  'name',
  'scopes',
  'expires_at',
  'expires_in_days',
  'models',
  'addresses',
  'requests_per_minute',
  'max_concurrent_tasks',
  'monthly_budget',
];

it.each([
  { method: 'POST', url: '/api/v1/keys', by: 'owner', members: [...limits, 'mode'] },
  { method: 'PATCH', url: '/api/v1/keys/TARGET', by: 'owner', members: limits },
  { method: 'POST', url: '/api/v1/keys/TARGET/rotate', by: 'owner', members: ['grace_seconds'] },
  {
    method: 'PATCH',
    url: '/api/v1/account',
    by: 'owner',
    members: ['notification_hook_url', 'balance_low_threshold', 'name', 'service_mode'],
  },
  {
    method: 'POST',
    url: '/api/v1/account/webhook-endpoints/enable',
    by: 'owner',
    members: ['endpoint', 'replay_dead'],
  },
  {
    method: 'POST',
    url: '/api/v1/webhooks/replay',
    by: 'owner',
    members: ['endpoint', 'event', 'state', 'created_after', 'created_before', 'cursor'],
  },
  {
    method: 'PATCH',
    url: '/admin/v1/accounts/OWNER',
    by: 'admin',
    members: ['plan', 'max_concurrent_tasks', 'family_limits', 'notification_hook_url', 'name'],
  },
  { method: 'POST', url: '/admin/v1/accounts/OWNER/keys', by: 'admin', members: [...limits, 'mode'] },
  { method: 'PATCH', url: '/admin/v1/keys/TARGET', by: 'admin', members: limits },
  { method: 'POST', url: '/admin/v1/accounts/OWNER/topups', by: 'admin', members: ['points', 'reference'] },
  { method: 'POST', url: '/admin/v1/accounts/OWNER/adjustments', by: 'admin', members: ['points', 'reference'] },
  { method: 'PUT', url: '/admin/v1/prices', by: 'admin', members: ['model', 'task_type', 'multiplier', 'usd'] },
] as const)(
  '$method $url answers whatever is sent without a 5xx, in the envelope',
  async (route) => {
    const url = route.url.replace('TARGET', String(target.id)).replace('OWNER', String(owner.accountId));
    const key = route.by === 'owner' ? owner.key : server.admin.key;
    const seen = new Map<number, number>();
    const property = fc.asyncProperty(body(route.members), async (value) => {
      const reply = await post(url, bodyText(value), key, route.method);
      expect(reply.statusCode, `${bodyText(value)}: ${reply.body}`).toBeLessThan(500);
      expect(reply.json().code).toBe(reply.statusCode);
      seen.set(reply.statusCode, (seen.get(reply.statusCode) ?? 0) + 1);
      // Nothing of it reached what it may not: the owner has no admin scope to give.
      if (route.by === 'owner' && reply.json().data?.scopes) expect(reply.json().data.scopes).not.toContain('admin');
    });
    await fc.assert(property, { numRuns: BODIES_PER_ROUTE, seed: SEED, endOnFailure: true });
    expect(seen.get(400) ?? 0).toBeGreaterThan(0);
  },
  120_000,
);

it('queries of lists and usage are refused or answered, whatever they say', async () => {
  const names = [
    'limit',
    'cursor',
    'from',
    'to',
    'group_by',
    'format',
    'include_revoked',
    'name',
    'model',
    'task_type',
    'task_id',
    'state',
    'event',
    'endpoint',
    'created_after',
    'created_before',
  ];
  const query = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.string({ unit: 'binary' }), nul, fc.integer().map(String)),
  );
  const property = fc.asyncProperty(query, async (given) => {
    for (const [url, key] of [
      ['/api/v1/keys', owner.key],
      ['/api/v1/account/usage', owner.key],
      ['/api/v1/webhooks/deliveries', owner.key],
      ['/admin/v1/accounts', server.admin.key],
      [`/admin/v1/accounts/${owner.accountId}/keys`, server.admin.key],
    ] as const) {
      const reply = await server.app.inject({ url, query: given, headers: { 'x-api-key': key } });
      expect(reply.statusCode, `${url} ${JSON.stringify(given)}: ${reply.body}`).toBeLessThan(500);
    }
    const reply = await server.app.inject({
      method: 'DELETE',
      url: '/admin/v1/prices',
      query: given,
      headers: { 'x-api-key': server.admin.key },
    });
    expect(reply.statusCode).toBeLessThan(500);
  });
  await fc.assert(property, { numRuns: 100, seed: SEED });
}, 120_000);

it('afterwards the ledger is right', async () => {
  expect((await verifyLedger(server.parts.database)).problems).toEqual([]);
});
