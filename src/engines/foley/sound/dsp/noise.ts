/** Noise colours; each about unit variance apart from brown, which is scaled to about 1 as well. */
import type { Random } from '../voice.ts';

/** Uniform white noise, variance 1. */
export function whiteNoise(random: Random, sampleCount: number): Float32Array {
  const out = new Float32Array(sampleCount);
  const scale = 2 * Math.sqrt(3);
  for (let i = 0; i < sampleCount; i++) out[i] = (random.next() - 0.5) * scale;
  return out;
}

/** 1/f noise by Paul Kellet's "economy" filter (musicdsp.org, within 0.5 dB of -3 dB/octave above 40 Hz). */
export function pinkNoise(random: Random, sampleCount: number): Float32Array {
  const out = new Float32Array(sampleCount);
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  for (let i = 0; i < sampleCount; i++) {
    const white = random.next() * 2 - 1;
    b0 = 0.99765 * b0 + white * 0.099046;
    b1 = 0.963 * b1 + white * 0.2965164;
    b2 = 0.57 * b2 + white * 1.0526913;
    out[i] = (b0 + b1 + b2 + white * 0.1848) * 0.98;
  }
  return out;
}

/** 1/f² noise: leaky integration (corner about 20 Hz) of white noise. */
export function brownNoise(random: Random, sampleCount: number): Float32Array {
  const out = new Float32Array(sampleCount);
  let y = 0;
  for (let i = 0; i < sampleCount; i++) {
    y = y * 0.997 + (random.next() * 2 - 1);
    out[i] = y * 0.134;
  }
  return out;
}

/** Sparse impulses of random sign and height (Farnell's "dust"): `perSecond` on average. */
export function dust(random: Random, sampleCount: number, perSecond: number): Float32Array {
  const out = new Float32Array(sampleCount);
  const meanGap = 44_100 / Math.max(perSecond, 0.01);
  let at = -Math.log(1 - random.next()) * meanGap;
  while (at < sampleCount) {
    const height = random.next();
    out[Math.floor(at)] = (random.next() < 0.5 ? -1 : 1) * height * height;
    at += Math.max(1, -Math.log(1 - random.next()) * meanGap);
  }
  return out;
}
