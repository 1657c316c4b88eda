import type { View } from './camera-path.ts';

export interface Source {
  /** RGB, 8 bit. */
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Draws a view of the source, bilinear, into `frame` (RGB, width × height). The source is prepared about as dense as
 * the frame at the nearest view, so that no mip levels are needed.
 */
export function drawView(source: Source, view: View, frame: { data: Uint8Array; width: number; height: number }): void {
  const { data: from, width: sourceWidth, height: sourceHeight } = source;
  const { data: to, width, height } = frame;
  const scale = sourceWidth / (width * view.zoom);
  const cos = Math.cos(view.angle) * scale;
  const sin = Math.sin(view.angle) * scale;
  const centreX = view.x * sourceWidth - 0.5;
  const centreY = view.y * sourceHeight - 0.5;
  const [maxX, maxY] = [sourceWidth - 1.001, sourceHeight - 1.001];
  let out = 0;
  for (let row = 0; row < height; row++) {
    const dy = row - (height - 1) / 2;
    let x = centreX - (cos * (width - 1)) / 2 - sin * dy;
    let y = centreY - (sin * (width - 1)) / 2 + cos * dy;
    for (let column = 0; column < width; column++) {
      const sx = Math.min(maxX, Math.max(0, x));
      const sy = Math.min(maxY, Math.max(0, y));
      const x0 = sx | 0;
      const y0 = sy | 0;
      const fx = sx - x0;
      const fy = sy - y0;
      const a = (y0 * sourceWidth + x0) * 3;
      const b = a + sourceWidth * 3;
      const w00 = (1 - fx) * (1 - fy);
      const w10 = fx * (1 - fy);
      const w01 = (1 - fx) * fy;
      const w11 = fx * fy;
      for (let channel = 0; channel < 3; channel++) {
        to[out++] =
          (from[a + channel] as number) * w00 +
          (from[a + 3 + channel] as number) * w10 +
          (from[b + channel] as number) * w01 +
          (from[b + 3 + channel] as number) * w11 +
          0.5;
      }
      x += cos;
      y += sin;
    }
  }
}
