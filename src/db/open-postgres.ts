import pg from 'pg';
import type { Database, DatabaseParts } from './database.ts';
import { migrate } from './migrate.ts';
import { destroyClient, PostgresListener } from './postgres-listener.ts';
import { answersWithin, runStatement, runTransaction } from './transaction.ts';
import { errorCode } from './transient-error.ts';
import { valueTypes } from './value-types.ts';

/** BullMQ's workers each keep one listening client; those come on top of the statements' share. */
const listeningClients = 6;
const defaultPoolSize = 10;
const closeWaitMs = 3_000;

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
  // (pg hangs the whole client on its errors, so they are not logged as they are.)
  pool.on('error', (error) => {
    parts.log.warn({ code: errorCode(error), reason: error.message }, 'database connection lost');
  });
  const clients = new Set<pg.PoolClient>();
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    clients.add(client);
  });
  pool.on('remove', (client) => clients.delete(client));
  // Every BullMQ queue and worker adds a listener of its own.
  pool.setMaxListeners(0);
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
    // Clients that nobody gave back must not keep the process from ending.
    const timer = setTimeout(() => clients.forEach(destroyClient), closeWaitMs);
    await pool.end().finally(() => clearTimeout(timer));
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
