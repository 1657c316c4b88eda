import { type AlphaMap, resizeMap } from '../../cutout/alpha-map.ts';
import { partsOf } from '../../cutout/classical/connected-parts.ts';
import { boxMean } from '../../cutout/matte/box-mean.ts';

/** The subject's outline on a grid of corners: a corner is inside where its value is over 0.5. */
export interface Silhouette {
  /** Corners across and down; the outermost are always outside. */
  columns: number;
  rows: number;
  value: Float32Array;
  /** Where the corner (column, row) is in the picture: pixels = origin + corner × step. */
  originX: number;
  originY: number;
  step: number;
}

/** Cells along the longer side of the subject. */
export const GRID_CELLS = 144;
const PADDING = 2;
/** Parts smaller than this share of the largest are dropped. */
const MIN_PART = 0.01;
/** Fewer corners than this make no body. */
const MIN_CORNERS = 24;

/** Null when too little of the picture is opaque to make a body of. */
export function silhouetteOf(map: AlphaMap): Silhouette | null {
  const box = boundingBox(map);
  if (box === null) return null;
  const step = Math.max(box.width, box.height) / GRID_CELLS;
  const columns = Math.ceil(box.width / step) + 1 + 2 * PADDING;
  const rows = Math.ceil(box.height / step) + 1 + 2 * PADDING;
  const originX = box.left + box.width / 2 - ((columns - 1) * step) / 2;
  const originY = box.top + box.height / 2 - ((rows - 1) * step) / 2;

  const value = sample(map, { columns, rows, originX, originY, step });
  const isRim = (at: number) => {
    const x = at % columns;
    const y = Math.floor(at / columns);
    return x === 0 || y === 0 || x === columns - 1 || y === rows - 1;
  };
  const inside = Uint8Array.from(value, (one, at) => (one > 0.5 && !isRim(at) ? 1 : 0));
  const parts = partsOf(inside, columns, 1);
  const largest = parts.reduce((most, part) => Math.max(most, part.length), 0);
  if (largest < MIN_CORNERS) return null;
  for (const part of parts) if (part.length < largest * MIN_PART) for (const at of part) value[at] = 0;
  for (let at = 0; at < value.length; at++) if (isRim(at)) value[at] = 0;
  return { columns, rows, value, originX, originY, step };
}

function boundingBox({ alpha, width, height }: AlphaMap) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let at = 0; at < alpha.length; at++) {
    if ((alpha[at] ?? 0) < 0.5) continue;
    const x = at % width;
    const y = Math.floor(at / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right < left ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Averaged over a cell, so that the outline runs between the pixels. */
function sample(map: AlphaMap, grid: Omit<Silhouette, 'value'>): Float32Array {
  // One corner per pixel of a smaller picture is a mean over a step; bilinear from there.
  const radius = Math.max(0, Math.round(grid.step / 2));
  const smooth =
    radius > 0 ? boxMean(map.alpha, map.width, map.height, radius) : resizeMap(map, map.width, map.height).alpha;
  const result = new Float32Array(grid.columns * grid.rows);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= map.width || y >= map.height ? 0 : (smooth[y * map.width + x] ?? 0);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const x = grid.originX + column * grid.step - 0.5;
      const y = grid.originY + row * grid.step - 0.5;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      result[row * grid.columns + column] =
        (at(left, top) * (1 - fx) + at(left + 1, top) * fx) * (1 - fy) +
        (at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx) * fy;
    }
  }
  return result;
}
