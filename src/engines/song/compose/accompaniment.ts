import type { Random } from '../../foley/sound/voice.ts';
import type { SongStyle } from '../style/choose-style.ts';
import type { CompName } from '../style/genres.ts';
import type { MetreName } from '../style/grooves.ts';
import { type ChordSpan, leadVoices } from './harmony.ts';
import type { Note, PartName, Section } from './score.ts';
import { readPattern } from './step-pattern.ts';
import { mod12 } from './theory.ts';

/** Figures of one bar: `x` all tones, `X` stronger, `1`..`4` single tones from below. Quiet sections, loud sections. */
type Figure = { low: string; high: string };

// biome-ignore format: steps line up
const inFour: Readonly<Record<CompName, Figure>> = {
  pad:        { low: 'X---------------', high: 'X---------------' },
  block:      { low: 'X-------x-----x-', high: 'X---x---X---x-x-' },
  strum:      { low: 'X---x---X-x---x-', high: 'X---x-x---x-X-x-' },
  arpeggio:   { low: '1-2-3-4-3-2-3-2-', high: '1-2-3-4-3-4-3-2-' },
  stabs:      { low: 'x-....x-....x-..', high: 'x-.x-.x-..x-.x-.' },
  skank:      { low: '..x...x...x...x.', high: '..X...x...X...xx' },
  boogie:     { low: 'X-x-X-x-X-x-X-x-', high: 'X-x-X-x-X-x-X-x-' },
  oompah:     { low: '....x-......x-..', high: '....X-......X-..' },
  montuno:    { low: 'x-.x-.x-..x-.x-.', high: 'X-.x-.X-..x-.x-x' },
  charleston: { low: 'x-....x---......', high: 'x-....x-..x-..x-' },
  power:      { low: 'x.x.x.x.x.x.x.x.', high: 'X-----x-X---x-x-' },
  pulse:      { low: 'x---x---x---x---', high: 'X-x-x-x-X-x-x-x-' },
  alberti:    { low: '1-3-2-3-1-3-2-3-', high: '1323132313231323' },
  bossa:      { low: 'x-.x-.x-..x-.x-.', high: 'x-.x-.x-..x-.x-.' },
  gate:       { low: 'x-------x-------', high: 'X.xxX.xxX.xxX.xx' },
  tango:      { low: 'X---x---x---x---', high: 'X--xX---x---x-x-' },
  funk:       { low: '..x.....x..x....', high: 'x..x..xx..x..x.x' },
};

// biome-ignore format: steps line up
const inThree: Partial<Record<CompName, Figure>> = {
  pad:      { low: 'X-----------', high: 'X-----------' },
  block:    { low: 'X-------x---', high: 'X---x---x---' },
  strum:    { low: 'X---x---x---', high: 'X---x-x-x-x-' },
  arpeggio: { low: '1-2-3-4-3-2-', high: '1-2-3-4-3-2-' },
  oompah:   { low: '....x-..x-..', high: '....X-..x-..' },
  pulse:    { low: 'x---x---x---', high: 'X-x-x-x-x-x-' },
  power:    { low: 'x.x.x.x.x.x.', high: 'X---x---x-x-' },
};

// biome-ignore format: steps line up
const inSix: Partial<Record<CompName, Figure>> = {
  pad:      { low: 'X-----------', high: 'X-----------' },
  block:    { low: 'X-----x-----', high: 'X---x-X---x-' },
  strum:    { low: 'X---x-X---x-', high: 'X-x-x-X-x-x-' },
  arpeggio: { low: '1-2-3-4-3-2-', high: '1-2-3-4-3-2-' },
  oompah:   { low: '....x-....x-', high: '..x-x-..x-x-' },
  pulse:    { low: 'x-----x-----', high: 'X-x-x-X-x-x-' },
  power:    { low: 'x.x.x.x.x.x.', high: 'X---x-X---x-' },
};

const figureOf = (comp: CompName, metre: MetreName): Figure => {
  const fallback: Figure = { low: 'X-----------', high: 'X-----------' };
  if (metre === '4/4') return inFour[comp];
  return (metre === '3/4' ? inThree : inSix)[comp] ?? fallback;
};

export interface AccompanyContext {
  style: SongStyle;
  spans: readonly ChordSpan[];
}

/** One voicing per chord of the song, each led from the one before. */
export function voiceAll({ spans, style }: AccompanyContext): number[][] {
  let previous: number[] | null = null;
  return spans.map(({ chord }) => {
    // A power chord is a root, a fifth and the octave above, low.
    const voicing: number[] =
      style.colour === 'power' && chord.intervals.length === 2
        ? powerChord(style.tonic + chord.root)
        : leadVoices(previous, chord, style.tonic);
    previous = voicing;
    return voicing;
  });
}

