/**
 * Where things are in the 468 points of the face mesh (Kartynnik et al. 2019, "Real-time facial surface geometry from
 * monocular video on mobile GPUs"). "Right" is the right of the person.
 */

/** The edge of the face from the right temple under the chin to the left temple. */
const JAW = [
  127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 356,
];

/** The upper edge of the brows, left to right temple, and the ring of the forehead above it. */
const BROWS = [300, 293, 334, 296, 336, 9, 107, 66, 105, 63, 70];
const FOREHEAD = [301, 298, 333, 299, 337, 151, 108, 69, 104, 68, 71];

/** How far the edge lies above the brows, as a share of the way to the forehead's ring: no further, because hair does. */
const ABOVE_BROWS = 0.9;

/** The closed edge of what is swapped, x and y in turn. */
export function swapContour(points: Float32Array): Float32Array {
  const contour = new Float32Array((JAW.length + BROWS.length) * 2);
  let at = 0;
  for (const index of JAW) {
    contour[at++] = points[index * 3] ?? 0;
    contour[at++] = points[index * 3 + 1] ?? 0;
  }
  BROWS.forEach((brow, index) => {
    const ring = FOREHEAD[index] ?? brow;
    for (const axis of [0, 1]) {
      const from = points[brow * 3 + axis] ?? 0;
      contour[at++] = from + ABOVE_BROWS * ((points[ring * 3 + axis] ?? 0) - from);
    }
  });
  return contour;
}

const INNER_LIPS_UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308];
const INNER_LIPS_LOWER = [324, 318, 402, 317, 14, 87, 178, 88, 95];

/** The opening of the mouth as a closed contour, x and y in turn. */
export function mouthContour(points: Float32Array): Float32Array {
  const indexes = [...INNER_LIPS_UPPER, ...INNER_LIPS_LOWER];
  return Float32Array.from(indexes.flatMap((index) => [points[index * 3] ?? 0, points[index * 3 + 1] ?? 0]));
}

/**
 * The model's triangles leave the opening of the mouth out; these fill it, as a strip between the lips, so that the
 * teeth (or the closed line) of the swapped face are shown.
 */
export const MOUTH_TRIANGLES: readonly number[] = (() => {
  const upper = INNER_LIPS_UPPER;
  const lower = [78, ...INNER_LIPS_LOWER.toReversed(), 308];
  const triangles: number[] = [];
  for (let index = 0; index + 1 < upper.length; index++) {
    const [a, b, c, d] = [upper[index], upper[index + 1], lower[index], lower[index + 1]];
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
    if (a !== c) triangles.push(a, b, c);
    if (b !== d) triangles.push(b, d, c);
  }
  return triangles;
})();

/** Height of the opening of the mouth as a share of the mouth's width: about 0 closed, 0.3 and more wide open. */
export function mouthOpening(points: Float32Array): number {
  const distance = (one: number, other: number) =>
    Math.hypot(
      (points[one * 3] ?? 0) - (points[other * 3] ?? 0),
      (points[one * 3 + 1] ?? 0) - (points[other * 3 + 1] ?? 0),
    );
  return distance(13, 14) / Math.max(1e-6, distance(78, 308));
}

/** Eyes, brows, nostrils and lips: what makes the person, and says nothing of the light on the skin. */
const FEATURES = [
  // Eyes with their lids.
  ...[246, 161, 160, 159, 158, 157, 173, 33, 7, 163, 144, 145, 153, 154, 155, 133, 247, 30, 29, 27, 28, 56, 190],
  ...[130, 25, 110, 24, 23, 22, 26, 112, 243],
  ...[466, 388, 387, 386, 385, 384, 398, 263, 249, 390, 373, 374, 380, 381, 382, 362, 467, 260, 259, 257, 258, 286],
  ...[414, 359, 255, 339, 254, 253, 252, 256, 341, 463],
  // Brows.
  ...[70, 63, 105, 66, 107, 55, 46, 53, 52, 65, 300, 293, 334, 296, 336, 285, 276, 283, 282, 295],
  // Lips.
  ...[61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 146, 91, 181, 84, 17, 314, 405, 321, 375],
  ...[76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408],
  ...[62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407],
  ...INNER_LIPS_UPPER,
  ...INNER_LIPS_LOWER,
  // Nostrils.
  ...[2, 97, 326, 98, 327, 20, 242, 250, 462, 60, 75, 290, 305],
];

/** 1 for a point on plain skin, 0 for one of a feature; by index of the point. */
export const SKIN: Float32Array = (() => {
  const skin = new Float32Array(468).fill(1);
  for (const index of FEATURES) skin[index] = 0;
  return skin;
})();
