import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

export interface WorkFolders {
  /** Makes an empty folder, also when one with this id is left from before. Returns its absolute path. */
  create(id: string): Promise<string>;
  /** Removes the folder and all in it; fine when it is not there. */
  remove(id: string): Promise<void>;
  /** Creates, runs, and removes however the work ends. */
  use<T>(id: string, work: (folder: string) => Promise<T>): Promise<T>;
}

export interface WorkFoldersOptions {
  /** The data folder; scratch goes to `<dataDir>/work`. */
  dataDir: string;
  /** Leftovers not touched for this long are removed at start. 0 (default) removes all: right when one process owns the folder. */
  staleAfterMs?: number;
  nowMs?: number;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Scratch folders, one per attempt of a task, so that whatever a tool leaves behind goes with the folder. */
export async function createWorkFolders(options: WorkFoldersOptions): Promise<WorkFolders> {
  const root = path.resolve(options.dataDir, 'work');
  await mkdir(root, { recursive: true, mode: 0o700 });
  await sweep(root, options.staleAfterMs ?? 0, options.nowMs ?? Date.now());

  const folderOf = (id: string): string => {
    if (!ID.test(id)) throw new TypeError('not an id of a work folder');
    return path.join(root, id);
  };
  const clear = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });

  const folders: WorkFolders = {
    async create(id) {
      const folder = folderOf(id);
      await clear(folder);
      await mkdir(folder, { mode: 0o700 });
      return folder;
    },
    async remove(id) {
      await clear(folderOf(id));
    },
    async use(id, work) {
      const folder = await folders.create(id);
      try {
        return await work(folder);
      } finally {
        await clear(folder);
      }
    },
  };
  return folders;
}

async function sweep(root: string, staleAfterMs: number, nowMs: number): Promise<void> {
  for (const entry of await readdir(root)) {
    const folder = path.join(root, entry);
    const facts = await stat(folder).catch(() => null);
    if (staleAfterMs > 0 && facts && nowMs - facts.mtimeMs < staleAfterMs) continue;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
