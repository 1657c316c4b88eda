import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeMedia } from '../../../test/harness/clips.ts';
import { EngineInputError } from '../engine.ts';
import { viewAt } from './camera-path.ts';
import { MOVES, type MotionInput } from './contract.ts';
import { findInterest } from './find-interest.ts';
import { createMotion } from './index.ts';

let folder = '';
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polymuse-motion-'));
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"><rect width="900" height="600" fill="#9cc4e4"/>
    <rect y="400" width="900" height="200" fill="#4c7a4c"/><circle cx="640" cy="330" r="90" fill="#c03030"/>
    <g stroke="#111" stroke-width="6"><path d="M600 300h80M600 330h80M600 360h80"/></g></svg>`;
  await sharp(Buffer.from(scene)).png().toFile(join(folder, 'scene.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(input: Partial<MotionInput> = {}, { seed = 1, signal = new AbortController().signal } = {}) {
  runs += 1;
  const workDir = join(folder, `run-${runs}`);
  await mkdir(workDir);
  const progress: number[] = [];
  const engine = createMotion({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: folder });
  const result = await engine.run(
    { imagePath: join(folder, 'scene.png'), seconds: 2, longSide: 480, fps: 25, move: 'push-in', ...input },
    { workDir, seed, signal, onProgress: (_phase, fraction) => void progress.push(fraction) },
  );
  return { ...result, progress, path: result.files[0]!.path };
}

/** A frame as RGB. */
const frameOf = (path: string, index: number, [width, height]: [number, number]) => {
  const select = `select=eq(n\\,${index})`;
  const args = ['-v', 'error', '-i', path, '-vf', select, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const data = execFileSync('ffmpeg', args, { maxBuffer: width * height * 3 + 1 });
  expect(data).toHaveLength(width * height * 3);
  return data;
};

/** Where the red ball is: mean place and number of its pixels. */
function ballOf(frame: Buffer, width: number) {
  let [count, x, y] = [0, 0, 0];
  for (let at = 0; at < frame.length; at += 3) {
    if (frame[at]! < 140 || frame[at + 1]! > 110 || frame[at + 2]! > 110) continue;
    count++;
    x += (at / 3) % width;
    y += Math.floor(at / 3 / width);
  }
  return { count, x: x / count, y: y / count };
}

describe('a camera move', () => {
  it('has the size, rate and length asked for, and rising progress', async () => {
    const { path, files, progress } = await run();
    const { streams, durationSeconds } = await probeMedia(path);
    expect(streams[0]).toMatchObject({ codec_name: 'h264', width: 480, height: 320, r_frame_rate: '25/1' });
    expect(durationSeconds).toBeCloseTo(2, 1);
    expect(files).toMatchObject([{ role: 'video', width: 480, height: 320, durationMs: 2000 }]);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  }, 60_000);

  it('towards something brings it nearer, and to the middle', async () => {
    const { path } = await run();
    const [first, last] = [0, 49].map((index) => ballOf(frameOf(path, index, [480, 320]), 480));
    expect(last!.count).toBeGreaterThan(first!.count * 1.2);
    expect(Math.abs(last!.x - 240)).toBeLessThan(Math.abs(first!.x - 240));
  }, 60_000);

  it('to the left moves the scene to the right, smoothly', async () => {
    const { path } = await run({ move: 'pan-left' });
    const places = Array.from({ length: 10 }, (_, n) => ballOf(frameOf(path, n * 5, [480, 320]), 480).x);
    const steps = places.slice(1).map((x, n) => x - places[n]!);
    expect(places.at(-1)! - places[0]!).toBeGreaterThan(40);
    for (const step of steps) expect(step).toBeGreaterThan(-0.5);
  }, 60_000);

  it('is the same for the same seed; without a wish the seed chooses', async () => {
    const hashOf = async (seed: number) => {
      const { path, facts } = await run({ move: null, seconds: 1 }, { seed });
      return {
        hash: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
        move: facts.move,
      };
    };
    expect(await hashOf(3)).toEqual(await hashOf(3));
    const moves = new Set((await Promise.all([1, 2, 3, 4, 5, 6].map(hashOf))).map(({ move }) => move));
    expect(moves.size).toBeGreaterThan(1);
  }, 120_000);

  it('never looks beyond the edge', () => {
    for (const move of MOVES)
      for (const interest of [0, 0.5, 1].flatMap((x) => [0, 1].map((y) => ({ x, y }))))
        for (let n = 0; n <= 20; n++) {
          const { x, y, zoom } = viewAt(move, interest, n / 20);
          expect(Math.min(x, y, 1 - x, 1 - y) - 0.5 / zoom, move).toBeGreaterThanOrEqual(-1e-9);
        }
  });

  it('stops when it is cancelled', async () => {
    await expect(run({ seconds: 15, longSide: 1280 }, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
  }, 60_000);
});

describe('odd pictures', () => {
  it('one plain colour and a transparent picture become a video', async () => {
    await sharp({ create: { width: 200, height: 200, channels: 4, background: '#00000000' } })
      .png()
      .toFile(join(folder, 'clear.png'));
    const { path } = await run({ imagePath: join(folder, 'clear.png'), seconds: 1, move: 'drift' });
    expect([...frameOf(path, 0, [480, 480]).subarray(0, 3)].every((value) => value > 250)).toBe(true);
  }, 60_000);

  it('a long panorama is cut to what a screen shows', async () => {
    await sharp({ create: { width: 4000, height: 100, channels: 3, background: '#336699' } })
      .jpeg()
      .toFile(join(folder, 'long.jpg'));
    const { files } = await run({ imagePath: join(folder, 'long.jpg'), seconds: 1 });
    expect(files[0]).toMatchObject({ width: 480, height: 200 });
  }, 60_000);

  it('one pixel, and a file that is no picture, are refused', async () => {
    await sharp({ create: { width: 1, height: 1, channels: 3, background: '#336699' } })
      .png()
      .toFile(join(folder, 'one.png'));
    await writeFile(join(folder, 'words.png'), 'words');
    for (const name of ['one.png', 'words.png'])
      await expect(run({ imagePath: join(folder, name) })).rejects.toBeInstanceOf(EngineInputError);
  });

  it('the interest of a plain picture is its middle', () => {
    const data = new Uint8Array(64 * 64 * 4).fill(90);
    const plain = { data, width: 64, height: 64, hadAlpha: false, sourceWidth: 64, sourceHeight: 64 };
    expect(findInterest(plain)).toEqual({ x: 0.5, y: 0.45 });
  });
});
