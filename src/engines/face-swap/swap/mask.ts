import type { Region } from './region.ts';

/**
 * How much each pixel of a region belongs to the inside of a contour: 0 on the edge and outside, rising smoothly to 1
 * at `feather` pixels inside. Distances to the edge are exact, so the width of the feather is the same everywhere.
 */
export function featheredInside(contour: Float32Array, region: Region, feather: number): Float32Array {
  const { width, height } = region;
  const alpha = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const py = region.top + y + 0.5;
    const crossings = crossingsOf(contour, py);
    const near = crossings.length > 0 ? segmentsNear(contour, py, feather) : [];
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil((crossings[pair] ?? 0) - region.left - 0.5));
      const to = Math.min(width - 1, Math.floor((crossings[pair + 1] ?? 0) - region.left - 0.5));
      for (let x = from; x <= to; x++) {
        const distance = distanceTo(near, region.left + x + 0.5, py, feather);
        alpha[y * width + x] = smoothstep(distance / feather);
      }
    }
  }
  return alpha;
}

/** As `featheredInside`, for one point. */
export function depthInside(contour: Float32Array, x: number, y: number, feather: number): number {
  const left = crossingsOf(contour, y).filter((crossing) => crossing < x).length;
  return left % 2 === 0 ? 0 : smoothstep(distanceTo(segmentsNear(contour, y, feather), x, y, feather) / feather);
}

/** Where a horizontal line crosses the contour, sorted. */
function crossingsOf(contour: Float32Array, y: number): number[] {
  const crossings: number[] = [];
  for (let at = 0, before = contour.length - 2; at < contour.length; before = at, at += 2) {
    const [y0, y1] = [contour[before + 1] ?? 0, contour[at + 1] ?? 0];
    if (y0 <= y === y1 <= y) continue;
    const x0 = contour[before] ?? 0;
    crossings.push(x0 + ((y - y0) / (y1 - y0)) * ((contour[at] ?? 0) - x0));
  }
  return crossings.sort((one, other) => one - other);
}

interface Segment {
  x: number;
  y: number;
  dx: number;
  dy: number;
  /** 1 / length², 0 for a point. */
  inverse: number;
}

/** The edges that a pixel of this row can be nearer to than `reach`. */
function segmentsNear(contour: Float32Array, y: number, reach: number): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0, before = contour.length - 2; at < contour.length; before = at, at += 2) {
    const y0 = contour[before + 1] ?? 0;
    const dy = (contour[at + 1] ?? 0) - y0;
    if (Math.min(y0, y0 + dy) > y + reach || Math.max(y0, y0 + dy) < y - reach) continue;
    const x0 = contour[before] ?? 0;
    const dx = (contour[at] ?? 0) - x0;
    const length = dx * dx + dy * dy;
    segments.push({ x: x0, y: y0, dx, dy, inverse: length === 0 ? 0 : 1 / length });
  }
  return segments;
}

/** Distance to the nearest edge, or `enough` when none is nearer. */
function distanceTo(segments: readonly Segment[], px: number, py: number, enough: number): number {
  let best = enough * enough;
  for (const { x, y, dx, dy, inverse } of segments) {
    const along = Math.min(1, Math.max(0, ((px - x) * dx + (py - y) * dy) * inverse));
    const ex = px - x - along * dx;
    const ey = py - y - along * dy;
    best = Math.min(best, ex * ex + ey * ey);
  }
  return Math.sqrt(best);
}

const smoothstep = (value: number): number => {
  const t = Math.min(1, Math.max(0, value));
  return t * t * (3 - 2 * t);
};
