/**
 * Audio descriptors, to check that a class of sound has the properties the literature gives it and that classes differ.
 * Definitions after Peeters 2004, "A large set of audio features for sound description" (CUIDADO), on the long-term
 * average power spectrum (2048-point Hann frames, hop 1024), unless said otherwise.
 */
import FFT from 'fft.js';
import type { Stereo } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';

export interface Descriptors {
  /** Centre of gravity of the power spectrum, Hz. */
  centroidHz: number;
  /** Geometric over arithmetic mean of the power in third-octave bands 100 Hz..12.5 kHz: 1 even, 0 one tone. */
  flatness: number;
  /** 85 % of the power lies below, Hz. */
  rolloffHz: number;
  /** Share of power below 300 Hz. */
  lowShare: number;
  /** Share of power in 300-2000 Hz. */
  midShare: number;
  /** Share of power above 2 kHz. */
  highShare: number;
  /** Attacks per second: local maxima of half-wave rectified log-band flux over an adaptive threshold. */
  onsetsPerSecond: number;
  /** Strongest rate of the amplitude envelope in 0.5..40 Hz. */
  modulationHz: number;
  /** Standard deviation over mean of the envelope (5 ms RMS): 0 steady, above 1 sparse. */
  modulationDepth: number;
  /** Median peak of the normalised autocorrelation (60-2000 Hz) over frames that sound: 1 a tone, 0 noise. */
  harmonicity: number;
  /** Peak over RMS, dB. */
  crestDb: number;
}

const FRAME = 2048;
const HOP = 1024;

/** Sum of the two channels; the descriptors are of one signal. */
export function toMono(pair: Stereo): Float32Array {
  const out = new Float32Array(pair.left.length);
  for (let i = 0; i < out.length; i++) out[i] = ((pair.left[i] as number) + (pair.right[i] as number)) * 0.5;
  return out;
}

/** @param signal mono at 44.1 kHz; shorter sounds are padded to one frame. */
export function describe(signal: Float32Array): Descriptors {
  const padded = signal.length >= FRAME ? signal : padTo(signal, FRAME);
  const spectrum = averageSpectrum(signal);
  const total = sumBetween(spectrum, 20, 20_000) || 1e-20;
  const envelope = rmsEnvelope(padded, 0.005);
  const { mean, deviation } = moments(envelope);
  return {
    centroidHz: centroid(spectrum, total),
    flatness: bandFlatness(spectrum),
    rolloffHz: rolloff(spectrum, total * 0.85),
    lowShare: sumBetween(spectrum, 20, 300) / total,
    midShare: sumBetween(spectrum, 300, 2000) / total,
    highShare: sumBetween(spectrum, 2000, 20_000) / total,
    onsetsPerSecond: onsets(padded).length / (padded.length / SAMPLE_RATE),
    modulationHz: envelopePeak(envelope, 200),
    modulationDepth: mean > 0 ? deviation / mean : 0,
    harmonicity: harmonicity(padded),
    crestDb: crest(padded),
  };
}

function padTo(signal: Float32Array, length: number): Float32Array {
  const out = new Float32Array(length);
  out.set(signal);
  return out;
}

function hann(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
}

/** Calls `visit` with the power spectrum (size / 2 bins) of each frame; the array is reused. */
function eachSpectrum(
  signal: Float32Array,
  size: number,
  hop: number,
  visit: (power: Float32Array, start: number) => void,
): void {
  const fft = new FFT(size);
  const window = hann(size);
  const input = new Array<number>(size).fill(0);
  const output = fft.createComplexArray();
  const power = new Float32Array(size / 2);
  for (let start = 0; start + size <= signal.length; start += hop) {
    for (let i = 0; i < size; i++) input[i] = (signal[start + i] as number) * (window[i] as number);
    fft.realTransform(output, input);
    for (let k = 0; k < size / 2; k++) {
      const re = output[2 * k] as number;
      const im = output[2 * k + 1] as number;
      power[k] = re * re + im * im;
    }
    visit(power, start);
  }
}

/** Spectral centroid alone, for quick comparisons. */
export function centroidOf(signal: Float32Array): number {
  const spectrum = averageSpectrum(signal);
  return centroid(spectrum, sumBetween(spectrum, 20, 20_000) || 1e-20);
}

/** Half a frame of silence goes in front and behind, or the window's fade would hide a hit at sample 0. */
function averageSpectrum(signal: Float32Array): Float64Array {
  const sum = new Float64Array(FRAME / 2);
  const padded = new Float32Array(signal.length + 2 * FRAME);
  padded.set(signal, FRAME / 2);
  eachSpectrum(padded, FRAME, HOP, (power) => {
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (power[k] as number);
  });
  return sum;
}

const binOf = (hz: number): number => Math.round((hz * FRAME) / SAMPLE_RATE);

function sumBetween(spectrum: Float64Array, low: number, high: number): number {
  let sum = 0;
  const end = Math.min(spectrum.length, Math.max(binOf(low) + 1, binOf(high)));
  for (let k = Math.max(1, binOf(low)); k < end; k++) sum += spectrum[k] as number;
  return sum;
}

function centroid(spectrum: Float64Array, total: number): number {
  let sum = 0;
  for (let k = 1; k < Math.min(spectrum.length, binOf(20_000)); k++)
    sum += ((k * SAMPLE_RATE) / FRAME) * (spectrum[k] as number);
  return sum / total;
}

function rolloff(spectrum: Float64Array, wanted: number): number {
  let sum = 0;
  for (let k = 1; k < spectrum.length; k++) {
    sum += spectrum[k] as number;
    if (sum >= wanted) return (k * SAMPLE_RATE) / FRAME;
  }
  return SAMPLE_RATE / 2;
}

