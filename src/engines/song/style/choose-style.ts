import type { Random } from '../../foley/sound/voice.ts';
import { type ChordColour, isMinorLike, type Mode } from '../compose/theory.ts';
import { type BassName, type CompName, DEFAULT_GENRE, type Genre, genres, type MixTilt } from './genres.ts';
import { type GrooveName, grooveFor, grooves, type Metre, metres } from './grooves.ts';
import { type Instrument, instrumentNamed, isBass, type KitName } from './instruments.ts';
import { type ProgressionName, progressions } from './progressions.ts';
import type { StyleReading } from './read-style.ts';

/** Everything the composer needs to know of a style; the same reading and random stream give the same choice. */
export interface SongStyle {
  /** Names of the genres that were mixed, the main one first. */
  genres: string[];
  bpm: number;
  /** The tempo was asked for and must not be moved. */
  isTempoFixed: boolean;
  bpmRange: readonly [number, number];
  metre: Metre;
  /** Pitch class. */
  tonic: number;
  mode: Mode;
  groove: GrooveName;
  swing: number;
  swingUnit: 8 | 16;
  colour: ChordColour;
  progression: ProgressionName;
  comp: CompName;
  bass: BassName;
  kit: KitName;
  lead: Instrument;
  /** Takes the lead in solos and between sung lines. */
  secondLead: Instrument;
  chords: Instrument;
  pad: Instrument | null;
  extra: Instrument | null;
  bassInstrument: Instrument | null;
  hasDrums: boolean;
  /** All 0..1. */
  density: number;
  syncopation: number;
  energy: number;
  reverb: number;
  /** -1 dark .. 1 bright. */
  valence: number;
  hasOrnaments: boolean;
  hasArpeggios: boolean;
  mix: MixTilt;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** @throws RangeError on an empty list: lists come from our own tables. */
function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}

/** A measured recording to follow, where one was given. */
export interface Followed {
  bpm?: number | null;
  tonic?: number | null;
  mode?: 'major' | 'minor' | null;
}

export function chooseStyle(reading: StyleReading, random: Random, followed: Followed = {}): SongStyle {
  const [main, second] = genresOf(reading);
  const moodSum = (of: (mood: StyleReading['moods'][number]) => number | undefined): number =>
    reading.moods.reduce((sum, mood) => sum + (of(mood) ?? 0), 0);
  const mode = reading.mode ?? followed.mode ?? modeOf(main, reading, random);
  const metre = metres[reading.metre ?? grooves[second?.grooves[0] ?? main.grooves[0] ?? 'none'].metre];
  const factor = clamp(
    reading.moods.reduce((product, mood) => product * (mood.tempo ?? 1), 1),
    0.6,
    1.5,
  );
  const range = [main.bpm[0] * factor, main.bpm[1] * factor] as const;
  const askedBpm = reading.bpm ?? (followed.bpm ? tempoNear(followed.bpm, range) : null);
  const bpm = askedBpm ?? Math.round(random.range(range[0], range[1]));
  // The second genre of "jazz hip hop" brings its beat: groove, kit and bass.
  const beat = second ?? main;
  const parts = castParts(main, second, reading, random);
  const groove = grooveOf(beat, metre, reading, random);
  return {
    genres: [main.name, ...(second ? [second.name] : [])],
    bpm,
    isTempoFixed: askedBpm !== null,
    bpmRange: range,
    metre,
    tonic: reading.tonic ?? followed.tonic ?? Math.floor(random.next() * 12),
    mode,
    groove,
    swing: beat.swing,
    swingUnit: beat.swingUnit,
    colour: main.colour,
    progression: main.progression,
    comp: compFor(second && main.comp === 'pad' ? second.comp : main.comp, metre.name),
    bass:
      metre.name === '3/4' && beat.bass !== 'long' && beat.bass !== 'walking'
        ? 'waltz'
        : bassFor(beat.bass, metre.name),
    kit: beat.kit,
    ...parts,
    hasDrums: Object.keys(grooves[groove].high).length > 0,
    density: clamp(main.density + moodSum((mood) => mood.density), 0.1, 1),
    syncopation: clamp(main.syncopation + moodSum((mood) => mood.syncopation), 0, 1),
    energy: clamp(main.energy + moodSum((mood) => mood.energy), 0.1, 1),
    reverb: clamp(main.reverb + moodSum((mood) => mood.reverb), 0.05, 1),
    valence: clamp(moodSum((mood) => mood.valence) + (isMinorLike(mode) ? -0.25 : 0.25), -1, 1),
    hasOrnaments: main.ornament === true,
    hasArpeggios: main.arpeggiates === true || second?.arpeggiates === true,
    mix: { ...main.mix, ...(second ? { drums: second.mix?.drums ?? 0, bass: second.mix?.bass ?? 0 } : {}) },
  };
}

