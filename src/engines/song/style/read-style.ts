import { isOneSlipApart, splitWords, stemOf, type Word } from '../../foley/prompt/words.ts';
import { isMode, type Mode, pitchClassOf } from '../compose/theory.ts';
import { type Genre, genres } from './genres.ts';
import type { MetreName } from './grooves.ts';
import { type Instrument, instruments, isBass } from './instruments.ts';
import { type Mood, moods } from './moods.ts';

/** What a description or a list of tags says. Pure data; every choice that it leaves open is made by `chooseStyle`. */
export interface StyleReading {
  genres: Genre[];
  moods: Mood[];
  instruments: Instrument[];
  /** Beats per minute; null when not said. */
  bpm: number | null;
  /** Pitch class of the tonic. */
  tonic: number | null;
  mode: Mode | null;
  metre: MetreName | null;
  seconds: number | null;
  drums: 'wanted' | 'unwanted' | null;
  bass: 'unwanted' | null;
  wantsVoice: boolean;
  excludedGenres: ReadonlySet<string>;
  excludedInstruments: ReadonlySet<string>;
  excludedMoods: ReadonlySet<Mood>;
  /** The words that were followed, as written. */
  understood: string[];
  /** Words that look like wishes but mean nothing to this engine. */
  notUnderstood: string[];
}

type Meaning =
  | { kind: 'genre'; genre: Genre }
  | { kind: 'mood'; mood: Mood }
  | { kind: 'instrument'; instrument: Instrument }
  | { kind: 'drums' | 'bass' | 'voice' | 'instrumental' }
  | { kind: 'mode'; mode: Mode };

const MAX_PHRASE = 4;
const keyOf = (words: readonly string[]): string => words.map(stemOf).join(' ');

const lexicon = new Map<string, Meaning>();
const teach = (phrase: string, meaning: Meaning) => {
  const key = keyOf(splitWords(phrase).map((word) => word.text));
  if (!lexicon.has(key)) lexicon.set(key, meaning);
};
for (const genre of genres) for (const phrase of genre.words) teach(phrase, { kind: 'genre', genre });
for (const mood of moods) for (const phrase of mood.words) teach(phrase, { kind: 'mood', mood });
for (const instrument of instruments) {
  for (const phrase of [...instrument.words, instrument.name]) teach(phrase, { kind: 'instrument', instrument });
}
for (const phrase of 'drums|drum|drum kit|drum set|drummer|percussion|percussions|beat|beats|drum machine|four on the floor'.split(
  '|',
)) {
  teach(phrase, { kind: 'drums' });
}
for (const phrase of 'basses|bassline|bass line'.split('|')) teach(phrase, { kind: 'bass' });
for (const phrase of 'vocal|vocals|voice|voices|singer|sung|singing|sing|male vocal|female vocal|male vocals|female vocals|male voice|female voice|duet|rapper|acapella|a cappella|autotune|male|female'.split(
  '|',
)) {
  teach(phrase, { kind: 'voice' });
}
teach('instrumental', { kind: 'instrumental' });
for (const mode of ['major', 'minor', 'dorian', 'mixolydian', 'lydian', 'phrygian'] as const) {
  teach(mode, { kind: 'mode', mode });
}

const fillers = new Set(
  `a an the of in on at to from by for into onto is are be being it its this that these those some any and or with as
  but then over under like just only more most much many lots lot very really quite little bit kind type style styles
  styled genre genres mood moods tone feel feeling feels vibe vibes vibey sound sounds sounding song songs music track
  tracks tune tunes piece melody melodies melodic harmony harmonies chord chords progression rhythm rhythms rhythmic tempo
  bpm key keys time signature section sections verse chorus bridge intro outro hook solo lead about i me my we our you
  your he she they him her them his their one two three want make create give need write play played please good nice
  beautiful great best cool new old modern vintage classic style inspired influenced influence influences era theme
  main simple full high low quality hd stereo mix mixed production produced professional catchy memorable add adding
  featuring feature features include including use using length long short second seconds minute minutes loop loopable
  every each also plus through while where when which who what how not too so up down out off all
  live studio record recorded recording perfect original version edit background instrument instruments
  has have had will would should could can may let lets get gets go goes going come comes into upon between among
  dont doesnt isnt other others another same together along around within during until`.split(/\s+/),
);
const negators = new Set(
  'no without not never avoid except minus excluding exclude sans nor non remove zero'.split(' '),
);

