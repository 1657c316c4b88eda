import { type Face, faceSize } from '../../faces/face.ts';
import { turnBetween } from '../choose-faces.ts';
import { FACE_SWAP_LIMITS } from '../contract.ts';

/** Degrees beyond the limit, and pixels below it, over which the swapped face fades out instead of popping off. */
const TURN_FADE = 8;
const SIZE_FADE = 20;
const SMOOTH_FRAMES = 3;

/** 0..1 for each frame: how much of the swapped face shows; 0 where the face is not seen, too small or turned away. */
export function strengthsOf(faces: readonly (Face | null)[], source: Face): Float32Array {
  const { maxTurn, minFace, maxProfile } = FACE_SWAP_LIMITS;
  const raw = faces.map((face) => {
    if (face === null) return 0;
    const turned = ramp((maxTurn + TURN_FADE - turnBetween(face, source)) / TURN_FADE);
    const profile = ramp((maxProfile + TURN_FADE - Math.max(Math.abs(face.yaw), Math.abs(face.pitch))) / TURN_FADE);
    const large = ramp((faceSize(face) - (minFace - SIZE_FADE)) / SIZE_FADE);
    return Math.min(turned, profile, large);
  });
  // Smoothed over neighbours of the same stay only: a face that enters at a cut is there at once.
  return Float32Array.from(raw, (_, index) => {
    if (faces[index] === null) return 0;
    let [sum, count] = [0, 0];
    for (const direction of [-1, 1]) {
      for (let step = direction === 1 ? 0 : 1; step <= SMOOTH_FRAMES; step++) {
        const near = index + direction * step;
        if (faces[near] == null) break;
        sum += raw[near] ?? 0;
        count++;
      }
    }
    return sum / count;
  });
}

const ramp = (value: number): number => Math.min(1, Math.max(0, value));
