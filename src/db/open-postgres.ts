import pg from 'pg';
import type { Database, DatabaseParts } from './database.ts';
import { migrate } from './migrate.ts';
import { PostgresListener } from './postgres-listener.ts';
import { answersWithin, runStatement, runTransaction } from './transaction.ts';
import { valueTypes } from './value-types.ts';

/** BullMQ's workers each keep one listening client; those come on top of the statements' share. */
const listeningClients = 6;
const defaultPoolSize = 10;

/** PostgreSQL over TCP. `poolSize` is how many statements may run at once from this process. */
export async function openPostgres(
  options: { databaseUrl: string; poolSize?: number },
  parts: DatabaseParts,
): Promise<Database> {
  const config = clientConfig(options.databaseUrl);
  const pool = new pg.Pool({
    ...config,
    max: (options.poolSize ?? defaultPoolSize) + listeningClients,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // Without these a restart of the server would end the process: an "error" event nobody hears is thrown.
  pool.on('error', (error) => parts.log.warn({ err: error }, 'database connection lost'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await migrate(pool, parts);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const listener = new PostgresListener(config, parts.log);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await listener.close();
    await pool.end();
  };
  return {
    kind: 'postgres',
    pool,
    query: (text, values) => runStatement(pool, text, values),
    transaction: (work) => runTransaction(pool, work),
    listen: (channel, onPayload, onGap) => listener.listen(channel, onPayload, onGap),
    ping: (timeoutMs) => answersWithin(pool, timeoutMs),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function clientConfig(databaseUrl: string): pg.ClientConfig {
  // Settings inside the URL win over pg's own options, so ours have to be added there.
  const url = new URL(databaseUrl);
  const asked = url.searchParams.get('options');
  url.searchParams.set('options', `${asked ? `${asked} ` : ''}-c search_path=public,bullmq`);
  return {
    connectionString: url.href,
    application_name: 'polymuse',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueTypes,
  };
}
