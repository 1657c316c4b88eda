/**
 * Combustion engine as a train of firing pulses in a resonant exhaust (Farnell, "Designing Sound", ch. 48; Baldan,
 * Lachambre, Delle Monache & Boussard 2015, "Physically informed car engine sound synthesis"): a four-stroke engine
 * fires cylinders / 2 times per turn; each cylinder has its own strength, which gives the half-order growl.
 */
import type { Random } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';

export interface EngineShape {
  cylinders: number;
  /** Length of a firing pulse as a share of the firing interval (0.1 sharp .. 0.5 soft). */
  pulse: number;
  /** Differences between cylinders, 0..1. */
  uneven: number;
  /** Share of noise in each pulse, 0..1. */
  roughness: number;
  /** Exhaust pipe in metres; resonates at c / 4L and odd multiples (c about 500 m/s in hot gas). */
  pipeMetres: number;
}

/** Pressure at the tail pipe for a curve of revolutions per minute. */
export function engine(random: Random, rpm: Float32Array, shape: EngineShape): Float32Array {
  const out = new Float32Array(rpm.length);
  const strength = Array.from({ length: shape.cylinders }, () => 1 + shape.uneven * random.range(-0.6, 0.6));
  const delay = Math.max(8, Math.round((2 * shape.pipeMetres * SAMPLE_RATE) / 500));
  const line = new Float32Array(delay);
  let at = 0;
  let phase = 0;
  let cylinder = 0;
  let now = 1;
  let reflected = 0;
  for (let i = 0; i < rpm.length; i++) {
    phase += (((rpm[i] as number) / 60) * (shape.cylinders / 2)) / SAMPLE_RATE;
    if (phase >= 1) {
      phase -= 1;
      cylinder = (cylinder + 1) % shape.cylinders;
      now = (strength[cylinder] ?? 1) * (1 + random.normal() * 0.06 * (1 + shape.roughness));
    }
    let pressure = 0;
    if (phase < shape.pulse) {
      const x = phase / shape.pulse;
      pressure = now * Math.sin(Math.PI * x) ** 2 * (1 - 0.6 * x);
      pressure *= 1 + shape.roughness * (random.next() * 2 - 1) * 1.6;
    }
    const back = line[at] as number;
    reflected += 0.35 * (back - reflected);
    const y = pressure - 0.72 * reflected;
    line[at] = y;
    if (++at === delay) at = 0;
    out[i] = y;
  }
  return out;
}
