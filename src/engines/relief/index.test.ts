import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frontViewIou } from '../../../bench/engines/relief/front-view.ts';
import { openEdges } from '../../../bench/engines/relief/watertight.ts';
import { EngineInputError } from '../engine.ts';
import { runEngine } from '../host/index.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import type { ReliefInput } from './contract.ts';
import { createRelief } from './index.ts';
import { modelOf, opacityOf } from './model-of.ts';

interface Validator {
  validateBytes(
    bytes: Uint8Array,
  ): Promise<{ issues: { numErrors: number; numWarnings: number; messages: unknown[] } }>;
}
const validator = createRequire(import.meta.url)('gltf-validator') as Validator;

const run = promisify(execFile);
const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: path.resolve('.setup/no-such-folder') };
let folder = '';
let runs = 0;
const at = (name: string) => path.join(folder, name);

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#dfe6ea"/>
  <path d="M90 60h130l-10 130q-55 20-110 0z" fill="#b8402c"/><path d="M215 85q60-10 55 35t-60 45" fill="none" stroke="#8f2d1d" stroke-width="16"/></svg>`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-relief-'));
  await sharp(Buffer.from(svg)).flatten().png().toFile(at('mug.png'));
  await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toFile(at('one.png'));
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#38c' } })
    .png()
    .toFile(at('flat.png'));
  await writeFile(at('words.png'), 'only words, no picture');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function model(changes: Partial<ReliefInput> = {}) {
  const workDir = at(`run-${runs++}`);
  await mkdir(workDir);
  const input: ReliefInput = {
    imagePath: at('mug.png'),
    imageCount: 1,
    modelPath: null,
    wants: 'model',
    ignored: [],
    ...changes,
  };
  const progress: number[] = [];
  const signal = new AbortController().signal;
  const result = await createRelief(tools).run(input, {
    workDir,
    seed: 1,
    signal,
    onProgress: (_, fraction) => progress.push(fraction),
  });
  return { ...result, bytes: await readFile(result.files.at(-1)!.path), progress };
}

describe('the model', () => {
  it('is a binary glTF without a single remark of the Khronos validator but for information', async () => {
    const { files, bytes } = await model();
    expect(files).toMatchObject([{ role: 'model', contentType: 'model/gltf-binary', durationMs: 0 }]);
    const { issues } = await validator.validateBytes(new Uint8Array(bytes));
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
  });

  it('read back, is closed, textured, and as many triangles as the facts say', async () => {
    const { bytes, facts } = await model();
    const document = await new NodeIO().readBinary(new Uint8Array(bytes));
    const primitive = document.getRoot().listMeshes()[0]!.listPrimitives()[0]!;
    const positions = Float32Array.from(primitive.getAttribute('POSITION')!.getArray()!);
    const indices = Uint32Array.from(primitive.getIndices()!.getArray()!);
    expect(openEdges({ positions, indices })).toBe(0);
    expect(indices.length / 3).toBe(facts.triangles);
    const texture = await sharp(Buffer.from(document.getRoot().listTextures()[0]!.getImage()!)).metadata();
    expect(texture).toMatchObject({ format: 'jpeg', width: 640, height: 240 });
  });

  it('gives the same bytes again', async () => {
    const [first, second] = [await model(), await model()];
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('says what it did not use', async () => {
    const { logs } = await model({ imageCount: 3, ignored: ['ss_sampling_steps'] });
    expect(logs).toContain('only the first of 3 pictures was used');
    expect(logs).toContain('without meaning here, so ignored: ss_sampling_steps');
    expect(logs.at(-1)).toMatch(/^relief@1: 2\.5D/);
  });
});

it('with everything comes the cut-out, whose outline the model has from the front, and a turntable of 4 s', async () => {
  const workDir = at('hosted');
  await mkdir(workDir);
  const input: ReliefInput = {
    imagePath: at('mug.png'),
    imageCount: 1,
    modelPath: null,
    wants: 'everything',
    ignored: [],
  };
  const result = await runEngine('relief', input, { workDir, seed: 1, ffmpeg: tools });
  const [cutout, video, glb] = result.files;
  expect(cutout).toMatchObject({ role: 'cutout', contentType: 'image/png', width: 320, height: 240 });
  expect(video).toMatchObject({ role: 'video', contentType: 'video/mp4', width: 1024, height: 512, durationMs: 4000 });
  expect(glb).toMatchObject({ role: 'model' });

  const cut = await decodePicture(cutout!.path);
  expect(cut.hadAlpha).toBe(true);
  const { mesh, atlas } = modelOf(cut);
  expect(frontViewIou(mesh, atlas, opacityOf(cut))).toBeGreaterThan(0.96);

  const entries = 'stream=codec_name,pix_fmt,width,height,r_frame_rate,nb_frames,duration';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', video!.path]);
  expect((JSON.parse(stdout) as { streams: unknown[] }).streams).toEqual([
    {
      codec_name: 'h264',
      pix_fmt: 'yuv420p',
      width: 1024,
      height: 512,
      r_frame_rate: '30/1',
      nb_frames: '120',
      duration: '4.000000',
    },
  ]);
}, 300_000);

describe('what no body can be made of is refused with a reason', () => {
  it.each([
    ['one.png', /too small \(1×1\)/],
    ['flat.png', /no subject found/],
    ['words.png', /no picture/],
  ])('%s', async (name, reason) => {
    const work = model({ imagePath: at(name) });
    await expect(work).rejects.toThrow(EngineInputError);
    await expect(work).rejects.toThrow(reason);
  });

  it('a transparent picture', async () => {
    const clear = { width: 64, height: 64, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } as const;
    await sharp({ create: clear }).png().toFile(at('clear.png'));
    await expect(model({ imagePath: at('clear.png') })).rejects.toThrow(/no subject found: the picture is transparent/);
  });
});

it('progress never falls', async () => {
  const { progress } = await model();
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});
