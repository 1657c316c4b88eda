import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../../test/support/memory-parts.ts';
import { create, read, run } from '../../../test/support/task-steps.ts';
import { flux } from '../../catalog/flux.ts';
import { kling } from '../../catalog/kling.ts';
import { midjourney } from '../../catalog/midjourney.ts';
import { mmaudio } from '../../catalog/mmaudio.ts';
import { tools } from '../../catalog/tools.ts';
import { zImage } from '../../catalog/z-image.ts';
import { findFfmpeg } from '../../media/ffmpeg/find-ffmpeg.ts';
import { cancelTask } from '../../tasks/cancel-task.ts';
import { sweep } from '../../tasks/sweep.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { createSandboxBackend, type SandboxOptions } from './sandbox.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const exec = promisify(execFile);
let parts: MemoryParts;
let folder: string;
let holder: Holder;

const sandbox = (more: Partial<SandboxOptions> = {}) =>
  createSandboxBackend({
    findTools: () => findFfmpeg(),
    cacheFolder: path.join(folder, 'made'),
    cacheBytes: 200_000_000,
    latency: 'instant',
    concurrency: 2,
    clock: parts.clock,
    ...more,
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-sandbox-'));
  parts = await openMemoryParts({ taskTypes: [...flux, ...kling, ...midjourney, ...mmaudio, ...tools, ...zImage] });
});
afterAll(async () => {
  await parts.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await parts.clear();
  parts.serveWith(sandbox());
  holder = await parts.account({ points: 1_000_000_000 });
});

const ask = async (pair: string, input: Record<string, unknown>): Promise<TaskRow> => {
  const cut = pair.lastIndexOf('/');
  return create(parts, holder, { model: pair.slice(0, cut), task_type: pair.slice(cut + 1), input });
};
const done = async (pair: string, input: Record<string, unknown>): Promise<TaskRow> => {
  const task = await run(parts, await ask(pair, input));
  if (task.status !== 'completed') throw new Error(`${pair}: ${JSON.stringify(task.error)}`);
  return task;
};
const picture = (prompt: string, more: Record<string, unknown> = {}) => ({ prompt, width: 256, height: 192, ...more });
const txt2img = 'Qubico/flux1-schnell/txt2img';

