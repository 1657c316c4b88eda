import { z } from 'zod';
import { integer, media, number, text } from './field.ts';
import { pictureListTask } from './picture-task.ts';
import type { TaskInput, TaskType } from './task-type.ts';

const base = {
  ...pictureListTask,
  model: 'Qubico/qwen-image',
  family: 'qwen-image',
  section: 'Qwen Image',
} as const satisfies Partial<TaskType>;

const prompt = { prompt: text({ required: true, note: 'What the picture shows, or what is to be changed.' }) };

const drawing = {
  negative_prompt: text({ default: '', note: 'What it must not show.' }),
  steps: integer({ default: 8, min: 1, note: '8 or 16 is usual.' }),
  flow_shift: number({ default: 3 }),
  seed: integer({ default: -1, note: '-1 = random.' }),
};

const side = integer({ default: 1024, min: 1, errorStart: 'invalid width or height', note: 'Pixels.' });
const sideOfPicture = integer({ note: 'Pixels; absent: size of image1. 0 and below count as absent.' });

function withoutEmptySides(input: TaskInput): TaskInput {
  const isEmpty = (name: string, value: unknown) => (name === 'width' || name === 'height') && Number(value) <= 0;
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => !isEmpty(name, value)));
}

export const qwenImage: readonly TaskType[] = [
  {
    ...base,
    taskType: 'txt2img',
    summary: 'Makes a picture from a text with Qwen Image.',
    input: z.object({ ...prompt, width: side, height: side, ...drawing }),
    price: { usd: 0.015, per: 'image' },
  },
  {
    ...base,
    taskType: 'image-edit',
    modelAliases: ['Qubico/qwen-edit-image'],
    summary: 'Edits one to three pictures as told by a text with Qwen Image Edit.',
    input: z.object({
      ...prompt,
      image1: media('image', { required: true, aliases: ['image'], note: 'The picture to edit.' }),
      image2: media('image', { note: 'A second picture to take from.' }),
      image3: media('image', { note: 'A third one; needs image2.' }),
      width: sideOfPicture,
      height: sideOfPicture,
      ...drawing,
    }),
    adjust: withoutEmptySides,
    rules: [
      ({ image2, image3 }) =>
        image3 !== undefined && image2 === undefined ? 'invalid image2: image3 needs image2' : null,
    ],
    price: { usd: 0.02, per: 'image' },
  },
];
