import type { Stereo } from '../sound/voice.ts';
import { limit } from './limiter.ts';
import { integratedLoudness } from './loudness.ts';
import { reverberate } from './reverb.ts';
import { truePeakDb } from './true-peak.ts';

export const TARGET_LUFS = -20;
/** Two decibels under the promised -1 dBTP, because mp3 coding moves peaks by up to about 1.5 dB. */
const CEILING_DBTP = -3;

export interface Mastered {
  sound: Stereo;
  loudnessLufs: number;
  truePeakDbtp: number;
}

/** More gain than this into the limiter flattens a hit into a buzz. */
const MAX_DRIVE_DB = 14;

/**
 * Brings a mix to -20 LUFS under the peak ceiling. Limiting lowers loudness, so gain is raised until what comes out of
 * the limiter is loud enough. Lone clicks are too short to reach it under any ceiling: they get the room they are heard
 * in, a short tail, until they do. Silence stays silence.
 */
export function master(mix: Stereo, sampleRate: number): Mastered {
  if (integratedLoudness(mix, sampleRate) === Number.NEGATIVE_INFINITY) {
    return { sound: mix, loudnessLufs: Number.NEGATIVE_INFINITY, truePeakDbtp: Number.NEGATIVE_INFINITY };
  }
  let levelled = level(mix, sampleRate);
  if (TARGET_LUFS - levelled.loudness > TOLERANCE_LU) {
    const tail = reverberate(middle(mix), { decaySeconds: 1, damping: 0.4 }, sampleRate);
    for (let amount = 1; amount < 300 && TARGET_LUFS - levelled.loudness > TOLERANCE_LU; amount *= 3) {
      levelled = level(withTail(mix, tail, amount), sampleRate);
    }
  }
  const { sound, loudness } = levelled;
  endGently(sound, sampleRate);
  return { sound, loudnessLufs: loudness, truePeakDbtp: truePeakDb(sound) };
}

const TOLERANCE_LU = 0.5;

/** Gain and limiting only. */
function level(mix: Stereo, sampleRate: number): { sound: Stereo; loudness: number } {
  const ceiling = 10 ** (CEILING_DBTP / 20);
  const raw = integratedLoudness(mix, sampleRate);
  let gainDb = TARGET_LUFS - raw;
  const maxGainDb = Math.max(gainDb, CEILING_DBTP - truePeakDb(mix)) + MAX_DRIVE_DB;
  for (let round = 0; ; round++) {
    const sound = limit(mix, 10 ** (gainDb / 20), ceiling, sampleRate);
    const loudness = integratedLoudness(sound, sampleRate);
    const missing = TARGET_LUFS - loudness;
    if (Math.abs(missing) < TOLERANCE_LU || gainDb >= maxGainDb || round === 5) return { sound, loudness };
    // A limited signal answers ever less to gain; ask for more than is missing.
    gainDb = Math.min(maxGainDb, gainDb + missing * (1.2 + 0.4 * round));
  }
}

const middle = ({ left, right }: Stereo): Float32Array => left.map((value, i) => 0.5 * (value + (right[i] as number)));

const withTail = (mix: Stereo, tail: Stereo, amount: number): Stereo => ({
  left: mix.left.map((value, i) => value + amount * (tail.left[i] as number)),
  right: mix.right.map((value, i) => value + amount * (tail.right[i] as number)),
});

/** No click at the ends: 0.3 ms in (too short to hide a hit at time 0), 5 ms out. */
function endGently({ left, right }: Stereo, sampleRate: number): void {
  const fadeIn = Math.round(sampleRate * 0.0003);
  const fadeOut = Math.min(left.length, Math.round(sampleRate * 0.005));
  for (const channel of [left, right]) {
    for (let i = 0; i < fadeIn && i < channel.length; i++) channel[i] = ((channel[i] as number) * i) / fadeIn;
    for (let i = 0; i < fadeOut; i++) {
      const at = channel.length - 1 - i;
      channel[at] = ((channel[at] as number) * i) / fadeOut;
    }
  }
}
