import { z } from 'zod';
import { choice, media, text } from './field.ts';
import { loraSettings } from './lora-settings.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

const fields = {
  prompt: text({ required: true, maxLength: 1000, errorStart: { range: 'prompt is too long' } }),
  negative_prompt: text({ default: '' }),
  aspect_ratio: choice(['16:9', '9:16', '1:1', '4:3'], {
    default: '16:9',
    note: '4:3 runs in the nearest size that the model makes.',
  }),
};

const fromText = z.object(fields);
const fromPicture = z.object({ image: media('image', { required: true }), ...fields });

const base = {
  model: 'Qubico/hunyuan',
  family: 'hunyuan',
  section: 'Hunyuan Video',
  price: { usd: 0.09, per: 'generation' },
  usageType: 'llm',
  charge: 'on_create',
  ...videoResult('video_url'),
} as const;

export const hunyuan: readonly TaskType[] = [
  {
    ...base,
    taskType: 'txt2video',
    summary: 'Makes a short video from a text: 85 frames, 20 steps.',
    input: fromText,
  },
  {
    ...base,
    taskType: 'fast-txt2video',
    summary: 'Makes a short video from a text with few steps: 85 frames, 6 steps.',
    input: fromText,
    price: { usd: 0.03, per: 'generation' },
  },
  {
    ...base,
    taskType: 'img2video-concat',
    summary: 'Makes a video from a text with a picture as guide; the motion is freer.',
    input: fromPicture,
  },
  {
    ...base,
    taskType: 'img2video-replace',
    summary: 'Makes a video that starts from a picture and stays close to it.',
    input: fromPicture,
  },
  {
    ...base,
    taskType: 'txt2video-lora',
    summary: 'Makes a short video from a text with one or more LoRA styles.',
    input: z.object({
      ...fields,
      lora_settings: loraSettings({ maxStrength: 2, typeNote: 'Name of a style that the operator has installed.' }),
    }),
  },
];
