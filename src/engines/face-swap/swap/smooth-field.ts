export interface Field {
  /** width × height × 3. */
  values: Float32Array;
  /** How much each pixel counts; 0 for unknown ones, which are filled from around. */
  weight: Float32Array;
  width: number;
  height: number;
  /** Standard deviation of the Gaussian, pixels. */
  length: number;
}

/** Cells of the coarse grid per standard deviation: as smooth a field needs no more. */
const CELLS_PER_LENGTH = 3;

/**
 * Gaussian mean of weighted values (normalised convolution): computed on a coarse grid, read back bilinearly, so that
 * the cost does not grow with the length.
 */
export function smoothField({ values, weight, width, height, length }: Field): Float32Array {
  const cell = Math.max(1, length / CELLS_PER_LENGTH);
  const columns = Math.max(1, Math.ceil(width / cell));
  const rows = Math.max(1, Math.ceil(height / cell));
  // Four planes in turn: the weight and the three weighted values.
  let grid = new Float32Array(columns * rows * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor((y + 0.5) / cell)) * columns;
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const part = weight[pixel] ?? 0;
      if (part === 0) continue;
      const at = (row + Math.min(columns - 1, Math.floor((x + 0.5) / cell))) * 4;
      grid[at] = (grid[at] ?? 0) + part;
      for (let channel = 0; channel < 3; channel++) {
        grid[at + 1 + channel] = (grid[at + 1 + channel] ?? 0) + part * (values[pixel * 3 + channel] ?? 0);
      }
    }
  }
  const kernel = gaussian(length / cell);
  grid = blur(grid, columns, rows, 4, columns * 4, kernel);
  grid = blur(grid, rows, columns, columns * 4, 4, kernel);
  return readBack(grid, { width, height, columns, rows, cell });
}

function gaussian(deviation: number): Float32Array {
  const reach = Math.max(1, Math.ceil(3 * deviation));
  return Float32Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-0.5 * ((index - reach) / deviation) ** 2),
  );
}

/** Along one axis; what lies beyond the grid has weight 0. */
function blur(
  grid: Float32Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  kernel: Float32Array,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(grid.length);
  const reach = (kernel.length - 1) / 2;
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) {
      const to = line * lineStep + at * step;
      for (let k = Math.max(-reach, -at); k <= Math.min(reach, length - 1 - at); k++) {
        const from = to + k * step;
        const part = kernel[k + reach] ?? 0;
        for (let plane = 0; plane < 4; plane++) {
          out[to + plane] = (out[to + plane] ?? 0) + part * (grid[from + plane] ?? 0);
        }
      }
    }
  }
  return out;
}

function readBack(
  grid: Float32Array,
  {
    width,
    height,
    columns,
    rows,
    cell,
  }: { width: number; height: number; columns: number; rows: number; cell: number },
): Float32Array {
  const out = new Float32Array(width * height * 3);
  const clamp = (value: number, limit: number) => Math.min(limit, Math.max(0, value));
  for (let y = 0; y < height; y++) {
    const gy = clamp((y + 0.5) / cell - 0.5, rows - 1);
    const y0 = Math.floor(gy);
    const y1 = Math.min(rows - 1, y0 + 1);
    for (let x = 0; x < width; x++) {
      const gx = clamp((x + 0.5) / cell - 0.5, columns - 1);
      const x0 = Math.floor(gx);
      const x1 = Math.min(columns - 1, x0 + 1);
      const fx = gx - x0;
      const fy = gy - y0;
      let w = 0;
      let first = 0;
      let second = 0;
      let third = 0;
      for (let corner = 0; corner < 4; corner++) {
        const right = corner % 2 === 1;
        const lower = corner >= 2;
        const part = (right ? fx : 1 - fx) * (lower ? fy : 1 - fy);
        const at = ((lower ? y1 : y0) * columns + (right ? x1 : x0)) * 4;
        w += part * (grid[at] ?? 0);
        first += part * (grid[at + 1] ?? 0);
        second += part * (grid[at + 2] ?? 0);
        third += part * (grid[at + 3] ?? 0);
      }
      if (w < 1e-9) continue;
      const to = (y * width + x) * 3;
      out[to] = first / w;
      out[to + 1] = second / w;
      out[to + 2] = third / w;
    }
  }
  return out;
}
