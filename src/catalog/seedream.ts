import { z } from 'zod';
import { inOrder, lowerCase, singleAsList, spelledAs, upperCase } from './coerce.ts';
import { choice, list, media, text } from './field.ts';
import { pictureListTask } from './picture-task.ts';
import type { TaskType } from './task-type.ts';

interface Model {
  taskType: string;
  summary: string;
  /** Price by size; the first size is the default. */
  usdBySize: Readonly<Record<string, number>>;
}

const models: readonly Model[] = [
  {
    taskType: 'seedream-5-lite',
    summary: 'Makes or edits a picture with Seedream 5 Lite.',
    usdBySize: { '2K': 0.028, '3K': 0.042 },
  },
  {
    taskType: 'seedream-5-lite-less-restriction',
    summary: 'Makes or edits a picture with Seedream 5 Lite, with looser content review.',
    usdBySize: { '2K': 0.035, '3K': 0.0525 },
  },
  {
    taskType: 'seedream-5-pro',
    summary: 'Makes or edits a picture with Seedream 5 Pro.',
    usdBySize: { '1K': 0.04, '2K': 0.06 },
  },
  {
    taskType: 'seedream-5-pro-less-restriction',
    summary: 'Makes or edits a picture with Seedream 5 Pro, with looser content review.',
    usdBySize: { '1K': 0.05, '2K': 0.075 },
  },
];

const common = {
  prompt: text({ required: true, note: 'What the picture shows, or what is to be changed.' }),
  image_urls: list(media('image'), {
    maxItems: 10,
    aliases: ['image', 'image_url'],
    coerce: singleAsList,
    note: 'Pictures to edit or combine; absent: the text is drawn.',
  }),
  aspect_ratio: choice(['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '4:5', '5:4'], { default: '1:1' }),
  output_format: choice(['png', 'jpeg'], {
    default: 'png',
    coerce: inOrder(lowerCase, spelledAs({ jpg: 'jpeg' })),
  }),
};

export const seedream: readonly TaskType[] = models.map(({ taskType, summary, usdBySize }) => {
  const sizes = Object.keys(usdBySize);
  return {
    ...pictureListTask,
    model: 'seedream',
    taskType,
    family: 'seedream',
    section: 'Seedream',
    summary,
    input: z.object({
      ...common,
      size: choice(sizes, { ...(sizes[0] === undefined ? {} : { default: sizes[0] }), coerce: upperCase }),
    }),
    price: { per: 'image', table: Object.entries(usdBySize).map(([size, usd]) => ({ when: { size }, usd })) },
  };
});
