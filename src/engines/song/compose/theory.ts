/** Pitch arithmetic. Pitches are MIDI numbers (60 = middle C), pitch classes 0..11 from C. */

export const modes = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  'harmonic minor': [0, 2, 3, 5, 7, 8, 11],
} as const satisfies Record<string, readonly number[]>;

export type Mode = keyof typeof modes;

export const isMode = (text: string): text is Mode => Object.hasOwn(modes, text);

/** Whether the third of the mode is small: which of a style's progressions fit. */
export const isMinorLike = (mode: Mode): boolean => modes[mode][2] === 3;

const LETTERS: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/** `F#`, `bb`, `E flat`; null for anything else. */
export function pitchClassOf(name: string): number | null {
  const parts = /^([a-g])\s*(#|♯|b|♭|-?\s*sharp|-?\s*flat)?$/i.exec(name.trim());
  const letter = LETTERS[parts?.[1]?.toLowerCase() ?? ''];
  if (letter === undefined) return null;
  const sign = parts?.[2]?.toLowerCase() ?? '';
  if (sign === '') return letter;
  return mod12(letter + (/#|♯|sharp/.test(sign) ? 1 : -1));
}

const NAMES_SHARP = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;
const NAMES_FLAT = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'] as const;

/** The usual name of a tonic: keys with few signs are preferred, so Bb major but C# minor. */
export function tonicName(pitchClass: number, mode: Mode): string {
  const flats = isMinorLike(mode) ? [3, 10] : [1, 3, 8, 10];
  const at = mod12(pitchClass);
  return (flats.includes(at) ? NAMES_FLAT[at] : NAMES_SHARP[at]) ?? 'C';
}

export const mod12 = (value: number): number => ((value % 12) + 12) % 12;

/** The pitch of a scale degree counted from the tonic at `tonic`; degrees go on above 6 and below 0. */
export function pitchOfDegree(degree: number, tonic: number, scale: readonly number[]): number {
  const octave = Math.floor(degree / scale.length);
  return tonic + 12 * octave + (scale[degree - octave * scale.length] ?? 0);
}

/** The degree whose pitch is nearest to `pitch` (the lower of two). */
export function nearestDegree(pitch: number, tonic: number, scale: readonly number[]): number {
  const octave = Math.floor((pitch - tonic) / 12);
  let best = octave * scale.length;
  let distance = Number.POSITIVE_INFINITY;
  for (let degree = best - 1; degree <= best + scale.length; degree++) {
    const away = Math.abs(pitchOfDegree(degree, tonic, scale) - pitch);
    if (away < distance) {
      best = degree;
      distance = away;
    }
  }
  return best;
}

export interface Chord {
  /** Semitones above the tonic, 0..11. */
  root: number;
  /** Semitones above the root, ascending, starting with 0. */
  intervals: readonly number[];
  /** As written in the progression. */
  name: string;
}

const ROMAN: readonly [string, number][] = [
  ['vii', 11],
  ['iii', 4],
  ['iv', 5],
  ['vi', 9],
  ['ii', 2],
  ['v', 7],
  ['i', 0],
];

/**
 * A chord in Roman numerals relative to the major scale of the tonic: `I`, `vi`, `bVII`, `V7`, `iio7`, `Imaj7`, `IVsus2`,
 * `i9`, `I5`. Capital letters have the large third.
 * @throws RangeError for anything else: progressions are our own tables.
 */
export function readChord(name: string): Chord {
  const parts = /^([b#]?)([iv]+|[IV]+)(.*)$/.exec(name);
  const numeral = parts?.[2] ?? '';
  const base = ROMAN.find(([roman]) => roman === numeral.toLowerCase())?.[1];
  if (base === undefined) throw new RangeError(`no chord: ${name}`);
  const shift = parts?.[1] === 'b' ? -1 : parts?.[1] === '#' ? 1 : 0;
  const isMajor = numeral === numeral.toUpperCase();
  const intervals = intervalsOf(parts?.[3] ?? '', isMajor);
  if (intervals === undefined) throw new RangeError(`no chord: ${name}`);
  return { root: mod12(base + shift), intervals, name };
}

function intervalsOf(suffix: string, isMajor: boolean): readonly number[] | undefined {
  const third = isMajor ? 4 : 3;
  const table: Readonly<Record<string, readonly number[]>> = {
    '': [0, third, 7],
    '5': [0, 7],
    '6': [0, third, 7, 9],
    '7': [0, third, 7, 10],
    maj7: [0, third, 7, 11],
    '9': [0, third, 7, 10, 14],
    maj9: [0, third, 7, 11, 14],
    '13': [0, third, 10, 14, 21],
    add9: [0, third, 7, 14],
    sus2: [0, 2, 7],
    sus4: [0, 5, 7],
    '7sus4': [0, 5, 7, 10],
    o: [0, 3, 6],
    o7: [0, 3, 6, 9],
    h7: [0, 3, 6, 10],
    '+': [0, 4, 8],
    '7b9': [0, 4, 7, 10, 13],
  };
  return table[suffix];
}

export type ChordColour = 'power' | 'triad' | 'seventh' | 'ninth';

/** A plain triad coloured as the style likes; chords that are written out stay as they are. */
export function coloured(chord: Chord, colour: ChordColour, scale: readonly number[]): Chord {
  if (chord.intervals.length !== 3 || chord.intervals[2] !== 7 || colour === 'triad') return chord;
  if (colour === 'power') return { ...chord, intervals: [0, 7] };
  const third = chord.intervals[1] ?? 4;
  // The seventh of the scale: large above the tonic of a major key, small on the dominant.
  const inScale = (interval: number) => scale.includes(mod12(chord.root + interval));
  const seventh = inScale(10) || !inScale(11) ? 10 : 11;
  const intervals = colour === 'ninth' && inScale(14) ? [0, third, 7, seventh, 14] : [0, third, 7, seventh];
  return { ...chord, intervals };
}

/** Pitch classes of a chord in a key. */
export const chordClasses = (chord: Chord, tonicClass: number): number[] => [
  ...new Set(chord.intervals.map((interval) => mod12(tonicClass + chord.root + interval))),
];
