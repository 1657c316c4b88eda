import type { Random } from '../../foley/sound/voice.ts';
import type { SongStyle } from '../style/choose-style.ts';
import type { Instrument } from '../style/instruments.ts';
import { type ChordSpan, chordAt, scaleOver } from './harmony.ts';
import { drawOnsets, type Feel, finenessAt } from './rhythm.ts';
import type { Note, PartName, PlacedLine, Section } from './score.ts';
import { chordClasses, mod12, nearestDegree, pitchOfDegree } from './theory.ts';

/**
 * Melodies from motifs: one bar of rhythm and contour, answered by a second, taken up again in sequence, and brought to
 * rest on a stable tone at the end of a phrase of four bars (half close, then full close: the period of A. Schoenberg,
 * "Fundamentals of Musical Composition", 1967, ch. 5). Notes on beats are chord tones; steps are likelier than leaps, and a
 * leap is turned back (D. Huron, "Sweet Anticipation", 2006, ch. 5).
 */
export interface MelodyContext {
  style: SongStyle;
  spans: readonly ChordSpan[];
  bpm: number;
}

interface Motif {
  /** Beats from the bar line. */
  onsets: number[];
  /** Scale steps against the first note of the bar. */
  contour: number[];
}

/** What belongs to one kind of section, so that every verse is the same tune. */
export interface Theme {
  first: Motif;
  answer: Motif;
  /** Which bars of four: A, answer B, A in sequence S, close C. */
  plan: 'ABSC' | 'ASAC' | 'AASC' | 'ABAC';
  /** Scale steps by which the sequence moves. */
  shift: number;
}

const STEPS: readonly [step: number, weight: number][] = [
  [0, 0.14],
  [1, 0.29],
  [-1, 0.29],
  [2, 0.1],
  [-2, 0.1],
  [3, 0.04],
  [-3, 0.04],
];

function drawStep(random: Random): number {
  let at = random.next();
  for (const [step, weight] of STEPS) {
    at -= weight;
    if (at < 0) return step;
  }
  return 0;
}

function drawContour(count: number, random: Random): number[] {
  const contour = [0];
  let last = 0;
  for (let i = 1; i < count; i++) {
    const here = contour[i - 1] ?? 0;
    let step = Math.abs(last) >= 2 ? -Math.sign(last) : drawStep(random);
    if (here + step > 4 || here + step < -4) step = -step;
    contour.push(here + step);
    last = step;
  }
  return contour;
}

const feelOf = (style: SongStyle, bpm: number): Feel => ({
  syncopation: style.syncopation,
  fine: finenessAt(bpm, style.density),
});

function drawMotif(style: SongStyle, bpm: number, density: number, random: Random): Motif {
  const { beats } = style.metre;
  // Between one note in two beats and about four to the second.
  const pulse = style.metre.stepsPerBeat === 6 ? 3 : 1;
  const most = Math.min(beats * 2.4 * (pulse === 3 ? 1.3 : 1), (beats * 60 * 4.2) / bpm);
  const count = Math.max(2, Math.round(beats * 0.45 + density * (most - beats * 0.45) + random.range(-0.6, 0.6)));
  const onsets = drawOnsets(count, beats, style.metre, feelOf(style, bpm), random);
  return { onsets, contour: drawContour(onsets.length, random) };
}

export function drawTheme(style: SongStyle, bpm: number, densityChange: number, random: Random): Theme {
  const density = Math.min(1, Math.max(0.05, style.density + densityChange));
  const plans = ['ABSC', 'ASAC', 'AASC', 'ABAC'] as const;
  const shifts = [1, -1, 2, -2] as const;
  return {
    first: drawMotif(style, bpm, density, random.fork('first')),
    answer: drawMotif(style, bpm, density * 0.9, random.fork('answer')),
    plan: plans[Math.floor(random.next() * plans.length)] ?? 'ABSC',
    shift: shifts[Math.floor(random.next() * shifts.length)] ?? 1,
  };
}

export interface Register {
  low: number;
  high: number;
  centre: number;
}

