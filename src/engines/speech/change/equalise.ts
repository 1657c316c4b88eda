import FFT from 'fft.js';
import type { BandSpectrum } from '../listen/spectrum.ts';

type Bands = Pick<BandSpectrum, 'centres' | 'levelsDb'>;

/** More than this per band sounds like a filter, not like a voice. */
const MAX_GAIN_DB = 9;
/** Beyond the band of the reference (a telephone ends at 3.4 kHz) the speech falls off too, down to this. */
const OUT_OF_BAND_DB = -30;
/** A reference band this far under its loudest one holds nothing of the voice. */
const EMPTY_DB = -65;
const TAPS = 512;

/**
 * Gains in dB, one per third octave, that bring the average spectrum `own` towards `wanted`. Smoothed over neighbours,
 * so that the words' formants are left alone, and centred on 0 dB over the bands that matter for speech.
 */
export function matchingGains(own: Bands, wanted: Bands): Float32Array {
  const isEmpty = (band: number) => (wanted.levelsDb[band] ?? 0) < EMPTY_DB;
  const raw = own.centres.map((_, band) => (wanted.levelsDb[band] ?? 0) - (own.levelsDb[band] ?? 0));
  const middle = own.centres.flatMap((hz, band) => (hz >= 300 && hz <= 3_000 ? [raw[band] as number] : []));
  const offset = middle.reduce((sum, value) => sum + value, 0) / Math.max(1, middle.length);
  return Float32Array.from(own.centres, (_, band) => {
    if (isEmpty(band)) return OUT_OF_BAND_DB;
    const near = [band - 1, band, band, band + 1].filter((at) => raw[at] !== undefined && !isEmpty(at));
    const mean = near.reduce((sum, at) => sum + (raw[at] as number), 0) / near.length;
    return Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, mean - offset));
  });
}

/** Applies the gains with a linear-phase filter (frequency sampling, Hann window), delay removed. */
export function equalise(
  samples: Float32Array,
  sampleRate: number,
  centres: readonly number[],
  gainsDb: Float32Array,
): Float32Array {
  const taps = impulse(sampleRate, centres, gainsDb);
  return convolve(samples, taps, TAPS / 2);
}

function impulse(sampleRate: number, centres: readonly number[], gainsDb: Float32Array): Float32Array {
  const fft = new FFT(TAPS);
  const spectrum = fft.createComplexArray().fill(0);
  for (let bin = 0; bin <= TAPS / 2; bin++) {
    const gain = 10 ** (gainAt((bin * sampleRate) / TAPS, centres, gainsDb) / 20);
    // Alternating signs put the peak in the middle of the filter.
    const value = bin % 2 === 0 ? gain : -gain;
    spectrum[2 * bin] = value;
    if (bin > 0 && bin < TAPS / 2) spectrum[2 * (TAPS - bin)] = value;
  }
  const out = fft.createComplexArray();
  fft.inverseTransform(out, spectrum);
  return Float32Array.from({ length: TAPS }, (_, i) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / TAPS);
    return window * (out[2 * i] ?? 0);
  });
}

/** Between bands by the logarithm of the frequency. */
function gainAt(hz: number, centres: readonly number[], gainsDb: Float32Array): number {
  const last = centres.length - 1;
  if (hz <= (centres[0] as number)) return gainsDb[0] ?? 0;
  if (hz >= (centres[last] as number)) return gainsDb[last] ?? 0;
  const place = 3 * Math.log2(hz / (centres[0] as number));
  const below = Math.min(last - 1, Math.floor(place));
  const low = gainsDb[below] ?? 0;
  return low + (place - below) * ((gainsDb[below + 1] ?? 0) - low);
}

/** Overlap-add in blocks; the first `delay` samples of the result are dropped. */
function convolve(samples: Float32Array, taps: Float32Array, delay: number): Float32Array {
  const size = 4096;
  const block = size - taps.length + 1;
  const fft = new FFT(size);
  const response = fft.createComplexArray();
  fft.transform(response, fft.toComplexArray(pad(taps, 0, taps.length, size), null));
  const spectrum = fft.createComplexArray();
  const product = fft.createComplexArray();
  const part = fft.createComplexArray();
  const out = new Float32Array(samples.length);
  for (let start = 0; start < samples.length; start += block) {
    fft.transform(spectrum, fft.toComplexArray(pad(samples, start, block, size), null));
    for (let i = 0; i < 2 * size; i += 2) {
      const [a, b, c, d] = [spectrum[i] ?? 0, spectrum[i + 1] ?? 0, response[i] ?? 0, response[i + 1] ?? 0];
      product[i] = a * c - b * d;
      product[i + 1] = a * d + b * c;
    }
    fft.inverseTransform(part, product);
    for (let i = 0; i < size; i++) {
      const at = start + i - delay;
      if (at >= 0 && at < out.length) out[at] = (out[at] as number) + (part[2 * i] ?? 0);
    }
  }
  return out;
}

const pad = (samples: Float32Array, start: number, count: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => (i < count ? (samples[start + i] ?? 0) : 0));
