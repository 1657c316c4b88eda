import { z } from 'zod';
import { inOrder, lowerCase, spelledAs } from './coerce.ts';
import { choice, flag, media, text } from './field.ts';
import type { PriceRule } from './price.ts';
import type { TaskInput, TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

const fields = {
  prompt: text({ required: true }),
  negative_prompt: text({ default: '' }),
  image_url: media('image', { note: 'Start frame.' }),
  aspect_ratio: choice(['16:9', '9:16', '1:1', 'auto'], {
    note: 'Absent: auto with a start frame, else 16:9. auto follows the start frame; without one it means 16:9.',
  }),
  duration: choice(['4s', '6s', '8s'], {
    default: '8s',
    coerce: inOrder(lowerCase, spelledAs({ 4: '4s', 6: '6s', 8: '8s' })),
    note: 'Seconds; the s may be left out.',
  }),
  resolution: choice(['720p', '1080p'], { default: '720p', coerce: lowerCase, note: 'Does not change the price.' }),
  generate_audio: flag({ default: true, note: 'With sound.' }),
};

const tailField = { tail_image_url: media('image', { note: 'End frame; only with image_url.' }) };

/** Per second with and without sound. */
const price = (withSound: number, silent: number): PriceRule => ({
  per: 'second',
  units: { of: 'input.duration without the s', from: (input) => Number.parseInt(String(input.duration), 10) },
  table: [
    { when: { generate_audio: true }, usd: withSound },
    { when: { generate_audio: false }, usd: silent },
  ],
});

const standardPrice = price(0.24, 0.12);
const fastPrice = price(0.09, 0.06);

const base = {
  family: 'veo',
  section: 'Veo3',
  adjust: withAspectRatio,
  usageType: 'llm',
  charge: 'on_create',
  ...videoResult('video', 'video_url'),
} as const;

const veo3 = { ...base, model: 'veo3', input: z.object(fields) };

const veo31 = {
  ...base,
  model: 'veo3.1',
  input: z.object({ ...fields, ...tailField }),
  rules: [tailNeedsStart],
};

export const veo: readonly TaskType[] = [
  {
    ...veo3,
    taskType: 'veo3-video',
    summary: 'Makes a 4, 6 or 8 second video from a text or a start picture on Veo 3.',
    price: standardPrice,
  },
  {
    ...veo3,
    taskType: 'veo3-video-fast',
    summary: 'Makes a 4, 6 or 8 second video from a text or a start picture on Veo 3, fast variant.',
    price: fastPrice,
  },
  {
    ...veo31,
    taskType: 'veo3.1-video',
    summary: 'Makes a 4, 6 or 8 second video from a text or a start picture on Veo 3.1.',
    price: standardPrice,
  },
  {
    ...veo31,
    taskType: 'veo3.1-video-fast',
    summary: 'Makes a 4, 6 or 8 second video from a text or a start picture on Veo 3.1, fast variant.',
    price: fastPrice,
  },
];

function withAspectRatio(input: TaskInput): TaskInput {
  const wanted = input.aspect_ratio ?? 'auto';
  return { ...input, aspect_ratio: wanted === 'auto' && input.image_url === undefined ? '16:9' : wanted };
}

function tailNeedsStart(input: TaskInput): string | null {
  return input.tail_image_url !== undefined && input.image_url === undefined
    ? 'tail_image_url requires image_url'
    : null;
}
