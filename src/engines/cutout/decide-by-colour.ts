import { type AlphaMap, resizeMap } from './alpha-map.ts';
import { distanceTo, fitMixture } from './classical/colour-mixture.ts';
import { COMPONENTS, cutByColour, FAR, Known, type SmallPicture } from './classical/grab-cut.ts';
import { boxMean } from './matte/box-mean.ts';

/** Between these a network is in doubt. */
const DOUBT_FROM = 0.1;
const DOUBT_TO = 0.9;
/** A region is in doubt where more than this share of the square around (of the longest side) is. */
const DOUBT_RADIUS = 0.02;
const DOUBT_SHARE = 0.6;
const MIN_DOUBTFUL = 0.003;
/** Share of a doubtful region that has to be like, or unlike, the background. */
const ONE_MIND = 0.85;

/**
 * Where a network leaves a whole region half in and half out, the colours decide: GrabCut with the network's certain
 * parts as what is known. A mask whose doubt lies along the edge alone (hair, glass) is left as it is.
 */
export function decideByColour(mask: AlphaMap, small: SmallPicture): AlphaMap {
  const { alpha } = resizeMap(mask, small.width, small.height);
  const isDoubtful = alpha.map((value) => (value > DOUBT_FROM && value < DOUBT_TO ? 1 : 0));
  const radius = Math.max(2, Math.round(Math.max(small.width, small.height) * DOUBT_RADIUS));
  const around = boxMean(isDoubtful, small.width, small.height, radius);
  const region = around.map((share) => (share > DOUBT_SHARE ? 1 : 0));
  if (region.reduce((sum, value) => sum + value, 0) < MIN_DOUBTFUL * alpha.length) return mask;
  const background = fitMixture(small.colours, certainBackground(alpha, small), COMPONENTS);
  const known = Uint8Array.from(alpha, (value, at) => {
    if (value >= DOUBT_TO) return Known.subject;
    if (value <= DOUBT_FROM) return Known.background;
    return distanceTo(background, small.colours, at) > FAR ? Known.probablySubject : Known.probablyBackground;
  });
  if (!isOfOneMind(known, region)) return mask;
  const decided = cutByColour(small, known);
  if (decided === null) return mask;
  const spread = boxMean(region, small.width, small.height, radius);
  const mixed = alpha.map((value, at) => {
    const weight = Math.min(1, 2 * (spread[at] ?? 0));
    return value + weight * ((decided[at] ?? 0) - value);
  });
  return { alpha: mixed, width: small.width, height: small.height };
}

/** On a busy background the colours of a doubtful region fit here and there: then they know no better than the network. */
function isOfOneMind(known: Uint8Array, region: Float32Array): boolean {
  let [subject, background] = [0, 0];
  for (let at = 0; at < known.length; at++) {
    if (region[at] !== 1) continue;
    if (known[at] === Known.probablySubject) subject++;
    else if (known[at] === Known.probablyBackground) background++;
  }
  return Math.max(subject, background) >= ONE_MIND * (subject + background);
}

/** A step away from everything that may be subject: mixed colours of its edge would count as background. */
function certainBackground(alpha: Float32Array, { width, height }: SmallPicture): Uint8Array {
  const maybe = alpha.map((value) => (value > DOUBT_FROM ? 1 : 0));
  return Uint8Array.from(boxMean(maybe, width, height, 3), (share) => (share === 0 ? 1 : 0));
}
