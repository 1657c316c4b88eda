import { EngineInputError } from '../engine.ts';
import { type Face, faceSize } from '../faces/face.ts';
import { inOrder } from '../faces/face-order.ts';
import type { Raster } from '../faces/raster.ts';
import { FACE_SWAP_LIMITS, type FaceChoice } from './contract.ts';

/** One face onto another, by their numbers in the order of `inOrder`. */
export interface Pair {
  swap: number;
  target: number;
}

export type Side = 'swap_image' | 'target_image' | 'target_video';

/** No face where one is needed: what upstream answers with "invalid request", not with a complaint about the file. */
export const noFace = (side: Side): EngineInputError => new EngineInputError('text', `no face was found in ${side}`);

/**
 * Which faces are swapped, from how many there are. Numbers are checked against the counts.
 * @throws EngineInputError `text` when a picture has no face, or fewer than an index asks for.
 */
export function pairsOf(
  choice: FaceChoice,
  swapFaces: readonly Face[],
  targetFaces: readonly Face[],
  target: Side,
): Pair[] {
  if (swapFaces.length === 0) throw noFace('swap_image');
  if (targetFaces.length === 0) throw noFace(target);
  switch (choice.kind) {
    case 'largest':
      return [{ swap: largest(swapFaces), target: largest(targetFaces) }];
    case 'all': {
      const count = Math.min(swapFaces.length, targetFaces.length);
      return Array.from({ length: count }, (_, index) => ({ swap: index, target: index }));
    }
    case 'indexes':
      checkIndexes(choice.swap, swapFaces.length, 'swap_faces_index', 'swap_image');
      checkIndexes(choice.target, targetFaces.length, 'target_faces_index', target);
      return choice.swap.flatMap((swap, entry) => {
        const onto = choice.target[entry];
        return onto === undefined ? [] : [{ swap, target: onto }];
      });
  }
}

function checkIndexes(indexes: readonly number[], count: number, field: string, side: Side): void {
  const highest = Math.max(...indexes);
  if (highest < count) return;
  const faces = count === 1 ? '1 face was' : `${count} faces were`;
  throw new EngineInputError('text', `${field} names face ${highest}, but ${faces} found in ${side} (numbers from 0)`);
}

function largest(faces: readonly Face[]): number {
  let best = 0;
  faces.forEach((face, index) => {
    const champion = faces[best];
    if (champion && faceSize(face) > faceSize(champion)) best = index;
  });
  return best;
}

/** The numbering of all faces of a picture. */
export const numbered = (faces: readonly Face[]): Face[] => inOrder(faces);

/** Share of the mesh that may lie outside the picture. */
const MAX_OUTSIDE = 0.15;

/** Why a face alone cannot be used, or null. `kind` says which input is at fault. */
export function problemOf(face: Face, picture: Pick<Raster, 'width' | 'height'>, side: Side): string | null {
  const { minFace, maxProfile } = FACE_SWAP_LIMITS;
  const size = Math.round(faceSize(face));
  if (size < minFace) return `the face in ${side} is ${size} pixels large: at least ${minFace} are needed`;
  const turn = Math.round(Math.max(Math.abs(face.yaw), Math.abs(face.pitch)));
  if (turn > maxProfile) return `the face in ${side} is turned ${turn}° away: at most ${maxProfile}° are possible`;
  if (outside(face, picture) > MAX_OUTSIDE) return `the face in ${side} is cut off by the edge of the picture`;
  return null;
}

/** Degrees by which two faces look in different directions; the larger of yaw and pitch. */
export const turnBetween = (one: Pick<Face, 'yaw' | 'pitch'>, other: Pick<Face, 'yaw' | 'pitch'>): number =>
  Math.max(Math.abs(one.yaw - other.yaw), Math.abs(one.pitch - other.pitch));

/** Why two faces do not fit, or null. */
export function mismatchOf(swap: Face, target: Face, side: Side): string | null {
  const { maxTurn } = FACE_SWAP_LIMITS;
  const turn = turnBetween(swap, target);
  if (turn <= maxTurn) return null;
  const apart = `${Math.ceil(turn)}° apart`;
  return `the faces in swap_image and ${side} look in different directions (${apart}): at most ${maxTurn}° are possible`;
}

function outside({ points }: Face, { width, height }: Pick<Raster, 'width' | 'height'>): number {
  let count = 0;
  for (let at = 0; at < points.length; at += 3) {
    const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0];
    if (x < 0 || y < 0 || x > width || y > height) count++;
  }
  return (count * 3) / points.length;
}
