import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, systemClock } from '../../clock.ts';

/** A finished file of a product. */
export interface MadeFile {
  role: string;
  /** Absolute. */
  path: string;
  contentType: string;
  /** Pixels; 0 for sound and 3D. */
  width: number;
  height: number;
  durationMs: number;
}

export interface Made {
  files: MadeFile[];
  /** Plain JSON, for example the frame rate. */
  facts: Record<string, number>;
}

export interface FileCache {
  /** What is kept under the key, or what `make` puts into the folder it is given. */
  get(key: string, make: (folder: string) => Promise<Made>): Promise<Made>;
}

/** Entries that may still be copied from are left alone, however full the folder is. */
const IN_USE_MS = 600_000;
const INDEX = 'made.json';
/** Unfinished work starts with this; it is swept at the first use. */
const PART = 'part-';

/**
 * Finished products in folders named by the hash of what they were made from. An entry appears at once by a rename,
 * so a crash leaves no half of it; the oldest entries go when the folder holds more than `maxBytes`.
 */
export function createFileCache(options: { folder: string; maxBytes: number; clock?: Clock }): FileCache {
  const { folder, maxBytes, clock = systemClock } = options;
  let sizes: Promise<Map<string, number>> | undefined;

  async function openFolder(): Promise<Map<string, number>> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = new Map<string, number>();
    for (const name of await readdir(folder)) {
      if (name.startsWith(PART)) {
        // A neighbour on the same folder may be at work on a fresh one.
        if (clock.now() - (await stat(path.join(folder, name))).mtimeMs > IN_USE_MS) await remove(name);
      } else found.set(name, await bytesIn(path.join(folder, name)));
    }
    return found;
  }

  const remove = (name: string): Promise<void> => rm(path.join(folder, name), { recursive: true, force: true });

  async function kept(key: string): Promise<Made | undefined> {
    const entry = path.join(folder, key);
    try {
      const made = JSON.parse(await readFile(path.join(entry, INDEX), 'utf8')) as Made;
      const now = new Date(clock.now());
      await utimes(entry, now, now);
      return { ...made, files: made.files.map((file) => ({ ...file, path: path.join(entry, file.path) })) };
    } catch {
      return undefined; // Not there, or going: it is made anew.
    }
  }

  async function makeRoom(all: Map<string, number>): Promise<void> {
    let total = [...all.values()].reduce((sum, bytes) => sum + bytes, 0);
    if (total <= maxBytes) return;
    const aged = await Promise.all(
      [...all.keys()].map(async (name) => ({
        name,
        usedAt: await stat(path.join(folder, name)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      })),
    );
    for (const { name, usedAt } of aged.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= maxBytes || clock.now() - usedAt < IN_USE_MS) return;
      await remove(name);
      total -= all.get(name) ?? 0;
      all.delete(name);
    }
  }

  return {
    async get(key, make) {
      sizes ??= openFolder();
      sizes.catch(() => {
        sizes = undefined;
      });
      const all = await sizes;
      const old = await kept(key);
      if (old) return old;
      const part = path.join(folder, `${PART}${randomUUID()}`);
      await mkdir(part, { mode: 0o700 });
      try {
        const made = await make(part);
        const files = made.files.map((file) => ({ ...file, path: path.relative(part, file.path) }));
        await removeOthers(part, new Set(files.map((file) => file.path)));
        await writeFile(path.join(part, INDEX), JSON.stringify({ ...made, files }));
        const entry = path.join(folder, key);
        await rename(part, entry).catch(async (error: NodeJS.ErrnoException) => {
          // Somebody else was quicker with the same: theirs is as good.
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
        });
        all.set(key, await bytesIn(entry));
        const now = new Date(clock.now());
        await utimes(entry, now, now);
        await makeRoom(all);
        return { ...made, files: files.map((file) => ({ ...file, path: path.join(entry, file.path) })) };
      } finally {
        await rm(part, { recursive: true, force: true });
      }
    },
  };
}

/** What was only needed on the way. */
async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !wanted.has(name));
  await Promise.all(names.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
