import { SAMPLE_RATE } from './decode-audio.ts';
import { magnitudes } from './spectrum.ts';

/**
 * Spectral descriptors as defined by Peeters, "A large set of audio features for sound description", IRCAM 2004, and
 * Peeters et al., "The Timbre Toolbox", JASA 130(5), 2011; energy-weighted means over 46 ms frames.
 */
export interface Descriptors {
  /** Hz. */
  centroid: number;
  /** Hz below which 85 % of the power lies. */
  rolloff: number;
  /** Geometric over arithmetic mean of the power between 50 Hz and 16 kHz: 0 tone .. 1 white noise. */
  flatness: number;
  /** Seconds between the peak of the 10 ms envelope and its last value above -20 dB. */
  decaySeconds: number;
  /** Standard deviation over mean of the 20 ms envelope: 0 steady .. above 1 separate events. */
  unsteadiness: number;
}

const SIZE = 2048;

export function describeSound(samples: Float32Array): Descriptors {
  let centroid = 0;
  let rolloff = 0;
  let flatness = 0;
  let weight = 0;
  for (let start = 0; start < samples.length; start += SIZE / 2) {
    const power = magnitudes(samples, start, SIZE).map((value) => value * value);
    const total = power.reduce((sum, value) => sum + value, 0);
    if (total <= 1e-9) continue;
    const hertz = SAMPLE_RATE / SIZE;
    let moment = 0;
    power.forEach((value, bin) => {
      moment += value * bin * hertz;
    });
    let below = 0;
    let bin = 0;
    while (bin < power.length && below < 0.85 * total) below += power[bin++] ?? 0;
    const band = power.slice(Math.ceil(50 / hertz), Math.floor(16_000 / hertz));
    const mean = band.reduce((sum, value) => sum + value, 0) / band.length;
    const logMean = band.reduce((sum, value) => sum + Math.log(value + 1e-12 * total), 0) / band.length;
    centroid += moment;
    rolloff += total * bin * hertz;
    flatness += total * (Math.exp(logMean) / (mean + 1e-30));
    weight += total;
  }
  const envelope = levels(samples, 0.01);
  const peak = envelope.indexOf(Math.max(...envelope));
  let last = peak;
  envelope.forEach((level, at) => {
    if (at > peak && level > 0.1 * (envelope[peak] ?? 0)) last = at;
  });
  const slow = levels(samples, 0.02);
  const mean = slow.reduce((sum, value) => sum + value, 0) / Math.max(1, slow.length);
  const variance = slow.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, slow.length);
  return {
    centroid: centroid / weight,
    rolloff: rolloff / weight,
    flatness: flatness / weight,
    decaySeconds: (last - peak) * 0.01,
    unsteadiness: Math.sqrt(variance) / mean,
  };
}

function levels(samples: Float32Array, seconds: number): number[] {
  const block = Math.round(seconds * SAMPLE_RATE);
  return Array.from({ length: Math.floor(samples.length / block) }, (_, index) => {
    let sum = 0;
    for (let at = index * block; at < (index + 1) * block; at++) sum += (samples[at] ?? 0) ** 2;
    return Math.sqrt(sum / block);
  });
}
