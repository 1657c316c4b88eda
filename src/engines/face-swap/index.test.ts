import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFfmpeg } from '../../media/ffmpeg/run-ffmpeg.ts';
import { probeMedia } from '../../media/probe.ts';
import { EngineInputError, type EngineResult } from '../engine.ts';
import { drawPeople, type Sitter, sharpOf } from '../faces/__fixtures__/face-pictures.ts';
import type { Face } from '../faces/face.ts';
import { findFaces } from '../faces/find-faces.ts';
import { identityOf, likeness } from '../faces/identity.ts';
import { type FaceModels, loadFaceModels } from '../faces/load-human.ts';
import { EngineNotInstalled, runEngine } from '../host/index.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { measureSwap } from './__fixtures__/measure-swap.ts';
import type { FaceChoice, FaceSwapInput } from './contract.ts';
import { createFaceSwap } from './index.ts';

const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', enginesDir: path.resolve('.setup/engines') };
const SLOW = 180_000;
let folder = '';
let models: FaceModels;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'face-swap-'));
  models = await loadFaceModels(tools);
  await draw('ada.png', [{ name: 'ada' }]);
  await draw('ben.png', [{ name: 'ben' }]);
  await draw('pair.png', [{ name: 'ada' }, { name: 'eve' }], { width: 640, height: 400 });
  await draw('others.png', [{ name: 'dan' }, { name: 'ben' }], { width: 640, height: 400 });
  await draw('turned.png', [{ name: 'ben', yaw: 35 }]);
  await draw('small.png', [{ name: 'ben', size: 40 }]);
  await draw('empty.png', []);
}, SLOW);
afterAll(() => rm(folder, { recursive: true, force: true }));

const draw = (name: string, sitters: readonly Sitter[], size?: { width: number; height: number }) =>
  sharpOf(drawPeople(sitters, size)).png().toFile(at(name));

async function run(
  target: FaceSwapInput['target'],
  swapPath: string,
  choice: FaceChoice = { kind: 'largest' },
): Promise<EngineResult> {
  const workDir = await mkdtemp(path.join(folder, 'work-'));
  const signal = AbortSignal.timeout(SLOW);
  return createFaceSwap(tools).run(
    { target, swapPath, choice },
    { workDir, seed: 1, signal, onProgress: () => undefined },
  );
}
const picture = (target: string, swap: string, choice?: FaceChoice) =>
  run({ kind: 'image', path: at(target) }, at(swap), choice);
const video = (target: string, swap: string, choice: FaceChoice = { kind: 'indexes', swap: [0], target: [0] }) =>
  run({ kind: 'video', path: at(target) }, at(swap), choice);

async function facesOf(file: string): Promise<{ face: Face; identity: Float32Array }[]> {
  const { data, width, height } = await decodePicture(file);
  const raster = { data, width, height, channels: 4 } as const;
  const faces = (await findFaces(models, raster)).sort((one, other) => one.box.left - other.box.left);
  const found = [];
  for (const face of faces) found.push({ face, identity: await identityOf(models, raster, face) });
  return found;
}
/** How much more a face is like one than like another. */
const moreLike = (face: Float32Array, one: Float32Array, other: Float32Array) =>
  likeness(face, one) - likeness(face, other);

const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineInputError);
  const { kind, message } = error as EngineInputError;
  return `${kind}: ${message}`;
};

