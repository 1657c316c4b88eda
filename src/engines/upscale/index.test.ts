import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineInputError } from '../engine.ts';
import { EngineFailure, runEngine } from '../host/index.ts';
import type { UpscaleInput } from './contract.ts';
import { createUpscale } from './index.ts';

const run = promisify(execFile);
const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: path.resolve('.setup/engines') };
const bare = { ...tools, enginesDir: path.resolve('.setup/no-such-folder') };
let folder = '';
let runs = 0;
const at = (name: string) => path.join(folder, name);
const ffmpeg = (...args: string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);

const diskSvg = (side: number) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><circle cx="50%" cy="50%" r="35%" fill="#e02020"/></svg>`,
  );

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-upscale-'));
  const scene = sharp(diskSvg(60)).flatten({ background: '#dfe6ea' }).resize(60, 40, { fit: 'fill' });
  await scene.clone().png().toFile(at('scene.png'));
  await scene.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toFile(at('cmyk.jpg'));
  await scene.clone().withMetadata({ orientation: 6 }).jpeg().toFile(at('turned.jpg'));
  await scene.clone().toColourspace('rgb16').png().toFile(at('deep.png'));
  await sharp(diskSvg(48)).png().toFile(at('clear.png'));
  const filled = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#38c' }, limitInputPixels: false }).png({
      compressionLevel: 1,
    });
  await filled(1, 1).toFile(at('one.png'));
  await filled(40, 30).toFile(at('flat.png'));
  await filled(1600, 900).toFile(at('large.png'));
  await filled(2049, 10).toFile(at('wide.png'));
  await writeFile(at('words.png'), 'only words, no picture');
  const whole = await readFile(at('scene.png'));
  await writeFile(at('cut.png'), whole.subarray(0, whole.length / 2));

  const picture = (size: string, rate: number, seconds: number) => [
    ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`],
  ];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.5'];
  const h264 = ['-c:v', 'libx264', '-crf', '12', '-pix_fmt', 'yuv420p'];
  await ffmpeg(...picture('64x48', 24, 0.5), ...sound, ...h264, '-c:a', 'aac', at('clip.mp4'));
  await ffmpeg(
    ...picture('64x48', 24, 1),
    ...['-vf', "select='lt(n,8)+not(mod(n,3))'", '-fps_mode', 'vfr', ...h264],
    at('uneven.mp4'),
  );
  await ffmpeg(...picture('32x32', 30, 0.3), ...h264, at('short.mp4'));
  await ffmpeg(...picture('32x32', 60, 4.1), ...h264, at('long.mp4'));
  await ffmpeg(...picture('1920x1080', 10, 1), ...h264, '-preset', 'ultrafast', at('hd.mp4'));
  await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=0.5', '-c:a', 'aac', at('sound.mp4'));
  const clip = await readFile(at('clip.mp4'));
  await writeFile(at('cut.mp4'), clip.subarray(0, clip.length / 3));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function upscale(input: UpscaleInput, which = tools) {
  const workDir = at(`run-${runs++}`);
  await mkdir(workDir);
  const progress: number[] = [];
  const { signal } = new AbortController();
  const onProgress = (_: string, fraction: number) => progress.push(fraction);
  const result = await createUpscale(which).run(input, { workDir, seed: 1, signal, onProgress });
  return { ...result, file: result.files[0]!, bytes: await readFile(result.files[0]!.path), progress };
}

const image = (name: string, scale = 2, faceEnhance = false): UpscaleInput => ({
  kind: 'image',
  imagePath: at(name),
  scale,
  faceEnhance,
});
const sizeOf = async (file: string) => {
  const { width, height, format } = await sharp(file).metadata();
  return { width, height, format };
};

