import { EngineInputError } from '../../engine.ts';
import { type AlphaMap, coverage, resizeMap } from '../alpha-map.ts';
import { cutByColour, grabCut, Known, type SmallPicture } from '../classical/grab-cut.ts';
import { decideByColour } from '../decide-by-colour.ts';
import { inferMask } from '../model/infer-mask.ts';
import type { Network } from '../model/load-network.ts';

export interface Frame {
  /** R G B A bytes. */
  data: Uint8Array;
  width: number;
  height: number;
  small: SmallPicture;
}

const MIN_COVERAGE = 0.001;
const MAX_COVERAGE = 0.98;
const ROUNDS_BETWEEN = 2;
/** How much of the last frame's mask stays where the picture did not change, and how much change (levels) undoes it. */
const MEMORY = 0.5;
const CHANGE = 12;

/** The mask of one frame by itself, at the size of its small picture; empty when nothing stands out. */
export async function maskOf(network: Network | null, { small, ...frame }: Frame): Promise<AlphaMap> {
  const { width, height } = small;
  if (network) {
    const mask = await inferMask(network, frame);
    return coverage(mask) < MIN_COVERAGE ? empty(small) : resizeMap(decideByColour(mask, small), width, height);
  }
  const mask = grabCut(small);
  if (mask === null) return empty(small);
  const map = { alpha: Float32Array.from(mask), width, height };
  const share = coverage(map);
  return share < MIN_COVERAGE || share > MAX_COVERAGE ? empty(small) : map;
}

/**
 * The mask of a frame between two that were looked at: what both have is certain, and where they differ the frame's
 * own colours decide. @param at 0..1 from the one to the other.
 */
export function maskBetween(before: AlphaMap, after: AlphaMap, at: number, small: SmallPicture): AlphaMap {
  const { width, height } = small;
  const known = Uint8Array.from(before.alpha, (first, index) => {
    const second = after.alpha[index] ?? 0;
    if (first > 0.9 && second > 0.9) return Known.subject;
    if (first < 0.1 && second < 0.1) return Known.background;
    return first * (1 - at) + second * at >= 0.5 ? Known.probablySubject : Known.probablyBackground;
  });
  const certain = known.includes(Known.subject) && known.includes(Known.background);
  const cut = certain ? cutByColour(small, known, { rounds: ROUNDS_BETWEEN }) : null;
  const alpha = before.alpha.map((first, index) => {
    const second = after.alpha[index] ?? 0;
    const blended = first * (1 - at) + second * at;
    return cut === null || Math.abs(first - second) < 0.2 ? blended : (cut[index] ?? 0);
  });
  return { alpha, width, height };
}

/** Where the picture stands still the mask does too: no flicker along the edge. */
export function steadied(
  mask: AlphaMap,
  small: SmallPicture,
  last: { mask: AlphaMap; small: SmallPicture } | null,
): AlphaMap {
  if (last === null) return mask;
  const alpha = mask.alpha.map((value, at) => {
    let change = 0;
    for (let channel = 0; channel < 3; channel++) {
      const now = small.colours[at * 3 + channel] ?? 0;
      change = Math.max(change, Math.abs(now - (last.small.colours[at * 3 + channel] ?? 0)));
    }
    return value + MEMORY * Math.exp(-((change / CHANGE) ** 2)) * ((last.mask.alpha[at] ?? 0) - value);
  });
  return { ...mask, alpha };
}

export const isEmpty = ({ alpha }: AlphaMap): boolean => !alpha.some((value) => value >= 0.5);

export const noSubjectInVideo = () =>
  new EngineInputError('video', 'no subject found: nothing stands out from the background in any frame');

const empty = ({ width, height }: SmallPicture): AlphaMap => ({
  alpha: new Float32Array(width * height),
  width,
  height,
});
