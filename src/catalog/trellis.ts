import { z } from 'zod';
import { integer, list, media, number, text } from './field.ts';
import { urlOf } from './shapes.ts';
import type { TaskInput, TaskType } from './task-type.ts';
import { toolkitTask } from './toolkit.ts';

const base = { ...toolkitTask, family: 'trellis', section: 'Trellis', deadlineMinutes: 30 } as const;

const modelFile = z.url().meta({ description: 'The textured mesh, a GLB.' });
const combinedVideo = z.url().meta({ description: 'Turntable video of colour and geometry, an MP4.' });

const seed = integer({ default: 0, note: '0 = random.' });
const steps = integer({ default: 50, min: 1, max: 50, note: '10 to 50 is usual.' });

const sampling = {
  ss_sampling_steps: steps,
  slat_sampling_steps: steps,
  ss_guidance_strength: number({ default: 7.5, min: 0, max: 10 }),
  slat_guidance_strength: number({ default: 3, min: 0, max: 10 }),
  seed,
};

const trellisPicture = { limits: { maxSide: 1024 } } as const;

/** All pictures stand in `images`: those first, then `image` where it is another one. */
function gatherImages({ image, ...input }: TaskInput): TaskInput {
  const images = Array.isArray(input.images) ? input.images : [];
  if (image === undefined || images.includes(image)) return input;
  return { ...input, images: [...images, image] };
}

const meshOnly = {
  ...base,
  taskType: 'image-to-3d',
  input: z.object({ image: media('image', { required: true }), seed }),
  output: z.strictObject({ model_file: modelFile }),
  shape: (result) => ({ model_file: urlOf(result, 'model') }),
  produces: () => [{ role: 'model', kind: 'model' }],
} as const satisfies Partial<TaskType>;

export const trellis: readonly TaskType[] = [
  {
    ...base,
    model: 'Qubico/trellis',
    taskType: 'text-to-3d',
    summary: 'Makes a textured 3D model from a text.',
    input: z.object({ prompt: text({ required: true }), ...sampling }),
    price: { usd: 0.04, per: 'generation' },
    output: z.strictObject({
      no_background_image: z.literal('').meta({ description: 'Always empty here.' }),
      combined_video: combinedVideo,
      model_file: modelFile,
    }),
    shape: (result) => ({
      no_background_image: '',
      combined_video: urlOf(result, 'video'),
      model_file: urlOf(result, 'model'),
    }),
    produces: () => [
      { role: 'video', kind: 'video' },
      { role: 'model', kind: 'model' },
    ],
  },
  {
    ...base,
    model: 'Qubico/trellis',
    taskType: 'image-to-3d',
    summary: 'Makes a textured 3D model from one or several pictures.',
    input: z.object({
      image: media('image', { ...trellisPicture, note: 'One picture; it is moved into images.' }),
      images: list(media('image', trellisPicture), { minItems: 1, note: 'Several views of the same object.' }),
      ...sampling,
    }),
    adjust: gatherImages,
    rules: [({ images }) => (images === undefined ? 'image is required' : null)],
    price: { usd: 0.04, per: 'generation' },
    output: z.strictObject({
      no_background_image: z.url().meta({ description: 'The input picture cut out, a PNG.' }),
      combined_video: combinedVideo,
      model_file: modelFile,
    }),
    shape: (result) => ({
      no_background_image: urlOf(result, 'cutout'),
      combined_video: urlOf(result, 'video'),
      model_file: urlOf(result, 'model'),
    }),
    produces: () => [
      { role: 'cutout', kind: 'image' },
      { role: 'video', kind: 'video' },
      { role: 'model', kind: 'model' },
    ],
  },
  {
    ...meshOnly,
    model: 'Qubico/trellis2',
    summary: 'Makes a textured 3D model from a picture on Trellis 2.',
    price: { usd: 0.1, per: 'generation' },
  },
  {
    ...meshOnly,
    model: 'Qubico/pixal3d',
    section: 'Pixal3D',
    summary: 'Makes a 3D model from a picture with Pixal3D.',
    price: { usd: 0.25, per: 'generation' },
    usageType: 'point',
    charge: 'on_completion',
  },
];
