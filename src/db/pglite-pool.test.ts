import { setTimeout as wait } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PglitePool } from './pglite-pool.ts';
import { openPgliteSession, type PgliteSession } from './pglite-session.ts';
import { startPglite } from './snapshot.ts';

const idleMs = 200;
let pglite: PGlite;
let session: PgliteSession;
let pool: PglitePool;

beforeAll(async () => {
  pglite = await startPglite();
  session = await openPgliteSession(pglite);
  pool = new PglitePool(session, idleMs);
  await pool.query('CREATE TABLE notes (id int PRIMARY KEY, body text)');
}, 60_000);
afterEach(async () => {
  await pool.query('DELETE FROM notes');
});
afterAll(async () => {
  await pool.end();
  await pglite.close();
});

const ids = async () =>
  (await pool.query('SELECT id FROM notes ORDER BY id')).rows.map((row: { id: number }) => row.id);

test('a statement of somebody else waits until the transaction has ended and never lands inside it', async () => {
  const client = await pool.connect();
  await client.query('/* mine */ BEGIN');
  await client.query('INSERT INTO notes VALUES (1)');
  const outside = pool.query('INSERT INTO notes VALUES (2)');
  await client.query('SAVEPOINT a');
  await client.query('INSERT INTO notes VALUES (3)');
  await client.query('ROLLBACK TO SAVEPOINT a');
  await client.query('ROLLBACK');
  client.release();
  await outside;
  expect(await ids()).toEqual([2]);
});

test('a failed transaction keeps the session until its ROLLBACK', async () => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO notes VALUES (1)');
  await expect(client.query('INSERT INTO notes VALUES (1)')).rejects.toMatchObject({ code: '23505' });
  const outside = pool.query('INSERT INTO notes VALUES (2)');
  await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
  await client.query('ROLLBACK');
  client.release();
  await outside;
  expect(await ids()).toEqual([2]);
});

test('many transactions at once all commit whole', async () => {
  const transfer = async (first: number) => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO notes VALUES ($1)', [first]);
    await wait(1);
    await client.query('INSERT INTO notes VALUES ($1)', [first + 1]);
    await client.query('COMMIT');
    client.release();
  };
  await Promise.all(Array.from({ length: 30 }, (_, index) => transfer(index * 2)));
  expect(await ids()).toHaveLength(60);
});

test('releasing inside a transaction rolls it back', async () => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO notes VALUES (1)');
  client.release();
  expect(await ids()).toEqual([]);
  await expect(client.query('SELECT 1')).rejects.toThrow('not queryable');
});

test('a client that goes silent inside a transaction is rolled back and told', async () => {
  const client = await pool.connect();
  const errors: Error[] = [];
  client.on('error', (error: Error) => errors.push(error));
  await client.query('BEGIN');
  await client.query('INSERT INTO notes VALUES (1)');
  expect(await ids()).toEqual([]);
  expect(errors).toMatchObject([{ code: '25P03' }]);
  await expect(client.query('COMMIT')).rejects.toMatchObject({ code: '25P03' });
});

test('a transaction on the pool itself is refused instead of catching everybody in it', async () => {
  await expect(pool.query('BEGIN')).rejects.toThrow('client of its own');
  await pool.query('INSERT INTO notes VALUES (1)');
  expect(await ids()).toEqual([1]);
});

test('one listener leaving does not silence the other', async () => {
  const [first, second] = [await pool.connect(), await pool.connect()];
  const heard: string[] = [];
  first.on('notification', (message: { payload: string }) => heard.push(`first ${message.payload}`));
  second.on('notification', (message: { payload: string }) => heard.push(`second ${message.payload}`));
  await first.query('-- comment\nLISTEN news');
  await second.query('LISTEN news');
  await pool.query("SELECT pg_notify('news', 'a')");
  await first.query('UNLISTEN news');
  await pool.query("SELECT pg_notify('news', 'b')");
  second.release();
  await pool.query("SELECT pg_notify('news', 'c')");
  await wait(20);
  expect(heard.sort()).toEqual(['first a', 'second a', 'second b']);
  expect((await pool.query('SELECT pg_listening_channels()')).rows).toEqual([]);
  first.release();
});

test('several statements in one text give their results in order', async () => {
  const results = (await pool.query('SELECT 1 AS a; SELECT 2 AS b')) as unknown as { rows: unknown[] }[];
  expect(results.map((result) => result.rows)).toEqual([[{ a: 1 }], [{ b: 2 }]]);
});

test('results carry what pg puts into them', async () => {
  const result = await pool.query('INSERT INTO notes VALUES ($1, $2) RETURNING id', [7, 'x']);
  expect(result).toMatchObject({ command: 'INSERT', rowCount: 1, rows: [{ id: 7 }] });
  expect(result.fields.map((field) => field.name)).toEqual(['id']);
  expect((await pool.query({ text: 'SELECT 1, 2', rowMode: 'array' })).rows).toEqual([[1, 2]]);
});

test('an error leaves the session usable and names its SQLSTATE', async () => {
  await expect(pool.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
  await expect(pool.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
  expect(await ids()).toEqual([]);
});

test('drizzle takes a client of its own for a transaction', async () => {
  const orm = drizzle(pool as unknown as Pool);
  const done = orm.transaction(async (tx) => {
    await tx.execute(sql`INSERT INTO notes VALUES (1)`);
    await wait(20);
    await tx.transaction((inner) => inner.execute(sql`INSERT INTO notes VALUES (2)`));
    throw new Error('no');
  });
  const outside = pool.query('INSERT INTO notes VALUES (3)');
  await expect(done).rejects.toThrow('no');
  await outside;
  expect(await ids()).toEqual([3]);
});
