import type { Box } from './registration.ts';

/** A connected moving region of one frame. */
export interface Body {
  /** Centre, pixels with fraction, weighted by squared contrast so that a faint shadow hardly pulls. */
  x: number;
  y: number;
  /** Summed weight; 1 = one pixel of full contrast. */
  mass: number;
  /** Pixels that differ from the background. */
  area: number;
  touchesBorder: boolean;
  /** Its part of the mass of all bodies of the frame, 0..1. */
  share: number;
  /** Whole cells that hold the body. */
  box: Box;
}

const CELL = 4;
const MAX_BODIES = 10;
const MIN_AREA = 5;

/**
 * Finds moving bodies: pixels that differ from the background, grouped over 4 × 4 cells (8-neighbour connected
 * components), kept when the group contains pixels that changed against the frame before or after; a resting thing
 * and the hole that a moved thing left in the background are thereby ignored.
 */
export class BodyFinder {
  private readonly width: number;
  private readonly height: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly mass: Float64Array;
  private readonly massX: Float64Array;
  private readonly massY: Float64Array;
  private readonly area: Int32Array;
  private readonly moved: Int32Array;
  private readonly seen: Uint8Array;
  private readonly stack: Int32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / CELL);
    this.rows = Math.ceil(height / CELL);
    const cells = this.columns * this.rows;
    this.mass = new Float64Array(cells);
    this.massX = new Float64Array(cells);
    this.massY = new Float64Array(cells);
    this.area = new Int32Array(cells);
    this.moved = new Int32Array(cells);
    this.seen = new Uint8Array(cells);
    this.stack = new Int32Array(cells);
  }

  /**
   * The largest bodies first, at most ten.
   * @param noise luma steps that a difference must exceed. @param background null: what differs both from the frame before and from the one after counts instead (double
   * difference; Kameda and Minoh, "A human motion estimation method using 3-successive video frames", VSMM 1996):
   * right for fast bodies, whatever was at their place before; blind for slow ones.
   */
  find(
    current: Uint8Array,
    before: Uint8Array,
    after: Uint8Array,
    background: Uint8Array | null,
    noise: number,
  ): Body[] {
    this.fillCells(current, before, after, background, noise);
    const bodies: Body[] = [];
    this.seen.fill(0);
    for (let cell = 0; cell < this.seen.length; cell++) {
      if (this.seen[cell] === 1 || (this.area[cell] as number) === 0) continue;
      const body = this.gather(cell);
      if (body !== null) bodies.push(body);
    }
    const total = bodies.reduce((sum, body) => sum + body.mass, 0);
    for (const body of bodies) body.share = body.mass / total;
    return bodies.sort((a, b) => b.mass - a.mass).slice(0, MAX_BODIES);
  }

  private fillCells(
    current: Uint8Array,
    before: Uint8Array,
    after: Uint8Array,
    background: Uint8Array | null,
    noise: number,
  ): void {
    const { width, height, columns, mass, massX, massY, area, moved } = this;
    for (const cells of [mass, massX, massY, area, moved]) cells.fill(0);
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const cellRow = (y >> 2) * columns;
      for (let x = 0; x < width; x++) {
        const value = current[row + x] as number;
        const step = Math.abs(value - (before[row + x] as number));
        const next = Math.abs(value - (after[row + x] as number));
        const contrast = background === null ? Math.min(step, next) : Math.abs(value - (background[row + x] as number));
        const away = contrast - noise;
        if (away <= 0) continue;
        const cell = cellRow + (x >> 2);
        const weight = away * away * (1 / 65025);
        mass[cell] = (mass[cell] as number) + weight;
        massX[cell] = (massX[cell] as number) + weight * x;
        massY[cell] = (massY[cell] as number) + weight * y;
        area[cell] = (area[cell] as number) + 1;
        if (step > noise || next > noise) {
          moved[cell] = (moved[cell] as number) + 1;
        }
      }
    }
  }

  /** Collects the component of a cell. */
  private gather(first: number): Body | null {
    const { columns, rows, stack, seen } = this;
    let depth = 0;
    stack[depth++] = first;
    seen[first] = 1;
    let mass = 0;
    let massX = 0;
    let massY = 0;
    let area = 0;
    let moved = 0;
    let left = columns;
    let top = rows;
    let right = 0;
    let bottom = 0;
    while (depth > 0) {
      const cell = stack[--depth] as number;
      const column = cell % columns;
      const row = (cell - column) / columns;
      mass += this.mass[cell] as number;
      massX += this.massX[cell] as number;
      massY += this.massY[cell] as number;
      area += this.area[cell] as number;
      moved += this.moved[cell] as number;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const next = r * columns + c;
          if (seen[next] === 1 || (this.area[next] as number) === 0) continue;
          seen[next] = 1;
          stack[depth++] = next;
        }
      }
    }
    if (area < MIN_AREA || moved < 2 || mass <= 0) return null;
    const box = {
      left: left * CELL,
      top: top * CELL,
      right: Math.min(this.width, (right + 1) * CELL) - 1,
      bottom: Math.min(this.height, (bottom + 1) * CELL) - 1,
    };
    const touchesBorder = left === 0 || top === 0 || right === columns - 1 || bottom === rows - 1;
    return { x: massX / mass + 0.5, y: massY / mass + 0.5, mass, area, touchesBorder, share: 1, box };
  }
}
