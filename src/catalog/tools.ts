import { z } from 'zod';
import { numberAsText, upperCase } from './coerce.ts';
import { choice, flag, integer, media, number, text } from './field.ts';
import type { TaskInput, TaskType } from './task-type.ts';
import { clipLimits, clipTool, pictureLimits, pictureTool, toolkitTask } from './toolkit.ts';

const base = { family: 'tools', section: 'Tools' } as const;

/** Megapixels (1,000,000 pixels) of the largest picture that is accepted. */
const MAX_MEGAPIXELS = (2048 * 2048) / 1_000_000;
const MAX_UPSCALE_FRAMES = 240;
/** Not documented; as for the face swap in a video. */
const MAX_CUTOUT_FRAMES = 600;

const image = media('image', {
  required: true,
  limits: pictureLimits,
  note: 'JPEG, PNG or WebP, at most 10 MB and 2048 pixels a side.',
});

const clip = (limits: { minFrames?: number; maxFrames: number }) =>
  media('video', {
    required: true,
    limits: { ...clipLimits, ...limits },
    note: `MP4, at most 720p, 10 MB and ${limits.maxFrames} frames.`,
  });

function withoutWorkflow({ workflow_type: _, ...input }: TaskInput): TaskInput {
  return input;
}

export const tools: readonly TaskType[] = [
  {
    ...pictureTool,
    ...base,
    taskType: 'background-remove',
    summary: 'Cuts the subject out of a picture.',
    input: z.object({
      image,
      rmbg_model: choice(['RMBG-1.4', 'RMBG-2.0', 'BEN2'], { default: 'RMBG-1.4', coerce: upperCase }),
    }),
    price: { usd: 0.001, per: 'generation' },
  },
  {
    ...pictureTool,
    ...base,
    taskType: 'upscale',
    summary: 'Enlarges a picture (super resolution).',
    input: z.object({
      image,
      scale: number({ default: 2, min: 2, max: 10, note: 'Factor for width and height.' }),
      face_enhance: flag({ default: false }),
    }),
    price: {
      usd: 0.001,
      per: 'megapixel',
      units: {
        of: 'megapixels of the result: width × height × scale × scale of input.image',
        minUnits: 1,
        maxUnits: ({ scale }) => Math.ceil(MAX_MEGAPIXELS * Number(scale ?? 2) ** 2),
      },
    },
  },
  {
    ...pictureTool,
    ...base,
    taskType: 'segment',
    summary: 'Cuts the things named in a text out of a picture.',
    input: z.object({
      image,
      prompt: text({ required: true, note: 'What to select; several names are separated by commas.' }),
      negative_prompt: text({ default: '', note: 'What to leave out.' }),
      segment_factor: integer({ default: 0, note: 'Pixels by which the edge grows, or shrinks where negative.' }),
    }),
    price: {
      usd: 0.01,
      per: 'megapixel',
      units: { of: 'megapixels of input.image', minUnits: 1, maxUnits: Math.ceil(MAX_MEGAPIXELS) },
    },
  },
  {
    ...toolkitTask,
    ...base,
    model: 'Qubico/joycaption',
    taskType: 'joycaption-beta-one',
    section: 'Joycaption',
    summary: 'Writes a description of a picture.',
    input: z.object({
      image,
      prompt_style: text({
        default: 'Descriptive',
        note: 'Free text; known: Descriptive, Descriptive (Casual), Straightforward, Stable Diffusion Prompt, MidJourney, Danbooru tag list, e621 tag list, Rule34 tag list, Booru-like tag list, Art Critic, Product Listing, Social Media Post.',
      }),
      caption_length: text({
        default: 'any',
        coerce: numberAsText,
        note: 'any, very short, short, medium-length, long, very long, or a number of words.',
      }),
      workflow_type: text({ note: 'Accepted without effect and not echoed.' }),
    }),
    adjust: withoutWorkflow,
    price: { usd: 0.01, per: 'generation' },
    output: z.strictObject({ text: z.string().min(1).meta({ description: 'The description.' }) }),
    resultData: z.object({ text: z.string().min(1) }),
    shape: ({ data }) => ({ text: data.text }),
    produces: () => [],
    deadlineMinutes: 5,
  },
  {
    ...clipTool,
    ...base,
    taskType: 'upscale',
    summary: 'Doubles the size of a video.',
    input: z.object({ video: clip({ minFrames: 10, maxFrames: MAX_UPSCALE_FRAMES }) }),
    price: { usd: 0.0003, per: 'frame', units: { of: 'frames of input.video', maxUnits: MAX_UPSCALE_FRAMES } },
  },
  {
    ...clipTool,
    ...base,
    taskType: 'background-remove',
    summary: 'Cuts the subject out of a video.',
    input: z.object({
      video: clip({ maxFrames: MAX_CUTOUT_FRAMES }),
      invert_output: flag({ default: false, note: 'true keeps the background instead.' }),
    }),
    price: { usd: 0.0004, per: 'frame', units: { of: 'frames of input.video', maxUnits: MAX_CUTOUT_FRAMES } },
  },
];
