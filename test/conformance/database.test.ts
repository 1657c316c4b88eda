import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { shippedMigrations } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import { type PostgresService, startPostgres } from '../services/postgres.ts';
import { until } from '../services/start-process.ts';
import { schemaText } from './database-schema-text.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const parts = { log: quiet, clock: systemClock };
let service: PostgresService;

beforeAll(async () => {
  service = await startPostgres();
}, 60_000);
afterAll(() => service.stop(), 30_000);

describe.each(['PGlite', 'PostgreSQL'])('the database on %s', (ground) => {
  let database: Database;

  beforeAll(async () => {
    database = await openDatabase(
      ground === 'PGlite' ? { dataDir: 'memory://' } : { databaseUrl: await service.createDatabase(), poolSize: 4 },
      parts,
    );
    await database.query('CREATE TABLE notes (id int PRIMARY KEY, body text)');
  }, 60_000);
  beforeEach(async () => {
    await database.query('DELETE FROM notes');
  });
  afterAll(() => database.close(), 30_000);

  const count = async () => Number((await database.query('SELECT count(*) AS n FROM notes')).rows[0]?.n);

  test('values come back in the same types everywhere', async () => {
    const { rows } = await database.query(
      `SELECT 9007199254740991::bigint AS big, ARRAY[1::bigint, 2] AS bigs, NULL::bigint AS none, 7 AS int,
        '2026-01-02T03:04:05.678+02'::timestamptz AS at, '{"b":1,"a":{"d":[],"c":null}}'::json AS json,
        '\\x00ff'::bytea AS bytes, ARRAY['a', 'b "c"'] AS texts, 1.50::numeric AS exact, true AS flag`,
    );
    expect(rows).toEqual([
      {
        big: 9007199254740991,
        bigs: [1, 2],
        none: null,
        int: 7,
        at: new Date('2026-01-02T01:04:05.678Z'),
        json: { b: 1, a: { d: [], c: null } },
        bytes: Buffer.from([0, 255]),
        texts: ['a', 'b "c"'],
        exact: '1.50',
        flag: true,
      },
    ]);
    expect(JSON.stringify(rows[0]?.json)).toBe('{"b":1,"a":{"d":[],"c":null}}');
  });

  test('a bigint that would lose digits is an error, and the next statement works', async () => {
    await expect(database.query('SELECT 9007199254740992::bigint')).rejects.toThrow('9007199254740992');
    expect(await database.ping(1_000)).toBe(true);
  });

  test('parameters go out as pg sends them', async () => {
    const at = new Date(1_700_000_000_123);
    const { rows } = await database.query(
      `SELECT $1::timestamptz AS at, $2::bigint AS big, $3::bytea AS bytes, $4::text[] AS texts, $5::json AS json,
        $6::text AS none, $7::boolean AS flag`,
      [at, 12345678901234n, Buffer.from([1, 0, 2]), ['x', 'y,"z'], { b: 1, a: 2 }, null, true],
    );
    expect(rows).toEqual([
      {
        at,
        big: 12345678901234,
        bytes: Buffer.from([1, 0, 2]),
        texts: ['x', 'y,"z'],
        json: { b: 1, a: 2 },
        none: null,
        flag: true,
      },
    ]);
  });

  test('a large value goes through whole', async () => {
    const body = 'ä'.repeat(3_000_000);
    await database.query('INSERT INTO notes VALUES (1, $1)', [body]);
    const { rows } = await database.query<{ body: string }>('SELECT body FROM notes');
    expect(rows[0]?.body === body).toBe(true);
  });

  test('a transaction commits as a whole or not at all', async () => {
    const kept = await database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      await tx.query('INSERT INTO notes VALUES (2)');
      return 'kept';
    });
    const lost = database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (3)');
      throw new Error('changed my mind');
    });
    await expect(lost).rejects.toThrow('changed my mind');
    expect([kept, await count()]).toEqual(['kept', 2]);
  });

  test('swallowing the error of a statement does not make the transaction a success', async () => {
    const work = database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      await tx.query('SELECT 1/0').catch(() => undefined);
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await count()).toBe(0);
  });

  test('a transaction that lost a race runs again, three times at most', async () => {
    let runs = 0;
    const raise = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '${code}'; END $$`;
    await database.transaction(async (tx) => {
      runs += 1;
      await tx.query('INSERT INTO notes VALUES (1)');
      if (runs < 3) await tx.query(raise(runs === 1 ? '40001' : '40P01'));
    });
    expect([runs, await count()]).toEqual([3, 1]);
    runs = 0;
    const never = database.transaction(async (tx) => {
      runs += 1;
      await tx.query(raise('40001'));
    });
    await expect(never).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(4);
  });

  test('an ordinary failure is not repeated', async () => {
    let runs = 0;
    const work = database.transaction(async (tx) => {
      runs += 1;
      await tx.query('SELECT 1/0');
    });
    await expect(work).rejects.toMatchObject({ code: '22012' });
    expect(runs).toBe(1);
  });

  test('a transaction cannot be used after its end', async () => {
    const late = await database.transaction(async (tx) => tx);
    await expect(late.query('SELECT 1')).rejects.toThrow('has ended');
  });

  test('compare-and-set by many at once has one winner', async () => {
    await database.query("INSERT INTO notes VALUES (1, 'pending')");
    const tries = Array.from({ length: 20 }, () =>
      database.transaction((tx) => tx.query("UPDATE notes SET body = 'taken' WHERE id = 1 AND body = 'pending'")),
    );
    const winners = (await Promise.all(tries)).filter((result) => result.rowCount === 1);
    expect(winners).toHaveLength(1);
  });

  test('notifications arrive after the commit, none after a rollback or the unsubscription', async () => {
    const heard: string[] = [];
    const stop = await database.listen('Odd "channel"', (payload) => heard.push(payload));
    const other = await database.listen('Odd "channel"', (payload) => heard.push(`2:${payload}`));
    const notify = `SELECT pg_notify('Odd "channel"', $1)`;
    await database.transaction((tx) => tx.query(notify, ['a']));
    await database
      .transaction(async (tx) => {
        await tx.query(notify, ['never']);
        throw new Error('back');
      })
      .catch(() => undefined);
    await until(() => heard.length === 2, 5_000, 'both to hear it');
    await stop();
    await database.query(notify, ['b']);
    await until(() => heard.length === 3, 5_000, 'the other one to hear it');
    await other();
    await database.query(notify, ['c']);
    await wait(50);
    expect(heard.sort()).toEqual(['2:a', '2:b', 'a']);
  });

  test('the schema is the recorded one', async () => {
    await database.query('DROP TABLE notes');
    const text = await schemaText(database);
    await database.query('CREATE TABLE notes (id int PRIMARY KEY, body text)');
    await expect(
      text,
      'the migrations now give another schema; if that is meant: npx vitest run test/conformance/database.test.ts -u',
    ).toMatchFileSnapshot('../../src/db/__fixtures__/schema.txt');
  });
});

describe('PostgreSQL alone', () => {
  test('many migrators at once migrate once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const databaseUrl = await service.createDatabase();
      const opened = await Promise.all(
        Array.from({ length: 6 }, () => openDatabase({ databaseUrl, poolSize: 1 }, parts)),
      );
      const { rows } = await opened[0]!.query('SELECT name FROM schema_migrations');
      expect(rows.map((row) => row.name)).toEqual(shippedMigrations().map((migration) => migration.name));
      await Promise.all(opened.map((database) => database.close()));
    }
  }, 30_000);

  test('sessions have their time limits', async () => {
    const database = await openDatabase({ databaseUrl: await service.createDatabase() }, parts);
    const settings = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'search_path'];
    const { rows } = await database.query(
      'SELECT current_setting($1) AS a, current_setting($2) AS b, current_setting($3) AS c, current_setting($4) AS d',
      settings,
    );
    expect(rows).toEqual([{ a: '15s', b: '5s', c: '30s', d: 'public,bullmq' }]);
    await database.close();
  }, 30_000);

  test('a restart of the server cuts sessions, not the process: transactions and listeners come back', async () => {
    const database = await openDatabase({ databaseUrl: await service.createDatabase(), poolSize: 4 }, parts);
    await database.query('CREATE TABLE counted (n int)');
    const heard: string[] = [];
    let gaps = 0;
    await database.listen(
      'news',
      (payload) => heard.push(payload),
      () => {
        gaps += 1;
      },
    );
    let attempts = 0;
    const work = database.transaction(async (tx) => {
      attempts += 1;
      await tx.query('INSERT INTO counted VALUES (1)');
      if (attempts === 1) await service.restart();
      await tx.query('INSERT INTO counted VALUES (2)');
    });
    await work;
    expect(attempts).toBe(2);
    expect((await database.query('SELECT n FROM counted ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
    await until(() => gaps === 1, 10_000, 'the listener to come back');
    await database.query("SELECT pg_notify('news', 'after')");
    await until(() => heard.length === 1, 5_000, 'the notification');
    await database.close();
  }, 40_000);

  test('a terminated session costs one retry', async () => {
    const database = await openDatabase({ databaseUrl: await service.createDatabase(), poolSize: 2 }, parts);
    let attempts = 0;
    await database.transaction(async (tx) => {
      attempts += 1;
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      if (attempts === 1) await database.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await tx.query('SELECT 1');
    });
    expect(attempts).toBe(2);
    await database.close();
  }, 30_000);

  test('ping is false, in time, when nobody answers', async () => {
    const database = await openDatabase({ databaseUrl: await service.createDatabase(), poolSize: 1 }, parts);
    await service.stop();
    const before = Date.now();
    expect(await database.ping(500)).toBe(false);
    expect(Date.now() - before).toBeLessThan(2_000);
    await database.close();
    service = await startPostgres();
  }, 40_000);
});
