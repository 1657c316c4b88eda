import { toLab } from '../../face-swap/swap/lab.ts';
import { type Raster, sampleRectangle } from '../../faces/raster.ts';

/** A picture on a small grid: L*, a*, b* a cell, rows of three. */
export interface LabGrid {
  values: Float32Array;
  width: number;
  height: number;
}

/** The picture's area means on a grid whose longer side has `cells` cells. */
export function labGrid(picture: Raster, cells: number): LabGrid {
  const scale = Math.min(1, cells / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height };
  const values = sampleRectangle(picture, whole, { width, height });
  for (let at = 0; at < values.length; at += 3) {
    toLab(values[at] ?? 0, values[at + 1] ?? 0, values[at + 2] ?? 0, values, at);
  }
  return { values, width, height };
}