const genreNamed = (name: string): Genre | undefined => genres.find((genre) => genre.name === name);

/** At most two; without any, what the moods or the instruments suggest, else pop. */
function genresOf({ genres: named, moods, instruments, excludedGenres }: StyleReading): [Genre, Genre | undefined] {
  const [first, ...others] = named;
  if (first) return [first, others.find((genre) => !areAlike(genre, first))];
  const suggested = [
    ...moods.map((mood) => mood.genre),
    ...instruments.map((instrument) => genres.find((genre) => genre.lead.includes(instrument.name))?.name),
    DEFAULT_GENRE,
  ];
  for (const name of suggested) {
    const genre = name === undefined || excludedGenres.has(name) ? undefined : genreNamed(name);
    if (genre) return [genre, undefined];
  }
  const left = genres.find((genre) => !excludedGenres.has(genre.name)) ?? genres[0];
  if (left === undefined) throw new RangeError('no genres');
  return [left, undefined];
}

/** Genres of the same groove add nothing to each other. */
const areAlike = (a: Genre, b: Genre): boolean =>
  a.grooves.some((groove) => b.grooves.includes(groove)) && a.comp === b.comp;

/** The mood's modes that the genre has, else the mood's, else the genre's. */
function modeOf(genre: Genre, reading: StyleReading, random: Random): Mode {
  const wished = reading.moods.find((mood) => mood.modes !== undefined)?.modes;
  if (wished === undefined) return pick(genre.modes, random);
  const both = genre.modes.filter((mode) => wished.includes(mode));
  return pick(both.length > 0 ? both : wished, random);
}

function grooveOf(genre: Genre, metre: Metre, reading: StyleReading, random: Random): GrooveName {
  const silent = { '4/4': 'none', '3/4': 'none3', '6/8': 'none6' } as const;
  if (reading.drums === 'unwanted' || reading.moods.some((mood) => mood.drums === 'none')) return silent[metre.name];
  const fitting = genre.grooves.filter((name) => grooves[name].metre === metre.name);
  const chosen = fitting.length > 0 ? pick(fitting, random) : grooveFor(pick(genre.grooves, random), metre.name);
  const isSilent = Object.keys(grooves[chosen].high).length === 0;
  if (reading.drums !== 'wanted' || !isSilent) return chosen;
  return metre.name === '4/4' ? 'sparse' : metre.name === '3/4' ? 'waltz' : 'six';
}

/** Accompaniments that are thought in four have a cousin in three and six. */
function compFor(comp: CompName, metre: string): CompName {
  if (metre === '4/4') return comp;
  const cousins: Partial<Record<CompName, CompName>> = {
    montuno: 'arpeggio',
    charleston: 'oompah',
    bossa: 'arpeggio',
    skank: 'oompah',
    funk: 'strum',
    tango: 'oompah',
    boogie: 'oompah',
    gate: 'pulse',
    stabs: 'oompah',
    alberti: 'arpeggio',
  };
  return cousins[comp] ?? comp;
}

