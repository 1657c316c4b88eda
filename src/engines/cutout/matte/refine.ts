import sharp from 'sharp';
import type { Picture } from '../../pictures/decode-picture.ts';
import { type AlphaMap, resizeMap } from '../alpha-map.ts';
import { boxMean } from './box-mean.ts';
import { guidedFilter } from './guided-filter.ts';

type Rgba = Pick<Picture, 'data' | 'width' | 'height'>;

/** Longest side of the picture on which the edge is found. */
const WORK_SIDE = 768;
/** Of the longest side: how far from the mask's own edge the picture may move it. */
const BAND = 1 / 80;
const EPSILON = 1e-4;

/**
 * The mask at the picture's size with its edge on the picture's. Away from the mask's edge nothing changes.
 * @param softness 0 keeps a soft mask as it is there (a network's), 1 takes the picture's edge alone (a hard mask's).
 */
export async function refineEdge(
  picture: Rgba,
  mask: AlphaMap,
  softness: number,
  workSide: number = WORK_SIDE,
): Promise<AlphaMap> {
  const scale = Math.min(1, workSide / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const guide = await guidePlanes(picture, width, height);
  const small = resizeMap(mask, width, height);
  const radius = Math.max(1, Math.round(Math.max(width, height) * BAND));
  const guided = guidedFilter(small, guide, picture, { radius, epsilon: EPSILON });

  const full = resizeMap(mask, picture.width, picture.height);
  // How near the edge is: 0 where the whole neighbourhood is one side, 1 on the edge itself.
  const around = boxMean(small.alpha, width, height, radius);
  const near = resizeMap(
    { alpha: around.map((mean) => Math.min(1, 6 * mean * (1 - mean))), width, height },
    picture.width,
    picture.height,
  );
  const alpha = full.alpha.map((value, at) => {
    const weight = softness * (near.alpha[at] ?? 0);
    return stretch(value + weight * ((guided.alpha[at] ?? 0) - value));
  });
  return { alpha, width: picture.width, height: picture.height };
}

/** Almost nothing is nothing, almost all is all: no veil over the background, no holes in the subject. */
const stretch = (value: number): number => Math.max(0, Math.min(1, (value - 0.04) / 0.92));

async function guidePlanes(
  { data, width: fullWidth, height: fullHeight }: Rgba,
  width: number,
  height: number,
): Promise<[Float32Array, Float32Array, Float32Array]> {
  const small = await sharp(data, { raw: { width: fullWidth, height: fullHeight, channels: 4 } })
    .removeAlpha()
    .resize({ width, height, fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  const plane = (channel: number) =>
    Float32Array.from({ length: width * height }, (_, at) => (small[at * 3 + channel] ?? 0) / 255);
  return [plane(0), plane(1), plane(2)];
}
