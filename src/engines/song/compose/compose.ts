import type { Random } from '../../foley/sound/voice.ts';
import type { LyricSection } from '../lyrics/lyric-section.ts';
import type { SongStyle } from '../style/choose-style.ts';
import { progressions } from '../style/progressions.ts';
import { type AccompanyContext, playArpeggio, playChords, playPad, spanIndex, voiceAll } from './accompaniment.ts';
import { playBass } from './bass.ts';
import { playDrums } from './drums.ts';
import { bluesForm, instrumentalForm, timedForm, wordsForm } from './form.ts';
import { type ChordSpan, harmonise } from './harmony.ts';
import {
  counterMelody,
  drawTheme,
  type MelodyContext,
  nearestOf,
  playTheme,
  registerOf,
  singLine,
  type Theme,
} from './melody.ts';
import { swung } from './rhythm.ts';
import { type Note, partNames, type Score, type Section, type SectionKind } from './score.ts';
import { chordClasses, mod12 } from './theory.ts';

export interface ComposeOptions {
  style: SongStyle;
  /** Sections of words; empty for an instrumental. With `seconds` in every line when `isTimed`. */
  lyrics: readonly LyricSection[];
  isTimed: boolean;
  /** null: as long as the words want, else a common length. */
  seconds: number | null;
  maxSeconds: number;
  random: Random;
}

export interface Composition {
  score: Score;
  logs: string[];
}

const USUAL_SECONDS = 120;

/** Writes a whole song as notes. Pure: the same options give the same score. */
export function compose(options: ComposeOptions): Composition {
  const logs: string[] = [];
  const { style, random } = options;
  const frame = options.isTimed ? timedFrame(options, logs) : freeFrame(options, logs);
  const spans = harmonise(frame.sections, style, random.fork('harmony'));
  const notes = arrange(frame, spans, options);
  const score: Score = { ...frame, metre: style.metre, tonic: style.tonic, mode: style.mode, notes };
  end(score, spans, style);
  score.notes = tidy(feel(score.notes, style, frame.bpm, random.fork('feel')));
  return { score, logs };
}

interface Frame {
  bpm: number;
  originSeconds: number;
  sections: Section[];
  seconds: number;
}

/** Room after the last bar line for the last chord to ring. */
const tailOf = (seconds: number): number => Math.min(3.5, Math.max(0.8, 0.4 + seconds * 0.05));

function freeFrame(options: ComposeOptions, logs: string[]): Frame {
  const { style, lyrics } = options;
  const { beats } = style.metre;
  const seconds = options.seconds ?? (lyrics.length > 0 ? null : Math.min(USUAL_SECONDS, options.maxSeconds));
  let { bpm } = style;
  let bars: number | null = null;
  if (seconds !== null) {
    const room = seconds - tailOf(seconds);
    bars = Math.max(
      1,
      style.isTempoFixed ? Math.floor((room * bpm) / 60 / beats) : Math.round((room * bpm) / 60 / beats),
    );
    // A free tempo gives way a little, so that the last bar ends in time.
    const fitting = (bars * beats * 60) / room;
    if (!style.isTempoFixed && Math.abs(fitting / bpm - 1) < 0.08) bpm = fitting;
  }
  const secondsPerBar = (beats * 60) / bpm;
  let sections: Section[];
  if (lyrics.length > 0) {
    const maxBars = Math.max(1, Math.floor((options.maxSeconds - tailOf(options.maxSeconds)) / secondsPerBar));
    const form = wordsForm({ lyrics, bars, maxBars, beatsPerBar: beats, secondsPerBar, styleEnergy: style.energy });
    sections = form.sections;
    if (form.omitted > 0) logs.push(`${form.omitted} lines of the lyrics did not fit into the length of the song`);
  } else {
    const isBlues = 'twelveBar' in progressions[style.progression];
    sections = (isBlues ? bluesForm : instrumentalForm)(bars ?? 1, style.energy);
  }
  const total = sections.reduce((sum, section) => sum + section.bars, 0);
  const length = seconds ?? Math.min(options.maxSeconds, total * secondsPerBar + tailOf(total * secondsPerBar));
  return { bpm, originSeconds: 0, sections, seconds: length };
}

/** Later than this before the end no line begins. */
const LAST_LINE_SECONDS = 1;

