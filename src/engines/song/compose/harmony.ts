import type { Random } from '../../foley/sound/voice.ts';
import { progressionsFor, type SongStyle } from '../style/choose-style.ts';
import { progressions } from '../style/progressions.ts';
import type { Section, SectionKind } from './score.ts';
import { type Chord, coloured, isMinorLike, type Mode, mod12, modes, readChord } from './theory.ts';

/** A chord and the beats for which it holds. */
export interface ChordSpan {
  beat: number;
  beats: number;
  chord: Chord;
}

/** Chords that a mode has in the place of the usual ones, so that the mode is heard. */
const modal: Partial<Record<Mode, Readonly<Record<string, string>>>> = {
  dorian: { bVI: 'IV', iv: 'IV', iv7: 'IV7', bVImaj7: 'IV7' },
  mixolydian: { V: 'bVII', iii: 'IV' },
  lydian: { IV: 'II', iv: 'II' },
  phrygian: { V: 'bII', v: 'bvii', iv: 'bII' },
};

const inMode = (name: string, mode: Mode): string => modal[mode]?.[name] ?? name;

const barsOf = (progression: string): string[][] => progression.split(' ').map((bar) => bar.split('+'));

/** Draws one progression per kind of section and writes the chords of the whole form, bar by bar. */
export function harmonise(sections: readonly Section[], style: SongStyle, random: Random): ChordSpan[] {
  const choices = [...progressionsFor(style)];
  /** Without putting back. Verses open on the tonic where the style can, so that the key is plain from the start. */
  const draw = (opensAtHome = false): string => {
    const fitting = opensAtHome ? choices.filter((choice) => /^[iI](?![ivIV])/.test(choice)) : choices;
    const from = fitting.length > 0 ? fitting : choices;
    const chosen = from[Math.floor(random.next() * from.length)] ?? 'I';
    if (choices.length > 1) choices.splice(choices.indexOf(chosen), 1);
    return chosen;
  };
  const verse = draw(true);
  const chorus = draw();
  const bridge = draw();
  const byKind: Readonly<Record<SectionKind, string>> = {
    intro: random.next() < 0.5 ? verse : chorus,
    verse,
    'pre-chorus': bridge,
    chorus,
    bridge,
    solo: verse,
    interlude: verse,
    outro: chorus,
  };
  const { beats } = style.metre;
  const spans: ChordSpan[] = [];
  const scale = modes[style.mode];
  const write = (bar: number, names: readonly string[]) => {
    const each = beats / names.length;
    names.forEach((name, i) => {
      const chord = coloured(readChord(inMode(name, style.mode)), style.colour, scale);
      spans.push({ beat: bar * beats + i * each, beats: each, chord });
    });
  };
  for (const [index, section] of sections.entries()) {
    const bars = barsOf(progressionOf(section, byKind, style));
    for (let bar = 0; bar < section.bars; bar++) write(section.bar + bar, bars[bar % bars.length] ?? ['I']);
    leadOver(spans, section, sections[index + 1], style);
  }
  const last = spans.at(-1);
  const lastSection = sections.at(-1);
  if (last && lastSection) {
    const bar = lastSection.bar + lastSection.bars - 1;
    while ((spans.at(-1)?.beat ?? -1) >= bar * beats) spans.pop();
    spans.push({ beat: bar * beats, beats, chord: home(style) });
  }
  return spans;
}

function progressionOf(section: Section, byKind: Readonly<Record<SectionKind, string>>, style: SongStyle): string {
  const set = progressions[style.progression];
  if ('twelveBar' in set && section.bars % 12 === 0 && (section.kind === 'verse' || section.kind === 'solo')) {
    return isMinorLike(style.mode) ? set.twelveBar.minor : set.twelveBar.major;
  }
  return byKind[section.kind];
}

/** The chord a song comes to rest on. */
function home(style: SongStyle): Chord {
  const name = isMinorLike(style.mode) ? 'i' : 'I';
  if (style.colour === 'power') return readChord('I5');
  return readChord(
    style.colour === 'triad' ? name : isMinorLike(style.mode) ? 'i7' : style.progression === 'blues' ? 'I7' : 'Imaj7',
  );
}

