import { setImmediate as breathe } from 'node:timers/promises';
import type { Melody, Note } from './melody.ts';

export const RATE = 44_100;
const ATTACK_SECONDS = 0.012;
/** Samples computed between two looks at the event loop: below a millisecond. */
const SLICE = 8_000;
/** Longest loop that is computed; longer speech goes round again. */
const MAX_SECONDS = 120;

/** One cycle of a soft organ tone. */
const wave = Float32Array.from({ length: 2_048 }, (_, index) => {
  const turn = (index / 2_048) * 2 * Math.PI;
  return 0.7 * Math.sin(turn) + 0.2 * Math.sin(2 * turn) + 0.1 * Math.sin(3 * turn);
});

/** The loop as a WAV file: one channel, 44.1 kHz, 16 bits. Gives way to other work all the time. */
export async function playMelody(melody: Melody): Promise<Buffer> {
  const length = Math.round(Math.min(MAX_SECONDS, melody.seconds) * RATE);
  const mixed = new Float32Array(length);
  let done = 0;
  for (const note of melody.notes) {
    if (note.at >= MAX_SECONDS) break;
    const samples = Math.round(note.seconds * RATE);
    for (let from = 0; from < samples; from += SLICE) {
      const to = Math.min(samples, from + SLICE);
      play(note, { from, to, samples, into: mixed });
      done += to - from;
      if (done >= SLICE) {
        done = 0;
        await breathe();
      }
    }
  }
  const wav = Buffer.alloc(44 + length * 2);
  writeHeader(wav, length);
  for (let from = 0; from < length; from += SLICE) {
    for (let index = from; index < Math.min(length, from + SLICE); index++)
      wav.writeInt16LE(Math.round(Math.tanh((mixed[index] ?? 0) * 0.8) * 29_000), 44 + index * 2);
    await breathe();
  }
  return wav;
}

interface Part {
  from: number;
  to: number;
  /** Of the whole note. */
  samples: number;
  into: Float32Array;
}

/** Adds a part of a note; what rings beyond the end goes on at the start, so that the loop has no seam. */
function play(note: Note, { from, to, samples, into }: Part): void {
  const start = Math.round(note.at * RATE);
  const step = (note.hertz * wave.length) / RATE;
  const attack = ATTACK_SECONDS * RATE;
  for (let index = from; index < to; index++) {
    const fade = Math.min(1, index / attack) * (1 - index / samples) ** 1.3;
    const at = (start + index) % into.length;
    into[at] = (into[at] ?? 0) + note.loudness * fade * (wave[Math.floor(index * step) % wave.length] ?? 0);
  }
}

function writeHeader(wav: Buffer, samples: number): void {
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
}
