import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../../catalog/catalog.ts';
import { isEngineName } from '../../../engines/host/index.ts';
import type { BackendContext, BackendJob } from '../../backend.ts';
import type { EngineHome } from '../engine-mapping.ts';
import { cutoutMappings } from './cutout.ts';
import { reliefMappings } from './relief.ts';

const catalog = createCatalog();
const mappings = { ...cutoutMappings, ...reliefMappings };
const home: EngineHome = { isInstalled: () => false, faceSwapConsent: false, cutoutModel: '/srv/rmbg-1.4.onnx' };

/** A context whose media are files named after the field they were asked for by. */
const context = { media: async (field: string) => `/work/${field}` } as unknown as BackendContext;
const prepare = (pair: string, input: Record<string, unknown>) =>
  mappings[pair]!.prepare(input, context, {} as BackendJob, home);

it.each(Object.keys(mappings))('%s is a pair of the catalogue and names an engine that exists', (pair) => {
  const [taskType, ...model] = pair.split('/').reverse();
  expect(catalog.get(model.reverse().join('/'), taskType!)).toBeDefined();
  expect(isEngineName(mappings[pair]!.engine)).toBe(true);
});

it('what needs words understood is left to others', () => {
  expect(Object.keys(mappings)).not.toContain('Qubico/image-toolkit/segment');
  expect(Object.keys(mappings)).not.toContain('Qubico/trellis/text-to-3d');
});

describe('the input of the engine', () => {
  it("for a picture names the model that was asked for and the operator's own", async () => {
    expect(await prepare('Qubico/image-toolkit/background-remove', { image: 'x', rmbg_model: 'BEN2' })).toEqual({
      kind: 'image',
      imagePath: '/work/image',
      askedModel: 'BEN2',
      modelPath: '/srv/rmbg-1.4.onnx',
    });
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])('for a video keeps the background when it is inverted (%s)', async (inverted, keepBackground) => {
    const input = await prepare('Qubico/video-toolkit/background-remove', { video: 'x', invert_output: inverted });
    expect(input).toMatchObject({ kind: 'video', videoPath: '/work/video', keepBackground });
  });

  it('for several views takes the first, counts them, and lists the options without meaning', async () => {
    const input = { images: ['a', 'b'], ss_sampling_steps: 7, slat_guidance_strength: 3, seed: 0 };
    expect(await prepare('Qubico/trellis/image-to-3d', input)).toEqual({
      imagePath: '/work/images[0]',
      imageCount: 2,
      modelPath: '/srv/rmbg-1.4.onnx',
      wants: 'everything',
      ignored: ['seed', 'slat_guidance_strength', 'ss_sampling_steps'],
    });
  });

  it.each(['Qubico/trellis2/image-to-3d', 'Qubico/pixal3d/image-to-3d'])('%s wants the model alone', async (pair) => {
    expect(await prepare(pair, { image: 'x' })).toMatchObject({
      imagePath: '/work/image',
      imageCount: 1,
      wants: 'model',
    });
  });
});

it('a video is paid by the frames that were cut', () => {
  expect(cutoutMappings['Qubico/video-toolkit/background-remove']!.measuredUnits!({ frames: 71 })).toBe(71);
});
