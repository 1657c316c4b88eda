import type { Picture } from '../pictures/decode-picture.ts';
import type { Point } from './camera-path.ts';

const GRID = 48;
/** Pictures are composed around their middle, a little above it; detail pulls from there. */
const PRIOR = { x: 0.5, y: 0.45, spread: 0.28 } as const;

/**
 * What a camera would go to: the centre of fine contrast, weighted towards the middle (a centre prior, Judd et al. 2009,
 * "Learning to predict where humans look"). 0..1 each way; deterministic.
 */
export function findInterest({ data, width, height }: Picture): Point {
  const energy = new Float64Array(GRID * GRID);
  const luma = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  };
  const [stepX, stepY] = [Math.max(1, Math.floor(width / 256)), Math.max(1, Math.floor(height / 256))];
  for (let y = 0; y + stepY < height; y += stepY) {
    for (let x = 0; x + stepX < width; x += stepX) {
      const here = luma(x, y);
      const contrast = Math.abs(luma(x + stepX, y) - here) + Math.abs(luma(x, y + stepY) - here);
      const cell = Math.floor((y / height) * GRID) * GRID + Math.floor((x / width) * GRID);
      energy[cell] = (energy[cell] ?? 0) + Math.min(contrast, 60);
    }
  }
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let cell = 0; cell < energy.length; cell++) {
    const x = ((cell % GRID) + 0.5) / GRID;
    const y = (Math.floor(cell / GRID) + 0.5) / GRID;
    const off = ((x - PRIOR.x) ** 2 + (y - PRIOR.y) ** 2) / (2 * PRIOR.spread ** 2);
    const weight = (energy[cell] ?? 0) ** 1.5 * Math.exp(-off);
    sum += weight;
    sumX += weight * x;
    sumY += weight * y;
  }
  return sum === 0 ? { x: PRIOR.x, y: PRIOR.y } : { x: sumX / sum, y: sumY / sum };
}