function timedFrame({ style, lyrics, seconds, maxSeconds }: ComposeOptions, logs: string[]): Frame {
  const stamps = lyrics.flatMap(({ lines }) => lines.map((line) => line.seconds ?? 0));
  const last = Math.max(0, ...stamps);
  const length = seconds ?? Math.min(maxSeconds, last + 14);
  const groups = lyrics
    .map((group) => ({
      ...group,
      lines: group.lines.filter((line) => (line.seconds ?? 0) < length - LAST_LINE_SECONDS),
    }))
    .filter(({ lines }) => lines.length > 0);
  const late = stamps.length - groups.reduce((sum, { lines }) => sum + lines.length, 0);
  if (late > 0) logs.push(`${late} lyric lines start too late for a song of ${Math.round(length)} s and were left out`);
  const range = style.isTempoFixed ? ([style.bpm, style.bpm] as const) : style.bpmRange;
  const form = timedForm({
    groups,
    seconds: length,
    bpmRange: range,
    beatsPerBar: style.metre.beats,
    styleEnergy: style.energy,
    tailSeconds: Math.min(tailOf(length), Math.max(0.8, length - Math.min(last, length) - 2)),
  });
  return { ...form, seconds: length };
}

function arrange(frame: Frame, spans: readonly ChordSpan[], options: ComposeOptions): Note[] {
  const { style, random } = options;
  const context: AccompanyContext = { style, spans };
  const melody: MelodyContext = { style, spans, bpm: frame.bpm };
  const voicings = voiceAll(context);
  const hasWords = options.lyrics.length > 0;
  const themes = new Map<SectionKind, Theme>();
  const themeOf = (kind: SectionKind): Theme => {
    const home: SectionKind = kind === 'outro' || kind === 'intro' || kind === 'interlude' ? 'chorus' : kind;
    const change = { verse: 0, chorus: -0.03, solo: 0.25, bridge: -0.1 }[home as string] ?? 0;
    const theme = themes.get(home) ?? drawTheme(style, frame.bpm, change, random.fork(`theme:${home}`));
    themes.set(home, theme);
    return theme;
  };
  const lift = Math.round(style.valence * 2);
  const centres: Partial<Record<SectionKind, number>> = {
    verse: 66,
    chorus: 70,
    bridge: 68,
    solo: 72,
    'pre-chorus': 68,
  };
  const notes: Note[] = [];
  for (const [i, section] of frame.sections.entries()) {
    const next = frame.sections[i + 1];
    const sub = random.fork(`section:${i}`);
    const { kind, energy } = section;
    const tune = (part: 'lead' | 'second') => ({
      part,
      theme: themeOf(kind),
      register: registerOf(part === 'lead' ? style.lead : style.secondLead, (centres[kind] ?? 69) + lift),
      section,
      random: sub.fork(part),
    });
    notes.push(...playChords(section, voicings, context, sub.fork('chords')));
    if (style.hasDrums) notes.push(...playDrums(section, next, style, sub.fork('drums')));
    const bassWaits = kind === 'intro' && style.energy < 0.8;
    const bass = playBass(section, style, spans, sub.fork('bass'));
    notes.push(
      ...(bassWaits ? bass.filter(({ beat }) => beat >= (section.bar + section.bars / 2) * style.metre.beats) : bass),
    );
    if (style.pad && (energy > 0.58 || style.energy < 0.4 || kind === 'bridge' || kind === 'outro')) {
      notes.push(...playPad(section, voicings, context));
    }
    if (section.lines.length > 0) {
      // Counted within the section, so that stanzas are alike.
      const theme = random.fork(`sung:${kind}`);
      section.lines.forEach((line, l) => {
        notes.push(...singLine(line, l, { ...tune('lead'), random: theme }, melody));
      });
    } else if (kind === 'solo' || kind === 'interlude' || (kind === 'intro' && section.bars >= 4)) {
      notes.push(...playTheme({ ...tune('second'), rests: kind === 'intro' ? 0.3 : 0.05 }, melody));
    } else if (kind !== 'intro' && (!hasWords || kind === 'outro')) {
      const part = kind === 'outro' && hasWords ? 'second' : 'lead';
      notes.push(...playTheme({ ...tune(part), rests: kind === 'outro' ? 0.35 : 0.06 }, melody));
    }
    if (style.extra && energy > 0.55 && kind !== 'solo') {
      const extra = style.extra;
      notes.push(
        ...(style.hasArpeggios || (kind === 'chorus' && style.extra.decays)
          ? playArpeggio(
              section,
              'extra',
              extra.low >= 60 ? 24 : 12,
              frame.bpm,
              voicings,
              context,
              random.fork('arpeggio'),
            )
          : counterMelody(section, 'extra', registerOf(extra, 60), melody)),
      );
    } else if (style.extra && style.hasArpeggios && kind === 'intro') {
      notes.push(...playArpeggio(section, 'extra', 12, frame.bpm, voicings, context, random.fork('arpeggio')));
    }
  }
  return notes;
}