describe('a picture', () => {
  it.each([
    [2, 120, 80],
    [2.5, 150, 100],
    [3.33, 200, 133],
    [10, 600, 400],
  ])('by %d has exactly the size of the factor', async (scale, width, height) => {
    const { file, facts, logs, progress } = await upscale(image('scene.png', scale));
    expect(file).toMatchObject({ role: 'image', contentType: 'image/png', width, height, durationMs: 0 });
    expect(await sizeOf(file.path)).toEqual({ width, height, format: 'png' });
    expect(facts).toMatchObject({ method: 'network', megapixels: (width * height) / 1e6 });
    expect(logs[0]).toMatch(scale > 2 ? /twice/ : /once/);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it.each([
    ['cmyk.jpg', 120, 80],
    ['deep.png', 120, 80],
    ['turned.jpg', 80, 120],
    ['one.png', 2, 2],
    ['flat.png', 80, 60],
  ])('%s is enlarged like any other', async (name, width, height) => {
    const { file } = await upscale(image(name));
    expect(await sizeOf(file.path)).toEqual({ width, height, format: 'png' });
  });

  it.each(['network', 'lanczos'])('of one colour stays of that colour (%s)', async (method) => {
    const { file, facts } = await upscale(image('flat.png', 3), method === 'network' ? tools : bare);
    expect(facts).toMatchObject({ method });
    const { channels } = await sharp(file.path).stats();
    for (const [index, wanted] of [0x33, 0x88, 0xcc].entries()) {
      expect(Math.abs(channels[index]!.min - wanted)).toBeLessThanOrEqual(2);
      expect(Math.abs(channels[index]!.max - wanted)).toBeLessThanOrEqual(2);
    }
  });

  it.each(['network', 'lanczos'])('keeps its transparency, without a fringe of hidden colour (%s)', async (method) => {
    const { file } = await upscale(image('clear.png'), method === 'network' ? tools : bare);
    const { data, info } = await sharp(file.path).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 96, height: 96, channels: 4 });
    const pixel = (x: number, y: number) => [...data.subarray((y * 96 + x) * 4, (y * 96 + x) * 4 + 4)];
    expect(pixel(48, 48)[3]).toBe(255);
    expect(pixel(2, 2)[3]).toBe(0);
    for (let x = 0; x < 96; x++) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixel(x, 48);
      if (alpha > 8) expect([red > 200, green < 60, blue < 60]).toEqual([true, true, true]);
    }
  });

  it('gives the same bytes again', async () => {
    const [first, second] = [await upscale(image('scene.png')), await upscale(image('scene.png'))];
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('without the packages is enlarged by Lanczos, and the log says how to install them', async () => {
    const { facts, logs } = await upscale(image('scene.png', 2, true), bare);
    expect(facts).toMatchObject({ method: 'lanczos' });
    expect(logs.join('\n')).toMatch(/basic.*polymuse engines add upscale[\s\S]*face_enhance has no effect/);
  });

  it('beyond the limit of the network is enlarged by Lanczos, and the log says so', async () => {
    const { facts, logs } = await upscale(image('large.png'));
    expect(facts).toMatchObject({ method: 'lanczos' });
    expect(logs[0]).toMatch(/basic.*up to 1310720 pixels/);
  }, 60_000);

  it('whose result would be over the limit is enlarged as far as the limit allows', async () => {
    const { file, facts, logs } = await upscale(image('large.png', 10));
    expect(file.width * file.height).toBeLessThanOrEqual(100_000_000);
    expect(file.width * file.height).toBeGreaterThan(99_900_000);
    expect(file.width / file.height).toBeCloseTo(16 / 9, 3);
    expect(facts.megapixels).toBe((file.width * file.height) / 1e6);
    expect(logs.join('\n')).toMatch(/a factor of 10 would exceed/);
  }, 240_000);

  it('runs in a process of its own', async () => {
    const workDir = at('hosted');
    await mkdir(workDir);
    const result = await runEngine('upscale', image('scene.png'), { workDir, seed: 1, ffmpeg: tools });
    expect(result.facts).toMatchObject({ engine: 'upscale@1', method: 'network' });
  }, 120_000);

  it('that is cancelled while tiles are enlarged ends at once', async () => {
    const workDir = at('cancelled');
    await mkdir(workDir);
    await sharp(at('large.png')).resize(1000, 900).png().toFile(at('slow.png'));
    const controller = new AbortController();
    const onProgress = (phase: string, fraction: number) => {
      if (phase === 'enlarging' && fraction > 0.05) controller.abort();
    };
    const options = { workDir, seed: 1, ffmpeg: tools, signal: controller.signal, onProgress };
    const work = runEngine('upscale', image('slow.png'), options);
    await expect(work).rejects.toThrow(EngineFailure);
    await expect(work).rejects.toMatchObject({ reason: 'cancelled' });
  }, 120_000);

  it.each([
    ['wide.png', /too large \(2049×10\)/],
    ['words.png', /no picture/],
    ['cut.png', /damaged or cut short/],
  ])('%s is refused with a reason', async (name, reason) => {
    const work = upscale(image(name));
    await expect(work).rejects.toThrow(EngineInputError);
    await expect(work).rejects.toThrow(reason);
  });
});

describe('a video', () => {
  const video = (name: string): UpscaleInput => ({ kind: 'video', videoPath: at(name) });
  const streamsOf = async (file: string) => {
    const entries = 'stream=codec_name,width,height,r_frame_rate,avg_frame_rate,nb_frames,duration';
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file]);
    return (JSON.parse(stdout) as { streams: Record<string, string>[] }).streams;
  };
  const timesOf = async (file: string) => {
    const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', file];
    return (await run('ffprobe', args)).stdout
      .trim()
      .split(/[\n,]+/)
      .map(Number);
  };
  /** dB of the result, made smaller again, over the video that was given: as low as the two coders allow. */
  const likenessToGiven = async (file: string, given: string) => {
    const graph = '[0:v]scale=64:48:flags=bicubic:out_color_matrix=bt601,format=yuv420p[a];[a][1:v]psnr';
    const { stderr } = await run('ffmpeg', ['-nostdin', '-i', file, '-i', given, '-lavfi', graph, '-f', 'null', '-']);
    return Number(/average:([\d.]+)/.exec(stderr)?.[1]);
  };

  it.each(['network', 'lanczos'])(
    'is twice as large with its rate, frames and sound (%s)',
    async (method) => {
      const { file, facts, progress } = await upscale(video('clip.mp4'), method === 'network' ? tools : bare);
      expect(file).toMatchObject({ role: 'video', contentType: 'video/mp4', width: 128, height: 96, durationMs: 500 });
      expect(facts).toMatchObject({ method, frames: 12, fps: 24 });
      const [picture, sound] = await streamsOf(file.path);
      expect(picture).toMatchObject({
        codec_name: 'h264',
        width: 128,
        height: 96,
        avg_frame_rate: '24/1',
        nb_frames: '12',
      });
      expect(sound).toMatchObject({ codec_name: 'aac' });
      expect(Number(sound!.duration)).toBeCloseTo(0.5, 1);
      expect(await likenessToGiven(file.path, at('clip.mp4'))).toBeGreaterThan(26);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
    },
    120_000,
  );

  it('gives the same bytes again', async () => {
    const [first, second] = [await upscale(video('clip.mp4'), bare), await upscale(video('clip.mp4'), bare)];
    expect(first.bytes.equals(second.bytes)).toBe(true);
  }, 60_000);

  it('whose frames come at uneven distances keeps their times', async () => {
    const { file, facts, logs } = await upscale(video('uneven.mp4'));
    expect(facts).toMatchObject({ method: 'lanczos' });
    expect(logs[0]).toMatch(/equal distances/);
    const [given, made] = [await timesOf(at('uneven.mp4')), await timesOf(file.path)];
    expect(made).toHaveLength(given.length);
    for (const [index, time] of made.entries()) expect(time).toBeCloseTo(given[index]!, 2);
  }, 60_000);

  it.each([
    ['short.mp4', /has 9 frames: 10 to 240/],
    ['long.mp4', /has 246 frames: 10 to 240/],
    ['hd.mp4', /too large \(1920×1080\)/],
    ['sound.mp4', /no picture stream/],
    ['words.png', /not a video/],
    ['cut.mp4', /damaged|cannot be|no frames/],
  ])(
    '%s is refused with a reason',
    async (name, reason) => {
      const work = upscale(video(name));
      await expect(work).rejects.toThrow(EngineInputError);
      await expect(work).rejects.toThrow(reason);
    },
    60_000,
  );
});
