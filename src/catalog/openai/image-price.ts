import type { PriceRow } from '../price.ts';

/** Prices and tokens of the picture models (protocol page, section 14.4). */

export const imageSizes = ['1024x1024', '1024x1536', '1536x1024', 'auto'] as const;
export const imageQualities = ['low', 'medium', 'high', 'auto'] as const;

export const imageModels = ['gpt-image-1', 'gpt-image-1.5', 'gpt-image-2', 'gpt-image-2-preview'] as const;
export type ImageModel = (typeof imageModels)[number];

type Grade = 'low' | 'medium' | 'high';
type PriceList = Readonly<Record<Grade, number>>;

/** US$ per picture where the backend counts no tokens: of a square, and of an upright or wide picture. */
const estimates: Readonly<
  Record<Exclude<ImageModel, 'gpt-image-2-preview'>, { square: PriceList; oblong: PriceList }>
> = {
  'gpt-image-1': {
    square: { low: 0.011, medium: 0.042, high: 0.167 },
    oblong: { low: 0.016, medium: 0.063, high: 0.25 },
  },
  'gpt-image-1.5': {
    square: { low: 0.009, medium: 0.034, high: 0.133 },
    oblong: { low: 0.013, medium: 0.051, high: 0.2 },
  },
  'gpt-image-2': {
    square: { low: 0.008, medium: 0.032, high: 0.125 },
    oblong: { low: 0.012, medium: 0.048, high: 0.188 },
  },
};
const PREVIEW_USD = 0.1;

/** The rows of a price rule per picture. `auto` counts as medium, and as a square. */
export function imagePriceRows(model: ImageModel): PriceRow[] {
  if (model === 'gpt-image-2-preview') return [{ usd: PREVIEW_USD }];
  const shapes = [
    { size: ['1024x1024', 'auto'], prices: estimates[model].square },
    { size: ['1024x1536', '1536x1024'], prices: estimates[model].oblong },
  ];
  return shapes.flatMap(({ size, prices }) => [
    { when: { size, quality: 'low' }, usd: prices.low },
    { when: { size, quality: ['medium', 'auto'] }, usd: prices.medium },
    { when: { size, quality: 'high' }, usd: prices.high },
  ]);
}

/** Output tokens of one picture, as OpenAI's guide to image generation counts them (read in 2025). */
const outputTokens: Readonly<Record<Exclude<(typeof imageSizes)[number], 'auto'>, PriceList>> = {
  '1024x1024': { low: 272, medium: 1056, high: 4160 },
  '1024x1536': { low: 408, medium: 1584, high: 6240 },
  '1536x1024': { low: 400, medium: 1568, high: 6208 },
};
/** Of a picture that is sent in, at low fidelity. */
const INPUT_PICTURE_TOKENS = 323;
/** Of English text; an estimate. */
const CHARACTERS_PER_TOKEN = 4;

export interface ImageUsage {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  input_tokens_details: { text_tokens: number; image_tokens: number };
}

/** What a backend that counts no tokens would have counted. */
export function estimatedUsage(wanted: {
  prompt: string;
  size: string;
  quality: string;
  pictures: number;
  picturesSent: number;
}): ImageUsage {
  const size = wanted.size in outputTokens ? (wanted.size as keyof typeof outputTokens) : '1024x1024';
  const grade = wanted.quality === 'low' || wanted.quality === 'high' ? wanted.quality : 'medium';
  const text_tokens = Math.ceil([...wanted.prompt].length / CHARACTERS_PER_TOKEN);
  const image_tokens = wanted.picturesSent * INPUT_PICTURE_TOKENS;
  const output_tokens = outputTokens[size][grade] * wanted.pictures;
  return {
    input_tokens: text_tokens + image_tokens,
    output_tokens,
    total_tokens: text_tokens + image_tokens + output_tokens,
    input_tokens_details: { text_tokens, image_tokens },
  };
}
