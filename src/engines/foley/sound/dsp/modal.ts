/**
 * Modal synthesis: a struck body as a sum of damped sinusoids (van den Doel & Pai 1998, "The sounds of physical
 * shapes"). Damping follows Wildes & Richards: amplitude ~ exp(-t / tau), tau = 1 / (pi f tan(phi)), where the internal
 * friction tan(phi) is what listeners use to name the material (Klatzky, Pai & Krotkov 2000).
 */
import { SAMPLE_RATE, toSamples } from './rate.ts';

export interface Mode {
  /** Hz. */
  frequency: number;
  /** Seconds to -60 dB. */
  t60: number;
  gain: number;
}

/** T60 of a mode from internal friction; `extra` is a frequency-independent loss (supports, air) in 1/s. */
export function materialDecay(frequency: number, friction: number, extra = 0): number {
  return 6.9078 / (Math.PI * frequency * friction + extra);
}

/**
 * Adds the answer of the bank to one contact pulse (raised cosine of `contactSeconds`, the usual stand-in for a Hertz
 * contact force; short = hard = bright) into `out` from sample `at`. A resonator stops once it is 80 dB down.
 */
export function strike(
  out: Float32Array,
  modes: readonly Mode[],
  options: { contactSeconds: number; gain?: number; at?: number },
): Float32Array {
  const at = options.at ?? 0;
  const pulseLength = Math.max(2, toSamples(options.contactSeconds));
  const pulse = new Float32Array(pulseLength);
  for (let i = 0; i < pulseLength; i++) pulse[i] = 1 - Math.cos((2 * Math.PI * (i + 0.5)) / pulseLength);
  for (const mode of modes) {
    if (mode.frequency >= SAMPLE_RATE * 0.45 || mode.frequency < 15) continue;
    const w = (2 * Math.PI * mode.frequency) / SAMPLE_RATE;
    const r = Math.exp(-6.9078 / (mode.t60 * SAMPLE_RATE));
    const a1 = 2 * r * Math.cos(w);
    const a2 = -r * r;
    // sin(w) makes the impulse response's amplitude `gain`, whatever the frequency; 1 / pulse length keeps equal momentum.
    const b = (mode.gain * (options.gain ?? 1) * Math.sin(w)) / pulseLength;
    const end = Math.min(out.length, at + pulseLength + toSamples(mode.t60 * 1.33));
    let y1 = 0;
    let y2 = 0;
    for (let i = at, p = 0; i < end; i++, p++) {
      const y = a1 * y1 + a2 * y2 + (p < pulseLength ? b * (pulse[p] as number) : 0);
      y2 = y1;
      y1 = y;
      out[i] = (out[i] as number) + y;
    }
  }
  return out;
}

/** Runs any excitation (noise, friction) through the bank; returns a new buffer. */
export function excite(input: Float32Array, modes: readonly Mode[]): Float32Array {
  const out = new Float32Array(input.length);
  for (const mode of modes) {
    if (mode.frequency >= SAMPLE_RATE * 0.45) continue;
    const w = (2 * Math.PI * mode.frequency) / SAMPLE_RATE;
    const r = Math.exp(-6.9078 / (mode.t60 * SAMPLE_RATE));
    const a1 = 2 * r * Math.cos(w);
    const a2 = -r * r;
    // (1 - r) scales to about unit gain at resonance, so short and long modes take noise alike.
    const b = mode.gain * 2 * (1 - r) * Math.sin(w);
    let y1 = 0;
    let y2 = 0;
    for (let i = 0; i < input.length; i++) {
      const y = a1 * y1 + a2 * y2 + b * (input[i] as number);
      y2 = y1;
      y1 = y;
      out[i] = (out[i] as number) + y;
    }
  }
  return out;
}

/** Frequency ratios of common bodies (Fletcher & Rossing, "The Physics of Musical Instruments"). */
export const MODE_RATIOS = {
  /** Free bar, ch. 2: beta² ratios. */
  bar: [1, 2.756, 5.404, 8.933, 13.345, 18.64],
  /** Simply supported rectangular plate, aspect 1:1.4, (m² + 1.96 n²) ordered. */
  plate: [1, 2.01, 2.98, 3.7, 4.0, 5.67, 6.33, 7.34, 8.4, 9.0, 10.6, 12.3, 13.9, 15.8],
  /** Circular membrane, ch. 3: Bessel zeros. */
  membrane: [1, 1.593, 2.135, 2.295, 2.653, 2.917, 3.155, 3.5, 3.598, 4.059],
  /** Wine glass and bowls, about n²: ch. 20. */
  bowl: [1, 2.32, 4.25, 6.63, 9.38, 12.7],
  /** Church bell: hum, prime, tierce, quint, nominal, upper partials (Rossing, "Science of Percussion Instruments"). */
  bell: [0.5, 1, 1.19, 1.5, 2, 2.51, 2.66, 3.01, 4.17, 5.43, 6.79],
} as const;
