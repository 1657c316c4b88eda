/**
 * Second-order filters after R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients",
 * run in transposed direct form II, in place. Frequencies in Hz are kept inside (5, 0.48 x sample rate).
 */
import { SAMPLE_RATE } from './rate.ts';

export interface BiquadCoefficients {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

function angle(frequency: number): number {
  const limited = Math.min(Math.max(frequency, 5), SAMPLE_RATE * 0.48);
  return (2 * Math.PI * limited) / SAMPLE_RATE;
}

function normalised(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): BiquadCoefficients {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}

export function lowpass(frequency: number, q = Math.SQRT1_2): BiquadCoefficients {
  const w = angle(frequency);
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  return normalised((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
}

export function highpass(frequency: number, q = Math.SQRT1_2): BiquadCoefficients {
  const w = angle(frequency);
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  return normalised((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
}

/** Constant 0 dB peak gain. */
export function bandpass(frequency: number, q: number): BiquadCoefficients {
  const w = angle(frequency);
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  return normalised(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
}

export function peaking(frequency: number, q: number, gainDb: number): BiquadCoefficients {
  const w = angle(frequency);
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  const a = 10 ** (gainDb / 40);
  return normalised(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a);
}

export function highShelf(frequency: number, gainDb: number): BiquadCoefficients {
  const w = angle(frequency);
  const cos = Math.cos(w);
  const a = 10 ** (gainDb / 40);
  const k = 2 * Math.sqrt(a) * (Math.sin(w) / Math.SQRT2);
  return normalised(
    a * (a + 1 + (a - 1) * cos + k),
    -2 * a * (a - 1 + (a + 1) * cos),
    a * (a + 1 + (a - 1) * cos - k),
    a + 1 - (a - 1) * cos + k,
    2 * (a - 1 - (a + 1) * cos),
    a + 1 - (a - 1) * cos - k,
  );
}

export function lowShelf(frequency: number, gainDb: number): BiquadCoefficients {
  const w = angle(frequency);
  const cos = Math.cos(w);
  const a = 10 ** (gainDb / 40);
  const k = 2 * Math.sqrt(a) * (Math.sin(w) / Math.SQRT2);
  return normalised(
    a * (a + 1 - (a - 1) * cos + k),
    2 * a * (a - 1 - (a + 1) * cos),
    a * (a + 1 - (a - 1) * cos - k),
    a + 1 + (a - 1) * cos + k,
    -2 * (a - 1 + (a + 1) * cos),
    a + 1 + (a - 1) * cos - k,
  );
}

/** Filters `signal` in place and returns it. */
export function filter(signal: Float32Array, coefficients: BiquadCoefficients): Float32Array {
  const { b0, b1, b2, a1, a2 } = coefficients;
  let s1 = 0;
  let s2 = 0;
  for (let i = 0; i < signal.length; i++) {
    const x = signal[i] as number;
    const y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    signal[i] = y;
  }
  return signal;
}

/** A filtered copy; the input stays as it was. */
export function filtered(signal: Float32Array, coefficients: BiquadCoefficients): Float32Array {
  return filter(signal.slice(), coefficients);
}
