import { z } from 'zod';
import { numberAsText } from './coerce.ts';
import { choice, flag, integer, list, media, taskReference, text } from './field.ts';
import {
  firstMeta,
  followUpMeta,
  onGrid,
  onGridOrUpscaled,
  onUpscaled,
  onUpscaledToZoom,
} from './midjourney/follow-up.ts';
import { gridResult, upscaledResult } from './midjourney/picture-output.ts';
import { ASPECT_RATIO, promptFlags } from './midjourney/prompt-flags.ts';
import type { PriceRow, PriceRule } from './price.ts';
import type { TaskInput, TaskType } from './task-type.ts';

const base = {
  model: 'midjourney',
  family: 'midjourney',
  section: 'Midjourney',
  isSunset: true,
  usageType: 'point',
  charge: 'on_completion',
} as const;

const followUp = { ...base, meta: followUpMeta } as const satisfies Partial<TaskType>;

/** With the account's own hosted seat a task costs nothing: the seat is paid by the month. */
const privateSeat: PriceRow = { when: { 'config.service_mode': 'private' }, usd: 0 };
const relaxPrice: PriceRule = { per: 'generation', table: [privateSeat], usd: 0.015 };

const priceByMode = (mode: 'process_mode' | 'origin.process_mode'): PriceRule => ({
  ...relaxPrice,
  table: [privateSeat, { when: { [mode]: 'fast' }, usd: 0.045 }, { when: { [mode]: 'turbo' }, usd: 0.1 }],
});

const origin = { origin_task_id: taskReference({ required: true, note: 'A finished task of the same account.' }) };
const skipCheck = { skip_prompt_check: flag({ default: false, note: 'true skips the word check before the start.' }) };
const newPrompt = { prompt: text({ note: "New text; absent: the origin's prompt." }) };
const mode = { process_mode: choice(['relax', 'fast', 'turbo'], { note: 'Absent: the flag in prompt, else relax.' }) };
const seat = { bot_id: integer({ default: 0, strict: true, note: 'Picks one hosted account; 0 = any.' }) };

const shapePattern = { form: ASPECT_RATIO, says: 'two positive whole numbers such as 16:9' };
const shape = (fallback: { default?: string; note: string }) => ({
  aspect_ratio: text({ ...fallback, maxLength: 20, pattern: shapePattern }),
});
const keptShape = shape({ note: 'W:H; absent keeps the shape of the origin.' });

const index = (values: readonly string[], note: string) => ({
  index: choice(values, { required: true, coerce: numberAsText, note }),
});

/** A --ar flag wins over the field. */
function resolveShape(input: TaskInput): TaskInput {
  const { aspectRatio } = promptFlags(input.prompt);
  return aspectRatio === undefined ? input : { ...input, aspect_ratio: aspectRatio };
}

/** The mode is known before the price is asked: the field, else the flag in the prompt, else relax. */
function resolveMode(input: TaskInput): TaskInput {
  return { ...input, process_mode: input.process_mode ?? promptFlags(input.prompt).processMode ?? 'relax' };
}

const shapeOfDimension: Readonly<Record<string, string>> = { square: '1:1', portrait: '2:3', landscape: '3:2' };

