/** Rows from the top, 8 bits a channel; the fourth channel, when there is one, is alpha. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 3 | 4;
}

/** A square part of a picture; it may reach over the edges. Pixels. */
export interface Window {
  left: number;
  top: number;
  side: number;
}

/**
 * A window as `size` × `size` × 3 floats of 0..255, what lies outside the picture black. Made smaller by averaging the
 * area of each pixel (no aliasing, however small), made larger by bilinear interpolation.
 */
export function sampleWindow(picture: Raster, window: Window, size: number): Float32Array {
  const { left, top, side } = window;
  return sampleRectangle(picture, { left, top, width: side, height: side }, { width: size, height: size });
}

/** As `sampleWindow`, for any rectangle and any size of output. */
export function sampleRectangle(
  picture: Raster,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  output: { width: number; height: number },
): Float32Array {
  const columns = taps(left, width / output.width, output.width, picture.width);
  const rows = taps(top, height / output.height, output.height, picture.height);
  const { data, channels } = picture;
  const out = new Float32Array(output.width * output.height * 3);
  const line = new Float32Array(output.width * 3);
  const cache = new Map<number, Float32Array>();
  for (let y = 0; y < output.height; y++) {
    line.fill(0);
    const row = rows[y];
    if (!row) continue;
    for (let k = 0; k < row.weights.length; k++) {
      const sourceRow = row.first + k;
      let sampled = cache.get(sourceRow);
      if (!sampled) {
        sampled = sampleRow(data, sourceRow * picture.width * channels, channels, columns);
        cache.set(sourceRow, sampled);
      }
      const weight = row.weights[k] ?? 0;
      for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) + weight * (sampled[i] ?? 0);
    }
    out.set(line, y * line.length);
    for (const key of cache.keys()) if (key < row.first) cache.delete(key);
  }
  return out;
}

interface Taps {
  first: number;
  weights: number[];
}

/** For each output pixel the input pixels that make it, with their weights; what lies outside has none. */
function taps(start: number, step: number, count: number, limit: number): Taps[] {
  return Array.from({ length: count }, (_, index) => {
    const centre = start + (index + 0.5) * step;
    const half = Math.max(1, step) / 2;
    const [from, to] = [centre - half, centre + half];
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(limit - 1, Math.ceil(to) - 1);
    const weights: number[] = [];
    // The share of [from, to] that each pixel covers: the area mean, and for steps below 1 linear interpolation.
    for (let at = first; at <= last; at++) {
      weights.push(Math.max(0, Math.min(at + 1, to) - Math.max(at, from)) / (to - from));
    }
    return { first, weights };
  });
}

function sampleRow(data: Uint8Array, offset: number, channels: number, columns: Taps[]): Float32Array {
  const out = new Float32Array(columns.length * 3);
  for (let x = 0; x < columns.length; x++) {
    const column = columns[x];
    if (!column) continue;
    let [red, green, blue] = [0, 0, 0];
    let at = offset + column.first * channels;
    for (let k = 0; k < column.weights.length; k++, at += channels) {
      const weight = column.weights[k] ?? 0;
      red += weight * (data[at] ?? 0);
      green += weight * (data[at + 1] ?? 0);
      blue += weight * (data[at + 2] ?? 0);
    }
    out[x * 3] = red;
    out[x * 3 + 1] = green;
    out[x * 3 + 2] = blue;
  }
  return out;
}
