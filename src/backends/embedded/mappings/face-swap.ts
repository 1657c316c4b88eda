import type { TaskInput } from '../../../catalog/task-type.ts';
import { FACE_SWAP_LIMITS, type FaceChoice, type FaceSwapInput } from '../../../engines/face-swap/contract.ts';
import type { EngineHome, EngineMapping } from '../engine-mapping.ts';

const { maxBytes } = FACE_SWAP_LIMITS;

const shared = {
  engine: 'face-swap',
  label: 'face-swap@1',
  quality:
    'Warps the face of the picture onto the target by a 468-point mesh and matches colour and light; not a neural face generator, best for near-frontal pairs.',
  missing: ({ faceSwapConsent, isInstalled }: EngineHome) => {
    if (!faceSwapConsent) {
      return 'face swapping is off until the operator confirms that whoever uses this server has the consent of every person shown: set engines.faceSwapConsent: true (POLYMUSE_ENGINES_FACE_SWAP_CONSENT=true)';
    }
    return isInstalled('face-swap') ? null : 'not installed: run `polymuse engines add face-swap`';
  },
} as const satisfies Partial<EngineMapping>;

const indexesOf = (input: TaskInput, field: string): number[] =>
  String(input[field] ?? '')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(Number);

/** The catalogue has checked the lists and made them equally long. */
function choiceOf(input: TaskInput, otherwise: FaceChoice): FaceChoice {
  const [swap, target] = [indexesOf(input, 'swap_faces_index'), indexesOf(input, 'target_faces_index')];
  return swap.length === 0 ? otherwise : { kind: 'indexes', swap, target };
}

const picture = (choose: (input: TaskInput) => FaceChoice): EngineMapping => ({
  ...shared,
  async prepare(input, context): Promise<FaceSwapInput> {
    const swapPath = await context.media('swap_image', 'image', { maxBytes });
    const path = await context.media('target_image', 'image', { maxBytes });
    return { target: { kind: 'image', path }, swapPath, choice: choose(input) };
  },
});

export const faceSwapMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/image-toolkit/face-swap': picture(() => ({ kind: 'largest' })),
  'Qubico/image-toolkit/multi-face-swap': picture((input) => choiceOf(input, { kind: 'all' })),
  'Qubico/video-toolkit/face-swap': {
    ...shared,
    async prepare(input, context): Promise<FaceSwapInput> {
      const swapPath = await context.media('swap_image', 'image', { maxBytes });
      const path = await context.media('target_video', 'video', { maxBytes });
      return {
        target: { kind: 'video', path },
        swapPath,
        choice: choiceOf(input, { kind: 'indexes', swap: [0], target: [0] }),
      };
    },
    measuredUnits: (facts) => Number(facts.frames),
    // 600 frames with several faces take longer than what is usual for an engine.
    limits: { timeoutMs: 1_200_000 },
  },
};
