/**
 * Schroeder–Moorer reverberation: parallel damped combs, then series all-passes; delays after Freeverb (Jezar, 2000),
 * the right channel 23 samples longer. Comb feedback is set from the wanted decay time: g = 10^(-3 d / T60).
 */
import type { Stereo } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';
import { add, allPass, scale } from './stereo.ts';

const COMBS = [1116, 1277, 1422, 1557, 1617, 1491] as const;
const ALL_PASSES = [556, 441, 225] as const;
const SPREAD = 23;

export interface Room {
  /** Decay to -60 dB, seconds. */
  t60: number;
  /** Scales the delays: 0.2 a cupboard, 1 a hall. */
  size: number;
  /** 0 hard walls .. 0.95 dull. */
  damping: number;
  /** Gain of the room against the direct sound (0..1). */
  wet: number;
}

function comb(input: Float32Array, out: Float32Array, delay: number, feedback: number, damping: number): void {
  const line = new Float32Array(delay);
  let at = 0;
  let lowpassed = 0;
  for (let i = 0; i < input.length; i++) {
    const delayed = line[at] as number;
    lowpassed = delayed * (1 - damping) + lowpassed * damping;
    line[at] = (input[i] as number) + lowpassed * feedback;
    out[i] = (out[i] as number) + delayed;
    if (++at === delay) at = 0;
  }
}

function tail(input: Float32Array, room: Room, offset: number): Float32Array {
  const out = new Float32Array(input.length);
  for (const base of COMBS) {
    const delay = Math.max(8, Math.round((base + offset) * room.size));
    const feedback = 10 ** ((-3 * delay) / (room.t60 * SAMPLE_RATE));
    comb(input, out, delay, feedback, room.damping);
  }
  for (const base of ALL_PASSES) allPass(out, Math.max(4, Math.round((base + offset) * room.size)), 0.5);
  return scale(out, 0.3);
}

/** Adds the room's answer to `dry`, in place. Each side feeds its own combs. */
export function reverberate(dry: Stereo, room: Room): Stereo {
  const left = tail(dry.left, room, 0);
  const right = tail(dry.right, room, SPREAD);
  add(dry.left, left, room.wet);
  add(dry.right, right, room.wet);
  return dry;
}

/** The same on one channel. */
export function reverberateMono(dry: Float32Array, room: Room): Float32Array {
  return add(dry, tail(dry, room, 0), room.wet);
}
