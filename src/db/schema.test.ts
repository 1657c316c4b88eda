import { eq, getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open-database.ts';
import * as schema from './schema.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const tables = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [value as PgTable] : []));
const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
let database: Database;

beforeAll(async () => {
  database = await openDatabase({ dataDir: 'memory://' }, { log: quiet, clock: systemClock });
}, 60_000);
afterAll(() => database.close());

test('drizzle knows exactly the tables of the migrated database', async () => {
  const { rows } = await database.query<{ table_name: string }>(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
     ORDER BY table_name`,
  );
  expect(tables.map((table) => getTableConfig(table).name).sort()).toEqual(rows.map((row) => row.table_name));
});

test.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
  'names, types and nullability of %s are those of the database',
  async (name, table) => {
    const { rows } = await database.query(
      `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AS required,
         a.atthasdef OR a.attidentity <> '' AS filled
       FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [`public.${name}`],
    );
    const ours = Object.entries(getTableColumns(table)).map(([key, column]) => ({
      name: snakeCase(key),
      type: column.getSQLType(),
      // A composite primary key makes its columns NOT NULL by itself.
      required: column.notNull,
      filled: column.hasDefault || column.generatedIdentity !== undefined,
    }));
    expect(ours).toEqual(rows);
  },
);

test('a row written through drizzle reads back as the same values', async () => {
  const orm = schema.orm(database);
  const at = new Date(1_700_000_000_123);
  const [account] = await orm
    .insert(schema.accounts)
    .values({ name: 'a', available: 9_007_199_254_740_991, webhookSigningSecret: 's', createdAt: at, updatedAt: at })
    .returning();
  expect(account).toMatchObject({ id: 1, available: 9_007_199_254_740_991, held: 0, createdAt: at });
  const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  await orm.insert(schema.tasks).values({
    id,
    accountId: 1,
    model: 'm',
    taskType: 't',
    family: 'f',
    familyKey: 'f',
    status: 'pending',
    config: { b: 1, a: [1, 2] },
    input: [],
    usageType: 'point',
    charge: 'on_create',
    holdPoints: 5,
    lane: 'engines',
    startBy: at,
    createdAt: at,
    updatedAt: at,
  });
  const [task] = await orm.select().from(schema.tasks).where(eq(schema.tasks.id, id));
  expect(JSON.stringify(task?.config)).toBe('{"b":1,"a":[1,2]}');
  expect(task).toMatchObject({ input: [], works: [], output: null, leaseUntil: null, createdAt: at, version: 1 });
  await orm.insert(schema.apiKeys).values({
    accountId: 1,
    name: 'k',
    hash: Buffer.from([0, 255, 1]),
    shownStart: 'sk-1',
    shownEnd: '9',
    scopes: ['task', 'a "quoted", one'],
    createdAt: at,
  });
  const [key] = await orm.select().from(schema.apiKeys);
  expect(key?.hash).toEqual(Buffer.from([0, 255, 1]));
  expect(key?.scopes).toEqual(['task', 'a "quoted", one']);
});
