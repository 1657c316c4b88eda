import type { Random } from '../sound/voice.ts';
import type { Behaviour } from './behaviour.ts';

export interface Beat {
  time: number;
  strength: number;
}

const MAX_BEATS = 240;

/** Times for an event sound that no picture onset asks for: its own rate, less or more regular, or `count` of them. */
export function ownRhythm(
  behaviour: Behaviour,
  options: { durationSeconds: number; pace: number; count: number | null; random: Random },
): Beat[] {
  const { durationSeconds, pace, count, random } = options;
  // Pace 0 halves the rate twice, pace 1 doubles it twice.
  const rate = behaviour.perSecond * 2 ** ((pace - 0.5) * 4);
  const step = count === null ? 1 / rate : Math.min(1 / rate, (durationSeconds * 0.9) / count);
  const wanted = Math.min(MAX_BEATS, count ?? Math.max(1, Math.floor(durationSeconds / step)));
  const beats: Beat[] = [];
  let time = Math.min(0.2 + random.next() * 0.2 * step, durationSeconds * 0.25);
  for (let i = 0; i < wanted && time < durationSeconds - 0.05; i++) {
    beats.push({ time, strength: 0.65 + 0.3 * (random.next() - 0.5) });
    time += step * (1 + behaviour.irregular * (random.next() - 0.5) * 1.6);
  }
  return beats;
}
