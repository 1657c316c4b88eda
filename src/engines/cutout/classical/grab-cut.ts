import { boxMean } from '../matte/box-mean.ts';
import { withoutBackdropLight } from './backdrop.ts';
import { type ColourMixture, distanceTo, fitMixture, likeliest, refitMixture } from './colour-mixture.ts';
import { tidyMask } from './connected-parts.ts';
import { minimumCut } from './max-flow.ts';

/**
 * Subject and background told apart by their colours alone, without a trained model: GrabCut (Rother, Kolmogorov &
 * Blake, SIGGRAPH 2004) with the picture's border in the place of the user's rectangle. Good on plain or softly lit
 * backdrops; it knows nothing of things, so a busy background defeats it.
 */
export interface SmallPicture {
  /** Three numbers per pixel, 8-bit levels. */
  colours: Float32Array;
  width: number;
  height: number;
}

/** What is known beforehand, per pixel. */
export const Known = { background: 0, subject: 1, probablyBackground: 2, probablySubject: 3 } as const;

/** Gaussians per mixture, as in the paper. */
export const COMPONENTS = 5;
const ROUNDS = 4;
/** Weight of the contrast term, and the scale that makes costs whole numbers. */
const GAMMA = 50;
const SCALE = 100;
const CERTAIN = 1_000_000;
/** Squared Mahalanobis distance beyond which a colour is not the border's: one in 10^7 of a Gaussian. */
export const FAR = 34;
/** With fewer unlike pixels than this the border explains the whole picture. */
const MIN_SEEDS = 0.004;
/** A colour of the border that keeps clear of the corners belongs to something that reaches into the picture. */
const CORNER = 0.08;
const MIN_IN_CORNERS = 0.02;
const ONE_SIDE = 0.75;
const MAX_REACHING_IN = 0.3;
/** Pixels on either side of a cut where both colours mix. */
const EDGE = 3;

/** 1 for the pixels of the subject; null when nothing stands out from the border. */
export function grabCut(picture: SmallPicture): Uint8Array | null {
  const ring = borderRing(picture.width, picture.height);
  const first = cutFrom(picture, ring, ring);
  if (first === null) return null;
  // Now that more of the backdrop is known than its rim, its light is measured again and openings are found.
  return cutFrom(picture, ring, wellOutside(first, ring, picture)) ?? first;
}

/** @param backdrop 1 for the pixels that the backdrop is learnt from. */
function cutFrom(picture: SmallPicture, ring: Uint8Array, backdrop: Uint8Array): Uint8Array | null {
  const colours = withoutBackdropLight(picture.colours, backdrop, picture);
  const known = knownFromBackdrop(colours, ring, backdrop, picture);
  return known === null ? null : cutByColour({ ...picture, colours }, known, { edges: picture.colours });
}

/**
 * What the first cut left outside, a step away from the subject: its edge mixes both, and a mixture that has learnt
 * mixed colours takes the subject for backdrop. The rim alone when too little is left to learn from.
 */
function wellOutside(mask: Uint8Array, ring: Uint8Array, { width, height }: SmallPicture): Uint8Array {
  const near = boxMean(Float32Array.from(mask), width, height, EDGE);
  const outside = Uint8Array.from(near, (share) => (share === 0 ? 1 : 0));
  return outside.reduce((sum, value) => sum + value, 0) > mask.length * 0.1 ? outside : ring;
}

/**
 * The rounds of GrabCut from what is known of each pixel.
 * @param edges colours for the contrast term, where they are not those that the mixtures see.
 */
export function cutByColour(
  picture: SmallPicture,
  known: Uint8Array,
  { edges = picture.colours, rounds = ROUNDS }: { edges?: Float32Array; rounds?: number } = {},
): Uint8Array | null {
  const { colours, width, height } = picture;
  let mask: Uint8Array = known.map((value) => value & 1);
  const costBetween = contrastCost(edges, width);
  let subject: ColourMixture | null = null;
  let background: ColourMixture | null = null;
  for (let round = 0; round < rounds; round++) {
    const outside = mask.map((value) => 1 - value);
    if (!mask.includes(1) || !outside.includes(1)) return null;
    subject = subject ? refitMixture(subject, colours, mask) : fitMixture(colours, mask, COMPONENTS);
    background = background ? refitMixture(background, colours, outside) : fitMixture(colours, outside, COMPONENTS);
    const terminal = new Int32Array(mask.length);
    for (let at = 0; at < terminal.length; at++) {
      if (known[at] === Known.subject) terminal[at] = CERTAIN;
      else if (known[at] === Known.background) terminal[at] = -CERTAIN;
      else {
        const difference = likeliest(background, colours, at).cost - likeliest(subject, colours, at).cost;
        terminal[at] = Math.round(SCALE * Math.max(-200, Math.min(200, difference)));
      }
    }
    mask = minimumCut({ width, height }, terminal, costBetween);
  }
  const tidy = tidyMask(mask, width);
  return tidy.includes(1) ? tidy : null;
}

