import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { runMigrations as runQueueMigrations } from 'bullmq';
import type { DatabaseParts } from './database.ts';
import type { PoolClientLike, PoolLike } from './transaction.ts';
import { errorCode } from './transient-error.ts';

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
  /** The file has a line `-- breaking`: a binary that does not know it must not touch the database. */
  breaking: boolean;
}

/** The schema of BullMQ's tables; every session has it behind `public` in its search path. */
export const queueSchema = 'bullmq';

/** Serialises migrators of one database; the number spells "poly". */
const migrationLock = 0x706f6c79;
const lockWaitMs = 60_000;

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The shipped files in order; names sort by their number. */
export function shippedMigrations(folder = new URL('./migrations/', import.meta.url)): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((file) => {
    const sql = readFileSync(new URL(file, folder), 'utf8');
    return {
      name: file.replace(/\.sql$/, ''),
      sql,
      checksum: createHash('sha256').update(sql).digest('hex'),
      breaking: /^-- breaking\s*$/m.test(sql),
    };
  });
}

/**
 * Brings the database up to `migrations`, forward only, and BullMQ's own schema with it. Safe to run from many
 * processes at once. Throws MigrationError when an applied file was changed, or when the database has a breaking
 * migration this binary does not know.
 */
export async function migrate(
  pool: PoolLike,
  parts: DatabaseParts,
  migrations: Migration[] = shippedMigrations(),
): Promise<{ applied: string[] }> {
  const client = await pool.connect();
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure = error;
  };
  client.on('error', onError);
  try {
    await client.query(`SET statement_timeout = 0; SET lock_timeout = ${lockWaitMs}`);
    // Held by the session, around everything: a lock taken inside a transaction would leave that transaction with the
    // catalogue it had cached before it waited, and its CREATE … IF NOT EXISTS would then collide with the winner's.
    await takeLock(client);
    const applied: string[] = [];
    await prepareLedger(client);
    for (const migration of await pending(client, migrations)) {
      if (await apply(client, migration, parts)) applied.push(migration.name);
    }
    await runQueueMigrations(client as Parameters<typeof runQueueMigrations>[0], queueSchema);
    return { applied };
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    const leave = `SELECT pg_advisory_unlock_all(); RESET statement_timeout; RESET lock_timeout`;
    await client.query(leave).catch((error: Error) => {
      failure = error;
    });
    client.removeListener('error', onError);
    client.release(failure);
  }
}

async function prepareLedger(client: PoolClientLike): Promise<void> {
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      breaking boolean NOT NULL,
      applied_at timestamptz NOT NULL
    )`);
}

async function takeLock(client: PoolClientLike): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock]).catch((error: unknown) => {
    if (errorCode(error) !== '55P03') throw error;
    throw new MigrationError('another process has been migrating this database for over a minute', { cause: error });
  });
}

async function pending(client: PoolClientLike, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query('SELECT name, checksum, breaking FROM schema_migrations ORDER BY name');
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows as { name: string; checksum: string; breaking: boolean }[]) {
    const migration = known.get(row.name);
    if (migration && migration.checksum !== row.checksum) {
      throw new MigrationError(
        `migration ${row.name} was changed after this database ran it; restore the file and add a new one instead`,
      );
    }
    if (!migration && row.breaking) {
      throw new MigrationError(
        `the database was migrated by a newer Polymuse (${row.name}, breaking); start that version or a later one`,
      );
    }
  }
  const done = new Set(rows.map((row: { name: string }) => row.name));
  return migrations.filter((migration) => !done.has(migration.name));
}

async function apply(client: PoolClientLike, migration: Migration, parts: DatabaseParts): Promise<boolean> {
  const ran = await inTransaction(client, async () => {
    // First the row: should two ever come here, the second stops at the key before touching the schema.
    const { rowCount } = await client.query(
      `INSERT INTO schema_migrations (name, checksum, breaking, applied_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO NOTHING`,
      [migration.name, migration.checksum, migration.breaking, new Date(parts.clock.now())],
    );
    if (rowCount === 0) return false;
    await client.query(migration.sql);
    return true;
  });
  if (ran) parts.log.info({ migration: migration.name }, 'database migrated');
  return ran;
}

async function inTransaction<T>(client: PoolClientLike, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
