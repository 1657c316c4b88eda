import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../clock.ts';
import { createDiskStore } from './disk-store.ts';
import { type FileStore, FileTooLarge, isFileName, newFileName } from './file-store.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'polymuse-store-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** One row per implementation: each must keep every promise below. */
const stores: { name: string; open: () => Promise<FileStore> }[] = [
  { name: 'disk', open: async () => createDiskStore({ dataDir: await mkdtemp(path.join(scratch, 'data-')) }) },
];

describe.each(stores)('a file store ($name)', ({ open }) => {
  let store: FileStore;
  beforeAll(async () => {
    store = await open();
  });

  const content = randomBytes(300_000);
  const readAll = async (name: string, range?: { start: number; end: number }): Promise<Buffer> =>
    buffer((await store.openRead(name, range))!.stream);

  it.each(['bytes', 'path', 'stream', 'async iterable'] as const)(
    'gives back exactly what was put (%s)',
    async (how) => {
      const name = newFileName('mp3');
      const file = path.join(scratch, `source-${how}`);
      await writeFile(file, content, { mode: 0o400 });
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < content.length; at += 7000) yield content.subarray(at, at + 7000);
      }
      const source = {
        bytes: { kind: 'bytes', bytes: content },
        path: { kind: 'path', path: file },
        stream: { kind: 'stream', stream: Readable.from(pieces()) },
        'async iterable': { kind: 'stream', stream: pieces() },
      } as const;
      expect(await store.put(name, source[how], 'audio/mpeg')).toEqual({ sizeBytes: content.length });
      const opened = (await store.openRead(name))!;
      expect(opened).toMatchObject({ sizeBytes: content.length, contentType: 'audio/mpeg' });
      expect(Math.abs(opened.lastModified.getTime() - Date.now())).toBeLessThan(60_000);
      expect((await buffer(opened.stream)).equals(content)).toBe(true);
    },
  );

  it('keeps an empty file', async () => {
    const name = newFileName('zip');
    await store.put(name, { kind: 'bytes', bytes: new Uint8Array() }, 'application/zip');
    expect(await store.stat(name)).toMatchObject({ sizeBytes: 0, contentType: 'application/zip' });
    expect(await readAll(name)).toHaveLength(0);
  });

  it('reads any range, both ends included, and tells the size of the whole', async () => {
    const name = newFileName('mp4');
    await store.put(name, { kind: 'bytes', bytes: content }, 'video/mp4');
    for (const [start, end] of [
      [0, 0],
      [5, 104],
      [content.length - 1, content.length - 1],
      [0, content.length - 1],
    ] as const) {
      expect((await readAll(name, { start, end })).equals(content.subarray(start, end + 1))).toBe(true);
    }
    const opened = (await store.openRead(name, { start: 1, end: 2 }))!;
    expect(opened.sizeBytes).toBe(content.length);
    opened.stream.destroy();
    await expect(store.openRead(name, { start: 0, end: content.length })).rejects.toThrow(RangeError);
    await expect(store.openRead(name, { start: 5, end: 4 })).rejects.toThrow(RangeError);
  });

  it('replaces a file as a whole', async () => {
    const name = newFileName('png');
    await store.put(name, { kind: 'bytes', bytes: content }, 'image/png');
    await store.put(name, { kind: 'bytes', bytes: Buffer.from('second') }, 'image/png');
    expect((await readAll(name)).toString()).toBe('second');
  });

  it('knows nothing of a file that was deleted or never put', async () => {
    const name = newFileName('wav');
    await store.put(name, { kind: 'bytes', bytes: content }, 'audio/wav');
    expect(await store.delete(name)).toBe(true);
    expect(await store.delete(name)).toBe(false);
    expect(await store.stat(name)).toBeNull();
    expect(await store.openRead(name)).toBeNull();
    expect(await store.openRead(newFileName('wav'))).toBeNull();
  });

  it('keeps nothing of a stream that broke, grew too large, or was aborted', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content;
      throw new Error('the line went dead');
    }
    const name = newFileName('mp3');
    await expect(store.put(name, { kind: 'stream', stream: broken() }, 'audio/mpeg')).rejects.toThrow(
      'the line went dead',
    );
    await expect(
      store.put(name, { kind: 'stream', stream: Readable.from([content, content]) }, 'audio/mpeg', {
        maxBytes: content.length,
      }),
    ).rejects.toThrow(FileTooLarge);
    await expect(store.put(name, { kind: 'bytes', bytes: content }, 'audio/mpeg', { maxBytes: 10 })).rejects.toThrow(
      FileTooLarge,
    );
    await expect(
      store.put(name, { kind: 'bytes', bytes: content }, 'audio/mpeg', {
        signal: AbortSignal.abort(new Error('stop')),
      }),
    ).rejects.toThrow('stop');
    expect(await store.stat(name)).toBeNull();
  });

  it('shows the old file until the new one is whole', async () => {
    const name = newFileName('mp3');
    await store.put(name, { kind: 'bytes', bytes: Buffer.from('old') }, 'audio/mpeg');
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield content;
      expect((await readAll(name)).toString()).toBe('old');
      yield content;
    }
    await store.put(name, { kind: 'stream', stream: slow() }, 'audio/mpeg');
    expect(await readAll(name)).toHaveLength(2 * content.length);
  });

  it.each(hostileNames())('has no file %j and takes none', async (name) => {
    expect(await store.openRead(name)).toBeNull();
    expect(await store.stat(name)).toBeNull();
    expect(await store.delete(name)).toBe(false);
    await expect(store.put(name, { kind: 'bytes', bytes: content }, 'audio/mpeg')).rejects.toThrow(TypeError);
  });

  it('refuses a content type that is not what the name says', async () => {
    await expect(store.put(newFileName('mp3'), { kind: 'bytes', bytes: content }, 'text/html')).rejects.toThrow(
      TypeError,
    );
  });

  it('tells how much room is left', async () => {
    expect(await store.freeBytes()).toBeGreaterThan(0);
  });

  it('serves parallel puts and reads of many files', async () => {
    const names = Array.from({ length: 20 }, () => newFileName('mp3'));
    await Promise.all(
      names.map((name, i) => store.put(name, { kind: 'bytes', bytes: Buffer.alloc(1000, i) }, 'audio/mpeg')),
    );
    const back = await Promise.all(names.map((name) => readAll(name)));
    back.forEach((bytes, i) => {
      expect(bytes.equals(Buffer.alloc(1000, i))).toBe(true);
    });
  });
});

