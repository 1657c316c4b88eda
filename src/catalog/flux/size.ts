import type { TaskInput } from '../task-type.ts';

/** Pixels of the largest picture. */
export const MAX_PIXELS = 1_048_576;
/** A side that is 0 or absent. */
const USUAL_SIDE = 1024;
/** Sides that follow from aspect_ratio are multiples of this many pixels. */
const STEP = 16;

const RATIO = /^\s*(\d{1,6}(?:\.\d{1,6})?)\s*:\s*(\d{1,6}(?:\.\d{1,6})?)\s*$/;

/**
 * Size in pixels of the picture that an input asks for. `aspect_ratio` counts only without width and height; what is
 * not "W:H" is no ratio. The echoed input keeps its zeros, so backends ask here.
 */
export function fluxSize({ width, height, aspect_ratio: ratio }: TaskInput): { width: number; height: number } {
  const [, across, down] = (!width && !height && RATIO.exec(String(ratio ?? ''))) || [];
  const shape = Number(across) / Number(down);
  if (shape > 0 && Number.isFinite(shape)) {
    return { width: side(Math.sqrt(MAX_PIXELS * shape)), height: side(Math.sqrt(MAX_PIXELS / shape)) };
  }
  return { width: Number(width) || USUAL_SIDE, height: Number(height) || USUAL_SIDE };
}

function side(ideal: number): number {
  const most = MAX_PIXELS / STEP;
  return Math.min(most, Math.max(STEP, Math.floor(ideal / STEP) * STEP));
}

export function pixelLimit(input: TaskInput): string | null {
  return tooManyPixels(fluxSize(input));
}

/** Where a side that is 0 follows from a picture: only what was given can be too much. */
export function givenPixelLimit({ width, height }: TaskInput): string | null {
  return tooManyPixels({ width: Number(width) || 1, height: Number(height) || 1 });
}

function tooManyPixels({ width, height }: { width: number; height: number }): string | null {
  if (width * height <= MAX_PIXELS) return null;
  return `invalid width or height: ${width} x ${height} is above ${MAX_PIXELS} pixels`;
}
