import { splitWords, type Word } from './words.ts';

/** What a describing word changes. Numbers add up over several words and are clamped at the end. */
export interface Change {
  size?: number;
  pace?: number;
  brightness?: number;
  gainDb?: number;
  distance?: number;
  muffle?: number;
  underwater?: number;
  echo?: number;
  space?: number;
  distortion?: number;
}

export interface Modifier {
  change: Change;
  /** `noun`: describes one sound ("distant thunder"). `scene`: describes where everything is ("in a cave"). */
  scope: 'noun' | 'scene';
}

const table: readonly [phrases: string, scope: Modifier['scope'], change: Change][] = [
  [
    'distant|far|faraway|far away|far off|remote|in the distance|from afar|off screen',
    'noun',
    { distance: 0.6, gainDb: -4 },
  ],
  ['background|in the background|backdrop', 'noun', { distance: 0.3, gainDb: -6 }],
  ['close|near|close up|closeup|intimate|in the foreground|foreground|up close', 'noun', { distance: -0.3, gainDb: 2 }],
  ['nearby', 'noun', { distance: -0.15 }],
  [
    'loud|loudly|blaring|deafening|booming|powerful|strong|strongly|intense|intensely|violent|violently|furious|raging|roaring',
    'noun',
    { gainDb: 6, size: 0.1 },
  ],
  ['quiet|quietly|faint|faintly|subtle|subtly|hushed|soft|softly|low volume|barely audible', 'noun', { gainDb: -8 }],
  ['gentle|gently|calm|calmly|peaceful|soothing|mild|relaxing', 'noun', { gainDb: -5, pace: -0.2, size: -0.1 }],
  ['slow|slowly|lazy|lazily|leisurely|sluggish|idle|idling', 'noun', { pace: -0.35 }],
  [
    'fast|quick|quickly|rapid|rapidly|hurried|frantic|frantically|brisk|speedy|speeding|revving|hectic',
    'noun',
    { pace: 0.35 },
  ],
  ['heavy|heavily|hard|torrential|pouring|dense', 'noun', { size: 0.35, pace: 0.3, gainDb: 3 }],
  ['big|large|massive|thick|deep', 'noun', { size: 0.3, gainDb: 1 }],
  ['huge|giant|gigantic|enormous|colossal|immense', 'noun', { size: 0.45, gainDb: 3 }],
  ['light|lightly|small|little|thin|delicate|lightweight', 'noun', { size: -0.3, gainDb: -2, pace: -0.1 }],
  ['tiny|miniature|minuscule', 'noun', { size: -0.45, gainDb: -3 }],
  [
    'muffled|dampened|through a wall|through the wall|behind a door|behind the door|next room|from next door|inside a car|from inside',
    'noun',
    { muffle: 0.75 },
  ],
  ['underwater|under water|submerged|under the water|below the surface', 'scene', { underwater: 1 }],
  ['echo|echoing|echoey|echoes', 'noun', { echo: 0.7, space: 0.3 }],
  ['reverb|reverberant|reverberating|reverberation|resonant|spacious', 'noun', { space: 0.6 }],
  ['cave|cavern|tunnel|canyon|valley', 'scene', { echo: 0.5, space: 0.8 }],
  [
    'hall|hallway|corridor|stairwell|church|cathedral|warehouse|gymnasium|empty room|arena|stadium',
    'scene',
    { space: 0.75 },
  ],
  ['indoor|indoors|room|bathroom', 'scene', { space: 0.35 }],
  ['bright|crisp|sharp|shrill|high pitched|tinny|piercing|clear|crystal clear', 'noun', { brightness: 0.35 }],
  ['dull|low pitched|mellow|dark|bassy|rumbly|blunt|low', 'noun', { brightness: -0.35 }],
  ['distorted|distortion|crunchy|overdriven|lo fi|lofi|gritty|through a radio', 'noun', { distortion: 0.7 }],
];

const intensifiers = new Map<string, number>(
  (
    [
      ['very really extremely super incredibly so intensely', 1.5],
      ['slightly somewhat fairly bit', 0.5],
    ] as const
  ).flatMap(([words, factor]) => words.split(' ').map((word): [string, number] => [word, factor])),
);

export const intensity = (word: Word): number | undefined => intensifiers.get(word.text);

const byPhrase = new Map<string, Modifier>();
for (const [phrases, scope, change] of table) {
  for (const phrase of phrases.split('|')) {
    byPhrase.set(
      splitWords(phrase)
        .map((word) => word.text)
        .join(' '),
      { scope, change },
    );
  }
}

/** Longest describing phrase that starts at `words[at]`; exact words only ("light" must not match "lightning"). */
export function matchModifier(words: readonly Word[], at: number): { modifier: Modifier; length: number } | null {
  for (let length = Math.min(3, words.length - at); length >= 1; length--) {
    const run = words.slice(at, at + length);
    if (run.some((word, i) => i > 0 && word.before !== 'none')) continue;
    const modifier = byPhrase.get(run.map((word) => word.text).join(' '));
    if (modifier !== undefined) return { modifier, length };
  }
  return null;
}

/** Adds `change` times `factor` onto `sum`. */
export function addChange(sum: Change, change: Change, factor = 1): Change {
  const added: Change = { ...sum };
  for (const key of Object.keys(change) as (keyof Change)[]) added[key] = (sum[key] ?? 0) + (change[key] ?? 0) * factor;
  return added;
}
