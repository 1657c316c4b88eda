/**
 * How each kind of sound takes part in a picture: what drives a bed, whether a body carries it from side to side, and
 * the rhythm an event keeps when the picture gives no onset. Matched by the words of the voice id, first row wins, so
 * that new voices fall into a sensible row without an entry of their own.
 */
export interface Behaviour {
  /** `motion`: louder when the picture moves; `flicker`: with small motion everywhere; `steady`: hardly changes. */
  drive: 'steady' | 'motion' | 'flicker' | 'rhythm';
  /** The source is one body that can be followed across the picture. */
  moves: boolean;
  /**
   * What sets an event off: a visible `blow`; a `flash` only (thunder does not answer a bouncing ball); or the source
   * `itself` (a dog, a horn), which follows the picture only when it is the one event sound.
   */
  cause: 'blow' | 'flash' | 'itself';
  /** Events per second without picture onsets, at pace 0.5. */
  perSecond: number;
  /** 0 a clockwork .. 1 quite irregular. */
  irregular: number;
}

type Row = [
  drive: Behaviour['drive'],
  path: 'moves' | 'stays',
  cause: Behaviour['cause'],
  perSecond: number,
  irregular: number,
];

// biome-ignore format: a table
const rows: readonly [words: string, row: Row][] = [
  ['footstep walk hooves horse', ['rhythm', 'moves', 'blow', 1.9, 0.08]],
  ['thunder', ['steady', 'stays', 'flash', 0.22, 0.5]],
  ['explosion firework', ['steady', 'stays', 'blow', 0.3, 0.6]],
  ['clock metronome heartbeat', ['rhythm', 'stays', 'itself', 1, 0.01]],
  ['keyboard typing applause crowd laugh music cheer typewriter breathing', ['rhythm', 'stays', 'itself', 0.4, 0.5]],
  ['whoosh swish swing sword', ['motion', 'moves', 'blow', 0.7, 0.4]],
  ['impact hit punch knock hammer ball bounc thud drop crash clang drum stomp glass break snap crack', ['rhythm', 'moves', 'blow', 0.9, 0.25]],
  ['gun shot laser zap splash click switch beep pop latch', ['rhythm', 'moves', 'blow', 0.7, 0.45]],
  ['door bell gong', ['rhythm', 'stays', 'blow', 0.4, 0.4]],
  ['creak horn siren chime phone alarm wind-chimes', ['rhythm', 'stays', 'itself', 0.4, 0.4]],
  ['dog cat bird crow owl cow sheep wolf rooster frog gull seagull lion duck animal scream whistle cough baby', ['rhythm', 'stays', 'itself', 0.45, 0.7]],
  ['rain hail traffic room hum cricket cicada static noise white city night insects', ['steady', 'stays', 'itself', 1, 0.5]],
  ['fire water river stream wave ocean leaves rustl bubbl boil drip snow flame fry', ['flicker', 'stays', 'itself', 1, 0.6]],
  ['wind breeze storm', ['motion', 'stays', 'itself', 0.4, 0.6]],
  ['car engine truck motor train plane airplane jet helicopter boat bike bicycle roll skate drone bee fly rocket spaceship robot servo', ['motion', 'moves', 'itself', 0.3, 0.5]],
  ['drill saw chainsaw machine fan vacuum mower lawn pump cloth paper zip scrape slide electric', ['motion', 'moves', 'itself', 0.5, 0.5]],
];

const plain: Row = ['steady', 'stays', 'itself', 0.6, 0.4];

/** A word of the table matches the beginning of any word of the id: `rain` is in `rain-roof`, not in `train`. */
export function behaviourOf(voiceId: string): Behaviour {
  const matches = (word: string): boolean => `-${voiceId}`.includes(`-${word}`);
  const found = rows.find(([words]) => words.split(' ').some(matches))?.[1] ?? plain;
  const [drive, path, cause, perSecond, irregular] = found;
  return { drive, moves: path === 'moves', cause, perSecond, irregular };
}
