import { z } from 'zod';
import { media, text } from './field.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

/** Longest sound that is taken and charged. */
const MAX_SECONDS = 35;

export const omnihuman: readonly TaskType[] = [
  {
    model: 'omni-human',
    taskType: 'omni-human-1.5',
    family: 'omnihuman',
    section: 'Omni Human',
    summary:
      'Lets the person in a picture speak or sing a sound file, with gestures; the video is as long as the sound.',
    input: z.object({
      image_url: media('image', { required: true, note: 'A picture of a person.' }),
      audio_url: media('audio', {
        required: true,
        limits: { maxSeconds: MAX_SECONDS },
        note: `What is spoken or sung, at most ${MAX_SECONDS} seconds.`,
      }),
      prompt: text({ default: '', note: 'How the person moves.' }),
    }),
    price: { usd: 0.16, per: 'second', units: { of: 'length of audio_url', maxUnits: MAX_SECONDS } },
    usageType: 'llm',
    charge: 'on_completion',
    ...videoResult('video', 'video_url'),
  },
];
