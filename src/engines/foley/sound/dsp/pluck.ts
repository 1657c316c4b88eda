/** Karplus–Strong plucked string with a fractional delay (Jaffe & Smith 1983). */
import type { Random } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';

export interface PluckShape {
  /** Hz. */
  frequency: number;
  /** Seconds to -60 dB at the fundamental. */
  t60: number;
  /** 0 dull .. 1 bright pluck. */
  brightness: number;
  sampleCount: number;
}

export function pluck(random: Random, shape: PluckShape): Float32Array {
  const out = new Float32Array(shape.sampleCount);
  const period = SAMPLE_RATE / shape.frequency;
  const whole = Math.max(2, Math.floor(period - 0.5));
  const fraction = period - 0.5 - whole;
  const tuning = (1 - fraction) / (1 + fraction);
  const line = new Float32Array(whole);
  const keep = 10 ** (-3 / (shape.frequency * shape.t60));
  let smoothed = 0;
  for (let i = 0; i < whole; i++) {
    smoothed += (0.15 + 0.85 * shape.brightness) * (random.range(-1, 1) - smoothed);
    line[i] = smoothed;
  }
  let at = 0;
  let last = 0;
  let ax = 0;
  let ay = 0;
  for (let i = 0; i < out.length; i++) {
    const y = line[at] as number;
    out[i] = y;
    const averaged = keep * 0.5 * (y + last);
    last = y;
    ay = tuning * averaged + ax - tuning * ay;
    ax = averaged;
    line[at] = ay;
    if (++at === whole) at = 0;
  }
  return out;
}
