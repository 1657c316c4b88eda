/** Parts of a mask (1 = inside) that hang together over the four sides; holes are parts of what is outside. */

/** Parts smaller than this share of the largest are specks. */
const MIN_PART = 0.05;
/** Holes smaller than this share of the picture are closed: highlights, not openings. */
const MAX_HOLE = 0.0005;

/** Removes specks and closes pinholes; returns a new mask. */
export function tidyMask(mask: Uint8Array, width: number): Uint8Array {
  const result = mask.slice();
  const parts = partsOf(mask, width, 1);
  const largest = parts.reduce((most, part) => Math.max(most, part.length), 0);
  for (const part of parts) if (part.length < largest * MIN_PART) for (const at of part) result[at] = 0;
  for (const hole of partsOf(result, width, 0)) {
    if (hole.length <= mask.length * MAX_HOLE && !hole.some((at) => isOnBorder(at, width, mask.length))) {
      for (const at of hole) result[at] = 1;
    }
  }
  return result;
}

export function partsOf(mask: Uint8Array, width: number, value: number): number[][] {
  const seen = new Uint8Array(mask.length);
  const parts: number[][] = [];
  for (let start = 0; start < mask.length; start++) {
    if (seen[start] === 1 || mask[start] !== value) continue;
    const part = [start];
    seen[start] = 1;
    for (let next = 0; next < part.length; next++) {
      const at = part[next] ?? 0;
      const x = at % width;
      for (const to of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
        if (to < 0 || to >= mask.length || seen[to] === 1 || mask[to] !== value) continue;
        seen[to] = 1;
        part.push(to);
      }
    }
    parts.push(part);
  }
  return parts;
}

const isOnBorder = (at: number, width: number, size: number): boolean =>
  at < width || at >= size - width || at % width === 0 || at % width === width - 1;
