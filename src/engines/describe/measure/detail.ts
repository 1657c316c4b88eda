import type { LabGrid } from './grid.ts';

export interface Detail {
  /** Standard deviation of the Laplacian of L* (Pertuz et al. 2013, "Analysis of focus measure operators"). */
  sharpness: number;
  /** The same in the middle of the picture over that of its border; above 2 the background is out of focus. */
  focus: number;
  /** 0..1: share of the picture without any structure: sky, wall, paper. */
  plain: number;
}

const PLAIN = 1.2;
/** The border is what lies outside the middle `MIDDLE` of width and height. */
const MIDDLE = 0.6;

/** Best on a grid of about 512 cells: a print of the picture at arm's length. */
export function detailOf({ values, width, height }: LabGrid): Detail {
  if (width < 3 || height < 3) return { sharpness: 0, focus: 1, plain: 1 };
  const l = (x: number, y: number) => values[(y * width + x) * 3] ?? 0;
  const parts = { middle: { squares: 0, count: 0 }, border: { squares: 0, count: 0 } };
  let plain = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const laplacian = l(x - 1, y) + l(x + 1, y) + l(x, y - 1) + l(x, y + 1) - 4 * l(x, y);
      const slope = Math.abs(l(x + 1, y) - l(x - 1, y)) + Math.abs(l(x, y + 1) - l(x, y - 1));
      if (slope < PLAIN && Math.abs(laplacian) < PLAIN) plain++;
      const isMiddle = Math.abs(x / width - 0.5) < MIDDLE / 2 && Math.abs(y / height - 0.5) < MIDDLE / 2;
      const part = isMiddle ? parts.middle : parts.border;
      part.squares += laplacian * laplacian;
      part.count++;
    }
  }
  const spread = ({ squares, count }: { squares: number; count: number }) => Math.sqrt(squares / Math.max(1, count));
  const all = Math.sqrt(
    (parts.middle.squares + parts.border.squares) / Math.max(1, parts.middle.count + parts.border.count),
  );
  const hundredth = (value: number) => Math.round(value * 100) / 100;
  return {
    sharpness: hundredth(all),
    focus: hundredth((spread(parts.middle) + 0.5) / (spread(parts.border) + 0.5)),
    plain: hundredth(plain / ((width - 2) * (height - 2))),
  };
}
