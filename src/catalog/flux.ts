import { z } from 'zod';
import { zeroIsAbsent } from './coerce.ts';
import { integer } from './field.ts';
import * as field from './flux/fields.ts';
import { givenPixelLimit, pixelLimit } from './flux/size.ts';
import { picturesByBatchSize, pictureTask } from './picture-task.ts';
import type { PriceRule } from './price.ts';
import { urlOf, urlsOf } from './shapes.ts';
import type { TaskInput, TaskResult, TaskType } from './task-type.ts';

interface Tier {
  model: string;
  name: string;
  steps: { usual: number; most: number };
  batchNote: string;
  price: PriceRule;
}

const ALWAYS_ONE = 'Accepted, but always one picture: only flux1-schnell makes several.';
const DEV_STEPS = { usual: 28, most: 40 };

const schnell: Tier = {
  model: 'Qubico/flux1-schnell',
  name: 'on the fast Flux schnell model',
  steps: { usual: 4, most: 10 },
  batchNote: 'How many pictures.',
  price: { usd: 0.0015, per: 'image', times: 'batch_size' },
};
const dev: Tier = {
  model: 'Qubico/flux1-dev',
  name: 'on the Flux dev model',
  steps: DEV_STEPS,
  batchNote: ALWAYS_ONE,
  price: { usd: 0.015, per: 'image' },
};
const advanced: Tier = {
  model: 'Qubico/flux1-dev-advanced',
  name: 'on the Flux dev model of the advanced tier',
  steps: DEV_STEPS,
  batchNote: ALWAYS_ONE,
  price: { usd: 0.02, per: 'image' },
};

const imageUrl = z.url().meta({ description: 'The finished picture, a PNG.' });
const imageBase64 = z.literal('').meta({ description: 'Always empty.' });
const imageUrls = z.array(z.url()).min(2).meta({ description: 'All pictures; image_url is the first.' });
const onePicture = z.strictObject({ image_url: imageUrl, image_base64: imageBase64 });
const severalPictures = z.strictObject({ image_url: imageUrl, image_urls: imageUrls, image_base64: imageBase64 });

function oneShape(result: TaskResult): unknown {
  return { image_url: urlOf(result, 'image'), image_base64: '' };
}

/** `image_urls` is there only when there is more than one picture: the pictures, then the control map. */
const oneOrMore = {
  output: z.union([onePicture, severalPictures]),
  shape(result: TaskResult): unknown {
    const urls = [...urlsOf(result, 'image'), ...urlsOf(result, 'control_map')];
    if (urls.length < 2) return oneShape(result);
    return { image_url: urls[0], image_urls: urls, image_base64: '' };
  },
} as const satisfies Partial<TaskType>;

type Parts = Pick<TaskType, 'taskType' | 'summary'> & Partial<TaskType>;

/** A task type of a tier from its fields beyond prompt and seed. */
function task(tier: Tier, fields: Record<string, z.ZodType>, parts: Parts): TaskType {
  return {
    ...pictureTask,
    model: tier.model,
    family: 'flux',
    section: 'Flux',
    input: z.object({ prompt: field.prompt, ...fields, seed: field.seed }),
    price: tier.price,
    output: onePicture,
    shape: oneShape,
    adjust: (input) => ({ ...input, steps: Math.min(Number(input.steps), tier.steps.most) }),
    ...parts,
  };
}

/** Fields of every task type but kontext. */
const common = (tier: Tier) => ({
  negative_prompt: field.negativePrompt,
  guidance_scale: field.guidanceScale,
  steps: field.steps(tier.steps),
});

const sized = field.sides('Pixels; 0 = 1024.');

const fromText = (tier: Tier) => ({
  ...common(tier),
  ...sized,
  batch_size: field.batchSize(tier.batchNote),
  aspect_ratio: field.aspectRatio,
});

const fromPicture = (tier: Tier) => ({
  image: field.image,
  ...common(tier),
  denoise: field.denoise,
  batch_size: field.batchSize(tier.batchNote),
  ...field.sides('Accepted, without effect: the result has the size of image.'),
});

function textAndPicture(tier: Tier, parts: Partial<TaskType> = {}): TaskType[] {
  return [
    task(tier, fromText(tier), {
      taskType: 'txt2img',
      summary: `Makes a picture from a text ${tier.name}.`,
      rules: [pixelLimit],
      ...parts,
    }),
    task(tier, fromPicture(tier), {
      taskType: 'img2img',
      summary: `Redraws a picture after a text ${tier.name}.`,
      ...parts,
    }),
  ];
}

const loraTasks: TaskType[] = [
  task(
    advanced,
    { ...fromText(advanced), lora_settings: field.oneLora },
    {
      taskType: 'txt2img-lora',
      summary: 'Makes a picture from a text with one style LoRA.',
      rules: [pixelLimit],
    },
  ),
  task(
    advanced,
    { ...fromPicture(advanced), lora_settings: field.oneLora },
    { taskType: 'img2img-lora', summary: 'Redraws a picture after a text with one style LoRA.' },
  ),
];

function wantsControlMap({ control_net_settings: settings }: TaskInput): boolean {
  const [first] = settings as [{ return_preprocessed_image: boolean }];
  return first.return_preprocessed_image;
}

const controlNet = task(
  advanced,
  {
    ...common(advanced),
    ...field.sides('Pixels; 0 = size of control_image, at most 1,048,576 pixels.'),
    batch_size: field.batchSize(ALWAYS_ONE),
    lora_settings: field.loraIfAny,
    control_net_settings: field.oneControlNet,
    image: field.unusedImage,
    denoise: field.denoise,
  },
  {
    ...oneOrMore,
    taskType: 'controlnet-lora',
    summary:
      'Makes a picture from a text that follows the structure of a control picture, with at most one style LoRA.',
    rules: [givenPixelLimit],
    produces: (input) => [
      { role: 'image', kind: 'image' },
      ...(wantsControlMap(input) ? [{ role: 'control_map', kind: 'image' } as const] : []),
    ],
  },
);

const edits: TaskType[] = [
  task(
    advanced,
    { image: field.maskedImage, ...common(advanced) },
    { taskType: 'fill-inpaint', summary: 'Repaints the white parts of a picture after a text.' },
  ),
  task(
    advanced,
    { image: field.image, ...common(advanced), custom_settings: field.outpaintSettings },
    { taskType: 'fill-outpaint', summary: 'Extends a picture beyond its borders after a text.' },
  ),
  task(
    advanced,
    { image: field.image, ...common(advanced), ...sized },
    {
      taskType: 'redux-variation',
      summary: 'Makes a variation of a picture, steered by a text.',
      rules: [pixelLimit],
    },
  ),
];

const kontextSide = integer({ default: 1024, min: 0, coerce: zeroIsAbsent, note: 'Pixels.' });

const kontext = task(
  advanced,
  {
    image: field.image,
    width: kontextSide,
    height: kontextSide,
    steps: integer({ default: DEV_STEPS.usual, min: 1, max: DEV_STEPS.most, coerce: zeroIsAbsent }),
  },
  { taskType: 'kontext', summary: 'Edits a picture as told by a text.', rules: [pixelLimit] },
);

export const flux: readonly TaskType[] = [
  ...textAndPicture(schnell, { ...oneOrMore, produces: picturesByBatchSize }),
  ...textAndPicture(dev),
  ...textAndPicture(advanced),
  ...loraTasks,
  controlNet,
  ...edits,
  kontext,
];
