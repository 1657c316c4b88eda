import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { DataFolderBusy } from './data-folder-lock.ts';
import { openDatabase } from './open-database.ts';
import { PglitePool } from './pglite-pool.ts';
import { vacuumNeedy } from './pglite-upkeep.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const parts = { log: quiet, clock: systemClock };
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'polymuse-data-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('a folder keeps its rows from one opening to the next, and one opener at a time', {
  timeout: 60_000,
}, async () => {
  const first = await openDatabase({ dataDir }, parts);
  await first.query('CREATE TABLE kept (x int)');
  await first.query('INSERT INTO kept VALUES (1)');
  await expect(openDatabase({ dataDir }, parts)).rejects.toThrow(DataFolderBusy);
  await first.close();
  await first.close();
  const second = await openDatabase({ dataDir }, parts);
  expect((await second.query('SELECT x FROM kept')).rows).toEqual([{ x: 1 }]);
  await second.close();
});

test('a first start that was killed half way is done again, not trusted', { timeout: 60_000 }, async () => {
  const cluster = join(dataDir, 'database');
  await mkdir(join(cluster, 'base'), { recursive: true });
  await writeFile(join(cluster, 'PG_VERSION'), '18\n');
  await writeFile(join(dataDir, 'database.unfinished'), '');
  const database = await openDatabase({ dataDir }, parts);
  expect(await database.ping(1_000)).toBe(true);
  await database.close();
  expect((await readdir(dataDir)).sort()).toEqual(['database', 'lock']);
});

test('a stale postmaster.pid does not stop the start', { timeout: 60_000 }, async () => {
  await (await openDatabase({ dataDir }, parts)).close();
  await writeFile(join(dataDir, 'database', 'postmaster.pid'), '1\n/pglite/data\n1700000000\n5432\n\n\n');
  await (await openDatabase({ dataDir }, parts)).close();
});

test('tables with many dead rows are vacuumed', { timeout: 60_000 }, async () => {
  const database = await openDatabase({ dataDir: 'memory://' }, parts);
  const { pool } = database;
  if (!(pool instanceof PglitePool)) throw new Error('expected the PGlite pool');
  await database.query('CREATE TABLE busy (x int)');
  await database.query('INSERT INTO busy SELECT generate_series(1, 2000)');
  await database.query('UPDATE busy SET x = x + 1');
  await database.query('SELECT pg_stat_force_next_flush()');
  expect(await vacuumNeedy(pool)).toContain('public.busy');
  expect(await vacuumNeedy(pool)).not.toContain('public.busy');
  await database.close();
});
