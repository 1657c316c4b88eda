import { createHash } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { type Migration, migrate, shippedMigrations } from './migrate.ts';
import { PglitePool } from './pglite-pool.ts';
import { openPgliteSession } from './pglite-session.ts';
import { startPglite } from './snapshot.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const parts = { log: quiet, clock: systemClock };
let pglite: PGlite;
let pool: PglitePool;

beforeEach(async () => {
  pglite = await startPglite();
  pool = new PglitePool(await openPgliteSession(pglite));
  await migrate(pool, parts);
}, 60_000);
afterEach(async () => {
  await pool.end();
  await pglite.close();
});

function migration(name: string, sql: string, breaking = false): Migration {
  return { name, sql, breaking, checksum: createHash('sha256').update(sql).digest('hex') };
}
const later = (...added: Migration[]) => [...shippedMigrations(), ...added];
const names = async () =>
  (await pool.query('SELECT name FROM schema_migrations ORDER BY name')).rows.map((row: { name: string }) => row.name);

test('a second run changes nothing', async () => {
  expect(await migrate(pool, parts)).toEqual({ applied: [] });
});

test('new files run in order, each once', async () => {
  const files = later(migration('9001_a', 'CREATE TABLE a (x int)'), migration('9002_b', 'ALTER TABLE a ADD y int'));
  expect(await migrate(pool, parts, files)).toEqual({ applied: ['9001_a', '9002_b'] });
  expect(await migrate(pool, parts, files)).toEqual({ applied: [] });
});

test('a migration that fails half way leaves nothing of itself', async () => {
  const files = later(migration('9001_bad', 'CREATE TABLE a (x int); SELECT 1/0'));
  await expect(migrate(pool, parts, files)).rejects.toMatchObject({ code: '22012' });
  expect(await names()).not.toContain('9001_bad');
  expect((await pool.query("SELECT to_regclass('a') AS found")).rows).toEqual([{ found: null }]);
});

test('a file that was changed after it ran is refused by name', async () => {
  await migrate(pool, parts, later(migration('9001_a', 'CREATE TABLE a (x int)')));
  const changed = later(migration('9001_a', 'CREATE TABLE a (x bigint)'));
  await expect(migrate(pool, parts, changed)).rejects.toThrow('migration 9001_a was changed');
});

test('an old binary goes on with an unknown newer migration, but not with a breaking one', async () => {
  await migrate(pool, parts, later(migration('9001_fine', 'CREATE TABLE a (x int)')));
  expect(await migrate(pool, parts)).toEqual({ applied: [] });
  await migrate(
    pool,
    parts,
    later(migration('9001_fine', 'CREATE TABLE a (x int)'), migration('9002_new', 'DROP TABLE a', true)),
  );
  await expect(migrate(pool, parts)).rejects.toThrow('migrated by a newer Polymuse (9002_new, breaking)');
});

test('the queue schema is there', async () => {
  const { rows } = await pool.query("SELECT to_regclass('bullmq.job')::text AS job");
  expect(rows).toEqual([{ job: 'job' }]);
});
