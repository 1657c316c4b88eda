import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import { createQueues, type Queues } from '../../src/queue/create-queues.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import { until } from '../services/start-process.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const parts = { log: quiet, clock: systemClock };

interface Ground {
  database: Database;
  redisUrl?: string;
  tearDown(): Promise<void>;
}

const grounds: Record<string, () => Promise<Ground>> = {
  async PGlite() {
    const database = await openDatabase({ dataDir: 'memory://' }, parts);
    return { database, tearDown: () => database.close() };
  },
  async PostgreSQL() {
    const service = await startPostgres();
    const database = await openDatabase({ databaseUrl: service.url }, parts);
    return {
      database,
      async tearDown() {
        await database.close();
        await service.stop();
      },
    };
  },
  async Redis() {
    const service = await startRedis();
    const database = await openDatabase({ dataDir: 'memory://' }, parts);
    return {
      database,
      redisUrl: service.url,
      async tearDown() {
        await database.close();
        await service.stop();
      },
    };
  },
};

describe.each(Object.keys(grounds))('a lane on %s', (groundName) => {
  let ground: Ground;
  const open: Queues[] = [];

  const queues = (prefix = `t-${randomUUID()}`): Queues => {
    const made = createQueues({
      database: ground.database,
      log: quiet,
      prefix,
      ...(ground.redisUrl ? { redisUrl: ground.redisUrl } : {}),
    });
    open.push(made);
    return made;
  };

  beforeAll(async () => {
    ground = await grounds[groundName]!();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close({ graceMs: 0 })));
  });
  afterAll(() => ground.tearDown(), 30_000);

  test('runs an added id once and forgets it', async () => {
    const lane = queues().lane('engines');
    const seen: string[] = [];
    lane.work(async (id) => void seen.push(id), { concurrency: 2 });
    const id = randomUUID();
    await lane.add(id);
    await until(() => seen.length === 1, 5_000, 'the run');
    await until(async () => !(await lane.has(id)), 5_000, 'the job to be gone');
    expect(seen).toEqual([id]);
    expect(await lane.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 });
  });

  test('adding twice before it runs is one run, and the id can be added again afterwards', async () => {
    const lane = queues().lane('engines');
    const id = randomUUID();
    await Promise.all([lane.add(id), lane.add(id), lane.add(id)]);
    expect(await lane.has(id)).toBe(true);
    expect((await lane.counts()).waiting).toBe(1);
    let runs = 0;
    lane.work(
      async () => {
        runs += 1;
      },
      { concurrency: 4 },
    );
    await until(async () => runs === 1 && !(await lane.has(id)), 5_000, 'the first run');
    await lane.add(id);
    await until(async () => runs === 2 && !(await lane.has(id)), 5_000, 'the second run');
  });

  test('a wish that arrives while the id runs leads to one more run, never to two at once', async () => {
    const lane = queues().lane('engines');
    const id = randomUUID();
    let runs = 0;
    let atOnce = 0;
    let most = 0;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    lane.work(
      async () => {
        runs += 1;
        atOnce += 1;
        most = Math.max(most, atOnce);
        await held;
        atOnce -= 1;
      },
      { concurrency: 4 },
    );
    await lane.add(id);
    await until(() => runs === 1, 5_000, 'the first run');
    await lane.add(id);
    await lane.add(id);
    await wait(100);
    expect(runs).toBe(1);
    letGo();
    await until(() => runs === 2, 5_000, 'the second run');
    await until(async () => !(await lane.has(id)), 5_000, 'the end');
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });

  test('no wake-up is lost when adds race with the end of a run', async () => {
    const lane = queues().lane('engines');
    const id = randomUUID();
    let wished = 0;
    let served = 0;
    lane.work(
      async () => {
        const upTo = wished;
        await wait(Math.random() * 4);
        served = upTo;
      },
      { concurrency: 4 },
    );
    for (let round = 0; round < 60; round += 1) {
      wished += 1;
      await lane.add(id);
      await wait(Math.random() * 6);
    }
    await until(() => served === wished, 5_000, 'the last wish to be served');
  });

  test('againAfterMs comes back later, and an add in between brings it forward', async () => {
    const lane = queues().lane('remote');
    const id = randomUUID();
    const times: number[] = [];
    lane.work(
      async () => {
        times.push(Date.now());
        if (times.length === 1) return { againAfterMs: 150 };
        return times.length === 2 ? { againAfterMs: 60_000 } : undefined;
      },
      { concurrency: 1 },
    );
    await lane.add(id);
    await until(() => times.length === 2, 5_000, 'the second look');
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(140);
    await until(async () => (await lane.counts()).delayed === 1, 5_000, 'the long delay');
    await lane.add(id);
    await until(() => times.length === 3, 5_000, 'the third look');
    await until(async () => !(await lane.has(id)), 5_000, 'the end');
  });

  test('a wish during a run beats its againAfterMs', async () => {
    const lane = queues().lane('remote');
    const id = randomUUID();
    let runs = 0;
    lane.work(
      async () => {
        runs += 1;
        if (runs > 1) return;
        await lane.add(id);
        return { againAfterMs: 60_000 };
      },
      { concurrency: 1 },
    );
    await lane.add(id);
    await until(() => runs === 2, 5_000, 'the run that was wished for');
  });

  test('a delayed add waits, and a later delayed add does not move it', async () => {
    const lane = queues().lane('webhooks');
    const id = randomUUID();
    let ranAt = 0;
    lane.work(
      async () => {
        ranAt = Date.now();
      },
      { concurrency: 1 },
    );
    const start = Date.now();
    await lane.add(id, { delayMs: 250 });
    await lane.add(id, { delayMs: 60_000 });
    await until(() => ranAt > 0, 5_000, 'the delayed run');
    expect(ranAt - start).toBeGreaterThanOrEqual(240);
  });

  test('smaller priorities come first, none before all', async () => {
    const made = queues();
    const lane = made.lane('engines');
    await lane.add('b', { priority: 5 });
    await lane.add('c', { priority: 9 });
    await lane.add('a');
    const seen: string[] = [];
    lane.work(async (id) => void seen.push(id), { concurrency: 1 });
    await until(() => seen.length === 3, 5_000, 'all three');
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  test('no more than `concurrency` run at once', async () => {
    const lane = queues().lane('engines');
    let atOnce = 0;
    let most = 0;
    let done = 0;
    lane.work(
      async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await wait(10);
        atOnce -= 1;
        done += 1;
      },
      { concurrency: 3 },
    );
    await Promise.all(Array.from({ length: 30 }, () => lane.add(randomUUID())));
    await until(() => done === 30, 10_000, 'all runs');
    expect(most).toBe(3);
  });

  test('a handler that throws is not forgotten', async () => {
    const lane = queues().lane('engines');
    const id = randomUUID();
    lane.work(
      async () => {
        throw new Error('the database went away');
      },
      { concurrency: 1 },
    );
    await lane.add(id);
    await until(async () => (await lane.counts()).delayed === 1, 5_000, 'it to be put back');
  });

  test('closing waits for what runs within the grace', async () => {
    const made = queues();
    const lane = made.lane('engines');
    let ended = false;
    let aborted = false;
    let started = false;
    lane.work(
      async (_id, signal) => {
        started = true;
        await wait(200);
        aborted = signal.aborted;
        ended = true;
      },
      { concurrency: 1 },
    );
    await lane.add(randomUUID());
    await until(() => started, 5_000, 'the start');
    await made.close({ graceMs: 5_000 });
    expect({ ended, aborted }).toEqual({ ended: true, aborted: false });
  });

  test('closing aborts what outlives the grace and another process gets it at once', async () => {
    const prefix = `t-${randomUUID()}`;
    const leaving = queues(prefix);
    const id = randomUUID();
    let started = false;
    leaving.lane('engines').work(
      async (_id, signal) => {
        started = true;
        await wait(60_000, undefined, { signal });
      },
      { concurrency: 1 },
    );
    await leaving.lane('engines').add(id);
    await until(() => started, 5_000, 'the start');
    const before = Date.now();
    await leaving.close({ graceMs: 50 });
    expect(Date.now() - before).toBeLessThan(3_000);
    const seen: string[] = [];
    queues(prefix)
      .lane('engines')
      .work(async (found) => void seen.push(found), { concurrency: 1 });
    await until(() => seen.length === 1, 5_000, 'the other process');
    expect(seen).toEqual([id]);
  });

  test('nothing is claimed after closing began', async () => {
    const prefix = `t-${randomUUID()}`;
    const leaving = queues(prefix);
    const lane = leaving.lane('engines');
    const seen: string[] = [];
    lane.work(async (id) => void seen.push(id), { concurrency: 1 });
    await leaving.close({ graceMs: 1_000 });
    const id = randomUUID();
    const other = queues(prefix).lane('engines');
    await other.add(id);
    await wait(100);
    expect(seen).toEqual([]);
    expect(await other.has(id)).toBe(true);
  });
});