export const midjourney: readonly TaskType[] = [
  {
    ...base,
    ...gridResult,
    taskType: 'imagine',
    summary: 'Makes a grid of four pictures from a text.',
    input: z.object({
      prompt: text({
        required: true,
        note: 'Text with the usual flags (--ar, --v, --niji, --sref, --cref, --relax, --fast, --turbo); picture URLs at its start are picture prompts.',
      }),
      ...shape({ default: '1:1', note: 'W:H; a --ar flag in prompt wins.' }),
      ...mode,
      ...skipCheck,
      ...seat,
    }),
    adjust: (input) => resolveMode(resolveShape(input)),
    meta: (input) => firstMeta(input, input.aspect_ratio),
    price: priceByMode('process_mode'),
  },
  {
    ...followUp,
    ...upscaledResult,
    taskType: 'upscale',
    summary: 'Takes one tile of a grid, or enlarges an upscaled picture further.',
    input: z.object({
      ...origin,
      ...index(
        ['1', '2', '3', '4', 'light', 'beta', '2x', '4x', 'subtle', 'creative'],
        '1 to 4: a tile of a grid. Of an upscaled picture: light, beta (version 4), 2x, 4x (5), subtle, creative (6 and later).',
      ),
    }),
    origin: onGridOrUpscaled,
    price: relaxPrice,
  },
  {
    ...followUp,
    ...gridResult,
    taskType: 'variation',
    summary: 'Makes four variations of one tile, or of an upscaled picture.',
    input: z.object({
      ...origin,
      ...index(
        ['1', '2', '3', '4', 'high_variation', 'low_variation'],
        '1 to 4: a tile of a grid. Of an upscaled picture: high_variation (strong), low_variation (subtle).',
      ),
      prompt: text({ required: true, note: 'May repeat the prompt of the origin task or change it.' }),
      ...keptShape,
      ...skipCheck,
    }),
    adjust: resolveShape,
    origin: onGridOrUpscaled,
    price: priceByMode('origin.process_mode'),
  },
  {
    ...followUp,
    ...gridResult,
    taskType: 'reroll',
    summary: 'Runs the prompt of a grid again.',
    input: z.object({ ...origin, ...newPrompt, ...keptShape, ...skipCheck }),
    adjust: resolveShape,
    origin: onGrid,
    price: priceByMode('origin.process_mode'),
  },
  {
    ...base,
    taskType: 'describe',
    summary: 'Suggests four prompts for a picture.',
    input: z.object({ image_url: media('image', { required: true }), ...mode, ...seat }),
    adjust: resolveMode,
    meta: ({ process_mode }) => ({ failover_triggered: false, process_mode }),
    price: relaxPrice,
    pendingOutput: { description: '' },
    output: z.strictObject({ description: z.string().min(1).meta({ description: 'Four prompts, numbered.' }) }),
    resultData: z.object({ description: z.string().min(1) }),
    shape: ({ data }) => ({ description: data.description }),
    produces: () => [],
    deadlineMinutes: 5,
  },
  {
    ...followUp,
    taskType: 'seed',
    summary: 'Returns the seed number of a finished task.',
    input: z.object({ ...origin }),
    origin: onGrid,
    price: relaxPrice,
    pendingOutput: { seed: '' },
    output: z.strictObject({ seed: z.string().min(1).meta({ description: 'A number of up to 10 digits.' }) }),
    resultData: z.object({ seed: z.string().min(1) }),
    shape: ({ data }) => ({ seed: data.seed }),
    produces: () => [],
    deadlineMinutes: 5,
  },
  {
    ...base,
    ...gridResult,
    taskType: 'blend',
    summary: 'Blends two to five pictures into a grid of four.',
    input: z.object({
      image_urls: list(media('image'), { required: true, minItems: 2, maxItems: 5 }),
      dimension: choice(['square', 'portrait', 'landscape'], { default: 'square', note: '1:1, 2:3 or 3:2.' }),
      ...mode,
      ...skipCheck,
      ...seat,
    }),
    adjust: resolveMode,
    meta: (input) => firstMeta(input, shapeOfDimension[String(input.dimension)]),
    price: priceByMode('process_mode'),
  },
  {
    ...followUp,
    ...gridResult,
    taskType: 'inpaint',
    summary: 'Repaints a masked part of an upscaled picture.',
    input: z.object({
      ...origin,
      mask: media('image', {
        required: true,
        limits: { formats: ['png'] },
        note: 'Black and white PNG of the size of the origin picture; white is repainted.',
      }),
      ...newPrompt,
      ...skipCheck,
    }),
    origin: onUpscaled,
    price: priceByMode('origin.process_mode'),
  },
  {
    ...followUp,
    ...gridResult,
    taskType: 'outpaint',
    summary: 'Zooms out of an upscaled picture and fills the new border.',
    input: z.object({
      ...origin,
      zoom_ratio: text({
        required: true,
        coerce: numberAsText,
        maxLength: 20,
        pattern: { form: /^(1(\.\d+)?|2(\.0+)?)$/, says: 'a number from 1 to 2' },
        note: '1 to 2; 1 keeps the scale and goes with a new aspect_ratio.',
      }),
      ...keptShape,
      ...newPrompt,
      ...skipCheck,
    }),
    origin: onUpscaledToZoom,
    price: priceByMode('origin.process_mode'),
  },
  {
    ...followUp,
    ...gridResult,
    taskType: 'pan',
    summary: 'Extends an upscaled picture to one side.',
    input: z.object({
      ...origin,
      direction: choice(['up', 'down', 'left', 'right'], { required: true }),
      ...newPrompt,
      ...skipCheck,
    }),
    origin: onUpscaled,
    price: priceByMode('origin.process_mode'),
  },
];
