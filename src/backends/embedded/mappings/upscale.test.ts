import { expect, it } from 'vitest';
import { createCatalog } from '../../../catalog/catalog.ts';
import { POINTS_PER_USD, pricePoints } from '../../../catalog/price.ts';
import { isEngineName } from '../../../engines/host/index.ts';
import type { BackendContext, BackendJob } from '../../backend.ts';
import type { EngineHome } from '../engine-mapping.ts';
import { upscaleMappings } from './upscale.ts';

const catalog = createCatalog();
const home: EngineHome = { isInstalled: () => false, faceSwapConsent: false, cutoutModel: null };
/** A context whose media are files named after the field they were asked for by. */
const context = { media: async (field: string) => `/work/${field}` } as unknown as BackendContext;
const prepare = (pair: string, input: Record<string, unknown>) =>
  upscaleMappings[pair]!.prepare(input, context, {} as BackendJob, home);

it.each(Object.keys(upscaleMappings))(
  '%s is a pair of the catalogue, and its engine serves without packages',
  (pair) => {
    const [taskType, ...model] = pair.split('/').reverse();
    expect(catalog.get(model.reverse().join('/'), taskType!)).toBeDefined();
    expect(isEngineName(upscaleMappings[pair]!.engine)).toBe(true);
    expect(upscaleMappings[pair]!.missing?.(home) ?? null).toBeNull();
  },
);

it.each([
  [{ image: 'x', scale: 2.5, face_enhance: true }, 2.5, true],
  [{ image: 'x' }, 2, false],
])('the picture, the factor and the wish for faces reach the engine (%o)', async (input, scale, faceEnhance) => {
  expect(await prepare('Qubico/image-toolkit/upscale', input)).toEqual({
    kind: 'image',
    imagePath: '/work/image',
    scale,
    faceEnhance,
  });
});

it('a video is given as it is', async () => {
  expect(await prepare('Qubico/video-toolkit/upscale', { video: 'x' })).toEqual({
    kind: 'video',
    videoPath: '/work/video',
  });
});

it('a picture is paid by the megapixels of the result, a video by its frames, as the specification counts them', () => {
  const price = (pair: string, input: Record<string, unknown>, facts: Record<string, unknown>) => {
    const [taskType, ...model] = pair.split('/').reverse();
    const rule = catalog.find(model.reverse().join('/'), taskType!).price;
    return pricePoints(rule, { input }, upscaleMappings[pair]!.measuredUnits!(facts));
  };
  const points = (usd: number) => Math.round(usd * POINTS_PER_USD);
  const image = 'Qubico/image-toolkit/upscale';
  expect(price(image, { scale: 2 }, { megapixels: 0.5 })).toBe(points(0.001));
  expect(price(image, { scale: 4 }, { megapixels: 16.8 })).toBe(points(0.017));
  expect(price('Qubico/video-toolkit/upscale', {}, { frames: 60 })).toBe(points(0.018));
});
