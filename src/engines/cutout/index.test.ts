import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineInputError } from '../engine.ts';
import { runEngine } from '../host/index.ts';
import { type CutoutInput, KEY_COLOUR } from './contract.ts';
import { createCutout } from './index.ts';

const run = promisify(execFile);
const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: path.resolve('.setup/no-such-folder') };
const withNetwork = { ...tools, enginesDir: path.resolve('.setup/engines') };
let folder = '';
let runs = 0;
const at = (name: string) => path.join(folder, name);

/** An orange disc with a dark edge on a light wall. */
const discSvg = (
  width: number,
  height: number,
) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <rect width="100%" height="100%" fill="#dfe6ea"/>
  <circle cx="${width / 2}" cy="${height / 2}" r="${height / 3}" fill="#d5701c" stroke="#5a2a08" stroke-width="6"/></svg>`;

const ffmpeg = (...args: string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-cutout-'));
  const disc = sharp(Buffer.from(discSvg(240, 160))).flatten();
  await disc.clone().png().toFile(at('disc.png'));
  await disc.clone().toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
  await disc.clone().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toFile(at('turned.jpg'));
  await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toFile(at('one.png'));
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#38c' } })
    .png()
    .toFile(at('flat.png'));
  await writeFile(at('words.png'), 'only words, no picture');
  // The disc moves to the right over 12 frames; the sound is longer than the picture on purpose.
  const sprite = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><circle cx="30" cy="30" r="28" fill="#d5701c" stroke="#5a2a08" stroke-width="4"/></svg>',
  );
  await sharp(sprite).png().toFile(at('sprite.png'));
  const moving = '[0][1]overlay=x=20+80*t:y=40:shortest=0:format=rgb[v]';
  const wall = ['-f', 'lavfi', '-i', 'color=c=0xdfe6ea:s=160x120:r=24:d=0.5'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.6'];
  const h264 = ['-c:v', 'libx264', '-crf', '12', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await ffmpeg(
    ...wall,
    '-i',
    at('sprite.png'),
    ...sound,
    '-filter_complex',
    moving,
    '-map',
    '[v]',
    '-map',
    '2:a',
    ...h264,
    at('moves.mp4'),
  );
  await ffmpeg('-f', 'lavfi', '-i', 'color=c=0x3388cc:s=64x64:r=10:d=0.5', ...h264, at('flat.mp4'));
  await ffmpeg('-f', 'lavfi', '-i', 'color=c=0x3388cc:s=32x32:r=60:d=10.1', ...h264, at('long.mp4'));
  await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=0.5', '-c:a', 'aac', at('sound.mp4'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function cut(input: Partial<CutoutInput> & Pick<CutoutInput, 'kind'>, which = tools) {
  const workDir = at(`run-${runs++}`);
  await mkdir(workDir);
  const whole = { askedModel: 'RMBG-1.4', modelPath: null, keepBackground: false, ...input } as unknown as CutoutInput;
  const progress: number[] = [];
  const signal = new AbortController().signal;
  const result = await createCutout(which).run(whole, {
    workDir,
    seed: 1,
    signal,
    onProgress: (_, fraction) => progress.push(fraction),
  });
  return { ...result, file: result.files[0]!, bytes: await readFile(result.files[0]!.path), progress };
}

const pixels = async (file: string) => sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });

describe('a picture', () => {
  it.each(['disc.png', 'cmyk.jpg'])(
    '%s comes back as a PNG of the same size, clear around the subject',
    async (name) => {
      const { file, facts, logs, progress } = await cut({ kind: 'image', imagePath: at(name) });
      expect(file).toMatchObject({ role: 'image', contentType: 'image/png', width: 240, height: 160, durationMs: 0 });
      const { data, info } = await pixels(file.path);
      expect(info).toMatchObject({ width: 240, height: 160 });
      const alphaAt = (x: number, y: number) => data[(y * 240 + x) * 4 + 3];
      expect(alphaAt(120, 80)).toBe(255);
      expect([alphaAt(4, 4), alphaAt(236, 80), alphaAt(120, 8)]).toEqual([0, 0, 0]);
      expect(facts).toMatchObject({ method: 'basic' });
      expect(facts.coverage).toBeCloseTo((Math.PI * 56 ** 2) / (240 * 160), 1);
      expect(logs.join('\n')).toMatch(/basic cut-out.*polymuse engines add cutout/);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
    },
  );

  it('that is turned by its EXIF mark comes back upright', async () => {
    expect((await cut({ kind: 'image', imagePath: at('turned.jpg') })).file).toMatchObject({ width: 160, height: 240 });
  });

  it('gives the same bytes again', async () => {
    const [first, second] = [
      await cut({ kind: 'image', imagePath: at('disc.png') }),
      await cut({ kind: 'image', imagePath: at('disc.png') }),
    ];
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('is cut by the network where one is installed, in a process of its own', async () => {
    const workDir = at('hosted');
    await mkdir(workDir);
    const input: CutoutInput = { kind: 'image', imagePath: at('disc.png'), askedModel: 'BEN2', modelPath: null };
    const limits = { memoryBytes: 3 * 2 ** 30, timeoutMs: 240_000 };
    const result = await runEngine('cutout', input, { workDir, seed: 1, ffmpeg: withNetwork, limits });
    expect(result.facts).toMatchObject({ method: 'network' });
    expect(result.logs.join('\n')).toMatch(/cut out by ISNet on onnxruntime-node[\s\S]*\(BEN2\) chooses nothing here/);
  }, 300_000);

  it.each([
    ['one.png', /too small \(1×1\)/],
    ['flat.png', /no subject found/],
    ['words.png', /no picture/],
  ])('%s is refused with a reason', async (name, reason) => {
    const work = cut({ kind: 'image', imagePath: at(name) });
    await expect(work).rejects.toThrow(EngineInputError);
    await expect(work).rejects.toThrow(reason);
  });
});

describe('a video', () => {
  const facts = async (file: string) => {
    const entries = 'stream=codec_name,width,height,r_frame_rate,nb_frames';
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file]);
    return (JSON.parse(stdout) as { streams: Record<string, unknown>[] }).streams;
  };
  const frame = async (file: string, index: number) => {
    const still = at(`frame-${runs++}.png`);
    await ffmpeg('-i', file, '-vf', `select=eq(n\\,${index})`, '-frames:v', '1', still);
    const { data, info } = await pixels(still);
    return (x: number, y: number) => [...data.subarray((y * info.width + x) * 4).subarray(0, 3)];
  };
  const expectNear = (colour: number[], wanted: readonly number[]) =>
    colour.forEach((value, channel) => {
      expect(Math.abs(value - wanted[channel]!)).toBeLessThanOrEqual(14);
    });

  it('keeps its size, rate, frames and sound; the background is the key colour, and the subject is followed', async () => {
    const { file, facts: told, progress } = await cut({ kind: 'video', videoPath: at('moves.mp4') });
    expect(file).toMatchObject({ role: 'video', contentType: 'video/mp4', width: 160, height: 120, durationMs: 500 });
    expect(told).toMatchObject({ frames: 12, framesLookedAt: 12, method: 'basic' });
    const [picture, sound] = await facts(file.path);
    expect(picture).toMatchObject({
      codec_name: 'h264',
      width: 160,
      height: 120,
      r_frame_rate: '24/1',
      nb_frames: '12',
    });
    expect(sound).toMatchObject({ codec_name: 'aac' });
    const [first, last] = [await frame(file.path, 0), await frame(file.path, 11)];
    for (const colourAt of [first, last]) expectNear(colourAt(150, 10), KEY_COLOUR);
    expectNear(first(50, 70), [213, 112, 28]);
    expectNear(last(20 + 37 + 30, 70), [213, 112, 28]);
    expectNear(last(30, 70), KEY_COLOUR);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  }, 120_000);

  it('inverted keeps the background and takes the subject away', async () => {
    const { file } = await cut({ kind: 'video', videoPath: at('moves.mp4'), keepBackground: true });
    const first = await frame(file.path, 0);
    expectNear(first(150, 10), [0xdf, 0xe6, 0xea]);
    expectNear(first(50, 70), KEY_COLOUR);
  }, 120_000);

  it.each([
    ['flat.mp4', /no subject found/],
    ['long.mp4', /has 606 frames: at most 600/],
    ['sound.mp4', /no picture stream/],
    ['words.png', /not a video/],
  ])(
    '%s is refused with a reason',
    async (name, reason) => {
      const work = cut({ kind: 'video', videoPath: at(name) });
      await expect(work).rejects.toThrow(EngineInputError);
      await expect(work).rejects.toThrow(reason);
    },
    60_000,
  );
});
