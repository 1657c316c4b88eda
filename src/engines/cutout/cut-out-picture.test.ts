import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Composite, compareMattes, composites } from '../../../bench/engines/cutout/composites.ts';
import { EngineInputError } from '../engine.ts';
import type { Picture } from '../pictures/decode-picture.ts';
import { cutOutPicture } from './cut-out-picture.ts';

const withNetwork = path.resolve('.setup/engines');
const without = path.resolve('.setup/no-such-folder');

let all: Composite[] = [];
beforeAll(async () => {
  all = await composites();
});

const pictureOf = ({ data, width, height }: Pick<Composite, 'data' | 'width' | 'height'>): Picture => ({
  ...{ data, width, height, sourceWidth: width, sourceHeight: height },
  hadAlpha: data.some((value, at) => at % 4 === 3 && value < 255),
});

async function iouOf(name: string, enginesDir: string): Promise<number> {
  const composite = all.find((one) => one.name === name)!;
  const cut = await cutOutPicture(pictureOf(composite), { enginesDir, modelPath: null });
  expect(cut.method).toBe(enginesDir === withNetwork ? 'network' : 'basic');
  const alpha = Float32Array.from(composite.truth, (_, at) => cut.data[at * 4 + 3]! / 255);
  return compareMattes(alpha, composite.truth).iou;
}

describe('a subject whose outline is known to the pixel', () => {
  it.each(['bird on blue', 'person on wall over a table'])(
    '%s: the network finds at least 0.95 of it (intersection over union)',
    async (name) => {
      expect(await iouOf(name, withNetwork)).toBeGreaterThanOrEqual(0.95);
    },
    240_000,
  );

  it.each([
    'mug on white',
    'bird on wall over a table',
    'person on grey, lit from one side',
    'ring on blue',
    'plant on studio, with a pool of light',
    'bird on lights out of focus',
  ])(
    '%s: colours alone find at least 0.8',
    async (name) => {
      expect(await iouOf(name, without)).toBeGreaterThanOrEqual(0.8);
    },
    120_000,
  );
});

describe('where there is no subject', () => {
  const flat = (changes: (at: number) => number): Picture =>
    pictureOf({ data: Uint8Array.from({ length: 96 * 64 * 4 }, (_, at) => changes(at)), width: 96, height: 64 });

  it.each([
    ['with', withNetwork],
    ['without', without],
  ])('a picture of one colour is refused, %s the network', async (_, enginesDir) => {
    const picture = flat((at) => (at % 4 === 3 ? 255 : 120 + (at % 3)));
    const work = cutOutPicture(picture, { enginesDir, modelPath: null });
    await expect(work).rejects.toThrow(EngineInputError);
    await expect(work).rejects.toThrow(/no subject found: the picture has one colour/);
  });

  it('a smooth slope of light is refused by colours alone', async () => {
    const picture = flat((at) => (at % 4 === 3 ? 255 : 60 + Math.floor(((Math.floor(at / 4) % 96) / 96) * 150)));
    await expect(cutOutPicture(picture, { enginesDir: without, modelPath: null })).rejects.toThrow(
      /nothing stands out/,
    );
  });

  it('a transparent picture is refused', async () => {
    const work = cutOutPicture(
      flat((at) => (at % 4 === 3 ? 0 : 90)),
      { enginesDir: without, modelPath: null },
    );
    await expect(work).rejects.toThrow(/the picture is transparent/);
  });
});

it('a picture that comes cut out is kept as it is', async () => {
  const data = Uint8Array.from({ length: 64 * 64 * 4 }, (_, at) => {
    const isSubject = Math.hypot((Math.floor(at / 4) % 64) - 32, Math.floor(at / 256) - 32) < 20;
    return at % 4 === 3 ? (isSubject ? 255 : 0) : 77;
  });
  const cut = await cutOutPicture(pictureOf({ data, width: 64, height: 64 }), { enginesDir: without, modelPath: null });
  expect(cut.method).toBe('given');
  expect(cut.data).toEqual(data);
});
