import { type Face, faceSize } from '../../faces/face.ts';
import type { Raster } from '../../faces/raster.ts';
import { fitSimilarity, mapPoints } from '../../faces/similarity.ts';
import { matchColour } from './colour.ts';
import { fromLab, toLab } from './lab.ts';
import { depthInside, featheredInside } from './mask.ts';
import { mouthContour, mouthOpening, swapContour } from './mesh-parts.ts';
import { type Region, regionAround } from './region.ts';
import type { SourceFace } from './source-face.ts';
import { warpFace } from './warp.ts';

export interface SwapOptions {
  /** Corners of the mesh's triangles, the mouth's opening included (`withMouth`). */
  triangles: Uint16Array;
  /** 0..1: how much of the swapped face shows; below 1 while it fades in or out. */
  strength: number;
  /** 0..1: how far eyes, nose and mouth take the source's own proportions; 0 keeps the target's expression. */
  likeness: number;
  /** The target's face at rest (its mean over a video); absent: as it is in this picture. */
  rest?: Float32Array;
}

/** For stills, which take the expression too, and for videos, where it would be added to every frame. */
export const PICTURE_LIKENESS = 0.8;
export const VIDEO_LIKENESS = 0.5;

/** Width of the feathered edge as a share of the face's width. */
const FEATHER = 0.1;
/** The target's mouth may be open by so much more than the source's (as `mouthOpening`), and not by so much more. */
const MOUTH_AS_OPEN = 0.05;
const MOUTH_MORE_OPEN = 0.08;

/** Puts the source's face over a face of the target picture, in place. */
export function swapFace(
  target: Raster,
  face: Pick<Face, 'points' | 'box'>,
  source: SourceFace,
  options: SwapOptions,
): void {
  const contour = swapContour(face.points);
  const region = regionAround(contour, 1, target);
  if (region === null || options.strength <= 0) return;
  const faceWidth = face.box.width;
  const alpha = featheredInside(contour, region, Math.max(2, FEATHER * faceWidth));
  const scaled = source.at(Math.max(face.box.width, face.box.height) / faceSize(source.face));
  const points = reshape(face.points, source.face.points, {
    contour,
    faceWidth,
    likeness: options.likeness,
    rest: options.rest ?? face.points,
  });
  const warped = warpFace(scaled, points, options.triangles, region, alpha);
  for (let index = 0; index < alpha.length; index++) if (warped.covered[index] === 0) alpha[index] = 0;
  keepOpenMouth(alpha, points, source.face.points, region, faceWidth);

  const swap = new Float32Array(alpha.length * 3);
  const under = new Float32Array(alpha.length * 3);
  eachPixel(target, region, alpha, (index, at) => {
    const pixel = index * 3;
    toLab(warped.pixels[pixel] ?? 0, warped.pixels[pixel + 1] ?? 0, warped.pixels[pixel + 2] ?? 0, swap, pixel);
    toLab(target.data[at] ?? 0, target.data[at + 1] ?? 0, target.data[at + 2] ?? 0, under, pixel);
  });
  matchColour({ swap, target: under, alpha, skin: warped.skin, ...sizeOf(region), faceWidth });

  const colour = new Float32Array(3);
  eachPixel(target, region, alpha, (index, at, part) => {
    fromLab(swap[index * 3] ?? 0, swap[index * 3 + 1] ?? 0, swap[index * 3 + 2] ?? 0, colour, 0);
    const share = part * options.strength;
    for (let channel = 0; channel < 3; channel++) {
      const before = target.data[at + channel] ?? 0;
      target.data[at + channel] = Math.round(before + share * ((colour[channel] ?? 0) - before));
    }
  });
}

/** Depth inside the contour, as a share of the face's width, from which on proportions are fully the source's. */
const RESHAPED_FROM = 0.22;

interface Reshaping {
  contour: Float32Array;
  faceWidth: number;
  likeness: number;
  rest: Float32Array;
}

/**
 * The target's mesh with the proportions of the source inside: the source is laid over the target's face at rest by
 * the best similarity, and what it differs by is added to this picture's mesh, the more the deeper a point lies inside
 * the contour, where nothing of the target shows. So a moving face keeps its movement.
 */
function reshape(
  target: Float32Array,
  source: Float32Array,
  { contour, faceWidth, likeness, rest }: Reshaping,
): Float32Array {
  if (likeness <= 0) return target;
  const laid = mapPoints(source, fitSimilarity(source, rest));
  const { a, b } = fitSimilarity(rest, target);
  const out = Float32Array.from(target);
  for (let at = 0; at < target.length; at += 3) {
    const x = target[at] ?? 0;
    const y = target[at + 1] ?? 0;
    const dx = (laid[at] ?? 0) - (rest[at] ?? 0);
    const dy = (laid[at + 1] ?? 0) - (rest[at + 1] ?? 0);
    const share = likeness * depthInside(contour, x, y, RESHAPED_FROM * faceWidth);
    out[at] = x + share * (a * dx - b * dy);
    out[at + 1] = y + share * (b * dx + a * dy);
  }
  return out;
}

/**
 * A closed mouth has nothing to show inside an open one: its lips would be drawn out into a smear. The target's teeth
 * stay then.
 */
function keepOpenMouth(
  alpha: Float32Array,
  target: Float32Array,
  source: Float32Array,
  region: Region,
  faceWidth: number,
): void {
  const more = (mouthOpening(target) - mouthOpening(source) - MOUTH_AS_OPEN) / (MOUTH_MORE_OPEN - MOUTH_AS_OPEN);
  if (more <= 0) return;
  const kept = Math.min(1, more);
  const inside = featheredInside(mouthContour(target), region, Math.max(1, 0.012 * faceWidth));
  for (let index = 0; index < alpha.length; index++)
    alpha[index] = (alpha[index] ?? 0) * (1 - kept * (inside[index] ?? 0));
}

const sizeOf = ({ width, height }: Region) => ({ width, height });

/** Pixels that show some of the swapped face: index in the region, offset in the picture, alpha. */
function eachPixel(
  target: Raster,
  region: Region,
  alpha: Float32Array,
  work: (index: number, at: number, alpha: number) => void,
): void {
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const index = y * region.width + x;
      const part = alpha[index] ?? 0;
      if (part > 0) work(index, ((region.top + y) * target.width + region.left + x) * target.channels, part);
    }
  }
}