function bassFor(bass: BassName, metre: string): BassName {
  if (metre === '4/4') return bass;
  return bass === 'none' || bass === 'long' || bass === 'walking' ? bass : 'roots';
}

type Cast = Pick<SongStyle, 'lead' | 'secondLead' | 'chords' | 'pad' | 'extra' | 'bassInstrument'>;

/** Who plays what: instruments that were asked for come first, in the part that suits them. */
function castParts(main: Genre, second: Genre | undefined, reading: StyleReading, random: Random): Cast {
  const allowed = (names: readonly string[]): Instrument[] =>
    names.map(instrumentNamed).filter(({ name }) => !reading.excludedInstruments.has(name));
  const from = (names: readonly string[], fallback: string): Instrument => {
    const list = allowed(names);
    return list.length > 0 ? pick(list, random) : instrumentNamed(fallback);
  };
  const fallback =
    ['mellow piano', 'halo pad', 'marimba', 'flute', 'violin'].find((name) => !reading.excludedInstruments.has(name)) ??
    'kalimba';
  const lead = from(second ? [...main.lead, ...second.lead] : main.lead, fallback);
  const others = allowed([...main.lead, ...main.extra]).filter(({ name }) => name !== lead.name);
  const cast: Cast = {
    lead,
    secondLead: others.length > 0 ? pick(others, random) : lead,
    chords: from(second ? [...main.chords, ...second.chords] : main.chords, fallback),
    pad: allowed(main.pad).length > 0 ? from(main.pad, fallback) : null,
    extra: allowed(main.extra).length > 0 ? from(main.extra, fallback) : null,
    bassInstrument: reading.bass === 'unwanted' ? null : from((second ?? main).bassInstrument, 'fingered bass'),
  };
  const wished = reading.instruments;
  const bass = wished.find(isBass);
  if (bass && cast.bassInstrument) cast.bassInstrument = bass;
  const upper = wished.filter((instrument) => !isBass(instrument));
  const chordal =
    /piano|guitar|organ|strings|pad|harp|harpsichord|clavinet|ukulele|choir|brass section|accordion|polysynth/;
  const [first, next, third, fourth] = upper;
  // One instrument alone plays tune and chords; of several, chordal ones accompany.
  if (first && !next) {
    if (chordal.test(first.name)) cast.chords = first;
    cast.lead = first;
    if (cast.pad?.name === first.name) cast.pad = null;
  } else if (first && next) {
    const tune = upper.find(({ name }) => !chordal.test(name)) ?? first;
    const rest = upper.filter((instrument) => instrument !== tune);
    const accompanying = rest.find(({ name }) => chordal.test(name)) ?? null;
    cast.lead = tune;
    if (accompanying) cast.chords = accompanying;
    const left = rest.filter((instrument) => instrument !== accompanying);
    const sustained = left.find((instrument) => !instrument.decays);
    if (sustained) cast.pad = sustained;
    const free = left.find((instrument) => instrument !== sustained) ?? third ?? fourth;
    if (free && free !== tune && free !== accompanying) cast.extra = free;
    cast.secondLead = rest[0] ?? cast.secondLead;
  }
  return cast;
}

/** The progressions a mode can use. */
export function progressionsFor(style: Pick<SongStyle, 'progression' | 'mode'>): readonly string[] {
  const set = progressions[style.progression];
  return isMinorLike(style.mode) || style.mode === 'phrygian' ? set.minor : set.major;
}

/** A heard tempo may be half or double what is meant: the octave nearest to the middle of the style's range. */
export function tempoNear(bpm: number, [low, high]: readonly [number, number]): number {
  const middle = Math.sqrt(low * high);
  const octaves = [bpm / 2, bpm, bpm * 2];
  return octaves.reduce(
    (best, one) => (Math.abs(Math.log2(one / middle)) < Math.abs(Math.log2(best / middle)) ? one : best),
    bpm,
  );
}
