import { describe, expect, it } from 'vitest';
import type { Mesh } from '../mesh/closed-mesh.ts';
import { type Camera, rasterise } from './rasterise.ts';

/** A square of side 1 in the plane z, looking along +Z, or away when turned over. */
function square(z: number, isTurned = false): Mesh {
  return {
    positions: Float32Array.from([-0.5, -0.5, z, 0.5, -0.5, z, 0.5, 0.5, z, -0.5, 0.5, z]),
    normals: Float32Array.from([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
    uvs: Float32Array.from([0, 1, 1, 1, 1, 0, 0, 0]),
    indices: Uint32Array.from(isTurned ? [0, 2, 1, 0, 3, 2] : [0, 1, 2, 0, 2, 3]),
  };
}

/** Red grows from left to right, green from top to bottom. */
const ramp = {
  width: 256,
  height: 256,
  data: Uint8Array.from(
    { length: 256 * 256 * 3 },
    (_, at) => [Math.floor(at / 3) % 256, Math.floor(at / 768), 0][at % 3]!,
  ),
};
const front: Camera = { yaw: 0, pitch: 0, distance: null, span: 2 };
const side = 64;
const isSet = (depth: Float32Array) => [...depth].filter(Number.isFinite).length;

describe('a square before the camera', () => {
  it('covers exactly its pixels, each once, with the texture upright', () => {
    const { depth, colour } = rasterise(square(0), ramp, front, side, side);
    expect(isSet(depth)).toBe(32 * 32);
    const at = (x: number, y: number) => [...colour.subarray((y * side + x) * 3).subarray(0, 2)];
    expect(at(17, 17)).toEqual([expect.closeTo(12, -1), expect.closeTo(12, -1)]);
    expect(at(46, 17)[0]).toBeGreaterThan(235);
    expect(at(17, 46)[1]).toBeGreaterThan(235);
  });

  it('is not seen from behind', () => {
    expect(isSet(rasterise(square(0, true), ramp, front, side, side).depth)).toBe(0);
    expect(isSet(rasterise(square(0), ramp, { ...front, yaw: Math.PI }, side, side).depth)).toBe(0);
  });

  it('hides what is farther away, in whatever order it is drawn', () => {
    const both = (near: Mesh, far: Mesh): Mesh => ({
      positions: Float32Array.from([...near.positions, ...far.positions]),
      normals: Float32Array.from([...near.normals, ...far.normals]),
      uvs: Float32Array.from([...near.uvs, ...far.uvs]),
      indices: Uint32Array.from([...near.indices, ...[...far.indices].map((index) => index + 4)]),
    });
    for (const mesh of [both(square(0.2), square(-0.2)), both(square(-0.2), square(0.2))]) {
      expect(rasterise(mesh, ramp, front, side, side).depth[32 * side + 32]).toBeCloseTo(0.2, 5);
    }
  });

  it('turned in perspective, its texture shrinks with the distance: its middle is left of the middle of its picture', () => {
    const camera: Camera = { yaw: Math.PI / 4, pitch: 0, distance: 1.5, span: 2 };
    const { depth, colour } = rasterise(square(0), ramp, camera, 256, 256);
    const row = 128 * 256;
    const xs = Array.from({ length: 256 }, (_, x) => x).filter((x) => Number.isFinite(depth[row + x]!));
    const half = xs.find((x) => colour[(row + x) * 3]! >= 128)!;
    // The world's origin stays in the middle of the picture; bending by halves of the screen would put it elsewhere.
    expect(Math.abs(half - 128)).toBeLessThanOrEqual(1);
    const [left, right] = [128 - xs[0]!, xs.at(-1)! - 128];
    expect(Math.abs(left - right)).toBeGreaterThan(8);
  });
});
