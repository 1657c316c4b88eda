/** Vocal tracts: parallel formant resonators over any source (Klatt 1980), for people and animals. */
import { bandpass, filtered } from './biquad.ts';
import { add } from './stereo.ts';

export interface Formant {
  /** Hz. */
  frequency: number;
  /** Bandwidth in Hz. */
  bandwidth: number;
  gain: number;
}

/** Sum of the formants over `source`; a new buffer. */
export function formants(source: Float32Array, bank: readonly Formant[]): Float32Array {
  const out = new Float32Array(source.length);
  for (const [i, formant] of bank.entries()) {
    const band = filtered(source, bandpass(formant.frequency, formant.frequency / formant.bandwidth));
    // Alternating signs, as Klatt's parallel branch, so neighbours do not cancel between the peaks.
    add(out, band, i % 2 === 0 ? formant.gain : -formant.gain);
  }
  return out;
}

/** Adult vowels, means of Peterson & Barney 1952 (men); children and small animals scale them up. */
export const VOWELS = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
} as const;

export function vowel(name: keyof typeof VOWELS, scale = 1): Formant[] {
  return VOWELS[name].map((frequency, i) => ({
    frequency: frequency * scale,
    bandwidth: (60 + 40 * i) * Math.max(1, scale * 0.9),
    gain: [1, 0.6, 0.3][i] ?? 0.2,
  }));
}
