import type { Stereo } from '../sound/voice.ts';

/**
 * Feedback delay network of eight lines with a Householder matrix (J.-M. Jot and A. Chaigne, "Digital delay networks for
 * designing artificial reverberators", AES 90, 1991): each line's gain gives the same decay time, a one-pole low-pass
 * in each line makes high notes die sooner. Line lengths in samples at 44.1 kHz, mutually prime, 23 to 61 ms.
 */
const LENGTHS = [1_021, 1_187, 1_361, 1_559, 1_777, 2_053, 2_341, 2_693] as const;

export interface Room {
  /** Seconds until the tail is 60 dB down. */
  decaySeconds: number;
  /** 0 bright .. 1 dark. */
  damping: number;
}

export function reverberate(input: Float32Array, room: Room, sampleRate: number): Stereo {
  const count = input.length;
  const left = new Float32Array(count);
  const right = new Float32Array(count);
  const lines = LENGTHS.map((length) => new Float32Array(length));
  const at = new Int32Array(LENGTHS.length);
  const gains = Float64Array.from(LENGTHS, (length) => 10 ** ((-3 * length) / (sampleRate * room.decaySeconds)));
  const memory = new Float64Array(LENGTHS.length);
  const taps = new Float64Array(LENGTHS.length);
  const damp = 0.15 + 0.6 * room.damping;
  const size = LENGTHS.length;

  for (let n = 0; n < count; n++) {
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const line = lines[k] as Float32Array;
      const out = (line[at[k] as number] as number) * (gains[k] as number);
      const smooth = out + ((memory[k] as number) - out) * damp;
      memory[k] = smooth;
      taps[k] = smooth;
      sum += smooth;
    }
    const shared = (sum * 2) / size;
    // A denormal-sized bias would cost far more time than it is worth hearing.
    const x = (input[n] as number) + 1e-18;
    for (let k = 0; k < size; k++) {
      const line = lines[k] as Float32Array;
      const place = at[k] as number;
      line[place] = (taps[k] as number) - shared + x;
      at[k] = place + 1 === line.length ? 0 : place + 1;
    }
    left[n] = ((taps[0] as number) - (taps[2] as number) + (taps[4] as number) - (taps[6] as number)) * 0.5;
    right[n] = ((taps[1] as number) - (taps[3] as number) + (taps[5] as number) - (taps[7] as number)) * 0.5;
  }
  return { left, right };
}

/** Single repeats that swap sides and grow duller; `seconds` between them. */
export function repeatEchoes(input: Float32Array, seconds: number, sampleRate: number): Stereo {
  const count = input.length;
  const left = new Float32Array(count);
  const right = new Float32Array(count);
  const delay = Math.max(1, Math.round(seconds * sampleRate));
  let lowLeft = 0;
  let lowRight = 0;
  for (let n = delay; n < count; n++) {
    lowLeft += ((right[n - delay] as number) * 0.55 + (input[n - delay] as number) - lowLeft) * 0.35;
    lowRight += ((left[n - delay] as number) * 0.55 - lowRight) * 0.35;
    left[n] = lowLeft;
    right[n] = lowRight;
  }
  return { left, right };
}
