/**
 * Bubbles in liquid, after van den Doel 2005, "Physically based models for liquid sounds" (ACM TAP 2:4):
 * resonance f = 3 / r (Minnaert, r in metres), damping d = 0.13 / r + 0.0072 r^(-3/2) per second, pitch rising as
 * f (1 + sigma t), sigma = xi d, xi about 0.1 for a bubble near the surface.
 */
import type { Random } from '../voice.ts';
import { SAMPLE_RATE, toSamples } from './rate.ts';

export interface BubbleShape {
  /** Radius in metres; 0.15 mm (20 kHz) to 15 mm (200 Hz). */
  radius: number;
  /** Rise factor xi: 0 none, 0.1 usual, 0.4 a clear "bloop". */
  rise: number;
}

/** One bubble, peak about 1; short radii ring for a few ms only, the largest are cut at 0.35 s. */
export function bubble(shape: BubbleShape): Float32Array {
  const { radius } = shape;
  const frequency = 3 / radius;
  const damping = 0.13 / radius + 0.0072 * radius ** -1.5;
  const length = Math.min(toSamples(0.35), toSamples(6.9 / damping));
  const out = new Float32Array(length);
  const attack = Math.min(length, Math.max(4, Math.round((0.6 / frequency) * SAMPLE_RATE)));
  const sigma = shape.rise * damping;
  let phase = 0;
  for (let i = 0; i < length; i++) {
    const t = i / SAMPLE_RATE;
    phase += (2 * Math.PI * Math.min(18_000, frequency * (1 + sigma * t))) / SAMPLE_RATE;
    const envelope = Math.exp(-damping * t) * (i < attack ? i / attack : 1);
    out[i] = Math.sin(phase) * envelope * (i > length - 32 ? (length - i) / 32 : 1);
  }
  return out;
}

/** Radius drawn log-uniformly. */
export function drawRadius(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}
