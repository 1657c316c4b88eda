import { z } from 'zod';
import { numeric } from '../coerce.ts';
import { choice, media, text } from '../field.ts';
import type { TaskInput, TaskType } from '../task-type.ts';
import { videoResult } from '../video-result.ts';
import { base, shapeOfFrame, versionText } from './kling-fields.ts';

export const turboVideoGeneration: TaskType = {
  ...base,
  ...videoResult('video', 'video_url'),
  model: 'kling-turbo',
  taskType: 'video_generation',
  summary: 'Makes a 5 or 10 second video on the Kling 2.5 turbo engine from a text or a start picture.',
  input: z.object({
    prompt: text({ required: true }),
    negative_prompt: text({ default: '' }),
    image_url: media('image', { aliases: ['start_image_url'], note: 'Start frame.' }),
    end_image_url: media('image', { aliases: ['image_tail_url'], note: 'End frame; only with image_url.' }),
    duration: choice([5, 10], { default: 5, coerce: numeric, note: 'Seconds.' }),
    aspect_ratio: shapeOfFrame('Ignored when image_url is set.'),
    mode: choice(['pro', 'std'], { default: 'pro', note: 'Both run as pro.' }),
    version: choice(['2.5-turbo', '2.5'], { default: '2.5-turbo', coerce: versionText }),
  }),
  adjust,
  rules: [({ image_url, end_image_url }) => (end_image_url && !image_url ? 'end_image_url requires image_url' : null)],
  price: {
    per: 'generation',
    table: [
      { when: { duration: 5 }, usd: 0.28 },
      { when: { duration: 10 }, usd: 0.56 },
    ],
  },
  usageType: 'llm',
  charge: 'on_create',
};

/** Fields without a value are not echoed here. */
function adjust(input: TaskInput): TaskInput {
  return {
    ...input,
    mode: 'pro',
    negative_prompt: input.negative_prompt || undefined,
    aspect_ratio: input.image_url ? undefined : input.aspect_ratio,
  };
}
