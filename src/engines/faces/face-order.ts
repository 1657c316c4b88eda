import type { Face } from './face.ts';

/** Faces whose middles are further apart in height than this many face heights stand in different rows. */
const ROW_HEIGHT = 1;

/**
 * The numbering that clients use: from left to right, but of a diagonal pair the lower face comes first. So faces are
 * sorted into rows, lower rows first, each from left to right.
 */
export function inOrder<T extends Pick<Face, 'box'>>(faces: readonly T[]): T[] {
  const middle = ({ box }: T) => box.top + box.height / 2;
  const heights = faces.map(({ box }) => box.height).sort((one, other) => one - other);
  const typical = heights[Math.floor(heights.length / 2)] ?? 0;
  const rows: T[][] = [];
  for (const face of [...faces].sort((one, other) => middle(other) - middle(one))) {
    const row = rows.at(-1);
    const lowest = row?.[0];
    if (row && lowest && middle(lowest) - middle(face) <= ROW_HEIGHT * typical) row.push(face);
    else rows.push([face]);
  }
  const centre = ({ box }: T) => box.left + box.width / 2;
  return rows.flatMap((row) => row.sort((one, other) => centre(one) - centre(other)));
}
