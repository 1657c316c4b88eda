import { crossing, inflate } from './inflate.ts';
import type { Silhouette } from './silhouette.ts';

/** A closed body: a front and a back that meet along the outline. Y up, the front looks along +Z; longest side 1. */
export interface Mesh {
  /** Three numbers per vertex. */
  positions: Float32Array;
  /** Unit length. */
  normals: Float32Array;
  /** Two per vertex, from the texture's upper left; the front in its left half, the back in its right half. */
  uvs: Float32Array;
  /** Three per triangle, counter-clockwise seen from outside. */
  indices: Uint32Array;
}

/** Half the depth over the plane, as a share of a full round: flatter bodies hide better that the side is unknown. */
const DEPTH = 0.8;

/**
 * Marching squares over the grid: the part of every cell that is inside becomes a small polygon, split from a corner
 * that is inside, so that no edge joins two points of the outline but the outline itself: that is what keeps it closed.
 * @param toTexture pixels of the picture to 0..1 of the texture's half.
 */
export function closedMesh(
  silhouette: Silhouette,
  toTexture: (x: number, y: number) => readonly [number, number],
): Mesh {
  const { columns, rows, value, step, originX, originY } = silhouette;
  const height = inflate(silhouette);
  const points: { x: number; y: number; z: number }[] = [];
  const known = new Map<number, number>();
  const point = (key: number, column: number, row: number, z: number): number => {
    const found = known.get(key);
    if (found !== undefined) return found;
    points.push({ x: originX + column * step, y: originY + row * step, z: z * step * DEPTH });
    known.set(key, points.length - 1);
    return points.length - 1;
  };
  const corner = (column: number, row: number): number => {
    const at = row * columns + column;
    return point(at * 3, column, row, height[at] ?? 0);
  };
  const isInside = (column: number, row: number) => (value[row * columns + column] ?? 0) > 0.5;
  /** On the edge between two neighbours, one inside and one outside. */
  const outlinePoint = (a: readonly [number, number], b: readonly [number, number]): number => {
    const [inner, outer] = isInside(...a) ? [a, b] : [b, a];
    const share = crossing(value[inner[1] * columns + inner[0]] ?? 0, value[outer[1] * columns + outer[0]] ?? 0);
    const key = (Math.min(a[1], b[1]) * columns + Math.min(a[0], b[0])) * 3 + (a[1] === b[1] ? 1 : 2);
    return point(key, inner[0] + share * (outer[0] - inner[0]), inner[1] + share * (outer[1] - inner[1]), 0);
  };

  const triangles: [number, number, number][] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      // Round the cell as the picture shows it, which is counter-clockwise once Y points up and it is turned over.
      const around = [
        [column, row],
        [column, row + 1],
        [column + 1, row + 1],
        [column + 1, row],
      ] as const;
      for (const polygon of polygonsOf(around, isInside)) {
        const vertices = polygon.map(([a, b]) => (b === undefined ? corner(a[0], a[1]) : outlinePoint(a, b)));
        for (let at = 1; at + 1 < vertices.length; at++) {
          triangles.push([vertices[0] ?? 0, vertices[at] ?? 0, vertices[at + 1] ?? 0]);
        }
      }
    }
  }
  return assemble(points, triangles, silhouette, toTexture);
}

type Corner = readonly [number, number];
/** A corner inside, or the outline between two corners. */
type PolygonPoint = readonly [Corner, Corner?];

