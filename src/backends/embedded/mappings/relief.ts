import type { TaskInput } from '../../../catalog/task-type.ts';
import { RELIEF_LIMITS, type ReliefInput } from '../../../engines/relief/contract.ts';
import type { BackendContext, BackendJob } from '../../backend.ts';
import type { EngineHome, EngineMapping } from '../engine-mapping.ts';

/** Options of the diffusion models behind these names; an inflated outline has no such thing. */
const MEANINGLESS = [
  'seed',
  'slat_guidance_strength',
  'slat_sampling_steps',
  'ss_guidance_strength',
  'ss_sampling_steps',
];

const common = {
  engine: 'relief',
  label: 'relief@1',
  quality:
    "2.5D: the picture's subject inflated like a pillow, good from the front, its back guessed; not a reconstruction.",
  // The network that cuts the subject out takes 0.8 GB; larger ones of the operator's and WebAssembly take more.
  limits: { memoryBytes: 3 * 2 ** 30 },
} as const satisfies Partial<EngineMapping>;

const prepare =
  (wants: ReliefInput['wants']) =>
  async (input: TaskInput, context: BackendContext, _job: BackendJob, home: EngineHome): Promise<ReliefInput> => {
    const images = Array.isArray(input.images) ? input.images : [];
    const field = images.length > 0 ? 'images[0]' : 'image';
    return {
      imagePath: await context.media(field, 'image', { maxBytes: RELIEF_LIMITS.maxBytes }),
      imageCount: Math.max(1, images.length),
      modelPath: home.cutoutModel,
      wants,
      ignored: MEANINGLESS.filter((name) => input[name] !== undefined),
    };
  };

const meshOnly: EngineMapping = { ...common, prepare: prepare('model') };

/** Text-to-3d is not here: there is no picture to start from. */
export const reliefMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/trellis/image-to-3d': { ...common, prepare: prepare('everything') },
  'Qubico/trellis2/image-to-3d': meshOnly,
  'Qubico/pixal3d/image-to-3d': meshOnly,
};
