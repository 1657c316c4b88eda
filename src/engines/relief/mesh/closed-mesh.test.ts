import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEdges, signedVolume } from '../../../../bench/engines/relief/watertight.ts';
import type { AlphaMap } from '../../cutout/alpha-map.ts';
import { closedMesh, type Mesh } from './closed-mesh.ts';
import { inflate } from './inflate.ts';
import { silhouetteOf } from './silhouette.ts';

const map = (width: number, height: number, isInside: (x: number, y: number) => boolean): AlphaMap => ({
  alpha: Float32Array.from({ length: width * height }, (_, at) =>
    isInside(at % width, Math.floor(at / width)) ? 1 : 0,
  ),
  width,
  height,
});
const meshOf = (of: AlphaMap): Mesh => closedMesh(silhouetteOf(of)!, (x, y) => [x / of.width, y / of.height]);

const shapes: [string, AlphaMap][] = [
  ['a disc', map(200, 200, (x, y) => Math.hypot(x - 100, y - 100) < 80)],
  ['a ring', map(200, 200, (x, y) => Math.abs(Math.hypot(x - 100, y - 100) - 60) < 25)],
  ['a picture that is subject to its edge', map(90, 60, () => true)],
  ['two bodies', map(200, 100, (x, y) => Math.hypot((x % 100) - 50, y - 50) < 40)],
  ['squares that touch at their corners', map(80, 80, (x, y) => (Math.floor(x / 20) + Math.floor(y / 20)) % 2 === 0)],
  ['a stalk', map(300, 40, (_, y) => y > 17 && y < 23)],
];

describe('the body is closed: every edge has one neighbour on either side', () => {
  it.each(shapes)('%s', (_, shape) => {
    const mesh = meshOf(shape);
    expect(mesh.indices.length).toBeGreaterThan(100);
    expect(openEdges(mesh)).toBe(0);
    expect(signedVolume(mesh)).toBeGreaterThan(0);
  });

  it('whatever the outline is', () => {
    const cells = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 144, maxLength: 144 });
    fc.assert(
      fc.property(cells, (values) => {
        const alpha = Float32Array.from(values, (value) => value / 255);
        const silhouette = silhouetteOf({ alpha, width: 12, height: 12 });
        if (silhouette === null) return;
        const mesh = closedMesh(silhouette, (x, y) => [x / 12, y / 12]);
        expect(openEdges(mesh)).toBe(0);
        expect(mesh.positions.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

it('a disc becomes a ball before it is flattened', () => {
  const silhouette = silhouetteOf(shapes[0]![1])!;
  const height = inflate(silhouette);
  const middle = { x: (100 - silhouette.originX) / silhouette.step, y: (100 - silhouette.originY) / silhouette.step };
  const radius = 80 / silhouette.step;
  height.forEach((value, at) => {
    const distance = Math.hypot((at % silhouette.columns) - middle.x, Math.floor(at / silhouette.columns) - middle.y);
    if (distance < radius * 0.9)
      expect(Math.abs(value - Math.sqrt(radius ** 2 - distance ** 2))).toBeLessThan(radius * 0.03);
  });
});

it('fills a cube of one length, looks along +Z, has normals of length 1 and textures inside their half', () => {
  const { positions, normals, uvs } = meshOf(shapes[0]![1]);
  const count = positions.length / 3;
  for (let at = 0; at < count; at++) {
    const [x, y, z] = positions.subarray(at * 3, at * 3 + 3);
    expect(Math.max(Math.abs(x!), Math.abs(y!), Math.abs(z!))).toBeLessThanOrEqual(0.5 + 1e-6);
    expect(Math.hypot(...normals.subarray(at * 3, at * 3 + 3))).toBeCloseTo(1, 4);
    const isFront = at < count / 2;
    expect(isFront ? z! >= 0 : z! <= 0).toBe(true);
    expect(isFront ? uvs[at * 2]! <= 0.5 : uvs[at * 2]! >= 0.5).toBe(true);
  }
});

it('no body is made of nothing, of a veil, or of a hair', () => {
  expect(silhouetteOf(map(300, 40, (_, y) => y === 20))).toBeNull();
  expect(silhouetteOf(map(100, 100, () => false))).toBeNull();
  expect(silhouetteOf({ alpha: new Float32Array(10_000).fill(0.3), width: 100, height: 100 })).toBeNull();
});
