import type { Raster } from './rasterise.ts';

/** Bright and even behind the body, so that dark and light subjects both stand out. */
const GROUND = [236, 238, 241] as const;
/** Towards a lamp over the viewer's left shoulder; x right, y up, z to the viewer; length 1. */
const LIGHT = [-0.42, 0.57, 0.706] as const;
const AMBIENT = 0.62;
const DIFFUSE = 0.48;

/** The body's colours under the lamp (Lambert); every 2 × 2 pixels of the raster become one. R G B bytes. */
export function shadeColour(raster: Raster): Uint8Array {
  return shrink(raster, (at, sum) => {
    const light = AMBIENT + DIFFUSE * Math.max(0, lambert(raster.normal, at));
    for (let channel = 0; channel < 3; channel++) {
      sum[channel] = (sum[channel] ?? 0) + (raster.colour[at * 3 + channel] ?? 0) * light;
    }
  });
}

/** The body's shape alone: the direction of its surface as colour, as normal maps show it. */
export function shadeGeometry(raster: Raster): Uint8Array {
  return shrink(raster, (at, sum) => {
    for (let axis = 0; axis < 3; axis++) {
      sum[axis] = (sum[axis] ?? 0) + 127.5 + 127.5 * (raster.normal[at * 3 + axis] ?? 0);
    }
  });
}

const lambert = (normal: Float32Array, at: number): number =>
  (normal[at * 3] ?? 0) * LIGHT[0] + (normal[at * 3 + 1] ?? 0) * LIGHT[1] + (normal[at * 3 + 2] ?? 0) * LIGHT[2];

/** `shade` adds one pixel of the raster to a sum. Written for speed: it sees a million pixels per frame. */
function shrink(raster: Raster, shade: (at: number, sum: Float64Array) => void): Uint8Array {
  const width = raster.width / 2;
  const height = raster.height / 2;
  const result = new Uint8Array(width * height * 3);
  const sum = new Float64Array(3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const first = y * 2 * raster.width + x * 2;
      const target = (y * width + x) * 3;
      sum.fill(0);
      let covered = 0;
      for (let part = 0; part < 4; part++) {
        const at = first + (part & 1) + (part > 1 ? raster.width : 0);
        if (raster.depth[at] === Number.NEGATIVE_INFINITY) continue;
        covered++;
        shade(at, sum);
      }
      for (let channel = 0; channel < 3; channel++) {
        const ground = (4 - covered) * (GROUND[channel] ?? 0);
        result[target + channel] = Math.min(255, ((sum[channel] ?? 0) + ground) / 4 + 0.5);
      }
    }
  }
  return result;
}
