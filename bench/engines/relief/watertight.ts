import type { Mesh } from '../../../src/engines/relief/mesh/closed-mesh.ts';

type Body = Pick<Mesh, 'positions' | 'indices'>;

/**
 * Edges that do not have exactly as many triangles running one way as the other; 0 for a closed body. Vertices at the
 * same place count as one, however often the texture needs them.
 */
export function openEdges({ positions, indices }: Body): number {
  const places = new Map<string, number>();
  const placeOf = Array.from({ length: positions.length / 3 }, (_, at) => {
    // Adding 0 makes -0 and 0 the same place.
    const key = positions
      .subarray(at * 3, at * 3 + 3)
      .map((value) => value + 0)
      .join();
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  const balance = new Map<string, number>();
  for (let at = 0; at < indices.length; at++) {
    const next = at % 3 === 2 ? at - 2 : at + 1;
    const from = placeOf[indices[at] ?? 0] ?? 0;
    const to = placeOf[indices[next] ?? 0] ?? 0;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    balance.set(key, (balance.get(key) ?? 0) + (from < to ? 1 : -1));
  }
  return [...balance.values()].filter((value) => value !== 0).length;
}

/** Positive when the triangles look outwards (the divergence theorem, summed over tetrahedra to the origin). */
export function signedVolume({ positions, indices }: Body): number {
  let volume = 0;
  const corner = (at: number) => positions.subarray((indices[at] ?? 0) * 3, (indices[at] ?? 0) * 3 + 3);
  for (let at = 0; at < indices.length; at += 3) {
    const [ax = 0, ay = 0, az = 0] = corner(at);
    const [bx = 0, by = 0, bz = 0] = corner(at + 1);
    const [cx = 0, cy = 0, cz = 0] = corner(at + 2);
    volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  return volume;
}