/** A dominant (or what the mode has instead) in the last bar before a chorus, unless there is tension already. */
function leadOver(spans: ChordSpan[], section: Section, next: Section | undefined, style: SongStyle): void {
  if (next?.kind !== 'chorus' || section.bars < 4 || style.progression === 'techno') return;
  const last = spans.at(-1);
  if (last?.chord.root !== 0) return;
  const name = isMinorLike(style.mode) ? (style.mode === 'harmonic minor' ? 'V' : 'bVII') : 'V';
  last.chord = coloured(readChord(inMode(name, style.mode)), style.colour, modes[style.mode]);
}

/** The chord at a beat. Spans are sorted and without gaps. */
export function chordAt(spans: readonly ChordSpan[], beat: number): Chord {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.beat ?? 0) <= beat + 1e-6) low = middle;
    else high = middle - 1;
  }
  return spans[low]?.chord ?? { root: 0, intervals: [0, 7], name: 'I5' };
}

/**
 * The scale over a chord: the mode's own, where a chord tone outside it replaces the step next to it (the raised seventh
 * over the dominant of a minor key). Always seven steps, so degrees mean the same over every chord.
 */
export function scaleOver(chord: Chord, mode: Mode): number[] {
  const scale: number[] = [...modes[mode]];
  for (const interval of chord.intervals) {
    const tone = mod12(chord.root + interval);
    if (scale.includes(tone)) continue;
    const near = scale.findIndex((step) => Math.abs(step - tone) === 1 && step !== 0);
    if (near >= 0) scale[near] = tone;
  }
  return scale.sort((a, b) => a - b);
}

const LOW = 50;
const HIGH = 74;
const CENTRE = 62;

/**
 * Voice leading: of all close and open positions in the register, the one whose voices move least, a little drawn to
 * the middle of the register (the rule of least motion; D. Tymoczko, "A Geometry of Music", 2011, ch. 2).
 */
export function leadVoices(previous: readonly number[] | null, chord: Chord, tonic: number): number[] {
  const classes = chord.intervals.map((interval) => mod12(tonic + chord.root + interval));
  // Of five tones the fifth is left out: it says least.
  const kept = classes.length > 4 ? classes.filter((_, i) => i !== 2) : classes;
  let best: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const voicing of positions(kept)) {
    const spread = voicing.reduce((sum, pitch) => sum + Math.abs(pitch - CENTRE), 0) / voicing.length;
    const motion = previous === null ? 0 : distance(previous, voicing);
    const cost = motion + 0.25 * spread;
    if (cost < least) {
      least = cost;
      best = voicing;
    }
  }
  return best;
}

function* positions(classes: readonly number[]): Generator<number[]> {
  for (let inversion = 0; inversion < classes.length; inversion++) {
    const order = [...classes.slice(inversion), ...classes.slice(0, inversion)];
    for (let start = LOW; start < LOW + 12; start++) {
      if (mod12(start) !== order[0]) continue;
      for (const low of [start, start + 12]) {
        const voicing = [low];
        for (const pitchClass of order.slice(1)) {
          const previous = voicing.at(-1) ?? low;
          voicing.push(previous + (mod12(pitchClass - previous) || 12));
        }
        if ((voicing.at(-1) ?? 0) <= HIGH) yield voicing;
        // The second voice from above an octave lower ("drop two").
        if (voicing.length > 3) {
          const dropped = (voicing.at(-2) ?? 0) - 12;
          const open = [...voicing.filter((_, i) => i !== voicing.length - 2), dropped].sort((a, b) => a - b);
          if ((open[0] ?? 0) >= LOW - 4 && (open.at(-1) ?? 0) <= HIGH) yield open;
        }
      }
    }
  }
}

/** Sum of how far each voice is from its nearest neighbour in the other chord, both ways. */
function distance(from: readonly number[], to: readonly number[]): number {
  const nearest = (pitch: number, others: readonly number[]) =>
    Math.min(...others.map((other) => Math.abs(other - pitch)));
  const forth = to.reduce((sum, pitch) => sum + nearest(pitch, from), 0);
  const back = from.reduce((sum, pitch) => sum + nearest(pitch, to), 0);
  return (forth + back) / 2;
}