function hostileNames(): string[] {
  const good = newFileName('mp3');
  return [
    '',
    '.',
    '..',
    '../../etc/passwd',
    `../${good}`,
    `/${good}`,
    `${good}/..`,
    `${good}\n`,
    `${good}\0`,
    `tmp/${good}`,
    good.toUpperCase(),
    good.replace('.mp3', ''),
    `${good}.`,
    good.replace('.mp3', '.m-p'),
    good.replace('.mp3', '.toolong'),
    good.slice(1),
    `..${good.slice(2)}`,
    '------------------------------------.mp3',
    '%2e%2e%2f',
    good.replace(/-/g, '/'),
  ];
}

describe('names', () => {
  it('are never the same twice and always valid', () => {
    const names = new Set(Array.from({ length: 1000 }, () => newFileName('glb')));
    expect(names.size).toBe(1000);
    for (const name of names) expect(isFileName(name)).toBe(true);
  });
  it.each(['', 'x', 'toolong', 'MP3', '../x', '.mp3'])('refuse the extension %j', (extension) => {
    expect(() => newFileName(extension)).toThrow(TypeError);
  });
});

describe('the disk store', () => {
  it('spreads files over folders by their first two characters', async () => {
    const dataDir = await mkdtemp(path.join(scratch, 'fan-'));
    const store = await createDiskStore({ dataDir });
    const name = newFileName('mp3');
    await store.put(name, { kind: 'bytes', bytes: Buffer.from('x') }, 'audio/mpeg');
    expect(await readFile(path.join(dataDir, 'media', name.slice(0, 2), name), 'utf8')).toBe('x');
    expect(await readdir(path.join(dataDir, 'media', 'tmp'))).toEqual([]);
  });

  it('removes the parts that a crash left, and none that is still being written', async () => {
    const dataDir = await mkdtemp(path.join(scratch, 'sweep-'));
    await createDiskStore({ dataDir });
    const parts = path.join(dataDir, 'media', 'tmp');
    await writeFile(path.join(parts, 'old.part'), 'half');
    await writeFile(path.join(parts, 'new.part'), 'half');
    const clock = manualClock(Date.now());
    await utimes(path.join(parts, 'old.part'), new Date(clock.now() - 7_200_000), new Date(clock.now() - 7_200_000));
    await createDiskStore({ dataDir, clock });
    expect(await readdir(parts)).toEqual(['new.part']);
  });

  it.runIf(process.platform === 'linux')('leaves no open file behind', async () => {
    const store = await createDiskStore({ dataDir: await mkdtemp(path.join(scratch, 'handles-')) });
    const name = newFileName('mp3');
    await store.put(name, { kind: 'bytes', bytes: randomBytes(100_000) }, 'audio/mpeg');
    const count = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await count();
    for (let i = 0; i < 50; i++) {
      await buffer((await store.openRead(name))!.stream);
      await store.openRead(name, { start: 0, end: 1e9 }).catch(() => undefined);
      (await store.openRead(name))!.stream.destroy();
    }
    await expect.poll(count, { timeout: 2000 }).toBeLessThanOrEqual(before + 3);
  });
});