/** Longest first; a slip of one letter is forgiven in single words of six letters or more. */
function meaningAt(words: readonly Word[], at: number): { meaning: Meaning; length: number } | null {
  for (let length = Math.min(MAX_PHRASE, words.length - at); length > 0; length--) {
    const span = words.slice(at, at + length);
    if (span.slice(1).some((word) => word.before === 'stop')) continue;
    const meaning = lexicon.get(span.map((word) => word.stem).join(' '));
    if (meaning !== undefined) return { meaning, length };
  }
  const word = words[at];
  if (word === undefined || word.text.length < 6 || fillers.has(word.text)) return null;
  for (const [key, meaning] of lexicon) {
    if (key.length >= 5 && !key.includes(' ') && isOneSlipApart(word.stem, key)) return { meaning, length: 1 };
  }
  return null;
}

interface Spelled {
  rest: string;
  found: string[];
  bpm: number | null;
  tonic: number | null;
  mode: Mode | null;
  metre: MetreName | null;
  seconds: number | null;
}

const MODE_WORDS: Readonly<Record<string, Mode>> = {
  maj: 'major',
  min: 'minor',
  m: 'minor',
  aeolian: 'minor',
  ionian: 'major',
};

/** Tempo, key, metre and length, which have a spelling of their own, taken out of the text. */
function readSpelled(text: string): Spelled {
  const said: Spelled = {
    rest: text.slice(0, 8_000),
    found: [],
    bpm: null,
    tonic: null,
    mode: null,
    metre: null,
    seconds: null,
  };
  const take = (pattern: RegExp, use: (parts: RegExpExecArray) => boolean) => {
    const parts = pattern.exec(said.rest);
    if (parts === null || !use(parts)) return;
    said.found.push(parts[0].trim());
    said.rest = `${said.rest.slice(0, parts.index)} , ${said.rest.slice(parts.index + parts[0].length)}`;
  };
  const tempo = (parts: RegExpExecArray) => {
    const value = Number(parts[1]);
    if (value < 30 || value > 260) return false;
    said.bpm = value;
    return true;
  };
  take(/(?<![\d.])(\d{2,3}(?:\.\d{1,2})?)\s*-?\s*bpm\b/i, tempo);
  if (said.bpm === null) take(/\b(?:bpm|tempo)\s*(?:of|at|[:=])?\s*(\d{2,3}(?:\.\d{1,2})?)(?![\d.])/i, tempo);
  take(/(?<!\d)(4\/4|3\/4|6\/8|12\/8)(?!\d)(?:\s+time(?:\s+signature)?)?/i, (parts) => {
    said.metre = parts[1] === '3/4' ? '3/4' : parts[1] === '4/4' ? '4/4' : '6/8';
    return true;
  });
  const key = (parts: RegExpExecArray) => {
    // "in a minor key" names no tonic.
    if (/^a\b/.test(parts[1] ?? '') && /^\s*key/i.test(said.rest.slice(parts.index + parts[0].length))) return false;
    const tonic = pitchClassOf(`${parts[1]}${parts[2] ?? ''}`);
    const word = (parts[3] ?? 'major').toLowerCase().replace(/[\s-]+/g, ' ');
    const mode = MODE_WORDS[word] ?? word;
    if (tonic === null || !isMode(mode)) return false;
    said.tonic = tonic;
    said.mode = parts[3] === undefined ? said.mode : mode;
    return true;
  };
  take(
    /\b(?:key\s*(?:of|[:=])?\s*)?(?<![A-Za-z])([A-Ga-g])\s?(#|♯|b|♭|[\s-]?sharp|[\s-]?flat)?[\s-]*(major|minor|maj|min|dorian|mixolydian|lydian|phrygian|aeolian|ionian|harmonic[\s-]minor)\b/i,
    key,
  );
  if (said.tonic === null) take(/\bkey\s*(?:of|[:=])\s*([A-Ga-g])(#|♯|b|♭)?(m)?(?![A-Za-z])/, key);
  if (said.tonic === null) take(/(?<![A-Za-z])([A-G])(#|♯|b|♭)?(m)(?![A-Za-z#])/, key);
  take(/(?<!\d)(\d{1,3})[\s-]*(seconds?|secs?|s|minutes?|mins?)\b(?:\s+long)?/i, (parts) => {
    said.seconds = Number(parts[1]) * (/^m/i.test(parts[2] ?? '') ? 60 : 1);
    return said.seconds > 0;
  });
  return said;
}

/** Reads a style text and the words to keep away from. Never throws, whatever the text. */
export function readStyle(text: string, avoid: string): StyleReading {
  const spelled = readSpelled(text);
  const reading: StyleReading = {
    genres: [],
    moods: [],
    instruments: [],
    bpm: spelled.bpm,
    tonic: spelled.tonic,
    mode: spelled.mode,
    metre: spelled.metre,
    seconds: spelled.seconds,
    drums: null,
    bass: null,
    wantsVoice: false,
    excludedGenres: new Set(),
    excludedInstruments: new Set(),
    excludedMoods: new Set(),
    understood: [...spelled.found],
    notUnderstood: [],
  };
  readWords(splitWords(spelled.rest), reading, false);
  readWords(splitWords(avoid), reading, true);
  reading.genres = reading.genres.filter((genre) => !reading.excludedGenres.has(genre.name));
  reading.instruments = reading.instruments.filter(({ name }) => !reading.excludedInstruments.has(name));
  reading.moods = reading.moods.filter((mood) => !reading.excludedMoods.has(mood));
  return reading;
}

function readWords(words: readonly Word[], reading: StyleReading, isAvoided: boolean): void {
  let isNegated = false;
  for (let at = 0; at < words.length; ) {
    const word = words[at];
    if (word === undefined) break;
    if (word.before !== 'none') isNegated = false;
    if (negators.has(word.text) && meaningAt(words, at) === null) {
      isNegated = true;
      at++;
      continue;
    }
    const heard = meaningAt(words, at);
    if (heard !== null) {
      const text = words
        .slice(at, at + heard.length)
        .map((one) => one.text)
        .join(' ');
      const isUnwanted = isNegated || isAvoided;
      follow(heard.meaning, reading, isUnwanted);
      note(reading.understood, isUnwanted ? `no ${text}` : text);
      at += heard.length;
      continue;
    }
    if (!fillers.has(word.text) && !/^\d+$/.test(word.text) && word.text.length > 1) {
      note(reading.notUnderstood, word.text);
    }
    at++;
  }
}

const MAX_NOTED = 60;
function note(list: string[], text: string): void {
  if (!list.includes(text) && list.length < MAX_NOTED) list.push(text);
}

const add = <T>(list: T[], item: T): void => {
  if (!list.includes(item)) list.push(item);
};

function follow(meaning: Meaning, reading: StyleReading, isUnwanted: boolean): void {
  switch (meaning.kind) {
    case 'genre':
      if (isUnwanted) (reading.excludedGenres as Set<string>).add(meaning.genre.name);
      else add(reading.genres, meaning.genre);
      break;
    case 'mood':
      if (isUnwanted) (reading.excludedMoods as Set<Mood>).add(meaning.mood);
      else add(reading.moods, meaning.mood);
      break;
    case 'instrument':
      if (isUnwanted) excludeInstrument(meaning.instrument, reading);
      else add(reading.instruments, meaning.instrument);
      break;
    case 'drums':
      reading.drums = isUnwanted ? 'unwanted' : 'wanted';
      break;
    case 'bass':
      if (isUnwanted) reading.bass = 'unwanted';
      break;
    case 'mode':
      if (!isUnwanted) reading.mode ??= meaning.mode;
      break;
    case 'voice':
      reading.wantsVoice = !isUnwanted;
      break;
    case 'instrumental':
      reading.wantsVoice = isUnwanted;
      break;
  }
}

/** "no guitar" means every guitar, "no bass" every bass. */
function excludeInstrument(instrument: Instrument, reading: StyleReading): void {
  const excluded = reading.excludedInstruments as Set<string>;
  if (isBass(instrument)) reading.bass = 'unwanted';
  const family = familyOf(instrument.name);
  for (const { name } of instruments) if (name === instrument.name || familyOf(name) === family) excluded.add(name);
}

const FAMILIES = ['guitar', 'piano', 'organ', 'sax', 'strings', 'pad', 'lead', 'trumpet', 'bass'] as const;
const familyOf = (name: string): string => FAMILIES.find((family) => name.includes(family)) ?? name;