describe('onto a picture', { timeout: SLOW }, () => {
  it('the person of one picture appears in the other, which keeps size, shape of the face and surroundings', async () => {
    const result = await picture('ben.png', 'ada.png');
    const [file] = result.files;
    expect(file).toMatchObject({ role: 'image', contentType: 'image/png', width: 320, height: 400 });
    expect(result.facts).toMatchObject({ engine: 'face-swap@1', faces: { swapImage: 1, target: 1 } });
    const [[ada], [ben], [swapped]] = [
      await facesOf(at('ada.png')),
      await facesOf(at('ben.png')),
      await facesOf(file!.path),
    ];
    expect(moreLike(swapped!.identity, ada!.identity, ben!.identity)).toBeGreaterThan(0);
    expect(Math.abs(swapped!.face.box.left - ben!.face.box.left)).toBeLessThan(8);
    const [before, after] = [await decodePicture(at('ben.png')), await decodePicture(file!.path)];
    const corner = (pixels: Uint8Array) => pixels.subarray(0, 320 * 4 * 40);
    expect(corner(after.data)).toEqual(corner(before.data));
  });

  it('twice the same bytes', async () => {
    const [first, second] = [await picture('ben.png', 'ada.png'), await picture('ben.png', 'ada.png')];
    expect(await readFile(first.files[0]!.path)).toEqual(await readFile(second.files[0]!.path));
  });

  it('the mesh stays on the target, detail comes from the source, and the seam is closed', async () => {
    for (const [from, onto] of [
      ['ada', 'ben'],
      ['eve', 'dan'],
      ['cleo', 'ada'],
    ] as const) {
      const sit = async (name: Sitter['name']) => {
        const raster = { ...drawPeople([{ name, size: 130 }], { width: 400, height: 500 }), channels: 3 } as const;
        return { picture: raster, face: (await findFaces(models, raster))[0]! };
      };
      const { measures } = (await measureSwap(models, await sit(from), await sit(onto)))!;
      expect(measures.landmarkPercent).toBeLessThan(4);
      expect(measures.detailOfSource).toBeGreaterThan(measures.detailOfTarget);
      expect(measures.seam).toBeLessThan(measures.seamOfPaste / 3);
    }
  });

  it('two faces cross over when the numbers say so, and pair in order without', async () => {
    const [ada, eve] = await facesOf(at('pair.png'));
    const crossed = await picture('others.png', 'pair.png', { kind: 'indexes', swap: [0, 1], target: [1, 0] });
    const [left, right] = await facesOf(crossed.files[0]!.path);
    expect(moreLike(left!.identity, eve!.identity, ada!.identity)).toBeGreaterThan(0);
    expect(moreLike(right!.identity, ada!.identity, eve!.identity)).toBeGreaterThan(0);
    const paired = await picture('others.png', 'pair.png', { kind: 'all' });
    expect(paired.facts.swapped).toMatchObject([
      { swap: 0, target: 0 },
      { swap: 1, target: 1 },
    ]);
  });

  it('of faces that were not named, one that does not fit stays as it was, and the log says why', async () => {
    await draw('half.png', [{ name: 'dan' }, { name: 'ben', yaw: 38 }], { width: 640, height: 400 });
    const { facts, logs } = await picture('half.png', 'pair.png', { kind: 'all' });
    expect(facts.swapped).toMatchObject([{ swap: 0, target: 0 }]);
    expect(logs.join('\n')).toMatch(/left as it was: face 1 onto 1: /);
    const named = picture('half.png', 'pair.png', { kind: 'indexes', swap: [0, 1], target: [0, 1] });
    expect(await refusal(named)).toMatch(/^image: face 1 onto 1: /);
  });

  it.each([
    ['turned.png', 'ada.png', /^image: the faces in swap_image and target_image look in different directions/],
    ['small.png', 'ada.png', /^image: the face in target_image is \d+ pixels large/],
    ['ben.png', 'small.png', /^image: the face in swap_image is \d+ pixels large/],
    ['empty.png', 'ada.png', /^text: no face was found in target_image$/],
    ['ben.png', 'empty.png', /^text: no face was found in swap_image$/],
  ])('%s with %s is refused', async (target, swap, reason) => {
    expect(await refusal(picture(target, swap))).toMatch(reason);
  });

  it('pictures of every make do, or are refused with a reason', async () => {
    const ada = () => sharp(at('ada.png'));
    await ada().toColourspace('cmyk').jpeg({ quality: 95 }).toFile(at('cmyk.jpg'));
    await ada().toColourspace('rgb16').png().toFile(at('deep.png'));
    await ada().rotate(90).withMetadata({ orientation: 8 }).jpeg().toFile(at('exif.jpg'));
    await ada().webp().toFile(at('ada.webp'));
    for (const name of ['cmyk.jpg', 'deep.png', 'exif.jpg', 'ada.webp']) {
      expect((await picture('ben.png', name)).files).toHaveLength(1);
    }
    const create = { width: 20_000, height: 20_000, channels: 3, background: '#c81e3c' } as const;
    await sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 }).toFile(at('huge.png'));
    expect(await refusal(picture('huge.png', 'ada.png'))).toMatch(/^image: the picture is too large/);
    await sharp({ create: { ...create, width: 1, height: 1 } })
      .png()
      .toFile(at('one.png'));
    expect(await refusal(picture('one.png', 'ada.png'))).toBe('text: no face was found in target_image');
    await writeFile(at('words.png'), 'words');
    expect(await refusal(picture('ben.png', 'words.png'))).toBe('image: the file is no picture');
  });
});

const ffmpeg = (args: string[]) =>
  runFfmpeg('ffmpeg', ['-loglevel', 'error', '-y', ...args], { timeoutMs: SLOW, maxOutputBytes: 1_000_000 });
const still = (name: string) => ['-loop', '1', '-r', '12', '-i', at(name)];
const encoded = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'];

