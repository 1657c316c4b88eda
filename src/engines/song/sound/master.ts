import { limit } from '../../foley/mix/limiter.ts';
import { integratedLoudness } from '../../foley/mix/loudness.ts';
import { truePeakDb } from '../../foley/mix/true-peak.ts';
import { filter, highpass } from '../../foley/sound/dsp/biquad.ts';
import type { Stereo } from '../../foley/sound/voice.ts';

/** What streaming services play music at. */
export const TARGET_LUFS = -14;
/** A decibel under the promised -1 dBTP, because mp3 coding moves peaks. */
const CEILING_DBTP = -2;
const TOLERANCE_LU = 0.2;
/** What mp3 coding takes off, mostly above 16 kHz; measured over 30 styles. */
const CODING_LOSS_LU = 0.25;
/** What is below moves membranes, not ears; second-order Butterworth. */
const LOWEST_HZ = 28;
/** More gain than this into the limiter is heard as flatness. */
const MAX_DRIVE_DB = 12;

export interface MasteredSong {
  sound: Stereo;
  loudnessLufs: number;
  truePeakDbtp: number;
}

/** Removes what lies below hearing, brings a mix to -14 LUFS under the ceiling, and fades both ends. Changes `mix`. */
export function masterSong(mix: Stereo, sampleRate: number): MasteredSong {
  for (const channel of [mix.left, mix.right]) filter(channel, highpass(LOWEST_HZ));
  fadeEnds(mix, sampleRate);
  const raw = integratedLoudness(mix, sampleRate);
  if (raw === Number.NEGATIVE_INFINITY) {
    return { sound: mix, loudnessLufs: Number.NEGATIVE_INFINITY, truePeakDbtp: Number.NEGATIVE_INFINITY };
  }
  const ceiling = 10 ** (CEILING_DBTP / 20);
  const target = TARGET_LUFS + CODING_LOSS_LU;
  let gainDb = target - raw;
  const maxGainDb = Math.max(gainDb, CEILING_DBTP - truePeakDb(mix)) + MAX_DRIVE_DB;
  let sound = limit(mix, 10 ** (gainDb / 20), ceiling, sampleRate);
  let loudness = integratedLoudness(sound, sampleRate);
  // A limited signal answers ever less to gain; ask for more than is missing.
  for (let round = 0; round < 3; round++) {
    const missing = target - loudness;
    if (Math.abs(missing) < TOLERANCE_LU || gainDb >= maxGainDb) break;
    gainDb = Math.min(maxGainDb, gainDb + missing * (1.25 + 0.4 * round));
    sound = limit(mix, 10 ** (gainDb / 20), ceiling, sampleRate);
    loudness = integratedLoudness(sound, sampleRate);
  }
  return { sound, loudnessLufs: loudness, truePeakDbtp: truePeakDb(sound) };
}

/** 2 ms in; the last second and a half out, for shorter pieces a fifth. */
function fadeEnds({ left, right }: Stereo, sampleRate: number): void {
  const fadeIn = Math.round(sampleRate * 0.002);
  const fadeOut = Math.min(Math.round(sampleRate * 1.5), Math.round(left.length / 5));
  for (const channel of [left, right]) {
    for (let i = 0; i < fadeIn && i < channel.length; i++) channel[i] = ((channel[i] as number) * i) / fadeIn;
    for (let i = 0; i < fadeOut; i++) {
      const at = channel.length - 1 - i;
      // Quarter sine: level in decibels falls slowly first.
      channel[at] = (channel[at] as number) * Math.sin(((i / fadeOut) * Math.PI) / 2);
    }
  }
}
