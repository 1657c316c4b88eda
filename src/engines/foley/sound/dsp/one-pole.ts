/** First-order smoothing and DC removal, in place. */
import { SAMPLE_RATE } from './rate.ts';

/** 6 dB/octave low-pass at `frequency` Hz. */
export function smooth(signal: Float32Array, frequency: number): Float32Array {
  const a = 1 - Math.exp((-2 * Math.PI * frequency) / SAMPLE_RATE);
  let y = 0;
  for (let i = 0; i < signal.length; i++) {
    y += a * ((signal[i] as number) - y);
    signal[i] = y;
  }
  return signal;
}

/** 6 dB/octave high-pass (J. O. Smith's DC blocker) at `frequency` Hz. */
export function blockDc(signal: Float32Array, frequency = 18): Float32Array {
  const r = Math.exp((-2 * Math.PI * frequency) / SAMPLE_RATE);
  let x1 = 0;
  let y = 0;
  for (let i = 0; i < signal.length; i++) {
    const x = signal[i] as number;
    y = x - x1 + r * y;
    x1 = x;
    signal[i] = y;
  }
  return signal;
}
