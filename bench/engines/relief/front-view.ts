import type { AlphaMap } from '../../../src/engines/cutout/alpha-map.ts';
import type { Mesh } from '../../../src/engines/relief/mesh/closed-mesh.ts';
import { rasterise } from '../../../src/engines/relief/render/rasterise.ts';

/**
 * How much of the cut-out's outline the model shows from the front (parallel projection): intersection over union.
 * Both are laid over each other by their bounding boxes, since the model is centred and one length long.
 */
export function frontViewIou(
  mesh: Mesh,
  atlas: { data: Uint8Array; width: number; height: number },
  { alpha, width, height }: AlphaMap,
): number {
  let [left, right, top, bottom] = [width, -1, height, -1];
  alpha.forEach((value, at) => {
    if (value < 0.5) return;
    left = Math.min(left, at % width);
    right = Math.max(right, at % width);
    top = Math.min(top, Math.floor(at / width));
    bottom = Math.max(bottom, Math.floor(at / width));
  });
  const length = Math.max(right - left, bottom - top) + 1;
  const [middleX, middleY] = [(left + right + 1) / 2, (top + bottom + 1) / 2];
  const side = 512;
  const view = rasterise(mesh, atlas, { yaw: 0, pitch: 0, distance: null, span: 1.1 }, side, side);
  let [both, either] = [0, 0];
  for (let at = 0; at < side * side; at++) {
    const scale = (length * 1.1) / side;
    const x = Math.floor(middleX + ((at % side) + 0.5 - side / 2) * scale);
    const y = Math.floor(middleY + (Math.floor(at / side) + 0.5 - side / 2) * scale);
    const isSubject = x >= 0 && y >= 0 && x < width && y < height && (alpha[y * width + x] ?? 0) >= 0.5;
    const isModel = (view.depth[at] ?? Number.NEGATIVE_INFINITY) > Number.NEGATIVE_INFINITY;
    if (isSubject && isModel) both++;
    if (isSubject || isModel) either++;
  }
  return either === 0 ? 1 : both / either;
}
