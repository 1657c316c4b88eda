import { z } from 'zod';
import { lowerCase, numeric } from './coerce.ts';
import { choice, media, text } from './field.ts';
import type { PriceMeasure } from './price.ts';
import { removeWatermark } from './remove-watermark.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

const seconds: PriceMeasure = { of: 'input.duration', from: (input) => Number(input.duration) };

const fields = {
  prompt: text({ required: true, note: 'What the video shows and what is heard.' }),
  image_url: media('image', { note: 'Start frame.' }),
  aspect_ratio: choice(['16:9', '9:16'], { default: '16:9' }),
  duration: choice([4, 8, 12], { default: 4, coerce: numeric, note: 'Seconds.' }),
};

const base = {
  model: 'sora2',
  family: 'sora',
  section: 'Sora2',
  usageType: 'llm',
  charge: 'on_create',
  ...videoResult('video', 'video_url'),
} as const;

export const sora: readonly TaskType[] = [
  {
    ...base,
    taskType: 'sora2-video',
    summary: 'Makes a 720p video of 4, 8 or 12 seconds with sound from a text or a start picture on Sora 2.',
    input: z.object(fields),
    price: { usd: 0.08, per: 'second', units: seconds },
  },
  {
    ...base,
    taskType: 'sora2-pro-video',
    summary: 'Makes a video of 4, 8 or 12 seconds with sound from a text or a start picture on Sora 2 Pro.',
    input: z.object({
      ...fields,
      resolution: choice(['720p', '1080p'], { default: '720p', coerce: lowerCase }),
    }),
    price: {
      per: 'second',
      units: seconds,
      table: [
        { when: { resolution: '720p' }, usd: 0.24 },
        { when: { resolution: '1080p' }, usd: 0.4 },
      ],
    },
  },
  removeWatermark({
    model: base.model,
    family: base.family,
    section: base.section,
    summary: 'Removes the visible watermark from a Sora video.',
  }),
];
