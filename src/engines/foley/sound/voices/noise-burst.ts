/** Short filtered noise: the splat, tick, crunch or clap in many sounds. */
import { bandpass, filter, highpass, lowpass } from '../dsp/biquad.ts';
import { decay, shape } from '../dsp/envelope.ts';
import { whiteNoise } from '../dsp/noise.ts';
import { toSamples } from '../dsp/rate.ts';
import type { Random } from '../voice.ts';

export interface Burst {
  /** Seconds to -60 dB. */
  t60: number;
  attackSeconds?: number;
  /** Band limits in Hz; either may be left open. */
  low?: number;
  high?: number;
  /** Sharp resonance instead of limits: centre and Q. */
  centre?: number;
  q?: number;
}

export function burst(random: Random, options: Burst): Float32Array {
  const attackSeconds = options.attackSeconds ?? 0;
  const length = toSamples(options.t60 * 1.1 + attackSeconds);
  const out = whiteNoise(random, length);
  if (options.centre !== undefined) filter(out, bandpass(options.centre, options.q ?? 1));
  if (options.low !== undefined) filter(out, highpass(options.low));
  if (options.high !== undefined) filter(out, lowpass(options.high));
  return shape(out, decay(length, options.t60, attackSeconds));
}
