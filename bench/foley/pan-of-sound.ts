import { SAMPLE_RATE, type StereoPcm } from './decode-audio.ts';

/** Quieter blocks, against the loudest, say nothing about position: -40 dB. */
const SILENCE = 0.01;

/**
 * Where the sound is, 25 values per second, -1..1, from the power of the two channels: the angle of a
 * constant-power pan law, 4/π · atan2(R, L) − 1; null where it is silent.
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
