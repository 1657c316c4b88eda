import { eachSpectrum } from './spectrum.ts';

export interface HeardTempo {
  bpm: number;
  /** Height of the autocorrelation at one beat, 0..1: how regular the onsets are. */
  clarity: number;
}

const SIZE = 1_024;
const HOP = 256;

/** Onset strength per hop: half-wave rectified rise of the log spectrum (spectral flux; S. Dixon, DAFx 2006). */
export function onsetStrength(samples: Float32Array): Float64Array {
  const rises: number[] = [];
  let before: Float64Array | null = null;
  eachSpectrum(samples, SIZE, HOP, (magnitudes) => {
    const now = magnitudes.map((value) => Math.log1p(30 * value));
    let rise = 0;
    if (before)
      for (let bin = 1; bin < now.length; bin++) rise += Math.max(0, (now[bin] as number) - (before[bin] as number));
    rises.push(rise / now.length);
    before = now;
  });
  // Against a moving mean of half a second, so that loud parts do not count more.
  const reach = 43;
  const sums = new Float64Array(rises.length + 1);
  rises.forEach((rise, i) => {
    sums[i + 1] = (sums[i] as number) + rise;
  });
  return Float64Array.from(rises, (rise, i) => {
    const from = Math.max(0, i - reach);
    const until = Math.min(rises.length, i + reach);
    return Math.max(0, rise - ((sums[until] as number) - (sums[from] as number)) / (until - from));
  });
}

/**
 * Tempo from the autocorrelation of onset strength, with multiples of the beat added up (a comb; M. Goto 2001) and a wide
 * log-normal preference around 110 (as in D. Ellis, "Beat tracking by dynamic programming", 2007). Exact to about 0.3 %;
 * half or double tempo may be taken. null for sound without a pulse, and under 4 seconds.
 */
export function hearTempo(samples: Float32Array, sampleRate: number): HeardTempo | null {
  if (samples.length < 4 * sampleRate) return null;
  const strength = onsetStrength(samples);
  // Without its mean, so that noise has no correlation with itself.
  const mean = strength.reduce((sum, value) => sum + value, 0) / strength.length;
  const onsets = strength.map((value) => value - mean);
  const rate = sampleRate / HOP;
  const at = (lag: number): number => {
    // Autocorrelation at a fractional lag.
    const whole = Math.floor(lag);
    return correlation(onsets, whole) * (1 - lag + whole) + correlation(onsets, whole + 1) * (lag - whole);
  };
  const zero = correlation(onsets, 0);
  if (zero < 1e-9) return null;
  const longest = Math.min(onsets.length / 2, rate * 12);
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let bpm = 45; bpm <= 210; bpm += 0.5) {
    const lag = (60 * rate) / bpm;
    let sum = 0;
    let count = 0;
    for (let k = 1; k <= 8 && k * lag < longest; k++) {
      sum += peakNear(at, k * lag, 1.5);
      count++;
    }
    const preference = Math.exp(-0.5 * (Math.log2(bpm / 110) / 0.9) ** 2);
    const score = (sum / Math.max(1, count)) * preference;
    if (score > most) {
      most = score;
      best = bpm;
    }
  }
  const bpm = refine(at, best, rate, longest);
  return { bpm, clarity: Math.max(0, peakNear(at, (60 * rate) / bpm, 1.5) / zero) };
}

function correlation(series: Float64Array, lag: number): number {
  let sum = 0;
  const count = series.length - lag;
  for (let i = 0; i < count; i++) sum += (series[i] as number) * (series[i + lag] as number);
  return count > 0 ? sum / count : 0;
}

const peakNear = (at: (lag: number) => number, lag: number, reach: number): number =>
  Math.max(at(lag - reach), at(lag - reach / 2), at(lag), at(lag + reach / 2), at(lag + reach));

/** The farther the multiple of the beat, the finer its lag tells the tempo. */
function refine(at: (lag: number) => number, coarse: number, rate: number, longest: number): number {
  let bpm = coarse;
  for (const k of [1, 2, 4, 8, 16, 32]) {
    const lag = (60 * rate * k) / bpm;
    if (lag > longest) break;
    let best = lag;
    let most = Number.NEGATIVE_INFINITY;
    for (let shift = -3; shift <= 3; shift += 0.5) {
      const value = at(lag + shift);
      if (value > most) {
        most = value;
        best = lag + shift;
      }
    }
    bpm = (60 * rate * k) / best;
  }
  return bpm;
}
