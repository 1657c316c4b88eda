import { chanceOf } from '../chance.ts';
import type { Tune } from '../plan/plan.ts';

export interface Note {
  /** Seconds from the start of the loop. */
  at: number;
  seconds: number;
  hertz: number;
  /** 0 to 1. */
  loudness: number;
}

export interface Melody {
  /** Length of the loop. */
  seconds: number;
  notes: Note[];
}

/** Characters; nobody listens to a longer test. */
const MAX_SPOKEN = 10_000;
const BARS = 4;
const BEATS = 4;
/** Semitones above the key note. */
const scales = {
  bright: [0, 2, 4, 7, 9],
  dark: [0, 3, 5, 7, 10],
} as const;
/** Steps of the scale for each bar: a plain turn that can be repeated for ever. */
const turns: readonly [readonly number[], ...(readonly number[])[]] = [
  [0, 3, 4, 0],
  [0, 2, 3, 4],
  [0, 4, 2, 3],
];

const darkWords = /\b(sad|dark|minor|melanchol|night|rain|slow|blues|lonely|ghost|storm|tense)/i;
const quickWords = /\b(fast|upbeat|energetic|dance|techno|punk|drum and bass|happy|rock|edm|run)/i;
const slowWords = /\b(slow|ambient|calm|ballad|lullaby|sleep|soft|chill|lofi|lo-fi|relax)/i;

const hertz = (semitones: number): number => 220 * 2 ** (semitones / 12);

/** A loop that depends on the words and the seed alone. */
export function melodyOf(tune: Tune): Melody {
  if (tune.voice === 'speech') return speech(tune);
  if (tune.voice === 'effects') return effects(tune);
  const chance = chanceOf('melody', tune.words, tune.seed);
  const stated = /\b(\d{2,3})\s*bpm\b/i.exec(tune.words)?.[1];
  const usual = quickWords.test(tune.words) ? 132 : slowWords.test(tune.words) ? 76 : 104;
  const tempo = stated ? Math.min(200, Math.max(50, Number(stated))) : usual + chance.whole(-6, 6);
  const beat = 60 / tempo;
  const scale = darkWords.test(tune.words) ? scales.dark : scales.bright;
  const key = chance.whole(-5, 6);
  const turn = chance.pick(turns);
  const tone = (step: number): number => {
    const octave = Math.floor(step / scale.length);
    return hertz(key + 12 * octave + (scale[step - octave * scale.length] ?? 0));
  };
  const notes: Note[] = [];
  for (let bar = 0; bar < BARS; bar++) {
    const root = turn[bar] ?? 0;
    notes.push({ at: bar * BEATS * beat, seconds: beat * BEATS, hertz: tone(root) / 2, loudness: 0.5 });
    for (let half = 0; half < BEATS * 2; half++) {
      if (half > 0 && chance.next() < 0.28) continue;
      const step = root + chance.pick([0, 1, 2, 3, 4, 5, 2]);
      notes.push({
        at: (bar * BEATS + half / 2) * beat,
        seconds: beat * 0.9,
        hertz: tone(step),
        loudness: half % 2 ? 0.32 : 0.42,
      });
    }
  }
  return { seconds: BARS * BEATS * beat, notes };
}

/** One tone for each syllable, falling at the end of a sentence: the rhythm of the words without the words. */
function speech({ words, seed }: Tune): Melody {
  const chance = chanceOf('speech', words, seed);
  const notes: Note[] = [];
  let at = 0.1;
  for (const word of words.slice(0, MAX_SPOKEN).split(/\s+/).filter(Boolean)) {
    const syllables = Math.max(
      1,
      Math.min(6, word.match(/[aeiouyäöüéèáàóò]+/gi)?.length ?? Math.ceil(word.length / 3)),
    );
    for (let index = 0; index < syllables; index++) {
      const length = chance.between(0.13, 0.2);
      notes.push({ at, seconds: length, hertz: chance.between(150, 230), loudness: 0.5 });
      at += length;
    }
    at += /[.!?]["']?$/.test(word) ? 0.35 : /[,;:]$/.test(word) ? 0.2 : 0.06;
  }
  return { seconds: Math.max(0.6, at + 0.2), notes };
}

/** Scattered short sounds over a low hum, for sound that goes with a picture. */
function effects({ words, seed }: Tune): Melody {
  const chance = chanceOf('effects', words, seed);
  const notes: Note[] = [{ at: 0, seconds: 8, hertz: chance.between(70, 110), loudness: 0.35 }];
  for (let at = 0.2; at < 7.6; at += chance.between(0.25, 0.8))
    notes.push({
      at,
      seconds: chance.between(0.08, 0.4),
      hertz: chance.between(200, 1_400),
      loudness: chance.between(0.2, 0.5),
    });
  return { seconds: 8, notes };
}
