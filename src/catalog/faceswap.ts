import { z } from 'zod';
import type { Coercion } from './coerce.ts';
import { media, text } from './field.ts';
import type { TaskInput, TaskType } from './task-type.ts';
import { clipLimits, clipTool, pictureLimits, pictureTool } from './toolkit.ts';

const base = { family: 'faceswap', section: 'Faceswap' } as const;

const MAX_FRAMES = 600;

const swapImage = media('image', { required: true, limits: pictureLimits, note: 'The face or faces to put in.' });
const targetImage = media('image', {
  required: true,
  limits: pictureLimits,
  note: 'The picture whose faces are replaced.',
});

/** 0 → `"0"`, [0, 1] → `"0,1"`. */
const indexesAsText: Coercion = (value) => {
  const entries = Array.isArray(value) ? value : [value];
  const areScalars = entries.every((entry) => typeof entry === 'number' || typeof entry === 'string');
  return areScalars ? entries.join(',') : value;
};

/** Faces are numbered from left to right, from 0; entry i of `swap_faces_index` goes onto entry i of the other. */
const indexFields = {
  swap_faces_index: text({
    default: '',
    coerce: indexesAsText,
    errorStart: 'invalid swap_faces_index or target_faces_index',
    note: 'Faces of swap_image, from 0 and from left to right, for example "0,1".',
  }),
  target_faces_index: text({
    default: '',
    coerce: indexesAsText,
    errorStart: 'invalid swap_faces_index or target_faces_index',
    note: 'Faces of the target, for example "1,0"; entry i receives entry i of swap_faces_index.',
  }),
};

const entriesOf = (input: TaskInput, field: string): string[] =>
  String(input[field] ?? '')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');

const upTo = (length: number): string => Array.from({ length }, (_, index) => index).join(',');

/** Only one given: the other counts as 0, 1, 2 and so on, of the same length. */
function pairIndexes(input: TaskInput): TaskInput {
  const [swap, target] = [entriesOf(input, 'swap_faces_index'), entriesOf(input, 'target_faces_index')];
  if (swap.length > 0 && input.target_faces_index === '') return { ...input, target_faces_index: upTo(swap.length) };
  if (target.length > 0 && input.swap_faces_index === '') return { ...input, swap_faces_index: upTo(target.length) };
  return input;
}

function checkIndexes(input: TaskInput): string | null {
  const problem = 'invalid swap_faces_index or target_faces_index';
  for (const field of Object.keys(indexFields)) {
    const entries = entriesOf(input, field);
    const isList = entries.every((entry) => /^\d{1,9}$/.test(entry)) && (entries.length > 0 || input[field] === '');
    if (!isList) return `${problem}: ${field} is not a list of whole numbers of 0 or more`;
  }
  const [swap, target] = [entriesOf(input, 'swap_faces_index'), entriesOf(input, 'target_faces_index')];
  return swap.length === target.length ? null : `${problem}: ${swap.length} entries against ${target.length}`;
}

const indexed = { adjust: pairIndexes, rules: [checkIndexes] } as const satisfies Partial<TaskType>;

export const faceswap: readonly TaskType[] = [
  {
    ...pictureTool,
    ...base,
    taskType: 'face-swap',
    summary: 'Puts the face of one picture onto the face in another.',
    input: z.object({ target_image: targetImage, swap_image: swapImage }),
    price: { usd: 0.01, per: 'generation' },
  },
  {
    ...pictureTool,
    ...base,
    ...indexed,
    taskType: 'multi-face-swap',
    summary: 'Puts several faces of one picture onto chosen faces in another.',
    input: z.object({ swap_image: swapImage, target_image: targetImage, ...indexFields }),
    price: { usd: 0.015, per: 'generation' },
  },
  {
    ...clipTool,
    ...base,
    ...indexed,
    taskType: 'face-swap',
    summary: 'Puts one or several faces of a picture onto faces in a video.',
    input: z.object({
      swap_image: swapImage,
      target_video: media('video', {
        required: true,
        limits: { ...clipLimits, maxFrames: MAX_FRAMES },
        note: 'At most 720p and 600 frames.',
      }),
      ...indexFields,
    }),
    price: { usd: 0.004, per: 'frame', units: { of: 'frames of input.target_video', maxUnits: MAX_FRAMES } },
  },
];
