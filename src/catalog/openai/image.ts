import { z } from 'zod';
import { inOrder, lowerCase, singleAsList, spelledAs } from '../coerce.ts';
import { choice, integer, list, media, text } from '../field.ts';
import { pictureListTask } from '../picture-task.ts';
import type { TaskInput, TaskType } from '../task-type.ts';
import { imageModels, imagePriceRows, imageQualities, imageSizes } from './image-price.ts';

/** Pictures that an edit may start from. */
export const MAX_PICTURES = 16;

const prompt = (note: string): z.ZodType => text({ required: true, minLength: 1, maxLength: 32_000, note });

const fields = {
  n: integer({ default: 1, min: 1, max: 10, note: 'Pictures to make.' }),
  size: choice(imageSizes, { default: '1024x1024', coerce: lowerCase }),
  quality: choice(imageQualities, { default: 'auto', coerce: lowerCase }),
  output_format: choice(['png', 'jpeg', 'webp'], {
    default: 'png',
    coerce: inOrder(lowerCase, spelledAs({ jpg: 'jpeg' })),
  }),
  background: choice(['transparent', 'opaque', 'auto'], { default: 'auto', coerce: lowerCase }),
};

const edited = {
  image: list(media('image'), {
    required: true,
    minItems: 1,
    maxItems: MAX_PICTURES,
    coerce: singleAsList,
    note: 'Pictures to change or combine.',
  }),
  mask: media('image', { note: 'Of the size of the first picture; its clear parts are drawn anew.' }),
};

const clearNeedsAlpha = ({ background, output_format }: TaskInput): string | null =>
  background === 'transparent' && output_format === 'jpeg'
    ? 'invalid background: transparent needs output_format png or webp'
    : null;

const common = {
  ...pictureListTask,
  family: 'openai-image',
  section: 'OpenAI endpoints',
  rules: [clearNeedsAlpha],
  produces: ({ n }: TaskInput) => [{ role: 'image', kind: 'image', count: Number(n ?? 1) }] as const,
  charge: 'on_create',
  usageType: 'llm',
} as const satisfies Partial<TaskType>;

/** Behind `POST /v1/images/generations` and `/v1/images/edits` (protocol page, section 14.4). */
export const openaiImages: readonly TaskType[] = imageModels.flatMap((model): TaskType[] => [
  {
    ...common,
    model,
    taskType: 'image-generation',
    summary: 'Draws pictures from a text.',
    input: z.object({ prompt: prompt('What the pictures show.'), ...fields }),
    price: { per: 'image', times: 'n', table: imagePriceRows(model) },
  },
  {
    ...common,
    model,
    taskType: 'image-edit',
    summary: 'Changes or combines pictures as a text says.',
    input: z.object({ prompt: prompt('What is to be changed.'), ...edited, ...fields }),
    price: { per: 'image', times: 'n', table: imagePriceRows(model) },
  },
]);

/** Behind `gpt-4o-image` in streamed chat (protocol page, section 14.2). */
export const openaiChatImage: TaskType = {
  ...common,
  produces: () => [{ role: 'image', kind: 'image' }],
  rules: [],
  model: 'gpt-4o-image',
  modelAliases: ['gpt-4o-image-preview'],
  taskType: 'chat-image',
  summary: 'Draws or changes a picture, asked for in a chat.',
  input: z.object({
    prompt: prompt('The words of the chat.'),
    image: list(media('image'), { maxItems: MAX_PICTURES, coerce: singleAsList, note: 'Pictures of the chat.' }),
    size: fields.size,
  }),
  price: { usd: 0.02, per: 'image' },
};
