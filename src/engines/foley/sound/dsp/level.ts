/** Levels: measuring, normalising, soft limiting, trimming. */
import type { Stereo } from '../voice.ts';
import { scale } from './stereo.ts';

export function peakOf(signal: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < signal.length; i++) {
    const x = Math.abs(signal[i] as number);
    if (x > peak) peak = x;
  }
  return peak;
}

export function rmsOf(signal: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < signal.length; i++) sum += (signal[i] as number) * (signal[i] as number);
  return Math.sqrt(sum / Math.max(1, signal.length));
}

export function toDb(amplitude: number): number {
  return 20 * Math.log10(Math.max(amplitude, 1e-9));
}

export function rmsOfStereo(pair: Stereo): number {
  return Math.hypot(rmsOf(pair.left), rmsOf(pair.right)) / Math.SQRT2;
}

/** Identity to `KNEE`, then bends smoothly towards 1: no sample beyond, no corner. */
const KNEE = 0.7;
export function softLimit(signal: Float32Array): Float32Array {
  for (let i = 0; i < signal.length; i++) {
    const x = signal[i] as number;
    const size = Math.abs(x);
    if (size > KNEE) signal[i] = Math.sign(x) * (KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE)));
  }
  return signal;
}

/** At most this much over full scale goes into the limiter (9.5 dB): a sparse bed stays quieter rather than crushed. */
const MAX_DRIVE = 3;

/** Gains a pair to `rms`, as far as its peaks allow. */
export function normaliseRms(pair: Stereo, rms: number): Stereo {
  const measured = rmsOfStereo(pair);
  if (measured < 1e-9) return pair;
  const peak = Math.max(peakOf(pair.left), peakOf(pair.right));
  const gain = Math.min(rms / measured, MAX_DRIVE / peak);
  scale(pair.left, gain);
  scale(pair.right, gain);
  return pair;
}

/** Drops leading samples below -26 dB of the peak (keeping 16 for the rise) and the tail below -66 dB. */
export function trim(signal: Float32Array): Float32Array {
  const peak = peakOf(signal);
  if (peak < 1e-9) return signal.slice(0, 1);
  let start = 0;
  while (start < signal.length && Math.abs(signal[start] as number) < peak * 0.05) start++;
  let end = signal.length;
  while (end > start + 1 && Math.abs(signal[end - 1] as number) < peak * 0.0005) end--;
  return signal.slice(Math.max(0, start - 16), end);
}
