import { z } from 'zod';
import { integer, number, text } from './field.ts';
import { pictureListTask, picturesByBatchSize } from './picture-task.ts';
import type { TaskType } from './task-type.ts';

const PIXELS_PER_MEGAPIXEL = 1_048_576;

const side = integer({ default: 1024, min: 1, errorStart: 'invalid width or height', note: 'Pixels.' });

export const zImage: readonly TaskType[] = [
  {
    ...pictureListTask,
    model: 'Qubico/z-image',
    taskType: 'txt2img',
    family: 'z-image',
    section: 'Z-Image',
    summary: 'Makes a picture from a text with Z-Image.',
    input: z.object({
      prompt: text({ required: true, note: 'What the picture shows.' }),
      negative_prompt: text({ default: '', note: 'What it must not show.' }),
      width: side,
      height: side,
      seed: integer({ default: -1, note: '-1 = random.' }),
      flow_shift: number({ default: 3 }),
      batch_size: integer({ default: 1, min: 1, max: 4, note: 'How many pictures.' }),
    }),
    price: {
      per: 'image',
      times: 'batch_size',
      units: {
        of: 'megapixels of one picture',
        from: ({ width, height }) => (Number(width) * Number(height)) / PIXELS_PER_MEGAPIXEL,
      },
      table: [{ upTo: 0.5, usd: 0.002 }, { upTo: 1, usd: 0.004 }, { upTo: 1.5, usd: 0.006 }, { usd: 0.008 }],
    },
    produces: picturesByBatchSize,
  },
];
