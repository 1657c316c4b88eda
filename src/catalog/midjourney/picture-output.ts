import { z } from 'zod';
import { urlOf, urlsOf } from '../shapes.ts';
import type { TaskResult, TaskType } from '../task-type.ts';
import { upscaleNamesOf } from './follow-up.ts';
import { DEFAULT_VERSION } from './prompt-flags.ts';

/** Before the end: never null, the same keys as after it. */
const unfinished = {
  image_url: '',
  image_urls: null,
  temporary_image_urls: null,
  discord_image_url: '',
  actions: [],
  progress: 0,
  task_progress: 0,
  intermediate_image_urls: null,
  seed: '',
  message: '',
  error_messages: [],
};

const TILES = ['1', '2', '3', '4'];
const gridActions = ['reroll', ...TILES.map((tile) => `upscale${tile}`), ...TILES.map((tile) => `variation${tile}`)];

const pictureActions = (modelVersion: string) => [
  ...upscaleNamesOf(modelVersion).map((name) => `upscale_${name}`),
  ...['low_variation', 'high_variation', 'inpaint', 'outpaint_1.5x', 'outpaint_2x', 'outpaint_custom'],
  ...['pan_left', 'pan_right', 'pan_up', 'pan_down'],
];

const outputOf = (temporaryImageUrls: z.ZodType) =>
  z.strictObject({
    image_url: z.url().meta({ description: 'The 2x2 grid, or the single picture of an upscale.' }),
    image_urls: z.null().meta({ description: 'Always null in this family.' }),
    temporary_image_urls: temporaryImageUrls,
    discord_image_url: z.literal('').or(z.url()).meta({ description: 'Raw address of the engine; may stay empty.' }),
    actions: z.array(z.string()).meta({ description: 'The follow-ups that this result allows.' }),
    progress: z.literal(100),
    task_progress: z.literal(100).meta({ description: 'Same as progress.' }),
    intermediate_image_urls: z.array(z.url()).nullable().meta({ description: 'Previews, or null.' }),
    seed: z.string().meta({ description: 'Filled by the seed operation; else empty.' }),
    message: z.string().meta({ description: 'Remark of the engine; empty when there is none.' }),
    error_messages: z.array(z.string()),
  });

const finished = (result: TaskResult) => ({
  ...unfinished,
  image_url: urlOf(result, 'image'),
  progress: 100,
  task_progress: 100,
  message: typeof result.data.message === 'string' ? result.data.message : '',
});

const picture = {
  pendingOutput: unfinished,
  unfinishedOutput: (pending, { progress, problem }) => ({
    ...(pending as typeof unfinished),
    progress,
    task_progress: progress,
    error_messages: problem === undefined ? [] : [problem],
  }),
  resultData: z.object({ message: z.string().optional() }),
  deadlineMinutes: 5,
} as const satisfies Partial<TaskType>;

/** Four tiles and the grid made of them. */
export const gridResult = {
  ...picture,
  output: outputOf(z.array(z.url()).length(4).meta({ description: 'The four tiles in order 1 to 4.' })),
  shape: (result) => ({ ...finished(result), temporary_image_urls: urlsOf(result, 'tile'), actions: gridActions }),
  produces: () => [
    { role: 'image', kind: 'image' },
    { role: 'tile', kind: 'image', count: 4 },
  ],
} as const satisfies Partial<TaskType>;

/** One picture; what can be done with it next depends on the engine's version. */
export const upscaledResult = {
  ...picture,
  output: outputOf(z.null().meta({ description: 'null for single pictures.' })),
  shape: (result) => ({
    ...finished(result),
    actions: pictureActions(String(result.meta?.model_version ?? DEFAULT_VERSION)),
  }),
  produces: () => [{ role: 'image', kind: 'image' }],
} as const satisfies Partial<TaskType>;
