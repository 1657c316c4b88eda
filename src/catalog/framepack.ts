import { z } from 'zod';
import { integer, media, text } from './field.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

const MAX_SECONDS = 30;

export const framepack: readonly TaskType[] = [
  {
    model: 'Qubico/framepack',
    taskType: 'img2video',
    family: 'framepack',
    section: 'Framepack',
    summary:
      'Makes a long video (10 to 30 seconds, 30 frames per second) from a start picture and an optional end picture.',
    input: z.object({
      start_image: media('image', { required: true, note: 'First frame; the video has its shape.' }),
      end_image: media('image', { note: 'Last frame.' }),
      prompt: text({ required: true }),
      negative_prompt: text({ default: '' }),
      duration: integer({ min: 10, max: MAX_SECONDS, default: 10, note: 'Seconds.' }),
    }),
    price: {
      usd: 0.03,
      per: 'second',
      units: { of: 'input.duration', from: ({ duration }) => Number(duration), maxUnits: MAX_SECONDS },
    },
    usageType: 'llm',
    charge: 'on_create',
    ...videoResult('video_url'),
  },
];
