import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minimumCut } from './max-flow.ts';

const width = 4;
const height = 3;

/** What a division costs: the terminal of every pixel on the wrong side and every edge that is cut. */
function costOf(mask: ArrayLike<number>, terminal: readonly number[], edge: (a: number, b: number) => number): number {
  let cost = 0;
  for (let at = 0; at < width * height; at++) {
    const value = terminal[at]!;
    if (mask[at] === 1 ? value < 0 : value > 0) cost += Math.abs(value);
    const [x, y] = [at % width, Math.floor(at / width)];
    for (const [dx, dy] of [
      [1, 0],
      [-1, 1],
      [0, 1],
      [1, 1],
    ] as const) {
      if (x + dx < 0 || x + dx >= width || y + dy >= height) continue;
      const other = at + dy * width + dx;
      if (mask[at] !== mask[other]) cost += edge(at, other);
    }
  }
  return cost;
}

it('no division of a small grid is cheaper than the one that is found (all 4,096 are tried)', () => {
  const terminals = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 12, maxLength: 12 });
  const edges = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(terminals, edges, (terminal, weights) => {
      const edge = (a: number, b: number) => weights[(a * 7 + b * 3) % 64]!;
      const found = costOf(minimumCut({ width, height }, Int32Array.from(terminal), edge), terminal, edge);
      let least = Number.POSITIVE_INFINITY;
      for (let bits = 0; bits < 4096; bits++) {
        const mask = Array.from({ length: 12 }, (_, at) => (bits >> at) & 1);
        least = Math.min(least, costOf(mask, terminal, edge));
      }
      expect(found).toBe(least);
    }),
    { numRuns: 60 },
  );
}, 120_000);
