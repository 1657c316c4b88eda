import { randomUUID } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';

/**
 * One process owns a data folder. The owner listens on a UNIX socket inside it: the kernel closes the socket with the
 * process, however it died, so there is no stale lock to guess about, and it holds across containers that share the
 * folder (where every pid is 1). Pid files and abstract sockets fail exactly there.
 *
 * Sockets are named `owner-<n>`. An owner first listens on a private name and then publishes it with `link`, which
 * is atomic, under the number after the highest dead one. The highest number is never deleted, so two processes that
 * find the same dead owner cannot both take over; whoever sees a higher number than its own steps back.
 */
export interface DataFolderLock {
  release(): Promise<void>;
}

export class DataFolderBusy extends Error {
  override readonly name = 'DataFolderBusy';
}

interface Owner {
  pid: number;
  host: string;
  since: string;
}

const answerWaitMs = 1_000;
const mostRounds = 50;
/** sun_path holds 104 bytes on macOS, 108 on Linux. */
const longestSocketPath = 100;

/** Throws DataFolderBusy, naming the owner, when another process (or another opener in this one) holds the folder. */
export async function lockDataFolder(folder: string, clock: Clock): Promise<DataFolderLock> {
  const sockets = join(folder, 'lock');
  await mkdir(sockets, { recursive: true, mode: 0o700 });
  const short = await shortPath(sockets);
  const owner: Owner = { pid: process.pid, host: hostname(), since: new Date(clock.now()).toISOString() };
  const privateName = `new-${randomUUID()}`;
  const server = await listenOn(join(short.path, privateName), owner).catch(async (error: unknown) => {
    await short.remove();
    throw unlockable(folder, error);
  });
  const stop = async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await rm(join(sockets, privateName), { force: true });
    await short.remove();
  };
  try {
    await publish({ sockets, short: short.path, privateName, folder });
  } catch (error) {
    await stop();
    throw error;
  }
  return { release: stop };
}

async function publish(at: { sockets: string; short: string; privateName: string; folder: string }): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const highest = Math.max(0, ...(await generations(at.sockets)));
    if (highest > 0) {
      const found = await probe(join(at.short, `owner-${highest}`));
      if (found !== 'dead') throw busy(at.folder, found);
    }
    const mine = highest + 1;
    try {
      await link(join(at.sockets, at.privateName), join(at.sockets, `owner-${mine}`));
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue;
      throw unlockable(at.folder, error);
    }
    const others = await generations(at.sockets);
    if (others.some((other) => other > mine)) {
      await rm(join(at.sockets, `owner-${mine}`), { force: true });
      continue;
    }
    const older = others.filter((other) => other < mine);
    await Promise.all(older.map((other) => rm(join(at.sockets, `owner-${other}`), { force: true })));
    await removeAbandoned(at);
    return;
  }
  throw new DataFolderBusy(`the data folder ${at.folder} is being taken by several processes at once; try again`);
}

async function generations(sockets: string): Promise<number[]> {
  const names = await readdir(sockets);
  return names.flatMap((name) => {
    const found = /^owner-(\d+)$/.exec(name);
    return found ? [Number(found[1])] : [];
  });
}

/** Private names of processes that died before they published. Only the new owner cleans up. */
async function removeAbandoned(at: { sockets: string; short: string; privateName: string }): Promise<void> {
  for (const name of await readdir(at.sockets)) {
    if (!name.startsWith('new-') || name === at.privateName) continue;
    if ((await probe(join(at.short, name))) === 'dead') await rm(join(at.sockets, name), { force: true });
  }
}

function listenOn(path: string, owner: Owner): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(owner));
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

/** A refused connection is the only proof of death; an owner too busy to answer is still an owner. */
function probe(path: string): Promise<Owner | 'alive' | 'dead'> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    const finish = (result: Owner | 'alive' | 'dead') => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish('alive'), answerWaitMs);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text = (text + chunk).slice(0, 1_000);
    });
    socket.on('end', () => finish(readOwner(text)));
    socket.on('error', (error) => {
      finish(hasCode(error, 'ECONNREFUSED') || hasCode(error, 'ENOENT') ? 'dead' : 'alive');
    });
  });
}

function readOwner(text: string): Owner | 'alive' {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return 'alive';
  }
}

function busy(folder: string, owner: Owner | 'alive'): DataFolderBusy {
  const who = owner === 'alive' ? 'another process' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return new DataFolderBusy(
    `the data folder ${folder} is in use by ${who}; stop it first, or give this one a folder of its own`,
  );
}

/** Some network and desktop-container mounts have neither sockets nor hard links; a database does not belong there. */
function unlockable(folder: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`the data folder ${folder} cannot be locked (${reason}); use a folder on a local disk or a volume`, {
    cause,
  });
}

/** Socket addresses are short; a deep folder is reached through a link in the temporary folder. */
async function shortPath(folder: string): Promise<{ path: string; remove(): Promise<void> }> {
  const longestName = `new-${randomUUID()}`;
  if (Buffer.byteLength(join(folder, longestName)) <= longestSocketPath) {
    return { path: folder, remove: async () => undefined };
  }
  const parent = await mkdtemp(join(tmpdir(), 'pm-'));
  const path = join(parent, 'd');
  await symlink(folder, path);
  return { path, remove: () => rm(parent, { recursive: true, force: true }) };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
