import path from 'node:path';

/** How a family of segmentation networks wants its picture and gives its mask. */
export interface ModelFamily {
  name: string;
  /** Pixels of the square it looks at, unless the file itself says otherwise. */
  side: number;
  /** Per channel, for colours 0..1: (colour - mean) / deviation. */
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
  /** Its numbers are log odds, not shares. */
  isLogit: boolean;
}

const half = { mean: [0.5, 0.5, 0.5], deviation: [1, 1, 1] } as const;
const imageNet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

/**
 * By the file's name, first match; figures of the models' own pre-processing code (DIS/ISNet, RMBG 1.4 and 2.0,
 * BiRefNet, BEN2, U²-Net, MODNet). BiRefNet and its kin are exported with and without the last sigmoid: see readMask.
 */
const families: readonly (ModelFamily & { pattern: RegExp })[] = [
  { name: 'RMBG-2.0', pattern: /rmbg[-_ .]?(v?2)/i, side: 1024, ...imageNet, isLogit: true },
  { name: 'RMBG-1.4', pattern: /rmbg|bria/i, side: 1024, ...half, isLogit: false },
  { name: 'BiRefNet', pattern: /birefnet/i, side: 1024, ...imageNet, isLogit: true },
  { name: 'BEN2', pattern: /\bben[-_]?2?/i, side: 1024, ...imageNet, isLogit: true },
  { name: 'U²-Net', pattern: /u2net/i, side: 320, ...imageNet, isLogit: false },
  { name: 'MODNet', pattern: /modnet/i, side: 512, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5], isLogit: false },
];

export const isnet: ModelFamily = { name: 'ISNet', side: 1024, ...half, isLogit: false };

/** Files that are named after no family are taken for ISNet. */
export function familyOf(file: string): ModelFamily {
  const found = families.find(({ pattern }) => pattern.test(path.basename(file)));
  if (found === undefined) return isnet;
  const { pattern: _, ...family } = found;
  return family;
}
