import { MOTION_LIMITS, type MotionInput } from '../../../engines/motion/contract.ts';
import type { EngineMapping } from '../engine-mapping.ts';

export const motionMappings: Readonly<Record<string, EngineMapping>> = {
  'Qubico/hug-video/image_to_video': {
    engine: 'motion',
    label: 'motion@1',
    quality: 'A camera move towards the two people; they do not move, so nobody hugs. Not a neural model.',
    async prepare(_input, context): Promise<MotionInput> {
      return {
        imagePath: await context.media('image_url', 'image', { maxBytes: MOTION_LIMITS.maxBytes }),
        seconds: 5,
        longSide: 1280,
        fps: 25,
        move: 'push-in',
      };
    },
  },
};
