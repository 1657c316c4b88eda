import sharp from 'sharp';
import { EngineInputError } from '../engine.ts';
import type { Picture } from '../pictures/decode-picture.ts';
import { type AlphaMap, coverage } from './alpha-map.ts';
import { grabCut, type SmallPicture } from './classical/grab-cut.ts';
import { decideByColour } from './decide-by-colour.ts';
import { withForegroundColours } from './matte/foreground-colours.ts';
import { refineEdge } from './matte/refine.ts';
import { inferMask } from './model/infer-mask.ts';
import { loadNetwork, type Network } from './model/load-network.ts';

export interface CutPicture {
  /** R G B A; transparent where background was, with the subject's own colours along the edge. */
  data: Uint8Array;
  width: number;
  height: number;
  method: CutMethod;
  /** Share of the picture that is subject, 0..1. */
  coverage: number;
  logs: string[];
}

/** `given`: the picture came cut out already. */
export type CutMethod = 'network' | 'basic' | 'given';

export const BASIC_NOTICE =
  'basic cut-out: told apart by colours alone, good on plain backdrops; `polymuse engines add cutout` installs a segmentation network';

/** Longest side at which colours are compared without a network. */
export const BASIC_SIDE = 320;
/** Share of the picture below which a find is noise, not a subject. */
const MIN_COVERAGE = 0.001;
const MAX_BASIC_COVERAGE = 0.98;
/** Levels of 255 that one colour may vary by, as JPEG makes it. */
const FLAT_RANGE = 6;
/** At least this share must be opaque, and this share clear, for a picture to count as cut out already. */
const MIN_GIVEN_SHARE = 0.01;

/**
 * The subject of a picture on transparent ground: by the operator's or the installed network, else by its colours.
 * @throws EngineInputError `image` when nothing stands out.
 */
export async function cutOutPicture(
  picture: Picture,
  options: { enginesDir: string; modelPath: string | null },
): Promise<CutPicture> {
  if (isCutAlready(picture)) {
    const { data, width, height } = picture;
    const share = opaqueShare(picture);
    return {
      data,
      width,
      height,
      method: 'given',
      coverage: share,
      logs: ['the picture came with a transparent background: kept as it is'],
    };
  }
  refuseFlat(picture);
  const network = await loadNetwork(options, options.modelPath);
  try {
    return await cutWith(network, picture);
  } finally {
    await network?.session.release();
  }
}

async function cutWith(network: Network | null, picture: Picture): Promise<CutPicture> {
  const { mask, isSoft } = network ? await networkMask(network, picture) : await basicMask(picture);
  const matte = await refineEdge(picture, mask, isSoft ? 0.5 : 1);
  return {
    data: withForegroundColours(picture, matte),
    width: picture.width,
    height: picture.height,
    method: network ? 'network' : 'basic',
    coverage: coverage(matte),
    logs: [network ? `cut out by ${network.description}` : BASIC_NOTICE],
  };
}

/** `isSoft`: the edge says how much of a pixel is subject, so the picture's own edge need not decide alone. */
interface Mask {
  mask: AlphaMap;
  isSoft: boolean;
}

async function networkMask(network: Network, picture: Picture): Promise<Mask> {
  const mask = await inferMask(network, picture);
  if (coverage(mask) < MIN_COVERAGE) throw noSubject();
  const decided = decideByColour(mask, await shrink(picture, BASIC_SIDE));
  return { mask: decided, isSoft: decided === mask };
}

async function basicMask(picture: Picture): Promise<Mask> {
  const small = await shrink(picture, BASIC_SIDE);
  const mask = grabCut(small);
  if (mask === null) throw noSubject();
  const map = { alpha: Float32Array.from(mask), width: small.width, height: small.height };
  const share = coverage(map);
  if (share < MIN_COVERAGE || share > MAX_BASIC_COVERAGE) throw noSubject();
  return { mask: map, isSoft: false };
}

export async function shrink(
  { data, width, height }: Pick<Picture, 'data' | 'width' | 'height'>,
  side: number,
): Promise<SmallPicture> {
  const { data: rgb, info } = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { colours: Float32Array.from(rgb), width: info.width, height: info.height };
}

export const noSubject = () =>
  new EngineInputError('image', 'no subject found: nothing stands out from the background');

function refuseFlat({ data }: Picture): void {
  for (let channel = 0; channel < 3; channel++) {
    let low = 255;
    let high = 0;
    for (let at = channel; at < data.length; at += 4) {
      const value = data[at] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > FLAT_RANGE) return;
  }
  throw new EngineInputError('image', 'no subject found: the picture has one colour');
}

function opaqueShare({ data }: Picture): number {
  let opaque = 0;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) >= 128) opaque++;
  return (opaque * 4) / data.length;
}

/** Alpha is trusted when it says something: a share of the picture clear, a share opaque. */
function isCutAlready(picture: Picture): boolean {
  if (!picture.hadAlpha) return false;
  const share = opaqueShare(picture);
  if (share === 0) throw new EngineInputError('image', 'no subject found: the picture is transparent');
  return share >= MIN_GIVEN_SHARE && share <= 1 - MIN_GIVEN_SHARE;
}
