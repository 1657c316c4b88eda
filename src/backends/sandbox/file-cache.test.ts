import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manualClock } from '../../clock.ts';
import { createFileCache, type Made } from './file-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-cache-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function making(bytes: number) {
  const make = async (part: string): Promise<Made> => {
    make.calls++;
    const file = path.join(part, 'a.bin');
    await writeFile(file, Buffer.alloc(bytes, make.calls));
    await writeFile(path.join(part, 'on-the-way.raw'), 'not kept');
    return {
      files: [{ role: 'image', path: file, contentType: 'image/png', width: 1, height: 1, durationMs: 0 }],
      facts: { fps: 24 },
    };
  };
  make.calls = 0;
  return make;
}

it('makes once and gives the same file out again, also after a restart', async () => {
  const make = making(10);
  const first = await createFileCache({ folder, maxBytes: 1000 }).get('key', make);
  const second = await createFileCache({ folder, maxBytes: 1000 }).get('key', make);
  expect(second).toEqual(first);
  expect(make.calls).toBe(1);
  expect(await readFile(second.files[0]!.path)).toHaveLength(10);
  expect((await readdir(path.join(folder, 'key'))).sort()).toEqual(['a.bin', 'made.json']);
});

it('a maker that fails leaves nothing behind', async () => {
  const cache = createFileCache({ folder, maxBytes: 1000 });
  await expect(cache.get('key', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await readdir(folder)).toEqual([]);
});

it('two who make the same at once both get it', async () => {
  const cache = createFileCache({ folder, maxBytes: 1000 });
  const both = await Promise.all([cache.get('key', making(5)), cache.get('key', making(5))]);
  for (const { files } of both) expect(existsSync(files[0]!.path)).toBe(true);
  expect(await readdir(folder)).toEqual(['key']);
});

it('the entries that were not used for longest go first, and none that was used just now', async () => {
  const clock = manualClock(1_000_000_000_000);
  const cache = createFileCache({ folder, maxBytes: 1500, clock });
  await cache.get('old', making(400));
  clock.advance(3_600_000);
  await cache.get('newer', making(400));
  clock.advance(3_600_000);
  await cache.get('old', making(400)); // Used again.
  clock.advance(3_600_000);
  await cache.get('third', making(400));
  await cache.get('fourth', making(400));
  const left = (await readdir(folder)).sort();
  expect(left).not.toContain('newer');
  expect(left).toContain('third');
  expect(left).toContain('fourth');
});

it('what a crash left half done is swept', async () => {
  const part = path.join(folder, 'part-left');
  await mkdir(part);
  await utimes(part, new Date(0), new Date(0));
  await createFileCache({ folder, maxBytes: 1000 }).get('key', making(5));
  expect(await readdir(folder)).toEqual(['key']);
});
