import type { FrameLog } from './frame-log.ts';

/** A rectangle of the small frame, pixels, both ends inclusive. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const MAX_REACH = 22;
/** Differences above this count no more: occlusion and shadow must not outvote the body. */
const CAP = 48;
const MAX_POINTS = 220;

/**
 * How far what moves inside `box` at frame `from` has gone at frame `to`: full-search block matching by capped sum of
 * absolute differences over the pixels that change, with a parabola through the minimum (Jain and Jain, "Displacement
 * measurement and its application in interframe image coding", IEEE Trans. Commun. 29(12), 1981).
 * @param reach how far to look, pixels; at most 22.
 * @returns pixels; zero when nothing in the box changes.
 */
export function registerBox(
  log: FrameLog,
  box: Box,
  from: number,
  to: number,
  reach: number,
): { dx: number; dy: number } {
  const { width, height } = log.format;
  const source = log.luma(from);
  const target = log.luma(to);
  const points = changingPoints(log, box, from, to);
  if (points.length < 3) return { dx: 0, dy: 0 };
  const range = Math.min(MAX_REACH, Math.max(2, Math.ceil(reach)));
  const side = 2 * range + 1;
  const costs = new Float32Array(side * side);
  let best = range * side + range;
  let least = Number.POSITIVE_INFINITY;
  for (let dy = -range; dy <= range; dy++) {
    for (let dx = -range; dx <= range; dx++) {
      let cost = 0;
      for (const at of points) {
        const x = (at % width) + dx;
        const y = Math.floor(at / width) + dy;
        if (x < 0 || y < 0 || x >= width || y >= height) {
          cost += CAP / 2;
          continue;
        }
        const difference = Math.abs((source[at] as number) - (target[at + dy * width + dx] as number));
        cost += Math.min(difference, CAP);
      }
      // The shorter way wins where both fit alike.
      cost += 0.02 * points.length * Math.hypot(dx, dy);
      const index = (dy + range) * side + dx + range;
      costs[index] = cost;
      if (cost < least) {
        least = cost;
        best = index;
      }
    }
  }
  const column = best % side;
  const row = (best - column) / side;
  const part = (before: number | undefined, after: number | undefined) => {
    if (before === undefined || after === undefined) return 0;
    const bend = before - 2 * least + after;
    return bend > 1e-6 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
  };
  return {
    dx: column - range + (column > 0 && column < side - 1 ? part(costs[best - 1], costs[best + 1]) : 0),
    dy: row - range + part(costs[best - side], costs[best + side]),
  };
}

/** Pixels of the box that differ between the two frames or from the frame before; thinned to a bounded number. */
function changingPoints(log: FrameLog, box: Box, from: number, to: number): number[] {
  const { width } = log.format;
  const source = log.luma(from);
  const target = log.luma(to);
  const earlier = log.luma(Math.max(0, from - 1));
  const noise = log.measures.noise[from] ?? 0;
  const points: number[] = [];
  for (let y = box.top; y <= box.bottom; y++) {
    for (let x = box.left; x <= box.right; x++) {
      const at = y * width + x;
      const value = source[at] as number;
      const changes =
        Math.abs(value - (target[at] as number)) > noise || Math.abs(value - (earlier[at] as number)) > noise;
      if (changes) points.push(at);
    }
  }
  if (points.length <= MAX_POINTS) return points;
  const step = points.length / MAX_POINTS;
  return Array.from({ length: MAX_POINTS }, (_, index) => points[Math.floor(index * step)] as number);
}
