import { existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { type DataFolderLock, lockDataFolder } from './data-folder-lock.ts';
import type { Database, DatabaseParts } from './database.ts';
import { migrate } from './migrate.ts';
import { PglitePool } from './pglite-pool.ts';
import { openPgliteSession } from './pglite-session.ts';
import { startUpkeep } from './pglite-upkeep.ts';
import { startPglite } from './snapshot.ts';
import { answersWithin, runStatement, runTransaction } from './transaction.ts';

/** Nothing is kept: for tests and dry runs. */
export const inMemory = 'memory://';

/**
 * PGlite in `<dataDir>/database`, owned by this process alone. Survives kill -9 at any moment: PGlite writes its WAL
 * before it answers. (The WAL reaches the disk when the operating system writes it: PGlite has no fsync.)
 */
export async function openPglite(dataDir: string, parts: DatabaseParts): Promise<Database> {
  if (dataDir === inMemory) return openInstance(await startPglite(), parts, async () => undefined);
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockDataFolder(folder, parts.clock);
  try {
    return await openLocked(folder, lock, parts);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(folder: string, lock: DataFolderLock, parts: DatabaseParts): Promise<Database> {
  const cluster = join(folder, 'database');
  // While this mark stands the cluster is half made and holds nothing anybody was promised.
  const unfinished = join(folder, 'database.unfinished');
  if (existsSync(unfinished)) await rm(cluster, { recursive: true, force: true });
  const fresh = !existsSync(join(cluster, 'PG_VERSION'));
  if (fresh) {
    if (existsSync(cluster)) await rm(cluster, { recursive: true, force: true });
    const mark = await open(unfinished, 'w');
    await mark.sync();
    await mark.close();
  }
  // We hold the folder's lock, so whatever a killed predecessor left here is stale.
  await rm(join(cluster, 'postmaster.pid'), { force: true });
  const pglite = await startPglite({ dataDir: cluster });
  const database = await openInstance(pglite, parts, () => lock.release());
  if (fresh) await rm(unfinished, { force: true });
  return database;
}

async function openInstance(pglite: PGlite, parts: DatabaseParts, afterClose: () => Promise<void>): Promise<Database> {
  const pool = new PglitePool(await openPgliteSession(pglite));
  pool.on('error', (error: Error) => parts.log.error({ err: error }, 'embedded database failed'));
  try {
    await migrate(pool, parts);
  } catch (error) {
    await pool.end();
    await pglite.close();
    throw error;
  }
  const stopUpkeep = startUpkeep(pool, parts.log);
  let closing: Promise<void> | undefined;
  const close = async () => {
    stopUpkeep();
    await pool.end();
    await pglite.close();
    await afterClose();
  };
  return {
    kind: 'pglite',
    pool,
    query: (text, values) => runStatement(pool, text, values),
    transaction: (work) => runTransaction(pool, work),
    listen: (channel, onPayload) => listenOn(pool, channel, onPayload),
    ping: (timeoutMs) => answersWithin(pool, timeoutMs),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function listenOn(
  pool: PglitePool,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<() => Promise<void>> {
  const client = await pool.connect();
  client.on('notification', (message: { channel: string; payload?: string }) => {
    if (message.channel === channel) onPayload(message.payload ?? '');
  });
  await client.query(`LISTEN "${channel.replaceAll('"', '""')}"`);
  return async () => {
    client.removeAllListeners('notification');
    await client.end();
  };
}
