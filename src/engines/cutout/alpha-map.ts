/** How much of each pixel belongs to the subject: 0 background, 1 subject; rows from the top. */
export interface AlphaMap {
  alpha: Float32Array;
  width: number;
  height: number;
}

/** Share of the picture that is more subject than background, 0..1. */
export function coverage({ alpha }: AlphaMap): number {
  let inside = 0;
  for (let at = 0; at < alpha.length; at++) if ((alpha[at] ?? 0) >= 0.5) inside++;
  return alpha.length === 0 ? 0 : inside / alpha.length;
}

/** Another size of the same map, bilinear; when it shrinks, averaged over the pixels that fall together. */
export function resizeMap({ alpha, width, height }: AlphaMap, toWidth: number, toHeight: number): AlphaMap {
  if (toWidth === width && toHeight === height) return { alpha, width, height };
  const across = resizeRows(alpha, width, height, toWidth);
  const upright = transpose(across, toWidth, height);
  const down = resizeRows(upright, height, toWidth, toHeight);
  return { alpha: transpose(down, toHeight, toWidth), width: toWidth, height: toHeight };
}

/** A triangle as wide as the coarser of the two grids. */
function resizeRows(source: Float32Array, width: number, rows: number, toWidth: number): Float32Array {
  const result = new Float32Array(toWidth * rows);
  const scale = width / toWidth;
  const reach = Math.max(1, scale);
  for (let x = 0; x < toWidth; x++) {
    const centre = (x + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(width - 1, Math.floor(centre + reach));
    let total = 0;
    for (let from = first; from <= last; from++) total += 1 - Math.abs(from - centre) / reach;
    for (let from = first; from <= last; from++) {
      const weight = total > 0 ? (1 - Math.abs(from - centre) / reach) / total : 1 / (last - first + 1);
      if (weight === 0) continue;
      for (let row = 0; row < rows; row++) {
        const at = row * toWidth + x;
        result[at] = (result[at] ?? 0) + weight * (source[row * width + from] ?? 0);
      }
    }
  }
  return result;
}

function transpose(source: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result[x * height + y] = source[y * width + x] ?? 0;
  }
  return result;
}
