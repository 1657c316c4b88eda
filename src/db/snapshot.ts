import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import type { DatabaseParts } from './database.ts';
import { migrate, shippedMigrations } from './migrate.ts';
import { PglitePool } from './pglite-pool.ts';
import { openPgliteSession } from './pglite-session.ts';

/**
 * A first start would run initdb and every migration (seconds). The build does it once and keeps the resulting data
 * folder as an archive; a first start then only unpacks it.
 */
const archiveName = 'snapshot.tar.gz';
const keyName = 'snapshot.key';
/** To be raised with every change to how `writeSnapshot` makes the archive. */
const recipe = 1;

/** Small WAL segments: a new folder is 27 MB instead of 40, and is unpacked that much sooner. */
const initdbParams = ['--wal-segsize=1'];

/**
 * Every session finds BullMQ's tables behind ours. Buffers of 32 MB are plenty beside the operating system's own
 * cache, and a small WAL keeps both the folder and the recovery after a kill short.
 */
const startParams = [
  ...PGlite.defaultStartParams.map((param) => (param === 'search_path=public' ? 'search_path=public,bullmq' : param)),
  ...['shared_buffers=32MB', 'max_wal_size=64MB', 'min_wal_size=8MB'].flatMap((setting) => ['-c', setting]),
];

/** Changes whenever an archive made earlier would no longer be what a fresh start produces. */
export function snapshotKey(): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([recipe, packageVersion('@electric-sql/pglite'), packageVersion('bullmq'), initdbParams]));
  for (const migration of shippedMigrations()) hash.update(`${migration.name} ${migration.checksum}\n`);
  return hash.digest('hex');
}

/** The archive beside this file (built) or in `dist` (run from source), or nothing when it is missing or outdated. */
export async function readSnapshot(): Promise<Blob | undefined> {
  const key = snapshotKey();
  for (const folder of archiveFolders()) {
    const keyFile = join(folder, keyName);
    if (!existsSync(keyFile) || readFileSync(keyFile, 'utf8') !== key) continue;
    return new Blob([await readFile(join(folder, archiveName))]);
  }
  return undefined;
}

/**
 * A running PGlite in the folder (none: in memory); an existing cluster is opened, a missing one unpacked from the
 * current snapshot or, without one, made by initdb.
 */
export async function startPglite(cluster?: { dataDir: string }): Promise<PGlite> {
  if (cluster && existsSync(join(cluster.dataDir, 'PG_VERSION'))) return PGlite.create({ ...cluster, startParams });
  const loadDataDir = await readSnapshot();
  return PGlite.create({
    ...cluster,
    startParams,
    ...(loadDataDir ? { loadDataDir } : { initDbStartParams: initdbParams }),
  });
}

/** Makes the archive in `folder` unless the one there is current. Returns whether it was made. */
export async function writeSnapshot(folder: string, parts: DatabaseParts): Promise<boolean> {
  const key = snapshotKey();
  const keyFile = join(folder, keyName);
  if (existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return false;
  const pglite = await PGlite.create({ initDbStartParams: initdbParams, startParams });
  const pool = new PglitePool(await openPgliteSession(pglite));
  await migrate(pool, parts);
  // The templates are two thirds of the files, and creating files is what a first start spends its time on. PGlite
  // has one database and never copies another.
  await pool.query(`UPDATE pg_database SET datistemplate = false WHERE datname <> current_database()`);
  await pool.query('DROP DATABASE template0');
  await pool.query('DROP DATABASE template1');
  await pool.query('CHECKPOINT');
  await pool.end();
  const archive = await pglite.dumpDataDir('gzip');
  await pglite.close();
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, archiveName), Buffer.from(await archive.arrayBuffer()));
  await replaceFile(keyFile, Buffer.from(key));
  return true;
}

async function replaceFile(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}

function archiveFolders(): string[] {
  const here = dirname(fileURLToPath(import.meta.url));
  return [here, join(here, '..', '..', 'dist', 'db')];
}

function packageVersion(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const root = entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
