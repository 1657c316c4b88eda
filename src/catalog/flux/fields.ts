import type { z } from 'zod';
import { zeroIsAbsent } from '../coerce.ts';
import { choice, flag, group, integer, list, media, number, text } from '../field.ts';

export const prompt = text({ required: true, note: 'What the picture shows.' });
export const negativePrompt = text({ default: '', note: 'What it must not show.' });
export const image = media('image', { required: true, note: 'The picture to start from.' });
export const maskedImage = media('image', {
  required: true,
  note: 'Pure white pixels are the mask, everything else is kept. There is no mask field.',
});
export const unusedImage = media('image', { note: 'Accepted, without effect.' });
export const seed = integer({ default: -1, note: '-1 = random.' });

export const guidanceScale = number({
  min: 1.5,
  max: 5,
  coerce: zeroIsAbsent,
  note: 'How closely the text is followed; 3 when absent. Little effect on flux1-schnell.',
});

export const denoise = number({
  default: 0.7,
  exclusiveMin: 0,
  max: 1,
  coerce: zeroIsAbsent,
  note: 'How far the result may leave image.',
});

export const aspectRatio = text({ note: '"W:H"; used only when width and height are both absent.' });

export const steps = ({ usual, most }: { usual: number; most: number }): z.ZodType =>
  integer({ default: 0, min: 0, note: `0 = ${usual}; above ${most} counts as ${most}.` });

export const batchSize = (note: string): z.ZodType =>
  integer({ default: 1, min: 1, max: 4, aliases: ['num_outputs'], coerce: zeroIsAbsent, note });

/** Width and height, 0 when absent. */
export function sides(note: string): { width: z.ZodType; height: z.ZodType } {
  const side = integer({ default: 0, min: 0, note });
  return { width: side, height: side };
}

const loraNames = [
  'anime',
  'art',
  'disney',
  'furry',
  'mjv6',
  'realism',
  'scenery',
  'collage-artstyle',
  'creepcute',
  'cyberpunk-anime-style',
  'deco-pulse',
  'deep-sea-particle-enhencer',
  'faetastic-details',
  'fractal-geometry',
  'galactixy-illustrations-style',
  'geometric-woman',
  'graphic-portrait',
  'mat-miller-art',
  'moebius-style',
  'ob3d-isometric-3d-room',
  'paper-quilling-and-layering-style',
  'mystic-realism',
  'remes-abstract-poster-style',
] as const;

const lora = group({
  lora_type: choice(loraNames, { required: true, errorStart: 'invalid lora_settings', note: 'The style.' }),
  lora_image: media('image', { note: 'A reference picture; rarely used.' }),
  lora_strength: number({ default: 1, note: '0.1 to 1 is usual.' }),
});

export const oneLora = list(lora, { required: true, minItems: 1, maxItems: 1, note: 'Exactly one style.' });
export const loraIfAny = list(lora, { maxItems: 1, note: 'At most one style.' });

/** Every problem inside is documented under the name of the list, a missing member too. */
const errorStart = 'invalid control_net_settings';

export const oneControlNet = list(
  group({
    control_type: choice(['depth', 'soft_edge', 'canny', 'openpose', 'hed'], {
      required: true,
      errorStart,
      note: 'What is kept of control_image; hed is another name of soft_edge.',
    }),
    control_image: media('image', { required: true, errorStart }),
    control_strength: number({ default: 0.5, note: '0.1 to 1 is usual.' }),
    return_preprocessed_image: flag({ default: false, note: 'Deliver the control map too.' }),
  }),
  { required: true, minItems: 1, maxItems: 1, note: 'Exactly one.' },
);

const addedPixels = integer({ default: 0, min: 0, note: 'Pixels added on this side.' });

export const outpaintSettings = list(
  group({
    setting_type: choice(['outpaint'], { default: 'outpaint' }),
    outpaint_left: addedPixels,
    outpaint_right: addedPixels,
    outpaint_top: addedPixels,
    outpaint_bottom: addedPixels,
  }),
  {
    required: true,
    minItems: 1,
    maxItems: 1,
    note: 'Exactly one. The added area must stay below 1,048,576 pixels; all sides 0 is accepted.',
  },
);
