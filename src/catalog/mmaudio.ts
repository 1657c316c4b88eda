import { z } from 'zod';
import { integer, media, seed, text } from './field.ts';
import { urlOf } from './shapes.ts';
import type { TaskType } from './task-type.ts';

/** Longest part of a video that is used and charged. */
const MAX_SECONDS = 30;

export const mmaudio: readonly TaskType[] = [
  {
    model: 'Qubico/mmaudio',
    taskType: 'video2audio',
    family: 'mmaudio',
    section: 'Mmaudio',
    summary: 'Makes a sound track for a short video, from the picture and an optional text.',
    input: z.object({
      prompt: text({ default: '', maxLength: 2000, note: 'What should be heard; empty: the picture alone decides.' }),
      negative_prompt: text({ default: '', maxLength: 2000, note: 'What should not be heard.' }),
      video: media('video', {
        required: true,
        limits: { formats: ['mp4'], maxBytes: 104_857_600, maxSeconds: 600 },
        note: 'The video; only its first 30 seconds are used and charged.',
      }),
      steps: integer({ min: 1, max: 50, default: 20, note: 'Density and detail against time.' }),
      seed: seed({ aliases: ['seeds'] }),
    }),
    price: { usd: 0.0005, per: 'second', units: { of: 'length of input.video', maxUnits: MAX_SECONDS } },
    usageType: 'point',
    charge: 'on_completion',
    pendingOutput: null,
    output: z.strictObject({ audio_url: z.url().meta({ description: 'The sound track, an MP3.' }) }),
    shape: (result) => ({ audio_url: urlOf(result, 'audio') }),
    produces: () => [{ role: 'audio', kind: 'audio' }],
    deadlineMinutes: 15,
  },
];
