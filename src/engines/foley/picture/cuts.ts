import { type FrameLog, HISTOGRAM_BINS } from './frame-log.ts';

/** Histogram distance (0..1) from which a change between neighbours can be a cut. */
const CUT_DISTANCE = 0.28;
/** A cut must exceed the ordinary change around it by this factor. */
const CUT_RATIO = 3;
/** A picture that is back to what it was within this time was a flash, not a cut. */
const FLASH_SECONDS = 0.25;

/** Half the summed absolute difference of the three normalised parts: 0 equal .. 1 nothing in common. */
export function histogramDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let bin = 0; bin < HISTOGRAM_BINS; bin++) sum += Math.abs((a[bin] as number) - (b[bin] as number));
  return sum / 6;
}

export interface SceneChanges {
  /** First frames of new scenes. */
  cuts: number[];
  /** Frames at which the light flares up or goes out for a moment. */
  flashes: { frame: number; strength: number }[];
}

/**
 * Hard cuts by histogram and pixel differences of neighbours against what is usual around them, after the pair-wise
 * and histogram comparison of Zhang, Kankanhalli and Smoliar, "Automatic partitioning of full-motion video",
 * Multimedia Systems 1(1), 1993. A candidate after which the old picture returns is a flash. Fades and dissolves are
 * no cuts: nothing in them is sudden.
 */
export function findSceneChanges(log: FrameLog): SceneChanges {
  const { measures, frameCount, format } = log;
  const distances = new Float32Array(frameCount);
  for (let frame = 1; frame < frameCount; frame++) {
    distances[frame] = histogramDistance(histogramOf(log, frame), histogramOf(log, frame - 1));
  }
  const around = Math.max(3, Math.round(format.rate * 0.3));
  const flashFrames = Math.max(2, Math.round(format.rate * FLASH_SECONDS));
  const cuts: number[] = [];
  const flashes: SceneChanges['flashes'] = [];
  let flashUntil = -1;
  for (let frame = 1; frame < frameCount; frame++) {
    const distance = distances[frame] as number;
    const lightStep = (measures.luma[frame] ?? 0) - (measures.luma[frame - 1] ?? 0);
    const usual = usualValue(distances, frame, around);
    const stands = distance > CUT_RATIO * usual + 0.05;
    if (frame <= flashUntil) continue;
    if (stands && (distance > CUT_DISTANCE || Math.abs(lightStep) > 14) && (measures.active[frame] ?? 0) > 0.35) {
      const back = returnsAt(log, frame, flashFrames, distance);
      if (back !== null) {
        flashUntil = back;
        if (lightStep > 0) flashes.push({ frame, strength: Math.min(1, 0.3 + Math.abs(lightStep) / 90) });
        continue;
      }
      if (distance > CUT_DISTANCE && (measures.change[frame] ?? 0) > 4) {
        if (frame - (cuts.at(-1) ?? -around) > 2) cuts.push(frame);
      } else if (lightStep > 14) flashes.push({ frame, strength: Math.min(1, 0.3 + lightStep / 90) });
    }
  }
  return { cuts, flashes };
}

function histogramOf(log: FrameLog, frame: number): Float32Array {
  return log.measures.histograms[frame] as Float32Array;
}

/** Median of the neighbours' values, without the frame itself and its two neighbours. */
function usualValue(values: Float32Array, frame: number, around: number): number {
  const near: number[] = [];
  for (let at = Math.max(1, frame - around); at <= Math.min(values.length - 1, frame + around); at++) {
    if (Math.abs(at - frame) > 1) near.push(values[at] as number);
  }
  near.sort((a, b) => a - b);
  return near[Math.floor(near.length / 2)] ?? 0;
}

/** The frame at which the picture looks again as before `frame`, if that is soon. */
function returnsAt(log: FrameLog, frame: number, within: number, distance: number): number | null {
  const before = histogramOf(log, frame - 1);
  for (let later = frame + 1; later <= Math.min(log.frameCount - 1, frame + within); later++) {
    if (histogramDistance(histogramOf(log, later), before) < 0.35 * distance) return later;
  }
  return null;
}