function bandFlatness(spectrum: Float64Array): number {
  let logs = 0;
  let sum = 0;
  let bands = 0;
  for (let hz = 100; hz < 12_500; hz *= 2 ** (1 / 3)) {
    const low = hz / 2 ** (1 / 6);
    const high = hz * 2 ** (1 / 6);
    const bins = Math.max(1, binOf(high) - Math.max(1, binOf(low)));
    // Mean power per bin, so that white noise is flat.
    const level = sumBetween(spectrum, low, high) / bins + 1e-20;
    logs += Math.log(level);
    sum += level;
    bands++;
  }
  return Math.exp(logs / bands) / (sum / bands);
}

function rmsEnvelope(signal: Float32Array, seconds: number): Float32Array {
  const size = Math.round(seconds * SAMPLE_RATE);
  const out = new Float32Array(Math.max(1, Math.floor(signal.length / size)));
  for (let f = 0; f < out.length; f++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (signal[f * size + i] as number) ** 2;
    out[f] = Math.sqrt(sum / size);
  }
  return out;
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** Peak of the envelope's spectrum, smoothed over neighbouring bins; direct DFT since the envelope is short. */
function envelopePeak(envelope: Float32Array, rate: number): number {
  const { mean } = moments(envelope);
  const seconds = envelope.length / rate;
  let best = 0;
  let bestHz = 0;
  const step = Math.max(0.125, 0.5 / seconds);
  for (let hz = 0.5; hz <= 40; hz += step) {
    let re = 0;
    let im = 0;
    const w = (2 * Math.PI * hz) / rate;
    const turnRe = Math.cos(w);
    const turnIm = Math.sin(w);
    let c = 1;
    let s = 0;
    for (let i = 0; i < envelope.length; i++) {
      const value = (envelope[i] as number) - mean;
      re += value * c;
      im += value * s;
      const next = c * turnRe - s * turnIm;
      s = c * turnIm + s * turnRe;
      c = next;
    }
    const power = re * re + im * im;
    if (power > best) {
      best = power;
      bestHz = hz;
    }
  }
  return bestHz;
}

/** Sample positions of attacks (log-band spectral flux, 512-point frames, hop 256, local median threshold). */
export function onsets(signal: Float32Array): number[] {
  const size = 512;
  const hop = 256;
  const edges = [1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 256];
  let previous: number[] | undefined;
  const flux: number[] = [];
  let loudest = 1e-12;
  const energies: number[][] = [];
  eachSpectrum(signal, size, hop, (power) => {
    const bands: number[] = [];
    for (let b = 0; b + 1 < edges.length; b++) {
      let sum = 0;
      for (let k = edges[b] as number; k < (edges[b + 1] as number); k++) sum += power[k] as number;
      bands.push(sum);
      loudest = Math.max(loudest, sum);
    }
    energies.push(bands);
  });
  for (const bands of energies) {
    const logs = bands.map((value) => Math.log10(value + loudest * 1e-5));
    let rise = 0;
    if (previous !== undefined)
      for (const [b, value] of logs.entries()) rise += Math.max(0, value - (previous[b] as number));
    flux.push(rise / logs.length);
    previous = logs;
  }
  const found: number[] = [];
  let last = -100;
  for (let f = 1; f + 1 < flux.length; f++) {
    const value = flux[f] as number;
    if (value < (flux[f - 1] as number) || value <= (flux[f + 1] as number)) continue;
    const around = flux.slice(Math.max(0, f - 12), f + 13).sort((a, b) => a - b);
    const median = around[Math.floor(around.length / 2)] as number;
    if (value > median * 1.6 + 0.18 && f - last >= 6) {
      found.push(f * hop);
      last = f;
    }
  }
  return found;
}

function harmonicity(signal: Float32Array): number {
  const size = FRAME;
  const fft = new FFT(size * 2);
  const frames: { energy: number; peak: number }[] = [];
  const input = new Array<number>(size * 2).fill(0);
  const spectrum = fft.createComplexArray();
  const back = fft.createComplexArray();
  const stride = Math.max(size, Math.floor(signal.length / 60));
  for (let start = 0; start + size <= signal.length; start += stride) {
    input.fill(0);
    for (let i = 0; i < size; i++) input[i] = signal[start + i] as number;
    fft.realTransform(spectrum, input);
    fft.completeSpectrum(spectrum);
    for (let k = 0; k < size * 2; k++) {
      const re = spectrum[2 * k] as number;
      const im = spectrum[2 * k + 1] as number;
      spectrum[2 * k] = re * re + im * im;
      spectrum[2 * k + 1] = 0;
    }
    fft.inverseTransform(back, spectrum);
    const energy = back[0] as number;
    let peak = 0;
    // Only after the first zero crossing: a dull noise is like itself at short lags without being a tone.
    let crossed = false;
    for (let lag = 8; lag < Math.floor(SAMPLE_RATE / 60); lag++) {
      const r = (back[2 * lag] as number) / (energy + 1e-20) / (1 - lag / size);
      if (r < 0) crossed = true;
      if (crossed && lag >= SAMPLE_RATE / 2000) peak = Math.max(peak, r);
    }
    frames.push({ energy, peak });
  }
  const loudest = Math.max(...frames.map((frame) => frame.energy));
  const peaks = frames
    .filter((frame) => frame.energy > loudest * 0.02)
    .map((frame) => frame.peak)
    .sort((a, b) => a - b);
  return peaks[Math.floor(peaks.length / 2)] ?? 0;
}

function crest(signal: Float32Array): number {
  let peak = 0;
  let sum = 0;
  for (const x of signal) {
    peak = Math.max(peak, Math.abs(x));
    sum += x * x;
  }
  return 20 * Math.log10((peak + 1e-12) / (Math.sqrt(sum / signal.length) + 1e-12));
}