function powerChord(rootClass: number): number[] {
  const root = 40 + mod12(rootClass - 4);
  return [root, root + 7, root + 12];
}

/** Chords of a section as the style plays them. */
export function playChords(
  section: Section,
  voicings: readonly number[][],
  context: AccompanyContext,
  random: Random,
): Note[] {
  const { style, spans } = context;
  const { beats, stepsPerBeat, name } = style.metre;
  const figure = figureOf(style.comp, name);
  const pattern = section.energy > 0.6 ? figure.high : figure.low;
  const isStrummed = style.comp === 'strum' && style.chords.decays;
  const notes: Note[] = [];
  for (let bar = section.bar; bar < section.bar + section.bars; bar++) {
    let upstroke = false;
    for (const { step, steps, sign } of readPattern(pattern)) {
      const beat = bar * beats + step / stepsPerBeat;
      const index = spanIndex(spans, beat);
      const span = spans[index];
      const voicing = voicings[index];
      if (!span || !voicing) continue;
      // A held tone ends with its chord.
      const length = Math.min(steps / stepsPerBeat, span.beat + span.beats - beat);
      const tones = tonesFor(sign, voicing);
      const accent = sign === 'X' ? 1 : 0.85;
      const velocity = accent * (0.5 + 0.35 * section.energy) * random.range(0.94, 1.03);
      const order = isStrummed && upstroke ? [...tones].reverse() : tones;
      const drag = isStrummed ? 0.025 : 0;
      order.forEach((pitch, i) => {
        notes.push({
          part: 'chords',
          beat: beat + i * drag,
          length: Math.max(0.1, length * (steps === 1 ? 0.6 : 0.95) - i * drag),
          pitch,
          velocity: velocity * (upstroke ? 0.85 : 1),
        });
      });
      upstroke = !upstroke;
    }
  }
  return notes;
}

function tonesFor(sign: string, voicing: readonly number[]): readonly number[] {
  const single = Number(sign);
  if (!Number.isInteger(single) || single < 1) return voicing;
  // Figures are written for four tones; of three the lowest is doubled above.
  const tone = voicing[single - 1] ?? (voicing[single - 1 - voicing.length] ?? 60) + 12;
  return [tone];
}

export function spanIndex(spans: readonly ChordSpan[], beat: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.beat ?? 0) <= beat + 1e-6) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Long tones under (or over) everything. Chords that follow on the same pitches are tied. */
export function playPad(section: Section, voicings: readonly number[][], { style, spans }: AccompanyContext): Note[] {
  const notes: Note[] = [];
  const from = section.bar * style.metre.beats;
  const until = (section.bar + section.bars) * style.metre.beats;
  for (const [i, span] of spans.entries()) {
    if (span.beat < from || span.beat >= until) continue;
    for (const pitch of voicings[i] ?? []) {
      const tied = notes.find((note) => note.pitch === pitch && Math.abs(note.beat + note.length - span.beat) < 0.05);
      if (tied) tied.length += span.beats;
      else
        notes.push({
          part: 'pad',
          beat: span.beat,
          length: span.beats,
          pitch: pitch < 55 ? pitch + 12 : pitch,
          velocity: 0.45 + 0.3 * section.energy,
        });
    }
  }
  return notes;
}

/** Broken chords in eighths or sixteenths, above the chords. */
export function playArpeggio(
  section: Section,
  part: PartName,
  octave: number,
  bpm: number,
  voicings: readonly number[][],
  { style, spans }: AccompanyContext,
  random: Random,
): Note[] {
  const shapes = [
    [0, 1, 2, 3],
    [0, 2, 1, 3],
    [3, 2, 1, 0],
    [0, 1, 2, 1],
    [0, 3, 1, 2],
  ] as const;
  const shape = shapes[Math.floor(random.next() * shapes.length)] ?? shapes[0];
  const each = style.metre.stepsPerBeat === 6 ? 1 / 3 : bpm < 150 ? 0.25 : 0.5;
  const notes: Note[] = [];
  const until = (section.bar + section.bars) * style.metre.beats;
  let i = 0;
  for (let beat = section.bar * style.metre.beats; beat < until - 1e-6; beat += each) {
    const voicing = voicings[spanIndex(spans, beat)] ?? [];
    const tone = voicing[(shape[i % shape.length] ?? 0) % Math.max(1, voicing.length)];
    if (tone !== undefined) {
      const lift = i % 8 >= 4 && voicing.length < 4 ? 12 : 0;
      notes.push({
        part,
        beat,
        length: each * 0.85,
        pitch: tone + octave + lift,
        velocity: (i % 4 === 0 ? 0.7 : 0.55) * (0.7 + 0.3 * section.energy),
      });
    }
    i++;
  }
  return notes;
}
