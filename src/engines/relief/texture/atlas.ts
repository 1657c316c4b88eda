import sharp from 'sharp';
import { boxMean } from '../../cutout/matte/box-mean.ts';

/** Both sides of the subject in one picture: the front on the left, the guessed back on the right. */
export interface Atlas {
  /** R G B bytes. */
  data: Uint8Array;
  width: number;
  height: number;
  /** Pixels of the cut-out picture to 0..1 of one half. */
  toTexture(x: number, y: number): readonly [number, number];
}

interface CutPixels {
  data: Uint8Array;
  width: number;
  height: number;
}

const MIN_OPACITY = 0.9;
const EDGE_RADIUS = 2;
const CERTAIN = 1;
const DOUBTFUL = 1e-4;
/** Mean weight that is worth taking. */
const ENOUGH = 1e-6;
/** Of the longest side: how far the subject's colours are carried outwards, and how blurred the back is. */
const BLEED = [1 / 200, 1 / 50, 1 / 10, 1];
const BACK_BLUR = 1 / 24;
const BACK_SHADE = 0.92;

/**
 * Colours of the picture for the front, carried out over the outline so that no background shows at the edge. Nobody
 * saw the back: it gets the front's colours without their detail, a little darker.
 */
export function atlasOf({ data, width, height }: CutPixels): Atlas {
  const weight = weightsOf({ data, width, height });
  const side = Math.max(width, height);
  const radii = BLEED.map((share) => Math.max(1, Math.round(side * share)));
  const around = radii.map((radius) => boxMean(weight, width, height, radius));
  const blurRadius = Math.max(1, Math.round(side * BACK_BLUR));
  const depth = depthOf(weight, width, height, blurRadius);
  const result = new Uint8Array(width * 2 * height * 3);
  for (let channel = 0; channel < 3; channel++) {
    const colour = Float32Array.from(weight, (_, at) => data[at * 4 + channel] ?? 0);
    const spread = radii.map((radius) =>
      boxMean(
        colour.map((value, at) => value * (weight[at] ?? 0)),
        width,
        height,
        radius,
      ),
    );
    const front = colour.map((value, at) => {
      if (weight[at] === CERTAIN) return value;
      for (let step = 0; step < radii.length; step++) {
        const share = around[step]?.[at] ?? 0;
        if (share > ENOUGH) return (spread[step]?.[at] ?? 0) / share;
      }
      return 128;
    });
    // Twice a box is nearly a bell.
    const back = boxMean(boxMean(front, width, height, blurRadius), width, height, blurRadius);
    for (let at = 0; at < weight.length; at++) {
      const row = Math.floor(at / width) * width * 2;
      const column = at % width;
      result[(row + column) * 3 + channel] = clampByte(front[at] ?? 0);
      const share = depth[at] ?? 0;
      const behind = (front[at] ?? 0) * (1 - share) + (back[at] ?? 0) * BACK_SHADE * share;
      result[(row + width + column) * 3 + channel] = clampByte(behind);
    }
  }
  return {
    data: result,
    width: width * 2,
    height,
    toTexture: (x, y) => [clamp(x / width, width), clamp(y / height, height)],
  };
}

/** 0 on the outline, where the back must match the front, to 1 inside. */
function depthOf(weight: Float32Array, width: number, height: number, radius: number): Float32Array {
  return boxMean(weight, width, height, radius).map((share) => Math.max(0, Math.min(1, (share - 0.5) / 0.4)));
}

/**
 * Pixels a step inside are the subject's own; those along the edge may still hold background and count only where
 * nothing better is near, as on a thin stalk.
 */
function weightsOf({ data, width, height }: CutPixels): Float32Array {
  const opacity = Float32Array.from({ length: width * height }, (_, at) => (data[at * 4 + 3] ?? 0) / 255);
  const around = boxMean(opacity, width, height, EDGE_RADIUS);
  return opacity.map((value, at) => {
    if ((around[at] ?? 0) > 0.985) return CERTAIN;
    return value >= MIN_OPACITY ? DOUBTFUL : 0;
  });
}

/** Half a pixel inside, so that the halves do not bleed into each other. */
const clamp = (value: number, pixels: number): number => Math.max(0.5 / pixels, Math.min(1 - 0.5 / pixels, value));
const clampByte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

export async function atlasJpeg({ data, width, height }: Atlas): Promise<Uint8Array> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return new Uint8Array(jpeg);
}
