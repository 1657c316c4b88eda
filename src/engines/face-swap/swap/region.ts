import type { Raster } from '../../faces/raster.ts';

/** A whole-pixel rectangle inside a picture. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The smallest region that holds a contour, `margin` pixels wider and cut at the picture's edges; null when empty. */
export function regionAround(contour: Float32Array, margin: number, picture: Raster): Region | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < contour.length; at += 2) {
    const [x, y] = [contour[at] ?? 0, contour[at + 1] ?? 0];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  left = Math.max(0, Math.floor(left - margin));
  top = Math.max(0, Math.floor(top - margin));
  right = Math.min(picture.width, Math.ceil(right + margin));
  bottom = Math.min(picture.height, Math.ceil(bottom + margin));
  return right - left < 2 || bottom - top < 2 ? null : { left, top, width: right - left, height: bottom - top };
}
