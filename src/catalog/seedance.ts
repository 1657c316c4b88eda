import { z } from 'zod';
import { lowerCase, othersBecome } from './coerce.ts';
import { choice, flag, integer, list, media, text } from './field.ts';
import type { PriceRow, PriceRule } from './price.ts';
import { removeWatermark } from './remove-watermark.ts';
import { rules, withMode } from './seedance/modes.ts';
import type { TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

/** The original names no limit: all reference videos together count, and are charged, as at most this many seconds. */
const MAX_REFERENCE_SECONDS = 15;

const SHAPES = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'] as const;

interface Release {
  promptLength?: number;
  seconds: readonly [min: number, max: number];
  resolutions: readonly [string, ...string[]];
  defaultResolution: string;
  audioNote: string;
}

const inputOf = ({ promptLength, seconds, resolutions, defaultResolution, audioNote }: Release) => ({
  prompt: text({
    required: true,
    ...(promptLength === undefined ? {} : { maxLength: promptLength }),
    note: 'References are named @image1, @video1, @audio1.',
  }),
  mode: choice(['text_to_video', 'first_last_frames', 'omni_reference'], {
    note: 'Absent: told by the media. omni_reference with videos, sounds, @image in the prompt or more than 2 pictures.',
  }),
  duration: integer({ min: seconds[0], max: seconds[1], default: 5, note: 'Seconds.' }),
  aspect_ratio: choice(SHAPES, {
    default: '16:9',
    coerce: othersBecome(SHAPES, '16:9'),
    note: 'Other values become 16:9. Dropped for first_last_frames, which follows the pictures.',
  }),
  resolution: choice(resolutions, { default: defaultResolution, coerce: lowerCase }),
  image_urls: list(media('image'), { maxItems: 9, note: 'First and last frame, or references.' }),
  video_urls: list(media('video', { limits: { formats: ['mp4', 'mov'] } }), {
    maxItems: 3,
    note: `References; their length is charged too, together at most ${MAX_REFERENCE_SECONDS} seconds.`,
  }),
  audio_urls: list(media('audio', { limits: { formats: ['mp3', 'wav'], maxSeconds: 15 } }), {
    maxItems: 3,
    note: 'References; only beside pictures or videos.',
  }),
  audio: flag({ note: audioNote }),
  negative_prompt: text({ note: 'What should not be seen; undocumented.' }),
});

const assetFields = {
  auto_upload_assets: flag({ default: false, note: 'Puts pictures of faces into the private asset library first.' }),
  asset_retention_hours: integer({ min: 1, note: 'How long such assets are kept.' }),
};

const seedance2: Omit<Release, 'resolutions'> = {
  seconds: [4, 15],
  defaultResolution: '480p',
  audioNote: 'With sound; engines without the switch ignore it.',
};
const UP_TO_1080P = ['480p', '720p', '1080p'] as const;
const full = inputOf({ ...seedance2, resolutions: UP_TO_1080P });
const small = inputOf({ ...seedance2, resolutions: ['480p', '720p'] });
const seedance25 = inputOf({
  promptLength: 4000,
  // The lower end is documented as 1 and as 4.
  seconds: [1, 30],
  resolutions: UP_TO_1080P,
  defaultResolution: '720p',
  audioNote: 'With sound.',
});

/** US$ per second: one rate, or one for each resolution. */
function price(rates: number | Readonly<Record<string, number>>): PriceRule {
  const rule: PriceRule = {
    per: 'second',
    units: {
      of: 'input.duration plus the total length of the videos in video_urls',
      from: (input) => (input.video_urls === undefined ? Number(input.duration) : undefined),
      maxUnits: (input) => Number(input.duration) + (input.video_urls === undefined ? 0 : MAX_REFERENCE_SECONDS),
    },
  };
  if (typeof rates === 'number') return { ...rule, usd: rates };
  const table = Object.entries(rates).map(([resolution, usd]): PriceRow => ({ when: { resolution }, usd }));
  return { ...rule, table };
}

const names = { model: 'seedance', family: 'seedance', section: 'Seedance' } as const;

const base = {
  ...names,
  adjust: withMode,
  rules,
  usageType: 'llm',
  charge: 'on_create',
  ...videoResult('video', 'video_url'),
} as const;

/** A release, and the same with the asset library for about a tenth more. */
function pair(
  taskType: string,
  does: string,
  { fields, rates, assetRates }: Record<'rates' | 'assetRates', Record<string, number>> & { fields: z.ZodRawShape },
): TaskType[] {
  return [
    {
      ...base,
      taskType,
      summary: `${does} from text, first and last pictures, or mixed references.`,
      input: z.object(fields),
      price: price(rates),
    },
    {
      ...base,
      taskType: `${taskType}-less-restriction`,
      summary: `${does} with the private asset library for faces.`,
      input: z.object({ ...fields, ...assetFields }),
      price: price(assetRates),
    },
  ];
}

const preview = (taskType: string, rate: number): TaskType => ({
  ...base,
  taskType,
  isSunset: true,
  summary: 'Makes a 4 to 15 second video on Seedance 2 (preview release); withdrawn, still served in its old shape.',
  input: z.object(full),
  price: price(rate),
});

export const seedance: readonly TaskType[] = [
  ...pair('seedance-2', 'Makes a 4 to 15 second video on Seedance 2', {
    fields: full,
    rates: { '480p': 0.1, '720p': 0.2, '1080p': 0.5 },
    assetRates: { '480p': 0.11, '720p': 0.22, '1080p': 0.55 },
  }),
  ...pair('seedance-2-fast', 'Makes a 4 to 15 second video on Seedance 2, fast variant,', {
    fields: small,
    rates: { '480p': 0.048, '720p': 0.096 },
    assetRates: { '480p': 0.053, '720p': 0.106 },
  }),
  ...pair('seedance-2-mini', 'Makes a 4 to 15 second video on Seedance 2, mini variant,', {
    fields: small,
    rates: { '480p': 0.042, '720p': 0.084 },
    assetRates: { '480p': 0.046, '720p': 0.092 },
  }),
  ...pair('seedance-2.5', 'Makes a video of up to 30 seconds on Seedance 2.5', {
    fields: seedance25,
    rates: { '480p': 0.15, '720p': 0.35, '1080p': 0.8 },
    assetRates: { '480p': 0.165, '720p': 0.385, '1080p': 0.88 },
  }),
  preview('seedance-2-preview', 0.15),
  preview('seedance-2-fast-preview', 0.08),
  preview('seedance-2-preview-vip', 0.15),
  removeWatermark({ ...names, summary: 'Removes the visible watermark from a Seedance video.' }),
];
