import { type AlphaMap, resizeMap } from '../alpha-map.ts';
import { boxMean } from './box-mean.ts';

/**
 * Guided filter with a colour guide (He, Sun & Tang, "Guided Image Filtering", ECCV 2010, section 3): the mask becomes,
 * around each pixel, a linear function of the picture's colours, so that its edge follows the picture's.
 * The coefficients are found on a smaller picture and enlarged (He & Sun, "Fast Guided Filter", 2015).
 */
export interface GuidedOptions {
  /** Pixels of the small picture. */
  radius: number;
  /** Variance (colours 0..1) below which an edge of the picture is ignored. */
  epsilon: number;
}

/**
 * @param mask same size as `small`.
 * @param small the guide at the size of the calculation, three planes 0..1.
 * @param full the guide at the size of the result, R G B A bytes.
 */
export function guidedFilter(
  mask: AlphaMap,
  small: readonly [Float32Array, Float32Array, Float32Array],
  full: { data: Uint8Array; width: number; height: number },
  { radius, epsilon }: GuidedOptions,
): AlphaMap {
  const coefficients = coefficientsOf(mask, small, radius, epsilon).map(
    (plane) => resizeMap({ alpha: plane, width: mask.width, height: mask.height }, full.width, full.height).alpha,
  );
  const [red, green, blue, constant] = coefficients;
  const alpha = new Float32Array(full.width * full.height);
  for (let at = 0; at < alpha.length; at++) {
    const value =
      ((red?.[at] ?? 0) * (full.data[at * 4] ?? 0) +
        (green?.[at] ?? 0) * (full.data[at * 4 + 1] ?? 0) +
        (blue?.[at] ?? 0) * (full.data[at * 4 + 2] ?? 0)) /
        255 +
      (constant?.[at] ?? 0);
    alpha[at] = Math.max(0, Math.min(1, value));
  }
  return { alpha, width: full.width, height: full.height };
}

function coefficientsOf(
  { alpha, width, height }: AlphaMap,
  guide: readonly [Float32Array, Float32Array, Float32Array],
  radius: number,
  epsilon: number,
): Float32Array[] {
  const mean = (plane: Float32Array) => boxMean(plane, width, height, radius);
  const product = (a: Float32Array, b: Float32Array) => a.map((value, at) => value * (b[at] ?? 0));
  const [r, g, b] = guide;
  const [meanR, meanG, meanB, meanA] = [mean(r), mean(g), mean(b), mean(alpha)];
  const withMask = [mean(product(r, alpha)), mean(product(g, alpha)), mean(product(b, alpha))];
  const pairs = [
    [r, r],
    [r, g],
    [r, b],
    [g, g],
    [g, b],
    [b, b],
  ] as const;
  const [rr, rg, rb, gg, gb, bb] = pairs.map(([first, second]) => mean(product(first, second)));

  const result = [0, 1, 2, 3].map(() => new Float32Array(alpha.length));
  for (let at = 0; at < alpha.length; at++) {
    const [mr, mg, mb, ma] = [meanR[at] ?? 0, meanG[at] ?? 0, meanB[at] ?? 0, meanA[at] ?? 0];
    const xx = (rr?.[at] ?? 0) - mr * mr + epsilon;
    const xy = (rg?.[at] ?? 0) - mr * mg;
    const xz = (rb?.[at] ?? 0) - mr * mb;
    const yy = (gg?.[at] ?? 0) - mg * mg + epsilon;
    const yz = (gb?.[at] ?? 0) - mg * mb;
    const zz = (bb?.[at] ?? 0) - mb * mb + epsilon;
    const cr = (withMask[0]?.[at] ?? 0) - mr * ma;
    const cg = (withMask[1]?.[at] ?? 0) - mg * ma;
    const cb = (withMask[2]?.[at] ?? 0) - mb * ma;
    const c0 = yy * zz - yz * yz;
    const c1 = xz * yz - xy * zz;
    const c2 = xy * yz - xz * yy;
    const determinant = xx * c0 + xy * c1 + xz * c2;
    const scale = determinant > 1e-20 ? 1 / determinant : 0;
    const ar = (c0 * cr + c1 * cg + c2 * cb) * scale;
    const ag = (c1 * cr + (xx * zz - xz * xz) * cg + (xy * xz - xx * yz) * cb) * scale;
    const ab = (c2 * cr + (xy * xz - xx * yz) * cg + (xx * yy - xy * xy) * cb) * scale;
    [ar, ag, ab, ma - ar * mr - ag * mg - ab * mb].forEach((value, plane) => {
      const target = result[plane];
      if (target !== undefined) target[at] = value;
    });
  }
  return result.map(mean);
}
