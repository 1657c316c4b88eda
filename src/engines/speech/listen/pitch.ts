/**
 * Fundamental frequency by YIN (A. de Cheveigné and H. Kawahara, "YIN, a fundamental frequency estimator for speech and
 * music", JASA 111, 2002): cumulative mean normalised difference, first dip under a threshold, parabolic refinement.
 * The samples are averaged in pairs first, since 8 kHz is enough for a voice and four times quicker.
 */
export interface PitchTrack {
  /** Hz per frame; 0 where nothing is voiced. */
  f0: Float32Array;
  /** Frame i is centred on sample `i * hop` of the sound that was given. */
  hop: number;
}

export const LOWEST_F0 = 60;
export const HIGHEST_F0 = 500;
const HOP_SECONDS = 0.01;
const WINDOW_SECONDS = 0.025;
/** The paper's absolute threshold is 0.1 for clean speech; recordings from rooms need a little more. */
const THRESHOLD = 0.15;
/** Without a dip under the threshold the deepest one counts, as in the paper, unless it is this shallow. */
const UNVOICED = 0.4;
/** Frames this far under the loudest tenth are taken for silence. */
const SILENCE_DB = -35;
/** A change of more than this factor between voiced neighbours is an octave slip, not an intonation. */
const SLIP = 1.6;

export function trackPitch(samples: Float32Array, sampleRate: number): PitchTrack {
  const hop = Math.round(sampleRate * HOP_SECONDS);
  const halved = halve(samples);
  const rate = sampleRate / 2;
  const window = Math.round(rate * WINDOW_SECONDS);
  const longest = Math.ceil(rate / LOWEST_F0);
  const shortest = Math.floor(rate / HIGHEST_F0);
  const frameCount = Math.floor(samples.length / hop) + 1;
  const floor = silenceFloor(halved, hop / 2, window, frameCount);
  const f0 = new Float32Array(frameCount);
  const difference = new Float64Array(longest + 2);
  for (let frame = 0; frame < frameCount; frame++) {
    const start = Math.round((frame * hop) / 2 - (window + longest) / 2);
    if (start < 0 || start + window + longest + 1 >= halved.length) continue;
    if (power(halved, start, window + longest) < floor) continue;
    const lag = bestLag(halved, start, { window, shortest, longest, difference });
    if (lag > 0) f0[frame] = rate / lag;
  }
  return { f0: withoutSlips(f0), hop };
}

function halve(samples: Float32Array): Float32Array {
  const out = new Float32Array(Math.floor(samples.length / 2));
  for (let i = 0; i < out.length; i++) {
    out[i] = 0.5 * ((samples[2 * i] as number) + (samples[2 * i + 1] as number));
  }
  return out;
}

function power(samples: Float32Array, start: number, length: number): number {
  let sum = 0;
  for (let i = Math.max(0, start); i < Math.min(samples.length, start + length); i++) {
    sum += (samples[i] as number) ** 2;
  }
  return sum / length;
}

function silenceFloor(samples: Float32Array, hop: number, window: number, frameCount: number): number {
  const powers = Float64Array.from({ length: frameCount }, (_, frame) =>
    power(samples, Math.round(frame * hop), window),
  );
  powers.sort();
  const loud = powers[Math.floor(0.9 * (frameCount - 1))] ?? 0;
  return Math.max(1e-9, loud * 10 ** (SILENCE_DB / 10));
}

interface LagSearch {
  window: number;
  shortest: number;
  longest: number;
  difference: Float64Array;
}

/** In samples, with a fraction; 0 when the frame has no clear period. */
function bestLag(samples: Float32Array, start: number, search: LagSearch): number {
  const { window, shortest, longest, difference } = search;
  let running = 0;
  for (let lag = 1; lag <= longest + 1; lag++) {
    let sum = 0;
    for (let i = start; i < start + window; i++) {
      const step = (samples[i] as number) - (samples[i + lag] as number);
      sum += step * step;
    }
    running += sum;
    difference[lag] = running > 0 ? (sum * lag) / running : 1;
  }
  let deepest = shortest;
  for (let lag = shortest; lag <= longest; lag++) {
    if ((difference[lag] as number) < (difference[deepest] as number)) deepest = lag;
    if ((difference[lag] as number) >= THRESHOLD) continue;
    while (lag < longest && (difference[lag + 1] as number) < (difference[lag] as number)) lag++;
    return refine(difference, lag);
  }
  return (difference[deepest] as number) < UNVOICED ? refine(difference, deepest) : 0;
}

function refine(difference: Float64Array, lag: number): number {
  const [before, here, after] = [difference[lag - 1] ?? 1, difference[lag] ?? 1, difference[lag + 1] ?? 1];
  const bend = before - 2 * here + after;
  return bend > 0 ? lag + Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : lag;
}

/** A median of five voiced neighbours mends lone octave slips; lone voiced frames are dropped. */
function withoutSlips(f0: Float32Array): Float32Array {
  const out = new Float32Array(f0.length);
  for (let i = 0; i < f0.length; i++) {
    const here = f0[i] as number;
    if (here === 0) continue;
    const near = [...f0.subarray(Math.max(0, i - 2), i + 3)].filter((value) => value > 0).sort((a, b) => a - b);
    if (near.length < 3) continue;
    const middle = near[near.length >> 1] as number;
    out[i] = here / middle > SLIP || middle / here > SLIP ? middle : here;
  }
  return out;
}

export interface PitchSummary {
  /** Hz; 0 when nothing is voiced. */
  median: number;
  /** Semitones between the 10th and the 90th percentile. */
  rangeSemitones: number;
  voicedFrames: number;
}

export function summarisePitch({ f0 }: PitchTrack): PitchSummary {
  const voiced = f0.filter((value) => value > 0).sort();
  if (voiced.length === 0) return { median: 0, rangeSemitones: 0, voicedFrames: 0 };
  const at = (share: number) => voiced[Math.round(share * (voiced.length - 1))] as number;
  return {
    median: at(0.5),
    rangeSemitones: 12 * Math.log2(at(0.9) / at(0.1)),
    voicedFrames: voiced.length,
  };
}
