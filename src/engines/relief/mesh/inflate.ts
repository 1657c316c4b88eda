import type { Silhouette } from './silhouette.ts';

/**
 * Height over the picture's plane per corner, in steps of the grid: the square root of the solution of Poisson's
 * equation with the outline held at zero, which makes a disc a half sphere and everything else a pillow as round as it
 * is wide. After Johnston, "Lumo" (NPAR 2002) and Joshi & Carr, "Repoussé" (SBIM 2008); the idea of inflating an
 * outline is Igarashi, Matsuoka & Tanaka, "Teddy" (SIGGRAPH 1999).
 */
export function inflate(silhouette: Silhouette): Float32Array {
  const { columns, value } = silhouette;
  const corners: number[] = [];
  for (let at = 0; at < value.length; at++) if ((value[at] ?? 0) > 0.5) corners.push(at);
  // Arms of the stencil: towards a corner outside they end on the outline (Shortley & Weller 1938).
  const offsets = [-columns, -1, 1, columns];
  const weights = new Float64Array(corners.length * 4);
  const totals = new Float64Array(corners.length);
  corners.forEach((at, index) => {
    offsets.forEach((offset, arm) => {
      const far = value[at + offset] ?? 0;
      const weight = far > 0.5 ? 1 : 1 / crossing(value[at] ?? 0, far);
      weights[index * 4 + arm] = far > 0.5 ? weight : 0;
      totals[index] = (totals[index] ?? 0) + weight;
    });
  });

  const height = new Float64Array(value.length);
  for (let round = 0; round < ROUNDS; round++) {
    let change = 0;
    corners.forEach((at, index) => {
      let sum = SOURCE;
      for (let arm = 0; arm < 4; arm++)
        sum += (weights[index * 4 + arm] ?? 0) * (height[at + (offsets[arm] ?? 0)] ?? 0);
      const before = height[at] ?? 0;
      const after = before + OVER_RELAXATION * (sum / (totals[index] ?? 1) - before);
      height[at] = after;
      change = Math.max(change, Math.abs(after - before));
    });
    if (change < TOLERANCE) break;
  }
  return Float32Array.from(height, (square) => Math.sqrt(Math.max(0, square)));
}

/** With 4 the root over a disc is exactly its half sphere. */
const SOURCE = 4;
const ROUNDS = 2000;
const OVER_RELAXATION = 1.95;
const TOLERANCE = 0.01;

/** Where between a corner inside and one outside the outline passes, as a share of the way; never on a corner. */
export function crossing(inside: number, outside: number): number {
  return Math.max(0.05, Math.min(0.95, (inside - 0.5) / Math.max(1e-6, inside - outside)));
}
