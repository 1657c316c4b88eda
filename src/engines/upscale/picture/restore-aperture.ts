import type { Rgb } from '../network/tiles.ts';

/**
 * How much of the Laplacian is taken from a pixel. A pixel is the mean over its square (f + ∇²f/24 + …), which Lanczos takes for the value at its middle; f − ∇²f/24 undoes that to first order, and is one
 * step of back-projection (Irani & Peleg, Improving resolution by image registration, 1991) done before the enlargement
 * instead of after it. The strength is one and a half of that: means that lenses and cameras take are wider than one pixel.
 */
const STRENGTH = 1 / 16;

/** The mild sharpening that comes before Lanczos; edges of the picture are continued. */
export function restoreAperture({ data, width, height }: Rgb): Rgb {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const up = (y > 0 ? -width : 0) * 3;
    const down = (y < height - 1 ? width : 0) * 3;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? -3 : 0;
      const right = x < width - 1 ? 3 : 0;
      for (let at = (y * width + x) * 3, end = at + 3; at < end; at++) {
        const value = data[at] ?? 0;
        const around = (data[at + up] ?? 0) + (data[at + down] ?? 0) + (data[at + left] ?? 0) + (data[at + right] ?? 0);
        out[at] = Math.max(0, Math.min(255, Math.round(value + STRENGTH * (4 * value - around))));
      }
    }
  }
  return { data: out, width, height };
}
