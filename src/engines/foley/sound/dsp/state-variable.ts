/**
 * State-variable filter with a moving cutoff, topology-preserving form (Zavalishin, "The Art of VA Filter Design",
 * ch. 4): stable under fast modulation, where a biquad's coefficients would click.
 */
import { SAMPLE_RATE } from './rate.ts';

export type FilterOutput = 'low' | 'band' | 'high';

/** How often the cutoff is read from its curve (samples); 0.7 ms is below any audible step for noise. */
const UPDATE = 32;

/** Filters `signal` in place. The band output has 0 dB gain at the centre. */
export function sweep(
  signal: Float32Array,
  output: FilterOutput,
  frequency: number | Float32Array,
  q: number,
): Float32Array {
  const k = 1 / q;
  let low = 0;
  let band = 0;
  for (let block = 0; block < signal.length; block += UPDATE) {
    const hz = typeof frequency === 'number' ? frequency : (frequency[block] ?? 1000);
    const g = Math.tan((Math.PI * Math.min(Math.max(hz, 10), SAMPLE_RATE * 0.45)) / SAMPLE_RATE);
    const a1 = 1 / (1 + g * (g + k));
    const a2 = g * a1;
    const end = Math.min(signal.length, block + UPDATE);
    for (let i = block; i < end; i++) {
      const x = signal[i] as number;
      const v3 = x - low;
      const v1 = a1 * band + a2 * v3;
      const v2 = low + g * v1;
      band = 2 * v1 - band;
      low = 2 * v2 - low;
      signal[i] = output === 'low' ? v2 : output === 'band' ? k * v1 : x - k * v1 - v2;
    }
  }
  return signal;
}