describe('onto a video', { timeout: SLOW }, () => {
  it('every frame is swapped, and length, size and sound stay', async () => {
    const pan = "crop=300:360:x='10+10*sin(t*6)':y=20";
    await ffmpeg([
      ...still('ben.png'),
      '-f',
      'lavfi',
      '-i',
      'sine=440',
      '-t',
      '1.5',
      '-vf',
      pan,
      ...encoded,
      '-c:a',
      'aac',
      at('ben.mp4'),
    ]);
    const result = await video('ben.mp4', 'ada.png');
    expect(result.facts).toMatchObject({ frames: 18, fps: 12, swapped: [{ swap: 0, target: 0, frames: 18 }] });
    const [file] = result.files;
    expect(file).toMatchObject({ role: 'video', contentType: 'video/mp4', width: 300, height: 360, durationMs: 1500 });
    const options = { ffprobe: 'ffprobe', timeoutMs: 30_000, as: 'video' } as const;
    const [before, after] = [await probeMedia(at('ben.mp4'), options), await probeMedia(file!.path, options)];
    expect(after).toMatchObject({ width: 300, height: 360, fps: 12, videoCodec: 'h264', audioCodec: 'aac' });
    expect(Math.abs(after.durationMs - before.durationMs)).toBeLessThan(120);
    await ffmpeg(['-ss', '0.7', '-i', file!.path, '-frames:v', '1', at('frame.png')]);
    await ffmpeg(['-ss', '0.7', '-i', at('ben.mp4'), '-frames:v', '1', at('before.png')]);
    const [[ada], [ben], [swapped]] = [
      await facesOf(at('ada.png')),
      await facesOf(at('before.png')),
      await facesOf(at('frame.png')),
    ];
    expect(moreLike(swapped!.identity, ada!.identity, ben!.identity)).toBeGreaterThan(0);
  });

  it('faces are numbered in the first frame that shows enough of them', async () => {
    await ffmpeg([
      ...[
        '-loop',
        '1',
        '-t',
        '0.5',
        '-r',
        '12',
        '-i',
        at('empty.png'),
        '-loop',
        '1',
        '-t',
        '0.5',
        '-r',
        '12',
        '-i',
        at('others.png'),
      ],
      ...[
        '-filter_complex',
        '[0]scale=640:400,setsar=1[a];[1]setsar=1[b];[a][b]concat=n=2',
        ...encoded,
        at('late.mp4'),
      ],
    ]);
    const { facts } = await video('late.mp4', 'ada.png', { kind: 'indexes', swap: [0], target: [1] });
    expect(facts).toMatchObject({ frames: 12, faces: { target: 2 }, swapped: [{ target: 1, frames: 6 }] });
    const third = video('late.mp4', 'ada.png', { kind: 'indexes', swap: [0], target: [2] });
    expect(await refusal(third)).toMatch(
      /^text: target_faces_index names face 2, but 2 faces were found in target_video/,
    );
  });

  it.each([
    ['nobody in it', ['-t', '0.5', '-vf', 'scale=320:400'], 'empty.png', /^text: no face was found in target_video$/],
    [
      'a head that is turned away',
      ['-t', '0.5'],
      'turned.png',
      /^video: the faces in swap_image and target_video look/,
    ],
    ['more than 600 frames', ['-t', '51'], 'ada.png', /^video: the video has \d+ frames: at most 600/],
    ['more pixels than 720p', ['-t', '0.2', '-vf', 'scale=1300:720'], 'ben.png', /^video: the video is 1300×720/],
  ])('with %s it is refused', async (_, args, name, reason) => {
    await ffmpeg([...still(name), ...args, ...encoded, at('bad.mp4')]);
    expect(await refusal(video('bad.mp4', 'ada.png'))).toMatch(reason);
  });

  it('a file that is no video, or has no frames, is refused', async () => {
    await writeFile(at('words.mp4'), 'words');
    expect(await refusal(video('words.mp4', 'ada.png'))).toMatch(/^video: /);
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=440:d=0.5', '-c:a', 'aac', at('sound.mp4')]);
    expect(await refusal(video('sound.mp4', 'ada.png'))).toMatch(/^video: /);
    const whole = await readFile(at('ada.png'));
    await writeFile(at('picture.mp4'), whole);
    expect(await refusal(video('picture.mp4', 'ada.png'))).toMatch(/^video: /);
  });
});

it(
  'runs in a process of its own, within its memory',
  async () => {
    const workDir = await mkdtemp(path.join(folder, 'own-'));
    const input: FaceSwapInput = {
      target: { kind: 'image', path: at('ben.png') },
      swapPath: at('ada.png'),
      choice: { kind: 'largest' },
    };
    const { files } = await runEngine('face-swap', input, { workDir, seed: 1, ffmpeg: tools });
    expect(files).toMatchObject([{ role: 'image', path: path.join(workDir, 'image.png') }]);
  },
  SLOW,
);

it('without its packages it says how to install them', async () => {
  const { engineRequire } = await import('../host/index.ts');
  expect(() => engineRequire({ enginesDir: folder }, 'face-swap')).toThrow(EngineNotInstalled);
});
