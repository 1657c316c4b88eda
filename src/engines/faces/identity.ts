import type { Face } from './face.ts';
import type { FaceModels } from './load-human.ts';
import { type Raster, sampleWindow } from './raster.ts';

const INPUT = 320;
const MARGIN = 2.2;

/**
 * 1,024 numbers that are alike for pictures of one person; empty when the face is not found again. Kept for the time of
 * one run only, to tell who is who in a video.
 */
export async function identityOf(models: FaceModels, picture: Raster, { box }: Face): Promise<Float32Array> {
  const side = Math.max(box.width, box.height) * MARGIN;
  const window = { left: box.left + box.width / 2 - side / 2, top: box.top + box.height / 2 - side / 2, side };
  const square = sampleWindow(picture, window, INPUT);
  const { faces } = await models.look(square, INPUT, { faces: 'mesh', objects: false, identity: true });
  const centre = INPUT / 2;
  const distance = ({ box: [x, y, width, height] }: (typeof faces)[number]) =>
    Math.hypot(x + width / 2 - centre, y + height / 2 - centre);
  const [nearest] = [...faces].sort((one, other) => distance(one) - distance(other));
  return Float32Array.from(nearest?.embedding ?? []);
}

/** Cosine of two identity vectors around their common level: about 1 for one person; -1 when either is empty. */
export function likeness(one: Float32Array, other: Float32Array): number {
  if (one.length === 0 || one.length !== other.length) return -1;
  let [dot, oneSquares, otherSquares] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    const [a, b] = [one[index] ?? 0, other[index] ?? 0];
    dot += a * b;
    oneSquares += a * a;
    otherSquares += b * b;
  }
  return dot / Math.max(1e-9, Math.sqrt(oneSquares * otherSquares));
}