/** The last bar is one held chord of everybody. */
function end(score: Score, spans: readonly ChordSpan[], style: SongStyle): void {
  const last = score.sections.at(-1);
  const bars = last ? last.bar + last.bars : 1;
  if (bars < 2) return;
  const at = (bars - 1) * style.metre.beats;
  const isSung = score.sections.some(({ lines }) => lines.some((line) => line.beat >= at - 1e-6));
  const kept = score.notes.filter((note) => note.beat < at - 0.02 || (isSung && note.part === 'lead'));
  for (const note of kept) if (note.part !== 'lead' || !isSung) note.length = Math.min(note.length, at - note.beat);
  const span = spans[spanIndex(spans, at)];
  if (!span) return;
  const beats = ((score.seconds - score.originSeconds) * score.bpm) / 60 - at;
  const length = Math.max(1, beats - 0.4);
  const energy = last?.energy ?? 0.5;
  const before = (part: Note['part']) => kept.filter((note) => note.part === part).at(-1);
  const classes = chordClasses(span.chord, style.tonic);
  const chord: Note[] = [];
  const voicing = voiceAll({ style, spans: [span] })[0] ?? [];
  for (const pitch of voicing) chord.push({ part: 'chords', beat: at, length, pitch, velocity: 0.55 + 0.3 * energy });
  if (style.pad && before('pad'))
    for (const pitch of voicing)
      chord.push({ part: 'pad', beat: at, length, pitch: pitch < 55 ? pitch + 12 : pitch, velocity: 0.6 });
  if (before('bass')) {
    const low = before('bass')?.pitch ?? 36;
    const root = [0, 12]
      .map((octave) => 28 + octave + mod12(style.tonic + span.chord.root - 28))
      .sort((a, b) => Math.abs(a - low) - Math.abs(b - low))[0];
    if (root !== undefined) chord.push({ part: 'bass', beat: at, length, pitch: root, velocity: 0.75 });
  }
  for (const part of ['lead', 'second'] as const) {
    const previous = before(part);
    if (!previous || (isSung && part === 'lead') || previous.beat < at - 2 * style.metre.beats) continue;
    const instrument = part === 'lead' ? style.lead : style.secondLead;
    const tones = classes.includes(style.tonic) ? [style.tonic] : classes;
    chord.push({
      part,
      beat: at,
      length: length * 0.8,
      pitch: nearestOf(tones, previous.pitch, registerOf(instrument, previous.pitch)),
      velocity: 0.7,
    });
  }
  if (style.hasDrums && before('drums')) {
    const loud = 0.5 + 0.4 * energy;
    chord.push(
      { part: 'drums', beat: at, length: 0.2, pitch: 36, velocity: loud },
      { part: 'drums', beat: at, length: 0.2, pitch: style.energy > 0.5 ? 49 : 51, velocity: loud * 0.8 },
    );
  }
  score.notes = [...kept, ...chord];
}

/** Swing, and the few milliseconds by which people differ; drums keep the time. */
function feel(notes: readonly Note[], style: SongStyle, bpm: number, random: Random): Note[] {
  const spread = (0.004 * bpm) / 60;
  return notes.map((note) => {
    if (note.isExact) return note;
    const beat = swung(note.beat, style.swing, style.swingUnit);
    const end = swung(note.beat + note.length, style.swing, style.swingUnit);
    const drift =
      note.part === 'drums' || note.part === 'bass' ? 0 : Math.max(-2, Math.min(2, random.normal())) * spread;
    return { ...note, beat: Math.max(0, beat + drift), length: Math.max(0.05, end - beat) };
  });
}

/** Sorted; a tone that is struck again while it sounds ends first; nothing lasts into the next stroke. */
function tidy(notes: readonly Note[]): Note[] {
  const order = new Map(partNames.map((part, i) => [part, i]));
  const sorted = [...notes].sort(
    (a, b) => a.beat - b.beat || (order.get(a.part) ?? 0) - (order.get(b.part) ?? 0) || a.pitch - b.pitch,
  );
  const sounding = new Map<string, Note>();
  const kept: Note[] = [];
  for (const note of sorted) {
    const key = `${note.part}:${note.pitch}`;
    const earlier = sounding.get(key);
    if (earlier && earlier.beat + earlier.length > note.beat - 0.01) {
      if (note.beat - earlier.beat < 0.06) {
        // Twice at once: the longer one stays.
        earlier.length = Math.max(earlier.length, note.length);
        continue;
      }
      earlier.length = note.beat - earlier.beat - 0.01;
    }
    const copy = { ...note };
    sounding.set(key, copy);
    kept.push(copy);
  }
  // Tunes have one voice.
  for (const part of ['lead', 'second', 'bass'] as const) {
    const voice = kept.filter((note) => note.part === part);
    for (const [i, note] of voice.entries()) {
      const next = voice[i + 1];
      if (next && note.beat + note.length > next.beat) note.length = Math.max(0.03, next.beat - note.beat);
    }
  }
  return kept;
}
