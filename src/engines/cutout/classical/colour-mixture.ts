/**
 * A mixture of Gaussians over colours, as GrabCut uses it (Rother, Kolmogorov & Blake 2004, section 3.1): every sample
 * belongs to exactly one component. Started by splitting the widest cluster along its main axis (Orchard & Bouman 1991).
 */
export interface ColourMixture {
  components: ColourComponent[];
}

interface ColourComponent {
  mean: [number, number, number];
  /** Inverse of the covariance: xx, xy, xz, yy, yz, zz. */
  inverse: [number, number, number, number, number, number];
  /** -log of weight and normalisation: the cost of a sample in the middle of the component. */
  base: number;
  weight: number;
}

/** Added to every variance (8-bit levels squared), so that a flat colour still has a width. */
const MIN_VARIANCE = 4;

/**
 * @param colours three numbers per pixel, 8-bit levels.
 * @param chosen 1 for the pixels to learn from.
 */
export function fitMixture(colours: Float32Array, chosen: Uint8Array, count: number): ColourMixture {
  const samples: number[] = [];
  for (let at = 0; at < chosen.length; at++) if (chosen[at] === 1) samples.push(at);
  let clusters: Moments[] = [momentsOf(colours, samples)];
  while (clusters.length < count) {
    const widest = clusters.reduce((best, next) => (next.spread > best.spread ? next : best));
    if (widest.spread < MIN_VARIANCE || widest.samples.length < 8) break;
    const [low, high] = split(colours, widest);
    if (low.length === 0 || high.length === 0) break;
    clusters = clusters.filter((one) => one !== widest).concat(momentsOf(colours, low), momentsOf(colours, high));
  }
  return { components: clusters.filter((one) => one.samples.length > 0).map((one) => component(one, samples.length)) };
}

/** One more round: samples go to their likeliest component, then the components are measured anew. */
export function refitMixture(mixture: ColourMixture, colours: Float32Array, chosen: Uint8Array): ColourMixture {
  const members = mixture.components.map((): number[] => []);
  let total = 0;
  for (let at = 0; at < chosen.length; at++) {
    if (chosen[at] !== 1) continue;
    members[likeliest(mixture, colours, at).index]?.push(at);
    total++;
  }
  if (total === 0) return mixture;
  const kept = members.filter((samples) => samples.length > 0);
  return { components: kept.map((samples) => component(momentsOf(colours, samples), total)) };
}

/** Which component fits a pixel best, and its cost: -log(weight × density), up to a constant. */
export function likeliest(
  mixture: ColourMixture,
  colours: Float32Array,
  pixel: number,
): { index: number; cost: number } {
  let index = 0;
  let cost = Number.POSITIVE_INFINITY;
  for (let at = 0; at < mixture.components.length; at++) {
    const one = mixture.components[at];
    if (one === undefined) continue;
    const value = one.base + 0.5 * squaredDistance(one, colours, pixel);
    if (value < cost) {
      cost = value;
      index = at;
    }
  }
  return { index, cost };
}

/** Squared Mahalanobis distance to the nearest component. */
export function distanceTo(mixture: ColourMixture, colours: Float32Array, pixel: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const one of mixture.components) least = Math.min(least, squaredDistance(one, colours, pixel));
  return least;
}

function squaredDistance({ mean, inverse }: ColourComponent, colours: Float32Array, pixel: number): number {
  const x = (colours[pixel * 3] ?? 0) - mean[0];
  const y = (colours[pixel * 3 + 1] ?? 0) - mean[1];
  const z = (colours[pixel * 3 + 2] ?? 0) - mean[2];
  const [xx, xy, xz, yy, yz, zz] = inverse;
  return x * x * xx + y * y * yy + z * z * zz + 2 * (x * y * xy + x * z * xz + y * z * yz);
}

interface Moments {
  samples: number[];
  mean: [number, number, number];
  covariance: [number, number, number, number, number, number];
  /** Variance along the main axis. */
  spread: number;
  axis: [number, number, number];
}

function momentsOf(colours: Float32Array, samples: number[]): Moments {
  const sum = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const at of samples) {
    const x = colours[at * 3] ?? 0;
    const y = colours[at * 3 + 1] ?? 0;
    const z = colours[at * 3 + 2] ?? 0;
    const terms = [x, y, z, x * x, x * y, x * z, y * y, y * z, z * z];
    for (let term = 0; term < 9; term++) sum[term] = (sum[term] ?? 0) + (terms[term] ?? 0);
  }
  const n = Math.max(1, samples.length);
  const [x = 0, y = 0, z = 0, xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0] = sum.map((value) => value / n);
  const covariance: Moments['covariance'] = [xx - x * x, xy - x * y, xz - x * z, yy - y * y, yz - y * z, zz - z * z];
  const { axis, spread } = mainAxis(covariance);
  return { samples, mean: [x, y, z], covariance, axis, spread };
}

/** By repeated multiplication; a dozen rounds are plenty to choose where to split. */
function mainAxis([xx, xy, xz, yy, yz, zz]: Moments['covariance']): Pick<Moments, 'axis' | 'spread'> {
  let axis: [number, number, number] = [1, 0.9, 0.8];
  let spread = 0;
  for (let round = 0; round < 12; round++) {
    const [x, y, z] = axis;
    const next = [xx * x + xy * y + xz * z, xy * x + yy * y + yz * z, xz * x + yz * y + zz * z] as const;
    spread = Math.hypot(...next) / Math.max(1e-12, Math.hypot(x, y, z));
    if (spread < 1e-9) return { axis, spread: 0 };
    const length = Math.hypot(...next);
    axis = [next[0] / length, next[1] / length, next[2] / length];
  }
  return { axis, spread };
}

function split(colours: Float32Array, { samples, mean, axis }: Moments): [number[], number[]] {
  const low: number[] = [];
  const high: number[] = [];
  for (const at of samples) {
    let along = 0;
    for (let channel = 0; channel < 3; channel++) {
      along += ((colours[at * 3 + channel] ?? 0) - (mean[channel] ?? 0)) * (axis[channel] ?? 0);
    }
    (along > 0 ? high : low).push(at);
  }
  return [low, high];
}

function component({ samples, mean, covariance }: Moments, total: number): ColourComponent {
  const xx = covariance[0] + MIN_VARIANCE;
  const yy = covariance[3] + MIN_VARIANCE;
  const zz = covariance[5] + MIN_VARIANCE;
  const [, xy, xz, , yz] = covariance;
  const cofactors: [number, number, number, number, number, number] = [
    yy * zz - yz * yz,
    xz * yz - xy * zz,
    xy * yz - xz * yy,
    xx * zz - xz * xz,
    xy * xz - xx * yz,
    xx * yy - xy * xy,
  ];
  const determinant = Math.max(1e-6, xx * cofactors[0] + xy * cofactors[1] + xz * cofactors[2]);
  const weight = samples.length / Math.max(1, total);
  const inverse = cofactors.map((value) => value / determinant) as ColourComponent['inverse'];
  return { mean, inverse, weight, base: 0.5 * Math.log(determinant) - Math.log(weight) };
}
