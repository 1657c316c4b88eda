import type { AlphaMap } from '../alpha-map.ts';
import { boxMean } from './box-mean.ts';

/** The wide and the narrow look around: of the longest side, and pixels at least. */
const LOOKS = [
  { share: 1 / 24, least: 8 },
  { share: 1 / 200, least: 2 },
];

/**
 * The subject's own colours where background shines through its edge, and the alpha as bytes: R G B A.
 * Method: Forte, "Approximate Fast Foreground Colour Estimation" (ICIP 2021): averages of subject and background
 * around each pixel, then corrected so that both mixed give the picture; once over a wide, once over a narrow square.
 */
export function withForegroundColours(
  { data, width, height }: { data: Uint8Array; width: number; height: number },
  { alpha }: AlphaMap,
): Uint8Array {
  const result = Uint8Array.from(data);
  const side = Math.max(width, height);
  const outside = alpha.map((value) => 1 - value);
  const blurred = LOOKS.map(({ share, least }) => {
    const radius = Math.max(least, Math.round(side * share));
    return { radius, inside: boxMean(alpha, width, height, radius), outside: boxMean(outside, width, height, radius) };
  });
  for (let channel = 0; channel < 3; channel++) {
    const colour = Float32Array.from(alpha, (_, at) => data[at * 4 + channel] ?? 0);
    let front: Float32Array = colour;
    let back: Float32Array = colour;
    for (const { radius, inside, outside: beyond } of blurred) {
      const meanFront = average(front, alpha, inside, width, height, radius);
      const meanBack = average(back, outside, beyond, width, height, radius);
      front = meanFront.map((value, at) => {
        const share = alpha[at] ?? 0;
        const missing = (colour[at] ?? 0) - share * value - (1 - share) * (meanBack[at] ?? 0);
        return Math.max(0, Math.min(255, value + share * missing));
      });
      back = meanBack;
    }
    for (let at = 0; at < alpha.length; at++) {
      const share = alpha[at] ?? 0;
      if (share > 0 && share < 1) result[at * 4 + channel] = Math.round(front[at] ?? 0);
    }
  }
  for (let at = 0; at < alpha.length; at++) {
    const opacity = Math.round((alpha[at] ?? 0) * (data[at * 4 + 3] ?? 0));
    result[at * 4 + 3] = opacity;
    // Nothing of the background stays behind in pixels that are not seen; the file gets smaller too.
    if (opacity === 0) result.fill(0, at * 4, at * 4 + 3);
  }
  return result;
}

function average(
  colour: Float32Array,
  weight: Float32Array,
  meanWeight: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const weighted = boxMean(
    colour.map((value, at) => value * (weight[at] ?? 0)),
    width,
    height,
    radius,
  );
  return weighted.map((value, at) =>
    (meanWeight[at] ?? 0) > 1e-4 ? value / (meanWeight[at] ?? 1) : (colour[at] ?? 0),
  );
}
