// What the queue can carry on each ground: adds per second, jobs per second, and how long an added job waits for an
// idle worker. One process, ids as the product uses them. Method: `adds` adds with 32 in flight; then one worker with
// concurrency 32 drains them; then single adds 5 ms apart, measured from before the add to the handler.
// Run: node --import tsx bench/queue/main.ts [jobs]
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import { createQueues } from '../../src/queue/create-queues.ts';
import { startPostgres } from '../../test/services/postgres.ts';
import { startRedis } from '../../test/services/redis.ts';
import { until } from '../../test/services/start-process.ts';

const jobs = Number(process.argv[2] ?? 3_000);
const singles = 200;
const inFlight = 32;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const parts = { log: quiet, clock: systemClock };

interface Measured {
  ground: string;
  'adds/s': number;
  'jobs/s': number;
  'dispatch p50 ms': number;
  'dispatch p99 ms': number;
}

async function measure(ground: string, options: Omit<Parameters<typeof createQueues>[0], 'log'>): Promise<Measured> {
  const queues = createQueues({ ...options, log: quiet, prefix: `bench-${randomUUID()}` });
  const bulk = queues.lane('bulk');
  const addStart = performance.now();
  let left = jobs;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1;
        await bulk.add(randomUUID());
      }
    }),
  );
  const addMs = performance.now() - addStart;

  let done = 0;
  const drainStart = performance.now();
  bulk.work(
    async () => {
      done += 1;
    },
    { concurrency: inFlight },
  );
  await until(() => done === jobs, 120_000, 'the jobs to be done');
  const drainMs = performance.now() - drainStart;

  const single = queues.lane('single');
  const addedAt = new Map<string, number>();
  const waits: number[] = [];
  single.work(
    async (id) => {
      waits.push(performance.now() - (addedAt.get(id) ?? 0));
    },
    { concurrency: inFlight },
  );
  await wait(300);
  for (let index = 0; index < singles; index += 1) {
    const id = randomUUID();
    addedAt.set(id, performance.now());
    await single.add(id);
    await wait(5);
  }
  await until(() => waits.length === singles, 30_000, 'the single jobs');
  await queues.close({ graceMs: 5_000 });
  waits.sort((a, b) => a - b);
  const at = (share: number) => Math.round((waits[Math.floor(share * (waits.length - 1))] ?? 0) * 10) / 10;
  return {
    ground,
    'adds/s': Math.round((jobs / addMs) * 1_000),
    'jobs/s': Math.round((jobs / drainMs) * 1_000),
    'dispatch p50 ms': at(0.5),
    'dispatch p99 ms': at(0.99),
  };
}

const table: Measured[] = [];

const folder = await mkdtemp(join(tmpdir(), 'polymuse-bench-'));
const embedded = await openDatabase({ dataDir: folder }, parts);
table.push(await measure('PGlite (folder)', { database: embedded }));

const postgres = await startPostgres();
const database = await openDatabase({ databaseUrl: postgres.url }, parts);
table.push(await measure('PostgreSQL', { database }));

const redis = await startRedis();
table.push(await measure('Redis', { database: embedded, redisUrl: redis.url }));

await Promise.all([embedded.close(), database.close()]);
await Promise.all([postgres.stop(), redis.stop(), rm(folder, { recursive: true, force: true })]);
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, ${jobs} jobs`);
console.table(table);