/** Where an instrument sings: near `wanted`, inside its own range. */
export function registerOf(instrument: Instrument, wanted: number): Register {
  const centre = Math.min(instrument.high - 9, Math.max(instrument.low + 7, wanted));
  return { low: Math.max(instrument.low, centre - 11), high: Math.min(instrument.high, centre + 13), centre };
}

export interface TuneOptions {
  part: PartName;
  theme: Theme;
  register: Register;
  section: Section;
  random: Random;
  /** Chance that a bar is left out. */
  rests?: number;
}

/** The tune of a section without words. */
export function playTheme(options: TuneOptions, context: MelodyContext): Note[] {
  const { section, theme, random } = options;
  const { beats } = context.style.metre;
  const notes: Note[] = [];
  let previous = options.register.centre;
  for (let bar = 0; bar < section.bars; bar++) {
    const inPhrase = bar % 4;
    const isLast = bar === section.bars - 1;
    const role = isLast ? 'C' : (theme.plan[inPhrase] ?? 'A');
    if (role !== 'C' && options.rests !== undefined && random.next() < options.rests) continue;
    const at = (section.bar + bar) * beats;
    if (role === 'C') {
      const made = close(at, beats, Math.floor(bar / 4) % 2 === 1 || isLast, previous, options, context);
      notes.push(...made);
      previous = made.at(-1)?.pitch ?? previous;
      continue;
    }
    const motif = role === 'B' ? theme.answer : theme.first;
    const anchor = options.register.centre + (role === 'S' ? theme.shift * 2 : role === 'B' ? 1 : 0);
    const made = realise(motif, at, beats, (anchor * 2 + previous) / 3, options, context);
    notes.push(...made);
    previous = made.at(-1)?.pitch ?? previous;
  }
  return notes;
}

/** A few notes that come to rest. A full close ends on the tonic or its third, a half close on the second or fifth step. */
function close(
  at: number,
  beats: number,
  isFull: boolean,
  previous: number,
  options: TuneOptions,
  context: MelodyContext,
): Note[] {
  const { style } = context;
  const onsets = beats >= 3 ? [0, 1, 2].slice(0, beats - 1) : [0, 0.5, 1];
  const notes = realise(
    { onsets, contour: [0, isFull ? -1 : 1, 0].slice(0, onsets.length) },
    at,
    beats,
    previous,
    options,
    context,
  );
  const last = notes.at(-1);
  if (last) {
    const chord = chordAt(context.spans, last.beat);
    const classes = chordClasses(chord, style.tonic);
    const wished = isFull ? [0, 4, 3, 7] : [2, 7, 11, 5];
    const targets = wished
      .map((step) => mod12(style.tonic + step))
      .filter((pitchClass) => classes.includes(pitchClass));
    last.pitch = nearestOf(targets.length > 0 ? targets : classes, last.pitch, options.register);
    last.length = at + beats - last.beat - 0.5;
    last.velocity *= 0.95;
  }
  return notes;
}

function realise(
  { onsets, contour }: Motif,
  at: number,
  beats: number,
  anchor: number,
  { part, register, section }: TuneOptions,
  context: MelodyContext,
): Note[] {
  const { style, spans } = context;
  const { tonic, mode, metre } = style;
  const notes: Note[] = [];
  const firstChord = chordAt(spans, at);
  const start = nearestOf(chordClasses(firstChord, tonic), anchor, register);
  const startDegree = nearestDegree(start, tonic, scaleOver(firstChord, mode));
  for (const [i, onset] of onsets.entries()) {
    const beat = at + onset;
    const chord = chordAt(spans, beat);
    const scale = scaleOver(chord, mode);
    let pitch = pitchOfDegree(startDegree + (contour[i] ?? 0), tonic, scale);
    const length = (onsets[i + 1] ?? beats) - onset;
    const isStrong = onset % (metre.stepsPerBeat === 6 ? 1 : 2) === 0 || length >= 1.5;
    if (isStrong) pitch = nearestOf(chordClasses(chord, tonic), pitch, register);
    pitch = within(pitch, register);
    const accent = onset === 0 ? 1 : Number.isInteger(onset) ? 0.92 : 0.84;
    notes.push({
      part,
      beat,
      length: Math.max(0.2, length * 0.94),
      pitch,
      velocity: accent * (0.62 + 0.33 * section.energy),
    });
  }
  return notes;
}

