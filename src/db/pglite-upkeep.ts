import type { DatabaseParts } from './database.ts';
import type { PglitePool } from './pglite-pool.ts';
import { quotedIdentifier } from './statement-kind.ts';

/** PGlite runs no autovacuum: without this, tables that see many updates (jobs, tasks) would grow without end. */
const everyMs = 60_000;
/** PostgreSQL's own autovacuum rule: 50 rows + 20 % of the table. */
const deadTables = `
  SELECT schemaname AS schema, relname AS name FROM pg_stat_user_tables
  WHERE n_dead_tup > 50 + 0.2 * n_live_tup AND n_dead_tup > 500
  ORDER BY n_dead_tup DESC LIMIT 20`;

/** Vacuums and analyses the tables that need it, one statement at a time so that others get their turn between. */
export async function vacuumNeedy(pool: PglitePool): Promise<string[]> {
  const { rows } = await pool.query(deadTables);
  const done: string[] = [];
  for (const { schema, name } of rows as { schema: string; name: string }[]) {
    await pool.query(`VACUUM (ANALYZE) ${quotedIdentifier(schema)}.${quotedIdentifier(name)}`);
    done.push(`${schema}.${name}`);
  }
  return done;
}

/** Returns the function that stops it. */
export function startUpkeep(pool: PglitePool, log: DatabaseParts['log']): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running || pool.ended) return;
    running = true;
    vacuumNeedy(pool)
      .catch((error: unknown) => {
        if (!pool.ended) log.warn({ err: error }, 'vacuum of the embedded database failed');
      })
      .finally(() => {
        running = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
