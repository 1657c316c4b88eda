import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, systemClock } from '../../clock.ts';
import { contentTypeOf } from '../content-types.ts';
import {
  DEFAULT_MAX_BYTES,
  type FileSource,
  type FileStore,
  FileTooLarge,
  isFileName,
  type PutOptions,
  type StoredFile,
} from './file-store.ts';

export interface DiskStoreOptions {
  /** The data folder; files go to `<dataDir>/media`. */
  dataDir: string;
  clock?: Clock;
  /** Unfinished files that nobody wrote to for this long are removed at start. Default one hour. */
  staleAfterMs?: number;
}

/**
 * Files under `<data>/media/ab/<uuid>.<ext>`. Each is written to `media/tmp`, synced, then renamed: a crash leaves a
 * part only there, and the next start sweeps it. The extension decides the content type, so nothing else is stored.
 */
export async function createDiskStore(options: DiskStoreOptions): Promise<FileStore> {
  const root = path.join(options.dataDir, 'media');
  const parts = path.join(root, 'tmp');
  await mkdir(parts, { recursive: true, mode: 0o700 });
  await sweepParts(parts, (options.clock ?? systemClock).now() - (options.staleAfterMs ?? 3_600_000));

  const folderOf = (name: string): string => path.join(root, name.slice(0, 2));
  const pathOf = (name: string): string => path.join(folderOf(name), name);

  return {
    async put(name, source, contentType, putOptions = {}) {
      if (!isFileName(name)) throw new TypeError('not a file name of the store');
      const expected = contentTypeOf(path.extname(name).slice(1));
      if (contentType !== expected)
        throw new TypeError(`a file of type ${contentType} needs another extension; this one says ${expected}`);
      const part = path.join(parts, `${randomUUID()}.part`);
      try {
        const sizeBytes = await writePart(part, source, putOptions);
        putOptions.signal?.throwIfAborted();
        const created = await mkdir(folderOf(name), { recursive: true, mode: 0o700 });
        if (created !== undefined) await syncFolder(root);
        await rename(part, pathOf(name));
        await syncFolder(folderOf(name));
        return { sizeBytes };
      } catch (thrown) {
        await rm(part, { force: true });
        throw thrown;
      }
    },

    async stat(name) {
      if (!isFileName(name)) return null;
      return ifThere(async () => {
        const facts = await stat(pathOf(name));
        return facts.isFile() ? storedFile(name, facts) : null;
      });
    },

    async openRead(name, range) {
      if (!isFileName(name)) return null;
      return ifThere(async () => {
        const file = await open(pathOf(name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
        try {
          const facts = await file.stat();
          if (range && !(range.start >= 0 && range.start <= range.end && range.end < facts.size)) {
            throw new RangeError(`bytes ${range.start}-${range.end} of a file with ${facts.size}`);
          }
          const stream = file.createReadStream({ ...(range ?? {}), autoClose: true, highWaterMark: 256 * 1024 });
          return { ...storedFile(name, facts), stream };
        } catch (thrown) {
          await file.close();
          throw thrown;
        }
      });
    },

    async delete(name) {
      if (!isFileName(name)) return false;
      return (await ifThere(async () => rm(pathOf(name)).then(() => true))) ?? false;
    },

    async freeBytes() {
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

function storedFile(name: string, facts: { size: number; mtime: Date }): StoredFile {
  return { sizeBytes: facts.size, contentType: contentTypeOf(path.extname(name).slice(1)), lastModified: facts.mtime };
}

async function writePart(part: string, source: FileSource, options: PutOptions): Promise<number> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (source.kind === 'path') {
    const { size } = await stat(source.path);
    if (size > maxBytes) throw new FileTooLarge(maxBytes);
    // A clone where the file system can, a copy in the kernel elsewhere.
    await copyFile(source.path, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    // The copy has the mode of its source, which may be read-only.
    await chmod(part, 0o600);
  }
  const file = await open(part, source.kind === 'path' ? 'r+' : 'wx', 0o600);
  try {
    if (source.kind === 'bytes') await writeAll(file, [source.bytes], maxBytes, options.signal);
    if (source.kind === 'stream') await writeAll(file, source.stream, maxBytes, options.signal);
    await file.sync();
    const { size } = await file.stat();
    if (size > maxBytes) throw new FileTooLarge(maxBytes);
    return size;
  } finally {
    await file.close();
  }
}

async function writeAll(
  file: FileHandle,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw new FileTooLarge(maxBytes);
    await file.writeFile(chunk);
  }
}

/** The new name itself must survive a power cut. Windows cannot open folders; there the rename alone has to do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sweepParts(parts: string, olderThanMs: number): Promise<void> {
  for (const entry of await readdir(parts)) {
    const part = path.join(parts, entry);
    const facts = await ifThere(() => stat(part));
    if (facts && facts.mtimeMs < olderThanMs) await rm(part, { recursive: true, force: true });
  }
}

async function ifThere<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ELOOP'))
      return null;
    throw thrown;
  }
}
