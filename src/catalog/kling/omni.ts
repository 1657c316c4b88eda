import { z } from 'zod';
import { lowerCase } from '../coerce.ts';
import { choice, flag, integer, list, media, text } from '../field.ts';
import type { TaskInput, TaskType } from '../task-type.ts';
import { videoResult } from '../video-result.ts';
import { base, shapeOfFrame, versionText } from './kling-fields.ts';
import { multiShots, secondsOfResult, shotsFit, shotsOf, withoutIgnoredByShots } from './multi-shots.ts';

const MAX_O1_SECONDS = 10;

export const omniVideoGeneration: TaskType = {
  ...base,
  ...videoResult('video', 'video_url'),
  taskType: 'omni_video_generation',
  section: 'Kling omni',
  summary: 'Makes a video from text with reference pictures (and a reference video) named inside the prompt.',
  input: z.object({
    prompt: text({ note: 'Pictures are named @image_1, @image_2 and so on, the video @video.' }),
    version: choice(['3.0', 'o1'], { default: '3.0', coerce: versionText, note: 'The engine.' }),
    resolution: choice(['720p', '1080p'], { default: '720p', coerce: lowerCase }),
    mode: choice(['std', 'pro'], { note: 'Used when resolution is absent: std = 720p, pro = 1080p.' }),
    duration: integer({ min: 3, max: 15, default: 5, note: `Seconds; o1: at most ${MAX_O1_SECONDS}.` }),
    aspect_ratio: shapeOfFrame('Shape of the video.'),
    enable_audio: flag({ default: false, note: 'With sound; not for o1.' }),
    multi_shots: multiShots('The shots one by one.'),
    images: list(media('image'), {
      maxItems: 7,
      note: 'Reference pictures; one that no prompt names may have no effect.',
    }),
    video: media('video', { note: 'Reference, or the video to edit.' }),
    negative_prompt: text(),
    language: text({ note: 'Language of the speech.' }),
  }),
  adjust,
  rules: [promptIsThere, durationFits, shotsFit, namedPicturesAreThere],
  price: {
    per: 'second',
    units: secondsOfResult,
    table: [
      { when: { version: '3.0', resolution: '720p', enable_audio: false }, usd: 0.1 },
      { when: { version: '3.0', resolution: '720p', enable_audio: true }, usd: 0.15 },
      { when: { version: '3.0', resolution: '1080p', enable_audio: false }, usd: 0.15 },
      { when: { version: '3.0', resolution: '1080p', enable_audio: true }, usd: 0.2 },
      { when: { version: 'o1', resolution: '720p' }, usd: 0.078 },
      { when: { version: 'o1', resolution: '1080p' }, usd: 0.104 },
    ],
  },
  pendingOutput: { video: '' },
};

function adjust(input: TaskInput, sent: ReadonlySet<string>): TaskInput {
  const { resolution, mode, version, enable_audio } = input;
  return withoutIgnoredByShots({
    ...input,
    resolution: !sent.has('resolution') && mode === 'pro' ? '1080p' : resolution,
    enable_audio: enable_audio === true && version !== 'o1',
  });
}

function promptIsThere(input: TaskInput): string | null {
  return input.prompt || shotsOf(input).length > 0 ? null : 'prompt is required';
}

function durationFits({ version, duration }: TaskInput): string | null {
  return version === 'o1' && Number(duration) > MAX_O1_SECONDS
    ? `invalid duration: ${duration} is not 3 to ${MAX_O1_SECONDS} for version o1`
    : null;
}

function namedPicturesAreThere(input: TaskInput): string | null {
  const texts = [String(input.prompt ?? ''), ...shotsOf(input).map(({ prompt }) => prompt)];
  const named = texts.flatMap((prompt) => [...prompt.matchAll(/@image_(\d+)/g)].map(([, digits]) => Number(digits)));
  const count = Array.isArray(input.images) ? input.images.length : 0;
  const missing = named.find((index) => index < 1 || index > count);
  return missing === undefined ? null : `invalid images: the prompt names @image_${missing}, given are ${count}`;
}
