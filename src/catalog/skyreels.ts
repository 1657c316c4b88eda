import { z } from 'zod';
import { choice, media, number, text } from './field.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

export const skyreels: readonly TaskType[] = [
  {
    model: 'Qubico/skyreels',
    taskType: 'img2video',
    family: 'skyreels',
    section: 'Skyreels',
    summary: 'Animates a picture of a person into a short video.',
    input: z.object({
      prompt: text({ required: true, note: 'Works best when it starts with "FPS-24, ".' }),
      negative_prompt: text({ default: '' }),
      image: media('image', { required: true, note: 'One person.' }),
      aspect_ratio: choice(['16:9', '9:16', '1:1'], { default: '16:9' }),
      guidance_scale: number({ exclusiveMin: 0, max: 10, default: 3.5 }),
    }),
    price: { usd: 0.15, per: 'generation' },
    usageType: 'llm',
    charge: 'on_create',
    ...videoResult('video_url'),
  },
];