/** The tone of one of the pitch classes that is nearest, inside the register. */
export function nearestOf(classes: readonly number[], pitch: number, register: Register): number {
  let best = Math.round(pitch);
  let distance = Number.POSITIVE_INFINITY;
  for (let candidate = register.low; candidate <= register.high; candidate++) {
    if (!classes.includes(mod12(candidate))) continue;
    const away = Math.abs(candidate - pitch);
    if (away < distance) {
      best = candidate;
      distance = away;
    }
  }
  return best;
}

function within(pitch: number, { low, high }: Register): number {
  let moved = pitch;
  while (moved > high) moved -= 12;
  while (moved < low) moved += 12;
  return moved;
}

/**
 * A line of words: one note per syllable. Lines with as many syllables share a rhythm, so that stanzas match; the last
 * syllable is held.
 */
export function singLine(line: PlacedLine, index: number, options: TuneOptions, context: MelodyContext): Note[] {
  const { style } = context;
  const breath = Math.min(1, line.beats * 0.2);
  const room = Math.max(0.25, line.beats - breath);
  const random = options.random.fork(`line:${line.syllables}:${Math.round(line.beats)}`);
  const perBeat = line.syllables / room;
  const feel = feelOf(style, context.bpm);
  // The last syllable gets a third of the line where words are few.
  const used = room * (perBeat < 1.2 ? 0.72 : perBeat < 2 ? 0.82 : 0.95);
  const step = 1 / style.metre.stepsPerBeat;
  const snapped = Math.max(step, Math.round(used / step) * step);
  const onsets = drawOnsets(
    line.syllables,
    snapped,
    style.metre,
    { ...feel, fine: Math.max(feel.fine, perBeat > 1.7 ? 1 : 0.1) },
    random,
  );
  const contour = drawContour(onsets.length, options.random.fork(`contour:${index % 2}`));
  const shift = [0, 1, -1, 0][index % 4] ?? 0;
  const made = realise({ onsets, contour }, line.beat, room, options.register.centre + shift * 2, options, context);
  // A stamped line begins on its time; what follows goes by the grid.
  const grid = Math.round(line.beat / step) * step - line.beat;
  for (const [i, note] of made.entries()) {
    if (i === 0) note.isExact = true;
    else note.beat = Math.max(line.beat + 0.05 * i, note.beat + grid);
  }
  const last = made.at(-1);
  if (last) {
    const chord = chordAt(context.spans, last.beat);
    const stable = index % 2 === 1 ? [0, 4, 3, 7] : [2, 4, 3, 7];
    const classes = chordClasses(chord, style.tonic);
    const targets = stable
      .map((tone) => mod12(style.tonic + tone))
      .filter((pitchClass) => classes.includes(pitchClass));
    last.pitch = nearestOf(targets.length > 0 ? targets : classes, last.pitch, options.register);
    last.length = Math.max(0.25, line.beat + room - last.beat);
  }
  return made;
}

/** Slow tones that make the harmony plain: thirds and sevenths, the nearest to where the voice was. */
export function counterMelody(section: Section, part: PartName, register: Register, context: MelodyContext): Note[] {
  const { beats } = context.style.metre;
  const notes: Note[] = [];
  let previous = register.centre;
  const end = (section.bar + section.bars) * beats;
  for (const span of context.spans) {
    if (span.beat < section.bar * beats || span.beat >= end) continue;
    const guide = span.chord.intervals.filter((_, i) => i === 1 || i === 3);
    const classes = (guide.length > 0 ? guide : [0, 7]).map((interval) =>
      mod12(context.style.tonic + span.chord.root + interval),
    );
    const pitch = nearestOf(classes, previous, register);
    notes.push({ part, beat: span.beat, length: span.beats * 0.97, pitch, velocity: 0.5 + 0.3 * section.energy });
    previous = pitch;
  }
  return notes;
}
