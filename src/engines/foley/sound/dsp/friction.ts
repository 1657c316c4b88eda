/**
 * Stick-slip: a dry contact sticks, loads up and slips; each slip is a short jerk (Farnell, "Designing Sound", ch. 31,
 * creaking door: pulses whose interval shortens as the force grows; Avanzini, Serafin & Rocchesso 2005).
 */
import type { Random } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';

/** Jerks at `rate` Hz (curve), heights ~ 1 / sqrt(rate) since a slower build-up stores more; intervals vary by `roughness`. */
export function stickSlip(random: Random, rate: Float32Array, roughness: number): Float32Array {
  const out = new Float32Array(rate.length);
  let phase = random.next();
  let threshold = 1;
  for (let i = 0; i < out.length; i++) {
    const hz = rate[i] as number;
    if (hz <= 0) continue;
    phase += hz / SAMPLE_RATE;
    if (phase < threshold) continue;
    phase -= threshold;
    threshold = Math.max(0.3, 1 + random.normal() * roughness);
    const height = Math.min(2, 8 / Math.sqrt(hz)) * (0.7 + 0.6 * random.next());
    for (let k = 0; k < 24 && i + k < out.length; k++) {
      out[i + k] = (out[i + k] as number) + height * (k < 4 ? k / 4 : Math.exp(-(k - 4) / 5)) * (k < 12 ? 1 : -0.15);
    }
  }
  return out;
}
