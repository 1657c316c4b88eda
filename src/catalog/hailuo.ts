import { z } from 'zod';
import { inOrder, numeric, withoutSuffix } from './coerce.ts';
import { choice, flag, list, media, text } from './field.ts';
import { fileOf, urlOf } from './shapes.ts';
import type { TaskInput, TaskResult, TaskType } from './task-type.ts';

/** The engines, named in `input.model`. */
const ENGINES = [
  't2v-01',
  't2v-01-director',
  'i2v-01',
  'i2v-01-live',
  'i2v-01-director',
  's2v-01',
  't2v-02',
  'i2v-02',
  'v2.3',
  'v2.3-fast',
] as const;

/** These use duration and resolution; the 01 engines make 6 seconds in one size. */
const SIZED = ['t2v-02', 'i2v-02', 'v2.3', 'v2.3-fast'];
const TEXT_ONLY = ['t2v-01', 't2v-01-director', 't2v-02'];
const NEEDS_PICTURE = ['i2v-01', 'i2v-01-live', 'i2v-01-director', 'i2v-02', 's2v-01'];
const NEEDS_PROMPT = [...TEXT_ONLY, 's2v-01', 'i2v-01-director'];
const NEEDS_PROMPT_OR_PICTURE = ['v2.3', 'v2.3-fast'];

/** `output.status` of a finished video. */
const DONE = 2;

const isOneOf = (engines: readonly string[], { model }: TaskInput): boolean => engines.includes(String(model));

export const hailuo: readonly TaskType[] = [
  {
    model: 'hailuo',
    modelAliases: ENGINES,
    aliasInput: (alias) => ({ model: alias.toLowerCase() }),
    taskType: 'video_generation',
    family: 'hailuo',
    section: 'Hailuo',
    summary:
      'Makes a 6 or 10 second video from a text, a start picture or a subject picture on the Hailuo engine named in input.model.',
    input: z.object({
      model: choice(ENGINES, { default: 'v2.3', note: 'The engine.' }),
      prompt: text({
        maxLength: 2000,
        note: 'Director engines read camera moves in square brackets, for example [Pan left] or [Push in].',
      }),
      image_url: media('image', {
        limits: { formats: ['jpg', 'jpeg', 'png'], maxBytes: 10_485_760, minSide: 300, maxSide: 4096 },
        note: 'Start picture, for s2v-01 the subject; between 2:5 and 5:2. It sets the shape of the video, else 16:9.',
      }),
      expand_prompt: flag({ default: false, note: 'Let the engine write the prompt out.' }),
      duration: choice([6, 10], { default: 6, coerce: numeric, note: 'Seconds; the 01 engines always make 6.' }),
      resolution: choice([768, 1080], {
        default: 768,
        coerce: inOrder(withoutSuffix('p'), numeric),
        note: '1080 only with 6 seconds; not for the 01 engines.',
      }),
      reference_images: list(media('image'), { note: 'Subject pictures for v2.3; other engines ignore them.' }),
    }),
    adjust: withoutUnusedSize,
    rules: [
      (input) => (lacksPrompt(input) ? 'prompt is required' : null),
      (input) => (isOneOf(NEEDS_PICTURE, input) && !input.image_url ? 'image_url is required' : null),
      (input) => (isOneOf(TEXT_ONLY, input) && input.image_url ? 'image_url is not supported by this model' : null),
      ({ duration, resolution }) =>
        duration === 10 && resolution === 1080 ? 'duration 10 is not supported at resolution 1080' : null,
    ],
    price: {
      per: 'generation',
      table: [
        { when: { model: ['t2v-01', 't2v-01-director', 'i2v-01', 'i2v-01-live', 'i2v-01-director'] }, usd: 0.2 },
        { when: { model: 's2v-01' }, usd: 0.3 },
        { when: { model: ['t2v-02', 'i2v-02'], resolution: 768, duration: 6 }, usd: 0.25 },
        { when: { model: ['t2v-02', 'i2v-02'], resolution: 768, duration: 10 }, usd: 0.5 },
        { when: { model: ['t2v-02', 'i2v-02'], resolution: 1080, duration: 6 }, usd: 0.8 },
        { when: { model: 'v2.3', resolution: 768, duration: 6 }, usd: 0.23 },
        { when: { model: 'v2.3', resolution: 768, duration: 10 }, usd: 0.45 },
        { when: { model: 'v2.3', resolution: 1080, duration: 6 }, usd: 0.4 },
        { when: { model: 'v2.3-fast', resolution: 768, duration: 6 }, usd: 0.16 },
        { when: { model: 'v2.3-fast', resolution: 768, duration: 10 }, usd: 0.26 },
        { when: { model: 'v2.3-fast', resolution: 1080, duration: 6 }, usd: 0.26 },
      ],
    },
    usageType: 'point',
    charge: 'on_completion',
    pendingOutput: {
      percent: 0,
      cover_url: '',
      video_url: '',
      download_url: '',
      desc: '',
      prompt_img_url: '',
      model_id: '',
      message: '',
      status: 0,
      user_origin_prompt: false,
      width: 0,
      height: 0,
    },
    output: z.strictObject({
      percent: z.literal(100),
      cover_url: z.url().meta({ description: 'Preview picture.' }),
      video_url: z.url().meta({ description: 'The video, an MP4.' }),
      download_url: z.url().meta({ description: 'Same as video_url.' }),
      desc: z.string().meta({ description: 'The prompt as used.' }),
      prompt_img_url: z.literal('').meta({ description: 'Always empty: some clients download every link in output.' }),
      model_id: z.string().meta({ description: 'Number of the engine; empty when it has none.' }),
      message: z.string().meta({ description: 'Remark of the engine.' }),
      status: z.literal(DONE),
      user_origin_prompt: z.boolean().meta({ description: 'Whether the prompt was used unchanged.' }),
      width: z.int().min(0),
      height: z.int().min(0),
      video: z.url().meta({ description: 'Same as video_url.' }),
    }),
    shape,
    produces: () => [
      { role: 'video', kind: 'video' },
      { role: 'cover', kind: 'image', isCover: true },
    ],
    resultData: z.object({
      prompt: z.string().optional().meta({ description: 'The prompt as used, where the engine changed it.' }),
      model_id: z.string().optional(),
      message: z.string().optional(),
    }),
    deadlineMinutes: 60,
  },
];

function withoutUnusedSize(input: TaskInput): TaskInput {
  if (isOneOf(SIZED, input)) return input;
  const { resolution: _, ...rest } = input;
  return { ...rest, duration: 6 };
}

function lacksPrompt(input: TaskInput): boolean {
  if (input.prompt) return false;
  return isOneOf(NEEDS_PROMPT, input) || (isOneOf(NEEDS_PROMPT_OR_PICTURE, input) && !input.image_url);
}

function shape(result: TaskResult, input: TaskInput): unknown {
  const { width = 0, height = 0 } = fileOf(result, 'video') ?? {};
  const video = urlOf(result, 'video');
  const prompt = input.prompt ?? '';
  const used = result.data.prompt ?? prompt;
  return {
    percent: 100,
    cover_url: urlOf(result, 'cover'),
    video_url: video,
    download_url: video,
    desc: used,
    prompt_img_url: '',
    model_id: result.data.model_id ?? '',
    message: result.data.message ?? '',
    status: DONE,
    user_origin_prompt: used === prompt,
    width,
    height,
    video,
  };
}
