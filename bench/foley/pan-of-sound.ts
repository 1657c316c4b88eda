import { SAMPLE_RATE, type StereoPcm } from './decode-audio.ts';

/** Blocks more than 20 dB under the loudest are room and reverberation, which lie in the middle by design. */
const SILENCE = 0.1;

/**
 * Where the sound is, 25 values per second, -1..1, from the power of the two channels: the angle of a
 * constant-power pan law, 4/π · atan2(R, L) − 1; null where only the room is heard.
 */
export function panOfSound({ left, right }: StereoPcm): (number | null)[] {
  const block = SAMPLE_RATE / 25;
  const count = Math.floor(left.length / block);
  const levels = Array.from({ length: count }, (_, index) => {
    const from = Math.round(index * block);
    const to = Math.round((index + 1) * block);
    let l = 0;
    let r = 0;
    for (let at = from; at < to; at++) {
      l += (left[at] ?? 0) ** 2;
      r += (right[at] ?? 0) ** 2;
    }
    return { l: Math.sqrt(l), r: Math.sqrt(r) };
  });
  const loudest = Math.max(...levels.map(({ l, r }) => Math.hypot(l, r)));
  return levels.map(({ l, r }) => (Math.hypot(l, r) < SILENCE * loudest ? null : (4 / Math.PI) * Math.atan2(r, l) - 1));
}

/** The direct sound: what comes before the room answers. */
const DIRECT_SECONDS = 0.02;

/**
 * Where sounds that begin at `times` (seconds) come from, -1..1. Only their first 20 ms are measured: listeners place
 * a sound by its first wave front, not by the reverberation after it (precedence effect; Litovsky et al.,
 * JASA 106(4), 1999).
 */
export function panAtOnsets({ left, right }: StereoPcm, times: readonly number[]): number[] {
  return times.map((time) => {
    let l = 0;
    let r = 0;
    for (let at = Math.round(time * SAMPLE_RATE); at < (time + DIRECT_SECONDS) * SAMPLE_RATE; at++) {
      l += (left[at] ?? 0) ** 2;
      r += (right[at] ?? 0) ** 2;
    }
    return (4 / Math.PI) * Math.atan2(Math.sqrt(r), Math.sqrt(l)) - 1;
  });
}
