import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Client, createClient } from '../harness/client.ts';
import { makeClip } from '../harness/clips.ts';
import { PATIENT } from '../harness/patience.ts';
import { ADMIN_KEY, scratchFolder, startServer, type TestServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { startVideoHost, type VideoHost } from '../harness/video-host.ts';
import { type PostgresService, startPostgres } from '../services/postgres.ts';

vi.setConfig(PATIENT);

/** Two servers on one PostgreSQL: what one changes of a key, the other knows; a budget is one budget. */

let postgres: PostgresService;
let host: VideoHost;
let folder: string;
let servers: TestServer[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  host = await startVideoHost();
  folder = await scratchFolder('two-servers');
  const env = { DATABASE_URL: await postgres.createDatabase(), POLYMUSE_TRUSTED_ORIGINS: host.origin };
  // One after the other: the first makes the account and its key.
  servers = [await startServer({ env })];
  servers.push(await startServer({ env }));
});
afterAll(async () => {
  for (const server of servers) {
    server.kill('SIGKILL');
    await server.stop();
  }
  await host.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const at = (server: number, key = ADMIN_KEY): Client => createClient(servers[server]?.url ?? '', key);
const make = (body: object = {}) =>
  at(0).post<{ id: number; key: string }>('/api/v1/keys', { name: 'shared', ...body });

it('a key revoked at one server is refused by the other within a moment, though it was just used there', async () => {
  const made = await make();
  const status = async () => (await at(1, made.key).send('GET', '/account/info')).status;
  expect(await status()).toBe(200);
  await at(0).send('DELETE', `/api/v1/keys/${made.id}`);
  // Without the hint it would be known for 15 seconds more.
  await until(async () => (await status()) === 401, { what: 'the other server forgets the key', deadlineMs: 10_000 });
});

it('50 creates spread over both never exceed the budget of their key', async () => {
  const input = { video: host.give('/held/clip.mp4', await makeClip(folder, 'clip.mp4', { seconds: 1 })) };
  const price = (await at(0).create(input)).meta.usage.frozen;
  const made = await make({ monthly_budget: 5 * price - 1 });
  const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => at(i % 2, made.key).submit(input)));
  const statuses = replies.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(4).fill(200), ...Array(46).fill(402)]);
  const key = await at(1).get<{ usage_this_month: { points_held: number } }>(`/api/v1/keys/${made.id}`);
  expect(key.usage_this_month.points_held).toBe(4 * price);
  expect((await at(0).verifyLedger()).problems).toEqual([]);
});
