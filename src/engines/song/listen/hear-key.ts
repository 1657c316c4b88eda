import { eachSpectrum } from './spectrum.ts';

export interface HeardKey {
  /** Pitch class. */
  tonic: number;
  mode: 'major' | 'minor';
  /** Correlation with the profile, -1..1. */
  fit: number;
}

/** Probe-tone profiles: C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", 1990 (with E. J. Kessler, 1982). */
const PROFILES = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
} as const;

const SIZE = 8_192;

/** Energy per pitch class from C, from spectral peaks between 80 and 2,000 Hz, compressed so that loud parts do not rule. */
export function chroma(samples: Float32Array, sampleRate: number): Float64Array {
  const classes = new Float64Array(12);
  const low = Math.ceil((80 * SIZE) / sampleRate);
  const high = Math.floor((2_000 * SIZE) / sampleRate);
  eachSpectrum(samples, SIZE, SIZE / 2, (magnitudes) => {
    const frame = new Float64Array(12);
    for (let bin = low; bin < high; bin++) {
      const here = magnitudes[bin] as number;
      const before = magnitudes[bin - 1] as number;
      const after = magnitudes[bin + 1] as number;
      if (here < before || here < after) continue;
      // Parabolic peak.
      const bend = before - 2 * here + after;
      const exact = bin + (bend < 0 ? (0.5 * (before - after)) / bend : 0);
      const pitch = 69 + 12 * Math.log2((exact * sampleRate) / SIZE / 440);
      const pitchClass = ((Math.round(pitch) % 12) + 12) % 12;
      frame[pitchClass] = (frame[pitchClass] as number) + Math.sqrt(here);
    }
    const sum = frame.reduce((total, value) => total + value, 0);
    if (sum > 0) for (let i = 0; i < 12; i++) classes[i] = (classes[i] as number) + (frame[i] as number) / sum;
  });
  return classes;
}

/** The best of the 24 keys by correlation of the chroma with the profiles; null for silence. */
export function hearKey(samples: Float32Array, sampleRate: number): HeardKey | null {
  return keyOfChroma(chroma(samples, sampleRate));
}

export function keyOfChroma(classes: Float64Array): HeardKey | null {
  let best: HeardKey | null = null;
  for (const mode of ['major', 'minor'] as const) {
    for (let tonic = 0; tonic < 12; tonic++) {
      const turned = PROFILES[mode].map((_, i) => classes[(i + tonic) % 12] as number);
      const fit = correlate(turned, PROFILES[mode]);
      if (Number.isFinite(fit) && (best === null || fit > best.fit)) best = { tonic, mode, fit };
    }
  }
  return best;
}

function correlate(a: readonly number[], b: readonly number[]): number {
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length;
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length;
  let both = 0;
  let squareA = 0;
  let squareB = 0;
  for (const [i, value] of a.entries()) {
    const x = value - meanA;
    const y = (b[i] as number) - meanB;
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return both / Math.sqrt(squareA * squareB);
}
