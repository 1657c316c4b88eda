/** One period of a periodic sound, read at any moving frequency: rotors, motors, hums and engine orders. */
import type { Random } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';

const TABLE = 2048;

/** Sum of harmonics with random phases (a pulse-free, "machine" wave); `levels[k]` is harmonic k + 1. */
export function harmonicTable(random: Random, levels: readonly number[]): Float32Array {
  const table = new Float32Array(TABLE + 1);
  for (const [k, level] of levels.entries()) {
    const phase = random.range(0, 2 * Math.PI);
    for (let i = 0; i <= TABLE; i++) {
      table[i] = (table[i] as number) + level * Math.sin((2 * Math.PI * (k + 1) * i) / TABLE + phase);
    }
  }
  return table;
}

/** Reads the table with linear interpolation at `frequency` (Hz per sample, or fixed). */
export function readTable(table: Float32Array, sampleCount: number, frequency: number | Float32Array): Float32Array {
  const out = new Float32Array(sampleCount);
  const scale = TABLE / SAMPLE_RATE;
  let position = 0;
  for (let i = 0; i < sampleCount; i++) {
    const whole = position | 0;
    const a = table[whole] as number;
    out[i] = a + ((table[whole + 1] as number) - a) * (position - whole);
    position += scale * (typeof frequency === 'number' ? frequency : (frequency[i] as number));
    while (position >= TABLE) position -= TABLE;
  }
  return out;
}
