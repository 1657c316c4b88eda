import { z } from 'zod';
import { urlsOf } from './shapes.ts';
import type { TaskInput, TaskResult, TaskType } from './task-type.ts';

/** Minutes until a running picture task is given up. */
const PICTURE_MINUTES = 5;

/** What every task that makes pictures and is charged at creation has in common. */
export const pictureTask = {
  usageType: 'llm',
  charge: 'on_create',
  pendingOutput: null,
  deadlineMinutes: PICTURE_MINUTES,
  produces: () => [{ role: 'image', kind: 'image' }],
} as const satisfies Partial<TaskType>;

/** For task types that make several pictures when told to. */
export const picturesByBatchSize = (input: TaskInput) =>
  [{ role: 'image', kind: 'image', count: Number(input.batch_size ?? 1) }] as const;

/** A picture task whose result is always a list, with the first picture under a name of its own as well. */
export const pictureListTask = {
  ...pictureTask,
  output: z.strictObject({
    image_urls: z.array(z.url()).min(1).meta({ description: 'The finished pictures.' }),
    image_url: z.url().meta({ description: 'Same URL as image_urls[0].' }),
  }),
  shape(result: TaskResult) {
    const urls = urlsOf(result, 'image');
    return { image_urls: urls, image_url: urls[0] ?? '' };
  },
} as const satisfies Partial<TaskType>;
