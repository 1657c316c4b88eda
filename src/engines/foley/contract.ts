/**
 * What the picture half tells the sound half. All times are seconds from the start of the used part of the video.
 * Frame series have one value per analysed frame at `fps` (25) and `frameCount` entries.
 */
export interface PictureAnalysis {
  /** Length of the used part, at most `maxSeconds` (30). */
  durationSeconds: number;
  /** Length of the whole file; larger than durationSeconds when it was cut. */
  sourceSeconds: number;
  width: number;
  height: number;
  fps: 25;
  frameCount: number;
  /** 0..1: how much of the picture moves; 1 = everything changes strongly. */
  motion: Float32Array;
  /** -1 (left edge) .. 1 (right edge): where the motion is; holds the last value while nothing moves. */
  panX: Float32Array;
  /** -1 (top) .. 1 (bottom). */
  panY: Float32Array;
  /** Mean direction of motion, picture widths per second; positive = to the right / downwards. */
  velocityX: Float32Array;
  velocityY: Float32Array;
  /** 0..1 mean luma. */
  brightness: Float32Array;
  /** 0..1: share of fine detail; high for rain, leaves, noise. */
  texture: Float32Array;
  /** 0..1: incoherent small motion everywhere (rain, water, fire, leaves), as against one moving body. */
  flicker: Float32Array;
  /** Impacts and sudden changes, sorted by time. */
  onsets: PictureOnset[];
  /** Scene cuts, sorted. */
  cuts: number[];
  /** Mean colour facts over the used part, 0..1 each. */
  colour: { hue: number; saturation: number; warm: number; green: number; blue: number; dark: number };
}

export interface PictureOnset {
  time: number;
  /** 0..1. */
  strength: number;
  panX: number;
  panY: number;
  /** `impact`: motion stops or reverses abruptly; `appear`: something sudden enters or flashes. */
  kind: 'impact' | 'appear';
}

export interface FoleyInput {
  /** Absolute path of a local file, never a URL; null: sound from the words alone, `durationSeconds` long. */
  videoPath: string | null;
  /** Without a video: 1..30. */
  durationSeconds?: number;
  prompt: string;
  negativePrompt: string;
  /** 1..50: density and detail against time. */
  steps: number;
}

export const FOLEY_LIMITS = {
  maxSeconds: 30,
  maxSourceSeconds: 600,
  maxBytes: 104_857_600,
  sampleRate: 44_100,
} as const;
