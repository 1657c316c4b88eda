import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePort, runToEnd, stopProcess, until } from './start-process.ts';

export interface PostgresService {
  url: string;
  /** Another, empty database of the same cluster. */
  createDatabase(): Promise<string>;
  /** Fast shutdown and start again on the same port; sessions are cut with 57P01. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A cluster of its own in a scratch folder. PostgreSQL refuses to run as root, so root starts it as the `postgres`
 * user. Needs the server's programs in PATH or in /usr/lib/postgresql/<version>/bin.
 */
export async function startPostgres(): Promise<PostgresService> {
  const bin = await postgresPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'polymuse-postgres-'));
  const user = process.getuid?.() === 0 ? await systemUser('postgres') : {};
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid);
  const data = join(folder, 'data');
  await runToEnd(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder },
  );
  const port = await freePort();
  const start = () => startServer(join(bin, 'postgres'), { data, port, folder, user });
  let server = await start();
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    url: urlOf('postgres'),
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await once(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    async restart() {
      await stopProcess(server, 'SIGINT');
      server = await start();
    },
    async stop() {
      await stopProcess(server, 'SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type SystemUser = { uid?: number; gid?: number };

async function startServer(
  program: string,
  at: { data: string; port: number; folder: string; user: SystemUser },
): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${at.folder}`,
    'max_connections=100',
    'shared_buffers=64MB',
  ];
  const server = spawn(
    program,
    ['-D', at.data, '-p', String(at.port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...at.user,
      cwd: at.folder,
      stdio: 'ignore',
    },
  );
  const url = `postgres://postgres@127.0.0.1:${at.port}/postgres`;
  await until(
    () =>
      once(url, 'SELECT 1').then(
        () => true,
        () => false,
      ),
    20_000,
    'PostgreSQL to answer',
  );
  return server;
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function postgresPrograms(): Promise<string> {
  const inPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? (await readdir(root)).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(root, version, 'bin')), ...inPath];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (!found) throw new Error('these tests need PostgreSQL (initdb, postgres): install the package postgresql');
  return found;
}

async function systemUser(name: string): Promise<SystemUser> {
  const [uid, gid] = await Promise.all([runToEnd('id', ['-u', name], {}), runToEnd('id', ['-g', name], {})]);
  return { uid: Number(uid), gid: Number(gid) };
}