async function bytesOf(url: string): Promise<Buffer> {
  const file = await parts.store.openRead(parts.fileUrls.nameOf(url) ?? '');
  const chunks: Buffer[] = [];
  for await (const chunk of file!.stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
const filesOf = (task: TaskRow, role: string): string[] =>
  task.works.filter((file) => file.role === role).map(({ url }) => url);
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Mean difference of two pictures of one size, 0 to 255. */
async function difference(one: Buffer, other: Buffer, size = { width: 128, height: 96 }): Promise<number> {
  const raw = (bytes: Buffer) =>
    sharp(bytes).resize(size.width, size.height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  const [a, b] = await Promise.all([raw(one), raw(other)]);
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}
const dataUri = (bytes: Buffer, type: string): string => `data:${type};base64,${bytes.toString('base64')}`;
const solid = (width: number, height: number, colour: string) =>
  sharp({ create: { width, height, channels: 3, background: colour }, limitInputPixels: false });
const png = async (width: number, height: number, colour = '#3a7'): Promise<string> =>
  dataUri(await solid(width, height, colour).png().toBuffer(), 'image/png');

describe('results', () => {
  it('the same request gives the same bytes, also without what was kept; another seed others', async () => {
    const [first = ''] = filesOf(await done(txt2img, picture('a fox', { seed: 7 })), 'image');
    parts.serveWith(sandbox({ cacheFolder: path.join(folder, 'made-anew') }));
    const [again = ''] = filesOf(await done(txt2img, picture('a fox', { seed: 7 })), 'image');
    const [other = ''] = filesOf(await done(txt2img, picture('a fox', { seed: 8 })), 'image');
    expect(hash(await bytesOf(again))).toBe(hash(await bytesOf(first)));
    expect(hash(await bytesOf(other))).not.toBe(hash(await bytesOf(first)));
  });

  it('videos too give the same bytes again', async () => {
    const hashes: string[] = [];
    for (const name of ['one', 'two']) {
      parts.serveWith(sandbox({ cacheFolder: path.join(folder, name) }));
      const task = await done('kling/video_generation', { prompt: 'a boat', enable_audio: true });
      hashes.push(hash(await bytesOf(filesOf(task, 'video')[0] ?? '')));
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('an upscale of tile 3 is tile 3, and the seed operation tells the seed of the grid', async () => {
    const grid = await done('midjourney/imagine', { prompt: 'a cat on a hill --ar 4:3' });
    const tiles = await Promise.all(filesOf(grid, 'tile').map(bytesOf));
    const upscaled = await done('midjourney/upscale', { origin_task_id: grid.id, index: '3' });
    const large = await bytesOf(filesOf(upscaled, 'image')[0] ?? '');
    const [tile, whole] = await Promise.all([sharp(tiles[2]).metadata(), sharp(large).metadata()]);
    expect([whole.width, whole.height]).toEqual([tile.width * 2, tile.height * 2]);
    const size = { width: tile.width, height: tile.height };
    expect(await difference(large, tiles[2]!, size)).toBeLessThan(3);
    for (const index of [0, 1, 3]) expect(await difference(large, tiles[index]!, size)).toBeGreaterThan(5);
    const seed = await done('midjourney/seed', { origin_task_id: grid.id });
    expect((seed.output as { seed: string }).seed).toMatch(/^\d{1,10}$/);
    const again = await done('midjourney/seed', {
      origin_task_id: (await done('midjourney/imagine', { prompt: 'a cat on a hill --ar 4:3' })).id,
    });
    expect(again.output).toEqual(seed.output);
  });

  it('a follow-up keeps the words of the picture it goes on from', async () => {
    const grid = await done('midjourney/imagine', { prompt: 'a neon city' });
    const upscaled = await done('midjourney/upscale', { origin_task_id: grid.id, index: '1' });
    const pan = await done('midjourney/pan', { origin_task_id: upscaled.id, direction: 'right' });
    const { exif } = await sharp(await bytesOf(filesOf(pan, 'image')[0] ?? '')).metadata();
    expect(exif?.toString('latin1')).toContain('"prompt":"a neon city"');
  });

  it('a video between two pictures starts on the first and ends on the second', async () => {
    const red = await solid(640, 360, '#c03020').png().toBuffer();
    const blue = await solid(640, 360, '#2030c0').png().toBuffer();
    const task = await done('kling/video_generation', {
      image_url: dataUri(red, 'image/png'),
      image_tail_url: dataUri(blue, 'image/png'),
    });
    const file = path.join(folder, 'between.mp4');
    await writeFile(file, await bytesOf(filesOf(task, 'video')[0] ?? ''));
    const { ffmpeg } = await findFfmpeg();
    const frame = async (name: string, seek: string[]): Promise<Buffer> => {
      const at = path.join(folder, name);
      await exec(ffmpeg, [
        '-v',
        'error',
        '-y',
        ...seek,
        '-i',
        file,
        '-update',
        '1',
        ...(seek.length === 0 ? ['-frames:v', '1'] : []),
        at,
      ]);
      return sharp(await readFile(at))
        .metadata()
        .then(({ width, height }) =>
          // Without the strip of the counter.
          sharp(at)
            .extract({ left: 0, top: height >> 1, width, height: height >> 1 })
            .png()
            .toBuffer(),
        );
    };
    expect(await difference(await frame('first.png', []), red)).toBeLessThan(6);
    expect(await difference(await frame('last.png', ['-sseof', '-0.5']), blue)).toBeLessThan(6);
  });
});

describe('magic words', () => {
  it.each([
    ['[test:fail]', 10000, 'the task failed'],
    ['[test:fail content_violation]', 10020, 'content violation'],
    ['[test:fail invalid_image]', 10010, 'failed to get valid image: invalid image'],
  ])('%s fails with code %i and gives the points back', async (mark, code, message) => {
    const task = await run(parts, await ask(txt2img, picture(`a fox ${mark}`)));
    expect(task.status).toBe('failed');
    expect(task.error).toMatchObject({ code, message });
    expect(task.error?.raw_message).toContain(message);
    const { rows } = await parts.database.query<{ held: number; available: number }>(
      'SELECT held, available FROM accounts',
    );
    expect(rows[0]).toMatchObject({ held: 0, available: 1_000_000_000 });
  });

  it('[test:slow 30] is over after 30 seconds, whoever looks, and blocks nobody meanwhile', async () => {
    const task = await ask(txt2img, picture('a fox [test:slow 30]'));
    expect(await run(parts, task)).toMatchObject({ status: 'processing', lease_owner: null });
    parts.clock.advance(15_000);
    const halfway = await run(parts, task);
    expect(halfway.status).toBe('processing');
    expect(halfway.progress).toBeGreaterThan(20);
    parts.clock.advance(15_001);
    // Another process, which knows nothing but the row.
    parts.serveWith(sandbox());
    expect((await run(parts.otherProcess(), task)).status).toBe('completed');
  });

  it('[test:stuck] ends at its deadline only, or by a forced cancel', async () => {
    const late = await ask(txt2img, picture('a [test:stuck]'));
    await run(parts, late);
    parts.clock.advance(4 * 60_000);
    expect((await run(parts, late)).status).toBe('processing');
    const cancelled = await ask(txt2img, picture('b [test:stuck]'));
    await run(parts, cancelled);
    await cancelTask(parts, { id: cancelled.id, accountId: holder.accountId, force: true });
    expect((await read(parts, cancelled)).status).toBe('cancelled');
    parts.clock.advance(2 * 60_000);
    await sweep(parts);
    expect(await read(parts, late)).toMatchObject({ status: 'failed', error: { code: 10040 } });
  });

  it('[test:retry] succeeds and leaves a line in the log, [test:partial] brings one fewer', async () => {
    const retried = await done(txt2img, picture('a fox [test:retry]'));
    expect(retried.logs[0]).toContain('attempt 1 failed on purpose');
    const partial = await done(txt2img, picture('a fox [test:partial]', { batch_size: 4 }));
    expect(filesOf(partial, 'image')).toHaveLength(3);
    expect(filesOf(await done(txt2img, picture('a fox [test:partial]')), 'image')).toHaveLength(1);
  });

  it('what the server itself has to do is told as wishes', () => {
    const wishes = (prompt: string) => sandbox().wishes?.({ prompt });
    expect(wishes('a fox')).toEqual({});
    expect(wishes('[test:stage] [test:expire] [test:webhook_drop 2]')).toEqual({
      stage: true,
      resultSeconds: 60,
      droppedDeliveries: 2,
    });
  });

  it('the realistic profile takes as long as the original, the fast one is sat out', async () => {
    parts.serveWith(sandbox({ latency: 'realistic' }));
    const task = await ask(txt2img, picture('a slow fox'));
    expect((await run(parts, task)).status).toBe('processing');
    parts.clock.advance(12_001);
    expect((await run(parts, task)).status).toBe('completed');
    parts.serveWith(sandbox({ latency: 'fast' }));
    expect((await done(txt2img, picture('a quick fox'))).status).toBe('completed');
  });
});

it('with a long line of drawings before it a task waits as an operation, and its turn comes', async () => {
  parts.serveWith(sandbox({ concurrency: 1 }));
  holder = await parts.account({ points: 1_000_000_000, maxConcurrentTasks: 50 });
  const asked = await Promise.all(Array.from({ length: 24 }, (_, index) => ask(txt2img, picture(`fox ${index}`))));
  const first = await Promise.all(asked.map((task) => run(parts, task)));
  const statuses = first.map(({ status }) => status);
  expect(statuses).toContain('completed');
  expect(statuses).toContain('processing');
  expect(first.find(({ status }) => status === 'processing')?.lease_owner).toBeNull();
  for (const task of asked) if ((await read(parts, task)).status === 'processing') await run(parts, task);
  for (const task of asked) expect((await read(parts, task)).status).toBe('completed');
});

describe('bad media', () => {
  const cutout = 'Qubico/image-toolkit/background-remove';
  const failure = async (pair: string, input: Record<string, unknown>) => {
    const task = await run(parts, await ask(pair, input));
    expect(task.status).toBe('failed');
    return task.error;
  };

  it('pictures that are none, broken or too large fail with the words that clients look for', async () => {
    const whole = await solid(300, 200, '#a33').png().toBuffer();
    const broken = dataUri(whole.subarray(0, whole.length - 60), 'image/png');
    for (const image of [dataUri(Buffer.from('not a picture at all, only words'), 'image/png'), broken]) {
      const error = await failure(cutout, { image });
      expect(error?.code).toBe(10010);
      expect(error?.message).toContain('failed to get valid image');
    }
    const large = await failure(cutout, { image: await png(2049, 10) });
    expect(large?.message).toContain('invalid image');
    const huge = await failure('Qubico/flux1-schnell/img2img', { prompt: 'a', image: await png(20_000, 20_000) });
    expect(huge?.message).toContain('failed to get valid image');
  });

  it('videos without a picture fail as videos', async () => {
    const { ffmpeg } = await findFfmpeg();
    const file = path.join(folder, 'sound.mp4');
    await exec(ffmpeg, ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=duration=0.1', file]);
    const error = await failure('Qubico/mmaudio/video2audio', { video: dataUri(await readFile(file), 'video/mp4') });
    expect(error).toMatchObject({ code: 10010, message: 'failed to get valid video' });
  });

  it('odd pictures are taken: one pixel, CMYK, 16 bits, animated, turned by EXIF', async () => {
    const base = solid(40, 20, '#3a7');
    const frames = await sharp([await base.clone().png().toBuffer(), await solid(40, 20, '#a33').png().toBuffer()], {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    const odd: [string, Buffer, number, number][] = [
      ['image/png', await solid(1, 1, '#123').png().toBuffer(), 1, 1],
      ['image/jpeg', await base.clone().toColourspace('cmyk').jpeg().toBuffer(), 40, 20],
      ['image/png', await base.clone().toColourspace('rgb16').png().toBuffer(), 40, 20],
      ['image/gif', frames, 40, 20],
      ['image/jpeg', await base.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(), 20, 40],
    ];
    for (const [type, bytes, width, height] of odd) {
      const task = await done('Qubico/flux1-schnell/img2img', { prompt: 'a tree', image: dataUri(bytes, type) });
      expect(task.works[0], type).toMatchObject({ width, height });
    }
  });

  it('a slow task with a bad picture fails at once', async () => {
    const image = dataUri(Buffer.from('words, nothing but words'), 'image/png');
    await failure('Qubico/flux1-schnell/img2img', { prompt: '[test:slow 600]', image });
  });
});
