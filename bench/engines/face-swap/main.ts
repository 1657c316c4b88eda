/**
 * Face swapping, measured. Pairs of drawn heads (five people, small turns, two lamps) and of the portraits that the
 * installed package shows in its own documentation; ten hard pairs that must be refused; cost of a pair and of a video.
 *
 *   node --import tsx bench/engines/face-swap/main.ts [--pictures FOLDER] [--quick]
 *
 * landmarks: distance of the result's mesh from the target's in % of the face's width. detail: correlation of fine
 * detail inside the mask with the warped source and with the target. likeness: cosine of the identity vectors (faceres
 * model) with source and target. seam: mean ΔE from the target in the feathered band, and for a plain paste.
 * Budgets: landmarks ≤ 4 %, detail and likeness nearer to the source than to the target, seam below half of the paste's.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import {
  measureSwap,
  type Sitting,
  type SwapMeasures,
} from '../../../src/engines/face-swap/__fixtures__/measure-swap.ts';
import { turnBetween } from '../../../src/engines/face-swap/choose-faces.ts';
import { FACE_SWAP_LIMITS } from '../../../src/engines/face-swap/contract.ts';
import { createFaceSwap } from '../../../src/engines/face-swap/index.ts';
import { drawPeople, type Name, type Sitter, sharpOf } from '../../../src/engines/faces/__fixtures__/face-pictures.ts';
import { findFaces } from '../../../src/engines/faces/find-faces.ts';
import { type FaceModels, loadFaceModels } from '../../../src/engines/faces/load-human.ts';
import type { Raster } from '../../../src/engines/faces/raster.ts';
import { runFfmpeg } from '../../../src/media/ffmpeg/run-ffmpeg.ts';
import { printTable } from '../../foley/table.ts';
import { refuseHardPairs } from './hard-pairs.ts';
import { packagePortraits } from './portraits.ts';

const enginesDir = path.resolve('.setup/engines');
const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir };
const flag = process.argv.indexOf('--pictures');
const folder = flag < 0 ? null : path.resolve(process.argv[flag + 1] ?? 'pictures');

const models = await loadFaceModels(tools);
if (folder) await mkdir(folder, { recursive: true });

const SITTERS: readonly Sitter[] = [
  { name: 'ada', yaw: 4 },
  { name: 'ben', light: [0.6, -0.3, 1] },
  { name: 'cleo', yaw: -6, mouthOpen: 0.5 },
  { name: 'dan', roll: 8, lamp: [1.05, 0.95, 0.8] },
  { name: 'eve', pitch: 5, ambient: 0.6 },
];

await report('drawn heads', await sit(models, SITTERS));
await report('portraits of the package', await packagePortraits(models, enginesDir));
printTable('hard pairs', ['pair', 'outcome', 'words'], await refuseHardPairs(models));
if (!process.argv.includes('--quick')) await costs();

async function sit(models: FaceModels, sitters: readonly Sitter[]): Promise<Sitting[]> {
  const sittings: Sitting[] = [];
  for (const sitter of sitters) {
    const picture: Raster = { ...drawPeople([{ size: 170, ...sitter }], { width: 560, height: 700 }), channels: 3 };
    const [face] = await findFaces(models, picture);
    if (face) sittings.push({ picture, face });
  }
  return sittings;
}

async function report(title: string, sittings: readonly Sitting[]): Promise<void> {
  const all: SwapMeasures[] = [];
  let [refused, lost] = [0, 0];
  for (const [to, target] of sittings.entries()) {
    for (const [from, source] of sittings.entries()) {
      if (from === to) continue;
      if (turnBetween(source.face, target.face) > FACE_SWAP_LIMITS.maxTurn) {
        refused++;
        continue;
      }
      const outcome = await measureSwap(models, source, target);
      if (!outcome) {
        lost++;
        continue;
      }
      all.push(outcome.measures);
      if (folder) await keep(outcome.picture, path.join(folder, `${title.split(' ')[0]}-${from}-onto-${to}.png`));
    }
  }
  const column = (name: keyof SwapMeasures) => all.map((measures) => measures[name]).sort((one, other) => one - other);
  const at = (values: number[], share: number) =>
    (values[Math.round((values.length - 1) * share)] ?? Number.NaN).toFixed(2);
  const names = [
    'landmarkPercent',
    'detailOfSource',
    'detailOfTarget',
    'likeSource',
    'likeTarget',
    'seam',
    'seamOfPaste',
    'milliseconds',
  ] as const;
  const nearer = (one: keyof SwapMeasures, other: keyof SwapMeasures) => all.filter((m) => m[one] > m[other]).length;
  printTable(
    `${title}: ${all.length} pairs (${refused} turned too far apart, ${lost} without a face afterwards)`,
    ['measure', 'p10', 'median', 'p90'],
    names.map((name) => [name, at(column(name), 0.1), at(column(name), 0.5), at(column(name), 0.9)]),
  );
  console.log(`detail nearer to the source: ${nearer('detailOfSource', 'detailOfTarget')} of ${all.length}`);
  console.log(`identity nearer to the source: ${nearer('likeSource', 'likeTarget')} of ${all.length}`);
}

function keep(picture: Raster, file: string): Promise<unknown> {
  const { data, width, height, channels } = picture;
  return sharp(Buffer.from(data), { raw: { width, height, channels } }).png().toFile(file);
}

/** Whole runs of the engine, models already loaded: files in, files out. */
async function costs(): Promise<void> {
  const work = await mkdtemp(path.join(tmpdir(), 'face-swap-bench-'));
  try {
    const draw = async (name: Name, file: string, size: number) => {
      const view = { name, size: size * 0.3, x: size / 2, y: size / 2 };
      await sharpOf(drawPeople([view], { width: size, height: size }))
        .png()
        .toFile(path.join(work, file));
    };
    await draw('ada', 'swap.png', 1024);
    await draw('ben', 'small.png', 512);
    await draw('ben', 'large.png', 2048);
    const pan = `crop=512:512:x='20+20*sin(t*3)':y='20+15*cos(t*2)'`;
    await draw('ben', 'still.png', 552);
    await runFfmpeg(
      'ffmpeg',
      [
        '-loglevel',
        'error',
        '-y',
        '-loop',
        '1',
        '-r',
        '25',
        '-i',
        path.join(work, 'still.png'),
        '-t',
        '2',
        '-vf',
        pan,
        '-pix_fmt',
        'yuv420p',
        path.join(work, 'video.mp4'),
      ],
      { timeoutMs: 60_000, maxOutputBytes: 1_000_000 },
    );
    const rows: string[][] = [];
    for (const [kind, file] of [
      ['image', 'small.png'],
      ['image', 'large.png'],
      ['video', 'video.mp4'],
    ] as const) {
      const out = await mkdtemp(path.join(work, 'out-'));
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      const { facts } = await createFaceSwap(tools).run(
        {
          target: { kind, path: path.join(work, file) },
          swapPath: path.join(work, 'swap.png'),
          choice: { kind: 'indexes', swap: [0], target: [0] },
        },
        { workDir: out, seed: 1, signal: new AbortController().signal, onProgress: () => undefined },
      );
      const seconds = (performance.now() - startedAt) / 1000;
      const used = process.cpuUsage(cpu);
      const rate = kind === 'video' ? `${(Number(facts.frames) / seconds).toFixed(1)} fps` : '';
      rows.push([file, `${seconds.toFixed(2)} s`, `${((used.user + used.system) / 1e6).toFixed(2)} s`, rate]);
    }
    printTable(
      'cost (target 512², 2048², video 512² of 2 s at 25 fps)',
      ['target', 'wall', 'own processor time', ''],
      rows,
    );
    console.log(`resident memory ${Math.round(process.memoryUsage.rss() / 1_048_576)} MiB`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
