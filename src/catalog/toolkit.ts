import { z } from 'zod';
import type { MediaLimits } from './field.ts';
import { urlOf } from './shapes.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

/** What the task types of the image and video toolkit have in common, whichever family they belong to. */

const TEN_MIB = 10_485_760;

export const pictureLimits: MediaLimits = { formats: ['jpg', 'jpeg', 'png', 'webp'], maxBytes: TEN_MIB, maxSide: 2048 };

/** At most 720p, upright or not. */
export const clipLimits: MediaLimits = { formats: ['mp4'], maxBytes: TEN_MIB, maxSide: 1280, maxPixels: 921_600 };

/** Paid at creation, labelled `llm`, nothing shown before the end. */
export const toolkitTask = { usageType: 'llm', charge: 'on_create', pendingOutput: null } as const;

export const pictureTool = {
  ...toolkitTask,
  model: 'Qubico/image-toolkit',
  output: z.strictObject({
    image_url: z.url().meta({ description: 'The finished picture, a PNG.' }),
    image_base64: z.literal('').meta({ description: 'Always empty.' }),
  }),
  shape: (result) => ({ image_url: urlOf(result, 'image'), image_base64: '' }),
  produces: () => [{ role: 'image', kind: 'image' }],
  deadlineMinutes: 5,
} as const satisfies Partial<TaskType>;

export const clipTool = {
  ...toolkitTask,
  ...videoResult('video_url'),
  model: 'Qubico/video-toolkit',
} as const satisfies Partial<TaskType>;
