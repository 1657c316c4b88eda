/** Control curves at sample rate: decays, break points, slow random movement, picture intensity. */
import type { Random } from '../voice.ts';
import { FRAME_RATE, SAMPLE_RATE, toSamples } from './rate.ts';

/** A point of a break-point curve: seconds, value. */
export type Point = readonly [seconds: number, value: number];

/** Exponential decay to -60 dB after `t60` seconds, with a raised-cosine attack. */
export function decay(sampleCount: number, t60: number, attackSeconds = 0): Float32Array {
  const out = new Float32Array(sampleCount);
  const factor = Math.exp(-6.9078 / (t60 * SAMPLE_RATE));
  const attack = Math.round(attackSeconds * SAMPLE_RATE);
  let level = 1;
  for (let i = 0; i < sampleCount; i++) {
    out[i] = i < attack ? 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / (attack + 1)) : level;
    if (i >= attack) level *= factor;
  }
  return out;
}

/** Straight lines between points; the first and last values are held outside. */
export function lines(sampleCount: number, points: readonly Point[]): Float32Array {
  const out = new Float32Array(sampleCount);
  let from = points[0] ?? ([0, 0] as const);
  let at = 0;
  for (const to of points) {
    const end = Math.min(sampleCount, Math.round(to[0] * SAMPLE_RATE));
    const span = Math.max(1, (to[0] - from[0]) * SAMPLE_RATE);
    const start = from[0] * SAMPLE_RATE;
    for (; at < end; at++) out[at] = from[1] + ((to[1] - from[1]) * Math.max(0, at - start)) / span;
    from = to;
  }
  out.fill(from[1], at);
  return out;
}

/** Like `lines`, but straight on a logarithmic scale (pitch and decay curves); values must be above 0. */
export function glide(sampleCount: number, points: readonly Point[]): Float32Array {
  const out = lines(
    sampleCount,
    points.map(([t, v]) => [t, Math.log(v)] as const),
  );
  for (let i = 0; i < sampleCount; i++) out[i] = Math.exp(out[i] as number);
  return out;
}

/** Smooth random movement in -1..1, about `hz` new targets per second, never periodic. */
export function wander(random: Random, sampleCount: number, hz: number): Float32Array {
  const out = new Float32Array(sampleCount);
  let from = random.range(-1, 1);
  let at = 0;
  while (at < sampleCount) {
    const to = random.range(-1, 1);
    const span = toSamples(random.range(0.6, 1.4) / hz);
    const end = Math.min(sampleCount, at + span);
    for (let i = at; i < end; i++) {
      const x = (i - at) / span;
      out[i] = from + (to - from) * x * x * (3 - 2 * x);
    }
    at = end;
    from = to;
  }
  return out;
}

/**
 * Picture intensity (25 per second, 0..1) at sample rate: quick to rise (15 ms), slower to fall (`releaseSeconds`), so
 * that a resonating body is not cut off when the picture comes to rest.
 */
export function intensityCurve(intensity: Float32Array, sampleCount: number, releaseSeconds = 0.12): Float32Array {
  const out = new Float32Array(sampleCount);
  const last = intensity.length - 1;
  if (last < 0) return out.fill(1);
  const rise = 1 - Math.exp(-1 / (0.015 * SAMPLE_RATE));
  const fall = 1 - Math.exp(-1 / (releaseSeconds * SAMPLE_RATE));
  let level = clamp01(intensity[0] as number);
  for (let i = 0; i < sampleCount; i++) {
    const position = Math.min(last, (i * FRAME_RATE) / SAMPLE_RATE);
    const frame = Math.floor(position);
    const a = intensity[frame] as number;
    const b = intensity[Math.min(last, frame + 1)] as number;
    const target = a + (b - a) * (position - frame);
    level += (target > level ? rise : fall) * (target - level);
    out[i] = level;
  }
  return out;
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Multiplies in place and returns `signal`. */
export function shape(signal: Float32Array, curve: Float32Array): Float32Array {
  for (let i = 0; i < signal.length; i++) signal[i] = (signal[i] as number) * (curve[i] ?? 0);
  return signal;
}

/** Multiplies by `base + depth * curve`, floor 0. */
export function modulate(signal: Float32Array, curve: Float32Array, base: number, depth: number): Float32Array {
  for (let i = 0; i < signal.length; i++) {
    signal[i] = (signal[i] as number) * Math.max(0, base + depth * (curve[i] ?? 0));
  }
  return signal;
}

/** Raised-cosine fade over the last `seconds`, in place. */
export function fadeOut(signal: Float32Array, seconds: number): Float32Array {
  const span = Math.min(signal.length, toSamples(seconds));
  const start = signal.length - span;
  for (let i = 0; i < span; i++) {
    signal[start + i] = (signal[start + i] as number) * (0.5 + 0.5 * Math.cos((Math.PI * (i + 1)) / span));
  }
  return signal;
}
