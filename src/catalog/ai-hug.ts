import { z } from 'zod';
import { media } from './field.ts';
import type { TaskType } from './task-type.ts';
import { toolkitTask } from './toolkit.ts';
import { videoResult } from './video-result.ts';

export const aiHug: readonly TaskType[] = [
  {
    ...toolkitTask,
    ...videoResult('video_url'),
    model: 'Qubico/hug-video',
    taskType: 'image_to_video',
    family: 'ai-hug',
    section: 'AI Hug',
    summary: 'Turns a picture of two people into a short video in which they hug.',
    input: z.object({
      image_url: media('image', {
        required: true,
        aliases: ['image'],
        note: 'One picture with two people, or two portraits side by side.',
      }),
    }),
    price: { usd: 0.2, per: 'generation' },
  },
];
