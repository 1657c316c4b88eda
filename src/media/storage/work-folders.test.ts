import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkFolders } from './work-folders.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'polymuse-work-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('work folders', () => {
  it('are empty when made, also over a leftover, and gone when removed', async () => {
    const folders = await createWorkFolders({ dataDir });
    const folder = await folders.create('task-1');
    await writeFile(path.join(folder, 'frame.raw'), 'x');
    expect(await folders.create('task-1')).toBe(folder);
    expect(await readdir(folder)).toEqual([]);
    await folders.remove('task-1');
    await folders.remove('task-1');
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('go away however the work ends', async () => {
    const folders = await createWorkFolders({ dataDir });
    const seen = await folders.use('a', async (folder) => folder);
    expect(path.basename(seen)).toBe('a');
    await expect(access(seen)).rejects.toThrow('ENOENT');
    await expect(
      folders.use('b', async (folder) =>
        writeFile(path.join(folder, 'x'), 'x').then(() => Promise.reject(new Error('broke'))),
      ),
    ).rejects.toThrow('broke');
    expect(await readdir(path.join(dataDir, 'work'))).toEqual([]);
  });

  it('of an earlier run are swept at start, the fresh ones of a neighbour only when told to', async () => {
    const left = path.join(dataDir, 'work', 'left', 'deep');
    await mkdir(left, { recursive: true });
    await createWorkFolders({ dataDir, staleAfterMs: 60_000 });
    await access(left);
    await createWorkFolders({ dataDir, staleAfterMs: 60_000, nowMs: Date.now() + 120_000 });
    await expect(access(left)).rejects.toThrow('ENOENT');
    await mkdir(left, { recursive: true });
    await createWorkFolders({ dataDir });
    expect(await readdir(path.join(dataDir, 'work'))).toEqual([]);
  });

  it.each(['', '.', '..', '../x', 'a/b', '/etc', 'a\0', '-rf', '.hidden', 'x'.repeat(129)])(
    'take no id like %j',
    async (id) => {
      const folders = await createWorkFolders({ dataDir });
      await expect(folders.create(id)).rejects.toThrow(TypeError);
      await expect(folders.remove(id)).rejects.toThrow(TypeError);
    },
  );
});
