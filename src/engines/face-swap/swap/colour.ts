import { smoothField } from './smooth-field.ts';

/** Two pictures of one region in L*a*b*, with a weight for each pixel; rows of three. */
export interface ColourMatch {
  swap: Float32Array;
  target: Float32Array;
  /** 0..1: how much of the swapped face shows. */
  alpha: Float32Array;
  /** 0..1: plain skin. */
  skin: Float32Array;
  width: number;
  height: number;
  /** Pixels: the face's own width, the unit of every smoothing length. */
  faceWidth: number;
}

/** Contrast may change by no more than this factor: a flat-lit face must not turn a lively one to wax. */
const CONTRAST = { l: [0.75, 1.3], ab: [0.7, 1.35] } as const;
/** Light over the whole face, and colour along the seam; shares of the face's width. */
const LIGHT_LENGTH = 0.16;
const SEAM_LENGTH = 0.035;

/**
 * Gives the swapped face the target's colour and light, in place.
 * 1. Mean and spread of each channel over the skin, as Reinhard et al. 2001 ("Color transfer between images").
 * 2. The slow part of what is left (shadow side, tint of a lamp) is taken from the target: the difference is smoothed
 *    by a wide Gaussian, normalised by its weights (Knutsson & Westin 1993), and added: the lowest band of a two-band
 *    blend (Burt & Adelson 1983) with the details of the swapped face.
 * 3. The same with a narrow Gaussian, fading from the seam inwards, closes what remains of the step at the edge.
 */
export function matchColour(match: ColourMatch): void {
  transferStatistics(match);
  const { alpha, skin, faceWidth } = match;
  const skinWeight = alpha.map((value, index) => (value > 0 ? 0.03 + 0.97 * (skin[index] ?? 0) ** 2 : 0));
  addSmoothDifference(match, skinWeight, faceWidth * LIGHT_LENGTH, () => 1);
  addSmoothDifference(match, skinWeight, faceWidth * SEAM_LENGTH, (index) => 1 - (alpha[index] ?? 0));
}

interface Statistics {
  mean: number;
  spread: number;
}

function transferStatistics({ swap, target, alpha, skin }: ColourMatch): void {
  const weight = alpha.map((value, index) => value * (skin[index] ?? 0));
  const from = [0, 1, 2].map((channel) => statistics(swap, weight, channel));
  const to = [0, 1, 2].map((channel) => statistics(target, weight, channel));
  const [fromL, fromA, fromB] = from;
  const [toL, toA, toB] = to;
  if (!fromL || !fromA || !fromB || !toL || !toA || !toB) return;
  const light = lightnessCurve(fromL.mean, toL.mean, gainOf(fromL, toL, CONTRAST.l));
  const gainA = gainOf(fromA, toA, CONTRAST.ab);
  const gainB = gainOf(fromB, toB, CONTRAST.ab);
  for (let index = 0; index < alpha.length; index++) {
    if (!((alpha[index] ?? 0) > 0)) continue;
    const at = index * 3;
    const l = swap[at] ?? 0;
    const share = tintShare(l, fromL.mean);
    swap[at] = light(l);
    swap[at + 1] = share * toA.mean + gainA * ((swap[at + 1] ?? 0) - share * fromA.mean);
    swap[at + 2] = share * toB.mean + gainB * ((swap[at + 2] ?? 0) - share * fromB.mean);
  }
}

function statistics(values: Float32Array, weight: Float32Array, channel: number): Statistics | null {
  let weights = 0;
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < weight.length; index++) {
    const part = weight[index] ?? 0;
    if (part === 0) continue;
    const value = values[index * 3 + channel] ?? 0;
    weights += part;
    sum += part * value;
    squares += part * value * value;
  }
  if (weights < 1) return null;
  const mean = sum / weights;
  return { mean, spread: Math.sqrt(Math.max(1e-3, squares / weights - mean * mean)) };
}

const gainOf = (from: Statistics, to: Statistics, [low, high]: readonly [number, number]): number =>
  Math.min(high, Math.max(low, to.spread / from.spread));

/**
 * How much of the skin's tint a lightness has: none at black, all at the skin's own, half at white. Moving brows and
 * teeth by as much as the skin would turn them blue or yellow.
 */
function tintShare(l: number, skin: number): number {
  if (l <= skin) return Math.max(0, l / Math.max(1, skin));
  return 1 - 0.5 * Math.min(1, (l - skin) / Math.max(1, 100 - skin));
}

/** L* that skin does not pass. */
const DARKEST = 1;
const LIGHTEST = 98;

/**
 * As Reinhard's line around the mean, but bent so that black stays black and white white: a plain shift from a dark
 * picture to a bright one would burn teeth and eyes out. Each side is a hyperbola through mean and end.
 */
function lightnessCurve(from: number, to: number, gain: number): (value: number) => number {
  const side = (value: number, end: number): number => {
    const [room, toRoom] = [end - from, end - to];
    if (Math.abs(room) < 1 || Math.abs(toRoom) < 1) return to + (value - from) * gain;
    const along = Math.min(1, Math.max(0, (value - from) / room));
    const slope = (gain * room) / toRoom;
    return to + (toRoom * slope * along) / (1 + (slope - 1) * along);
  };
  return (value) => side(value, value < from ? DARKEST : LIGHTEST);
}

function addSmoothDifference(
  { swap, target, width, height }: ColourMatch,
  weight: Float32Array,
  length: number,
  share: (index: number) => number,
): void {
  const difference = target.map((value, at) => value - (swap[at] ?? 0));
  const smooth = smoothField({ values: difference, weight, width, height, length });
  for (let index = 0; index < weight.length; index++) {
    if ((weight[index] ?? 0) === 0) continue;
    const part = share(index);
    for (let at = index * 3; at < index * 3 + 3; at++) swap[at] = (swap[at] ?? 0) + part * (smooth[at] ?? 0);
  }
}
