import { UPSCALE_LIMITS, type UpscaleInput } from '../../../engines/upscale/contract.ts';
import type { EngineMapping } from '../engine-mapping.ts';

const GIB = 2 ** 30;
const { maxBytes } = UPSCALE_LIMITS;

const common = {
  engine: 'upscale',
  label: 'upscale@1',
  quality:
    'Enlarged by a small super-resolution network (no invented detail); large pictures, most videos and machines without its packages get Lanczos and mild sharpening (basic); the log says which.',
} as const satisfies Partial<EngineMapping>;

export const upscaleMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/image-toolkit/upscale': {
    ...common,
    async prepare(input, context): Promise<UpscaleInput> {
      return {
        kind: 'image',
        imagePath: await context.media('image', 'image', { maxBytes }),
        scale: Number(input.scale ?? UPSCALE_LIMITS.minScale),
        faceEnhance: input.face_enhance === true,
      };
    },
    measuredUnits: (facts) => Number(facts.megapixels),
    // A result of 100 million pixels takes a gigabyte.
    limits: { memoryBytes: 2 * GIB },
  },
  'Qubico/video-toolkit/upscale': {
    ...common,
    async prepare(_input, context): Promise<UpscaleInput> {
      return { kind: 'video', videoPath: await context.media('video', 'video', { maxBytes }) };
    },
    measuredUnits: (facts) => Number(facts.frames),
    // Ten minutes for the network on a free core, and the machine may be busy.
    limits: { timeoutMs: 50 * 60_000 },
  },
};