/** Equation 11 of the paper: cheap to cut where neighbours differ, measured against the picture's mean difference. */
function contrastCost(colours: Float32Array, width: number) {
  const squared = (from: number, to: number): number => {
    let sum = 0;
    for (let channel = 0; channel < 3; channel++) {
      sum += ((colours[from * 3 + channel] ?? 0) - (colours[to * 3 + channel] ?? 0)) ** 2;
    }
    return sum;
  };
  let total = 0;
  let pairs = 0;
  for (let at = 0; at + width < colours.length / 3; at++) {
    total += squared(at, at + width) + ((at + 1) % width === 0 ? 0 : squared(at, at + 1));
    pairs += (at + 1) % width === 0 ? 1 : 2;
  }
  const beta = total > 0 ? pairs / (2 * total) : 0;
  return (from: number, to: number, isDiagonal: boolean): number =>
    Math.round((SCALE * GAMMA * Math.exp(-beta * squared(from, to))) / (isDiagonal ? Math.SQRT2 : 1));
}

/** Two in a hundred of each side, at least two pixels. */
function borderRing(width: number, height: number): Uint8Array {
  const thick = Math.max(2, Math.round(Math.min(width, height) * 0.02));
  const ring = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (Math.min(x, y, width - 1 - x, height - 1 - y) < thick) ring[y * width + x] = 1;
    }
  }
  return ring;
}

function knownFromBackdrop(
  colours: Float32Array,
  ring: Uint8Array,
  backdrop: Uint8Array,
  size: SmallPicture,
): Uint8Array | null {
  const learnt = fitMixture(colours, backdrop, COMPONENTS);
  const border = backdrop === ring ? withoutReachingIn(learnt, colours, ring, size) : learnt;
  const known = new Uint8Array(ring.length);
  let seeds = 0;
  for (let at = 0; at < known.length; at++) {
    const isFar = distanceTo(border, colours, at) > FAR;
    if (isFar) seeds++;
    if (ring[at] === 1 && !isFar) known[at] = Known.background;
    else known[at] = isFar ? Known.probablySubject : Known.probablyBackground;
  }
  return seeds >= MIN_SEEDS * known.length ? known : null;
}

/**
 * Leaves out colours of whatever stands in the picture and is cut by its edge, as a person is by the lower one: they
 * are on one side only and keep clear of the corners, where a wall or a table would be.
 */
function withoutReachingIn(
  border: ColourMixture,
  colours: Float32Array,
  ring: Uint8Array,
  { width, height }: SmallPicture,
): ColourMixture {
  const tallies = border.components.map(() => ({ all: 0, inCorners: 0, bySide: [0, 0, 0, 0] }));
  let total = 0;
  for (let at = 0; at < ring.length; at++) {
    if (ring[at] !== 1) continue;
    const tally = tallies[likeliest(border, colours, at).index];
    if (tally === undefined) continue;
    const x = (at % width) / width;
    const y = Math.floor(at / width) / height;
    const distances = [x, 1 - x, y, 1 - y];
    const side = distances.indexOf(Math.min(...distances));
    total++;
    tally.all++;
    tally.bySide[side] = (tally.bySide[side] ?? 0) + 1;
    if (Math.min(x, 1 - x) < CORNER && Math.min(y, 1 - y) < CORNER) tally.inCorners++;
  }
  const components = border.components.filter((_, index) => {
    const { all, inCorners, bySide } = tallies[index] ?? { all: 0, inCorners: 0, bySide: [0] };
    const keepsClear = inCorners < all * MIN_IN_CORNERS && Math.max(...bySide) > all * ONE_SIDE;
    return !(keepsClear && all < total * MAX_REACHING_IN);
  });
  return components.length > 0 ? { components } : border;
}
