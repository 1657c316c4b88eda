import type { SoundEffects } from '../prompt/read-prompt.ts';

/**
 * Where the low-pass of distance and walls sits, Hz. Air and ground take the highs first (ISO 9613-1 in spirit, one
 * cutoff instead of a curve); a wall is set near 600 Hz, water near 450 Hz. 20 kHz means: leave it alone.
 */
export function lowPassCutoff(distance: number, effects: SoundEffects): number {
  const air = 20_000 * 2 ** (-5 * Math.max(0, distance - 0.2));
  const wall = 20_000 * (600 / 20_000) ** effects.muffle;
  const water = 20_000 * (450 / 20_000) ** effects.underwater;
  return Math.min(air, wall, water);
}

export interface Tone {
  cutoff: number;
  /** 0..1 */
  distortion: number;
  sampleRate: number;
}

/** Distorts and low-passes in place: tanh drive with level kept, then two second-order Butterworth stages. */
export function colour(samples: Float32Array, { cutoff, distortion, sampleRate }: Tone): void {
  if (distortion > 0) {
    const drive = 1 + 14 * distortion;
    const back = 1 / Math.tanh(drive * 0.5) / 2;
    for (let i = 0; i < samples.length; i++) samples[i] = Math.tanh((samples[i] as number) * drive) * back;
  }
  if (cutoff >= 19_000) return;
  lowPass(samples, cutoff, sampleRate, 0.5412);
  lowPass(samples, cutoff, sampleRate, 1.3066);
}

/** R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients". */
function lowPass(samples: Float32Array, cutoff: number, sampleRate: number, q: number): void {
  const w = (2 * Math.PI * cutoff) / sampleRate;
  const alpha = Math.sin(w) / (2 * q);
  const a0 = 1 + alpha;
  const b1 = (1 - Math.cos(w)) / a0;
  const b0 = b1 / 2;
  const a1 = (-2 * Math.cos(w)) / a0;
  const a2 = (1 - alpha) / a0;
  let s1 = 0;
  let s2 = 0;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] as number;
    const y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b0 * x - a2 * y;
    samples[i] = y;
  }
}
