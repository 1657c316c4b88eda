// Makes the example pictures of the engines' pages: `node --import tsx scripts/docs/engine-pictures/main.ts [name …]`.
// Everything shown is made here: drawn scenes in, the engine's own result out.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { EngineResult } from '../../../src/engines/engine.ts';
import type { EngineTools } from '../../../src/engines/engine-tools.ts';
import { drawPeople, sharpOf } from '../../../src/engines/faces/__fixtures__/face-pictures.ts';
import { type EngineName, runEngine } from '../../../src/engines/host/index.ts';
import { findFfmpeg } from '../../../src/media/ffmpeg/find-ffmpeg.ts';
import { runFfmpeg } from '../../../src/media/ffmpeg/run-ffmpeg.ts';
import { checkered, row, scenePicture } from './compose.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const target = join(root, 'docs/images/engines');
const folder = await mkdtemp(join(tmpdir(), 'polymuse-pictures-'));
const { ffmpeg, ffprobe } = await findFfmpeg();
const tools: EngineTools = { ffmpeg, ffprobe, enginesDir: join(root, '.setup/engines') };
const at = (name: string) => join(folder, name);
const HEIGHT = 240;

let runs = 0;
async function run(engine: EngineName, input: unknown): Promise<EngineResult> {
  runs += 1;
  const workDir = at(`run-${runs}`);
  await mkdir(workDir);
  const limits = { memoryBytes: 3 * 2 ** 30, timeoutMs: 600_000 };
  return runEngine(engine, input, { workDir, seed: 7, ffmpeg: tools, limits });
}
const fileOf = ({ files }: EngineResult, role: string) => files.find((file) => file.role === role)?.path ?? '';
const ask = (args: string[]) =>
  runFfmpeg(ffmpeg, ['-v', 'error', '-y', ...args], { timeoutMs: 120_000, maxOutputBytes: 1_000_000 });

/** Linear frequency from 0 to 8 kHz, time to the right. */
async function spectrogram(sound: string, name: string): Promise<void> {
  const picture = 'aresample=16000,showspectrumpic=s=900x220:legend=0:scale=log:drange=80:color=magma';
  await ask(['-t', '20', '-i', sound, '-lavfi', picture, '-frames:v', '1', at(`${name}.png`)]);
  await sharp(at(`${name}.png`))
    .png({ palette: true })
    .toFile(join(target, `${name}.png`));
}

/** Frames of a video, side by side. */
async function strip(video: string, name: string, every: number): Promise<void> {
  const filter = `select='not(mod(n,${every}))',scale=-2:${HEIGHT},tile=4x1`;
  await ask(['-i', video, '-vf', filter, '-frames:v', '1', at(`${name}.png`)]);
  await sharp(at(`${name}.png`))
    .png({ palette: true, quality: 80 })
    .toFile(join(target, `${name}.png`));
}

const makers: Record<string, () => Promise<unknown>> = {
  async speech() {
    const text = 'Good morning. This is a machine, reading a short sentence aloud.';
    await spectrogram(fileOf(await run('speech', { text, format: 'wav' }), 'audio'), 'speech');
  },
  async song() {
    const words = { kind: 'none' };
    const asked = { task: 'songs', style: 'upbeat pop', avoid: '', title: '', words, seconds: 20, maxSeconds: 20 };
    await spectrogram(fileOf(await run('song', { ...asked, songs: 1, covers: [] }), 'audio'), 'song');
  },
  async 'face-swap'() {
    await sharpOf(drawPeople([{ name: 'ada' }]))
      .png()
      .toFile(at('target.png'));
    await sharpOf(drawPeople([{ name: 'ben' }]))
      .png()
      .toFile(at('source.png'));
    const input = { target: { kind: 'image', path: at('target.png') }, swapPath: at('source.png') };
    const result = await run('face-swap', { ...input, choice: { kind: 'largest' } });
    await row([at('target.png'), at('source.png'), fileOf(result, 'image')], 320, join(target, 'face-swap.png'));
  },
  async cutout() {
    await scenePicture(at('mug.png'));
    const asked = { kind: 'image', imagePath: at('mug.png'), askedModel: '', modelPath: null };
    const cut = fileOf(await run('cutout', asked), 'image');
    await checkered(cut, at('cut.png'));
    await row([at('mug.png'), at('cut.png')], HEIGHT, join(target, 'cutout.png'));
  },
  async upscale() {
    await scenePicture(at('large.png'));
    await sharp(at('large.png')).resize(160).png().toFile(at('small.png'));
    const asked = { kind: 'image', imagePath: at('small.png'), scale: 4, faceEnhance: false };
    const result = fileOf(await run('upscale', asked), 'image');
    const area = { left: 180, top: 120, width: 280, height: 240 };
    await sharp(at('small.png')).resize(640, null, { kernel: 'cubic' }).png().toFile(at('cubic.png'));
    await sharp(at('cubic.png')).extract(area).png().toFile(at('cubic-part.png'));
    await sharp(result).extract(area).png().toFile(at('network-part.png'));
    await row([at('cubic-part.png'), at('network-part.png')], HEIGHT, join(target, 'upscale.png'));
  },
  async relief() {
    await scenePicture(at('thing.png'));
    const asked = { imagePath: at('thing.png'), imageCount: 1, modelPath: null, wants: 'everything', ignored: [] };
    const result = await run('relief', asked);
    const video = result.files.find(({ contentType }) => contentType === 'video/mp4')?.path ?? '';
    await strip(video, 'relief', 30);
  },
  async motion() {
    await scenePicture(at('still.png'));
    const asked = { imagePath: at('still.png'), seconds: 4, longSide: 640, fps: 25, move: 'push-in' };
    await strip(fileOf(await run('motion', asked), 'video'), 'motion', 32);
  },
};

try {
  await mkdir(target, { recursive: true });
  const asked = process.argv.slice(2);
  for (const name of asked.length > 0 ? asked : Object.keys(makers)) {
    await makers[name]?.();
    console.log(`docs/images/engines/${name}.png`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
