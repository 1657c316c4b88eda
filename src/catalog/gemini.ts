import { z } from 'zod';
import { autoIsAbsent, inOrder, lowerCase, singleAsList, spelledAs, upperCase } from './coerce.ts';
import { choice, integer, list, media, text } from './field.ts';
import { pictureListTask } from './picture-task.ts';
import type { PriceRule } from './price.ts';
import type { TaskType } from './task-type.ts';

const MAX_PICTURES = 14;

const pictures = (maxItems?: number): z.ZodType =>
  list(media('image'), {
    aliases: ['image', 'image_url', 'images'],
    coerce: singleAsList,
    ...(maxItems === undefined ? {} : { maxItems }),
    note: 'Pictures to edit or combine; absent: the text is drawn.',
  });

const format = (usual: 'jpeg' | 'png'): z.ZodType =>
  choice(['jpeg', 'png'], { default: usual, coerce: inOrder(lowerCase, spelledAs({ jpg: 'jpeg' })) });

const common = {
  prompt: text({ required: true, note: 'What the picture shows, or what is to be changed.' }),
  aspect_ratio: choice(['21:9', '1:1', '4:3', '3:2', '2:3', '5:4', '4:5', '3:4', '16:9', '9:16'], {
    coerce: autoIsAbsent,
    note: 'Absent: 1:1 for text only, else the shape of the first picture.',
  }),
};

const nanoBanana = {
  ...common,
  image_urls: pictures(MAX_PICTURES),
  resolution: choice(['1K', '2K', '4K'], { default: '1K', coerce: upperCase }),
  output_format: format('png'),
};

function task(
  taskType: string,
  summary: string,
  { fields, price }: { fields: Record<string, z.ZodType>; price: PriceRule },
): TaskType {
  return {
    ...pictureListTask,
    model: 'gemini',
    taskType,
    family: 'gemini',
    section: 'Gemini',
    summary,
    input: z.object(fields),
    price,
  };
}

export const gemini: readonly TaskType[] = [
  task('gemini-2.5-flash-image', 'Makes or edits a picture with Gemini 2.5 Flash Image.', {
    fields: {
      ...common,
      image_urls: pictures(),
      output_format: format('jpeg'),
      num_images: integer({ default: 1, strict: true, note: 'Accepted, but always one picture.' }),
    },
    price: { usd: 0.03, per: 'image' },
  }),
  task('nano-banana-pro', 'Makes or edits a picture with Nano Banana Pro, up to 4K.', {
    fields: {
      ...nanoBanana,
      safety_level: choice(['low', 'medium', 'high'], { note: 'Strength of the content filter.' }),
    },
    price: {
      per: 'image',
      table: [
        { when: { resolution: ['1K', '2K'] }, usd: 0.105 },
        { when: { resolution: '4K' }, usd: 0.18 },
      ],
    },
  }),
  task('nano-banana-2', 'Makes or edits a picture with Nano Banana 2.', {
    fields: nanoBanana,
    price: { usd: 0.06, per: 'image' },
  }),
  task('nano-banana-2.1', 'Makes or edits a picture with Nano Banana 2.1.', {
    fields: nanoBanana,
    price: {
      per: 'image',
      table: [
        { when: { resolution: '1K' }, usd: 0.03 },
        { when: { resolution: '2K' }, usd: 0.04 },
        { when: { resolution: '4K' }, usd: 0.09 },
      ],
    },
  }),
];
