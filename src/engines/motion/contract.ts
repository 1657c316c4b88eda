/** The camera moves that there are; each starts and ends at rest. */
export const MOVES = ['push-in', 'pull-out', 'pan-left', 'pan-right', 'rise', 'drift'] as const;
export type MoveName = (typeof MOVES)[number];

export interface MotionInput {
  /** Absolute path of a local file; never a URL. */
  imagePath: string;
  /** 1..15. */
  seconds: number;
  /** Pixels of the longer side, 64..1920; the picture's proportions are kept (at most 2.4 : 1). */
  longSide: number;
  /** 10..60. */
  fps: number;
  /** null: the seed chooses. */
  move: MoveName | null;
}

export const MOTION_LIMITS = { maxBytes: 20_971_520, maxPixels: 50_000_000, minSide: 64 } as const;
