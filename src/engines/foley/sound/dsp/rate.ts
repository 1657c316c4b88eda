/** The one sample rate of the sound half (Hz). */
export const SAMPLE_RATE = 44_100;

/** Picture frames per second that `intensity` is given at. */
export const FRAME_RATE = 25;

/** Seconds to a whole number of samples, at least 1. */
export function toSamples(seconds: number): number {
  return Math.max(1, Math.round(seconds * SAMPLE_RATE));
}
