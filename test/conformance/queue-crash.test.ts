import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import { createQueues } from '../../src/queue/create-queues.ts';
import { type PostgresService, startPostgres } from '../services/postgres.ts';
import { type RedisService, startRedis } from '../services/redis.ts';
import { until } from '../services/start-process.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let postgres: PostgresService;
let redis: RedisService;
let database: Database;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  database = await openDatabase({ databaseUrl: postgres.url }, { log: quiet, clock: systemClock });
}, 60_000);
afterAll(async () => {
  await database.close();
  await Promise.all([postgres.stop(), redis.stop()]);
}, 30_000);

test.each(['PostgreSQL', 'Redis'])(
  'on %s the job of a killed worker comes back, twice if need be',
  async (ground) => {
    const prefix = `t-${randomUUID()}`;
    const redisUrl = ground === 'Redis' ? redis.url : undefined;
    const queues = createQueues({ database, log: quiet, prefix, lockMs: 1_500, ...(redisUrl ? { redisUrl } : {}) });
    const lane = queues.lane('engines');
    const id = randomUUID();
    await lane.add(id);
    for (let crash = 0; crash < 2; crash += 1) {
      const script = fileURLToPath(new URL('./queue-crash-worker.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', script, postgres.url, redisUrl ?? '-', prefix], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const taken = await new Promise<string>((resolve) => {
        child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
      });
      expect(taken).toBe(id);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    const seen: string[] = [];
    lane.work(async (found) => void seen.push(found), { concurrency: 1 });
    await until(() => seen.length === 1, 10_000, 'the job to come back');
    expect(seen).toEqual([id]);
    await queues.close({ graceMs: 1_000 });
  },
  40_000,
);
