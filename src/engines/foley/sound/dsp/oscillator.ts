/** Periodic sources with a frequency curve (Hz per sample) or a fixed frequency. */
import { SAMPLE_RATE } from './rate.ts';

type Hz = number | Float32Array;

function at(frequency: Hz, i: number): number {
  return typeof frequency === 'number' ? frequency : (frequency[i] as number);
}

export function sine(sampleCount: number, frequency: Hz, phase = 0): Float32Array {
  const out = new Float32Array(sampleCount);
  let angle = phase * 2 * Math.PI;
  const step = (2 * Math.PI) / SAMPLE_RATE;
  for (let i = 0; i < sampleCount; i++) {
    out[i] = Math.sin(angle);
    angle += step * at(frequency, i);
  }
  return out;
}

/** Sawtooth with polyBLEP edges (Välimäki & Huovilainen 2007) against aliasing. */
export function saw(sampleCount: number, frequency: Hz, phase = 0): Float32Array {
  const out = new Float32Array(sampleCount);
  let p = phase;
  for (let i = 0; i < sampleCount; i++) {
    const dt = at(frequency, i) / SAMPLE_RATE;
    let y = 2 * p - 1;
    if (p < dt) {
      const t = p / dt;
      y -= t + t - t * t - 1;
    } else if (p > 1 - dt) {
      const t = (p - 1) / dt;
      y -= t * t + t + t + 1;
    }
    out[i] = y;
    p += dt;
    if (p >= 1) p -= Math.floor(p);
  }
  return out;
}

/** Square wave: difference of two saws, so it is band-limited as they are. */
export function square(sampleCount: number, frequency: Hz, width = 0.5): Float32Array {
  const a = saw(sampleCount, frequency, 0);
  const b = saw(sampleCount, frequency, width);
  for (let i = 0; i < sampleCount; i++) a[i] = ((b[i] as number) - (a[i] as number)) * 0.5 + 0;
  return a;
}

/** Two-operator FM (Chowning 1973); `index` may be a curve. */
export function fm(sampleCount: number, carrier: Hz, ratio: number, index: number | Float32Array): Float32Array {
  const out = new Float32Array(sampleCount);
  const step = (2 * Math.PI) / SAMPLE_RATE;
  let c = 0;
  let m = 0;
  for (let i = 0; i < sampleCount; i++) {
    const hz = at(carrier, i);
    out[i] = Math.sin(c + at(index, i) * Math.sin(m));
    c += step * hz;
    m += step * hz * ratio;
  }
  return out;
}

/**
 * Glottis-like pulses (Rosenberg 1971, type B, differentiated): open quotient `open`, 1 pulse per period. `jitter` of
 * the period makes it rough. Falls about 12 dB/octave less the lip's 6.
 */
export function glottis(
  sampleCount: number,
  frequency: Hz,
  open: number,
  jitter: number,
  random: { normal(): number },
): Float32Array {
  const out = new Float32Array(sampleCount);
  let p = 0;
  let wobble = 1;
  let previous = 0;
  for (let i = 0; i < sampleCount; i++) {
    p += (at(frequency, i) / SAMPLE_RATE) * wobble;
    if (p >= 1) {
      p -= Math.floor(p);
      wobble = 1 + Math.max(-0.5, Math.min(0.5, random.normal() * jitter));
    }
    const x = p / open;
    const flow = x < 1 ? x * x * (1 - x) * 6.75 : 0;
    out[i] = (flow - previous) * 6;
    previous = flow;
  }
  return out;
}