/** Up to two polygons per cell, each starting with a corner that is inside. Opposite corners alone stay apart. */
function polygonsOf(around: readonly Corner[], isInside: (column: number, row: number) => boolean): PolygonPoint[][] {
  const corners = [0, 1, 2, 3].flatMap((at) => around[at] ?? []).length === 8 ? around : [];
  const inside = corners.map((one) => isInside(one[0], one[1]));
  const count = inside.filter(Boolean).length;
  const at = (index: number): Corner => corners[index % 4] ?? [0, 0];
  if (count === 0) return [];
  if (count === 4) return [corners.map((one) => [one])];
  const polygons: PolygonPoint[][] = [];
  for (let start = 0; start < 4; start++) {
    // A run of inside corners begins where the one before is outside.
    if (!inside[start] || inside[(start + 3) % 4]) continue;
    let end = start;
    while (inside[(end + 1) % 4]) end++;
    const run: PolygonPoint[] = [];
    for (let index = start; index <= end; index++) run.push([at(index)]);
    run.push([at(end), at(end + 1)], [at(start + 3), at(start)]);
    // Of three corners the middle one sees both points of the outline.
    polygons.push(end - start === 2 ? [...run.slice(1), ...run.slice(0, 1)] : run);
  }
  return polygons;
}

function assemble(
  points: { x: number; y: number; z: number }[],
  triangles: [number, number, number][],
  silhouette: Silhouette,
  toTexture: (x: number, y: number) => readonly [number, number],
): Mesh {
  const count = points.length;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right, top, bottom] = [
    extreme(xs, Math.min),
    extreme(xs, Math.max),
    extreme(ys, Math.min),
    extreme(ys, Math.max),
  ];
  const scale = 1 / Math.max(right - left, bottom - top, silhouette.step);
  const positions = new Float32Array(count * 6);
  const uvs = new Float32Array(count * 4);
  points.forEach(({ x, y, z }, at) => {
    const px = (x - (left + right) / 2) * scale;
    const py = ((top + bottom) / 2 - y) * scale;
    positions.set([px, py, z * scale], at * 3);
    positions.set([px, py, z === 0 ? 0 : -z * scale], (count + at) * 3);
    const [u, v] = toTexture(x, y);
    uvs.set([u / 2, v], at * 2);
    uvs.set([0.5 + u / 2, v], (count + at) * 2);
  });
  const indices = new Uint32Array(triangles.length * 6);
  triangles.forEach(([a, b, c], at) => {
    indices.set([a, b, c], at * 3);
    indices.set([count + a, count + c, count + b], (triangles.length + at) * 3);
  });
  return { positions, uvs, indices, normals: smoothNormals(positions, indices, points) };
}

const extreme = (values: readonly number[], choose: (a: number, b: number) => number): number =>
  values.reduce((best, value) => choose(best, value), values[0] ?? 0);

/** Weighted by area; a point of the outline has one normal for front and back, so that no crease shows. */
function smoothNormals(positions: Float32Array, indices: Uint32Array, points: readonly { z: number }[]): Float32Array {
  const count = points.length;
  const normals = new Float32Array(positions.length);
  const get = (vertex: number, axis: number) => positions[vertex * 3 + axis] ?? 0;
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [indices[at] ?? 0, indices[at + 1] ?? 0, indices[at + 2] ?? 0];
    const [ux, uy, uz] = [get(b, 0) - get(a, 0), get(b, 1) - get(a, 1), get(b, 2) - get(a, 2)];
    const [vx, vy, vz] = [get(c, 0) - get(a, 0), get(c, 1) - get(a, 1), get(c, 2) - get(a, 2)];
    const cross = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const vertex of [a, b, c]) {
      for (let axis = 0; axis < 3; axis++)
        normals[vertex * 3 + axis] = (normals[vertex * 3 + axis] ?? 0) + (cross[axis] ?? 0);
    }
  }
  points.forEach(({ z }, at) => {
    if (z !== 0) return;
    for (let axis = 0; axis < 3; axis++) {
      const sum = (normals[at * 3 + axis] ?? 0) + (normals[(count + at) * 3 + axis] ?? 0);
      normals[at * 3 + axis] = sum;
      normals[(count + at) * 3 + axis] = sum;
    }
  });
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at] ?? 0, normals[at + 1] ?? 0, normals[at + 2] ?? 0);
    if (length < 1e-12) normals.set([0, 0, 1], at);
    else for (let axis = 0; axis < 3; axis++) normals[at + axis] = (normals[at + axis] ?? 0) / length;
  }
  return normals;
}
