import { MOUTH_TRIANGLES, SKIN } from './mesh-parts.ts';
import type { Region } from './region.ts';
import type { ScaledFace } from './source-face.ts';

export interface WarpedFace {
  /** width × height × 3 of the region, values 0..255 (a little beyond where the sampler overshoots). */
  pixels: Float32Array;
  /** 1 where a triangle of the mesh lies. */
  covered: Uint8Array;
  /** 0..1: plain skin against eyes, brows, nostrils and lips. */
  skin: Float32Array;
}

/**
 * The source face in the shape of the target: each triangle of the mesh is mapped onto its counterpart by the affine
 * map of its corners (piecewise affine warp, Wolberg 1990, "Digital image warping", ch. 3), far triangles first so that
 * near ones lie over them. Pixels are read by cubic convolution (Keys 1981). Only pixels with `wanted` > 0 are made.
 */
export function warpFace(
  source: ScaledFace,
  targetPoints: Float32Array,
  triangles: Uint16Array,
  region: Region,
  wanted: Float32Array,
): WarpedFace {
  const { width, height } = region;
  const warped: WarpedFace = {
    pixels: new Float32Array(width * height * 3),
    covered: new Uint8Array(width * height),
    skin: new Float32Array(width * height),
  };
  for (const at of farFirst(triangles, targetPoints)) {
    drawTriangle(source, targetPoints, triangles, at, region, wanted, warped);
  }
  return warped;
}

/** Of the model's triangles, those of the mouth's opening too. */
export const withMouth = (triangles: Uint16Array): Uint16Array => Uint16Array.from([...triangles, ...MOUTH_TRIANGLES]);

/** Starts of the triangles in `triangles`, from back to front. */
function farFirst(triangles: Uint16Array, points: Float32Array): Uint32Array {
  const count = Math.floor(triangles.length / 3);
  const depth = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    for (let corner = 0; corner < 3; corner++) {
      depth[index] = (depth[index] ?? 0) + (points[(triangles[index * 3 + corner] ?? 0) * 3 + 2] ?? 0);
    }
  }
  return Uint32Array.from({ length: count }, (_, index) => index)
    .sort((one, other) => (depth[other] ?? 0) - (depth[one] ?? 0) || one - other)
    .map((index) => index * 3);
}

/** Pixels by which a triangle is drawn wider, so that rounding leaves no cracks between neighbours. */
const SEAM = 1e-3;

function drawTriangle(
  source: ScaledFace,
  points: Float32Array,
  triangles: Uint16Array,
  at: number,
  region: Region,
  wanted: Float32Array,
  { pixels, covered, skin }: WarpedFace,
): void {
  const [a, b, c] = [triangles[at] ?? 0, triangles[at + 1] ?? 0, triangles[at + 2] ?? 0];
  const tx = (index: number) => (points[index * 3] ?? 0) - region.left - 0.5;
  const ty = (index: number) => (points[index * 3 + 1] ?? 0) - region.top - 0.5;
  const [ax, ay, bx, by, cx, cy] = [tx(a), ty(a), tx(b), ty(b), tx(c), ty(c)];
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (Math.abs(area) < 1e-6) return;
  const sx = (index: number) => (source.points[index * 3] ?? 0) - 0.5;
  const sy = (index: number) => (source.points[index * 3 + 1] ?? 0) - 0.5;
  const [sax, say, sbx, sby, scx, scy] = [sx(a), sy(a), sx(b), sy(b), sx(c), sy(c)];
  const [skinA, skinB, skinC] = [SKIN[a] ?? 1, SKIN[b] ?? 1, SKIN[c] ?? 1];

  const fromX = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - SEAM));
  const toX = Math.min(region.width - 1, Math.floor(Math.max(ax, bx, cx) + SEAM));
  const fromY = Math.max(0, Math.ceil(Math.min(ay, by, cy) - SEAM));
  const toY = Math.min(region.height - 1, Math.floor(Math.max(ay, by, cy) + SEAM));
  const slack = SEAM / Math.sqrt(Math.abs(area));
  for (let y = fromY; y <= toY; y++) {
    for (let x = fromX; x <= toX; x++) {
      // Barycentric coordinates.
      const v = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area;
      const w = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area;
      const u = 1 - v - w;
      if (u < -slack || v < -slack || w < -slack) continue;
      const pixel = y * region.width + x;
      if (!((wanted[pixel] ?? 0) > 0)) continue;
      sampleCubic(source, u * sax + v * sbx + w * scx, u * say + v * sby + w * scy, pixels, pixel * 3);
      covered[pixel] = 1;
      skin[pixel] = u * skinA + v * skinB + w * skinC;
    }
  }
}

/** Keys' kernel with a = -1/2 (Catmull-Rom). */
const cubic = (t: number, out: Float64Array): void => {
  const t2 = t * t;
  const t3 = t2 * t;
  out[0] = -0.5 * t3 + t2 - 0.5 * t;
  out[1] = 1.5 * t3 - 2.5 * t2 + 1;
  out[2] = -1.5 * t3 + 2 * t2 + 0.5 * t;
  out[3] = 0.5 * t3 - 0.5 * t2;
};
const weightsX = new Float64Array(4);
const weightsY = new Float64Array(4);

function sampleCubic({ pixels, width, height }: ScaledFace, x: number, y: number, out: Float32Array, at: number): void {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  cubic(x - x0, weightsX);
  cubic(y - y0, weightsY);
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let j = 0; j < 4; j++) {
    const row = Math.min(height - 1, Math.max(0, y0 - 1 + j)) * width;
    for (let i = 0; i < 4; i++) {
      const weight = (weightsX[i] ?? 0) * (weightsY[j] ?? 0);
      const from = (row + Math.min(width - 1, Math.max(0, x0 - 1 + i))) * 3;
      red += weight * (pixels[from] ?? 0);
      green += weight * (pixels[from + 1] ?? 0);
      blue += weight * (pixels[from + 2] ?? 0);
    }
  }
  out[at] = red;
  out[at + 1] = green;
  out[at + 2] = blue;
}
