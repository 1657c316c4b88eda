import type { LyricSection } from '../lyrics/lyric-section.ts';
import type { PlacedLine, Section, SectionKind } from './score.ts';

type Plan = [kind: SectionKind, bars: number][];

const ENERGY: Readonly<Record<SectionKind, number>> = {
  intro: 0.3,
  verse: 0.5,
  'pre-chorus': 0.62,
  chorus: 0.85,
  bridge: 0.55,
  solo: 0.75,
  interlude: 0.5,
  outro: 0.4,
};

const plan = (text: string): Plan =>
  text.split(' ').map((part) => {
    const [kind = '', bars = '4'] = part.split(':');
    return [kind as SectionKind, Number(bars)];
  });

/** Forms without words, shortest first; the longest that fits is stretched. */
const forms: readonly Plan[] = [
  'verse:1',
  'intro:2 chorus:4 outro:2',
  'intro:2 verse:4 chorus:4 outro:2',
  'intro:4 verse:8 chorus:8 outro:4',
  'intro:4 verse:8 chorus:8 bridge:4 chorus:8 outro:4',
  'intro:4 verse:8 chorus:8 verse:8 chorus:8 outro:4',
  'intro:4 verse:8 chorus:8 verse:8 chorus:8 bridge:8 chorus:8 outro:4',
  'intro:8 verse:8 chorus:8 verse:8 chorus:8 solo:8 bridge:8 chorus:16 outro:8',
  'intro:8 verse:16 chorus:8 verse:16 chorus:8 solo:16 bridge:8 chorus:16 outro:8',
].map(plan);

const sizeOf = (form: Plan): number => form.reduce((sum, [, bars]) => sum + bars, 0);

/** A form of exactly `bars` bars for music without words. */
export function instrumentalForm(bars: number, styleEnergy: number): Section[] {
  const fitting = forms.filter((form) => sizeOf(form) <= bars).at(-1) ?? [['verse', 1]];
  const form: Plan = fitting.map(([kind, size]) => [kind, size]);
  // Whole rounds more, then four bars here and there, then what is left at the end.
  while (bars - sizeOf(form) >= 16 && bars > 104) form.splice(-1, 0, ['verse', 8], ['chorus', 8]);
  for (let round = 0; bars - sizeOf(form) >= 4 && round < 8; round++) {
    for (const part of form) {
      if (bars - sizeOf(form) < 4) break;
      if (part[0] === 'verse' || part[0] === 'chorus' || part[0] === 'solo') part[1] += 4;
    }
  }
  const last = form.at(-1);
  const spare = bars - sizeOf(form);
  const first = form[0];
  if (first?.[0] === 'intro' && spare > 1) first[1] += 2;
  if (last) last[1] += bars - sizeOf(form);
  return laidOut(form, styleEnergy);
}

/** Rounds of twelve bars. */
export function bluesForm(bars: number, styleEnergy: number): Section[] {
  const rounds = Math.floor(bars / 12);
  if (rounds === 0) return instrumentalForm(bars, styleEnergy);
  const left = bars - 12 * rounds;
  const intro = Math.min(4, left);
  const form: Plan = Array.from({ length: rounds }, (_, i) => [i % 3 === 1 && rounds > 2 ? 'solo' : 'verse', 12]);
  if (intro > 0) form.unshift(['intro', intro]);
  if (left > intro) form.push(['outro', left - intro]);
  return laidOut(form, styleEnergy);
}

function laidOut(form: Plan, styleEnergy: number): Section[] {
  let bar = 0;
  const seen = new Map<SectionKind, number>();
  return form.map(([kind, bars]) => {
    const nth = seen.get(kind) ?? 0;
    seen.set(kind, nth + 1);
    const section: Section = { kind, bar, bars, energy: energyOf(kind, nth, styleEnergy), lines: [] };
    bar += bars;
    return section;
  });
}

const energyOf = (kind: SectionKind, nth: number, styleEnergy: number): number =>
  Math.min(1, Math.max(0.1, ENERGY[kind] * (0.55 + 0.65 * styleEnergy) + 0.06 * nth));

export interface WordsForm {
  sections: Section[];
  /** Lines for which there was no room. */
  omitted: number;
}

export interface WordsFormOptions {
  lyrics: readonly LyricSection[];
  /** null: as many as the words want, at most `maxBars`. */
  bars: number | null;
  maxBars: number;
  beatsPerBar: number;
  secondsPerBar: number;
  styleEnergy: number;
}

/** A form that follows the marked sections of the words, with instrumental parts around them. */
export function wordsForm(options: WordsFormOptions): WordsForm {
  const { lyrics, beatsPerBar, styleEnergy, secondsPerBar } = options;
  const limit = options.bars ?? options.maxBars;
  // About three and a half seconds are natural for a line.
  const natural = secondsPerBar > 2.6 ? 1 : 2;
  const barsPerLine = barsOfAll(lyrics, natural) + 4 <= limit ? natural : 1;
  const kept: { lyric: LyricSection; bars: number }[] = [];
  let used = 0;
  let omitted = 0;
  for (const lyric of lyrics) {
    const room = limit - used - (limit > 6 ? 2 : 1);
    const bars = barsOfSection(lyric, barsPerLine);
    if (bars <= room) {
      kept.push({ lyric, bars });
      used += bars;
      continue;
    }
    const lines = lyric.lines.slice(0, Math.max(0, Math.floor(room / barsPerLine)));
    omitted += lyric.lines.length - lines.length;
    if (lines.length === 0) continue;
    kept.push({ lyric: { ...lyric, lines }, bars: lines.length * barsPerLine });
    used += lines.length * barsPerLine;
  }
  const pieces = kept.map(({ lyric, bars }): Piece => ({ kind: lyric.kind, bars, lyric }));
  const wanted = options.bars ?? Math.min(options.maxBars, used + 8 + (used > 24 ? 8 : 0));
  fillUp(pieces, wanted - used);
  const sections = laidOut(
    pieces.map(({ kind, bars }) => [kind, bars]),
    styleEnergy,
  );
  for (const [i, section] of sections.entries()) {
    const lyric = pieces[i]?.lyric;
    if (lyric) section.lines = placeLines(lyric, section, beatsPerBar);
  }
  return { sections, omitted };
}

interface Piece {
  kind: SectionKind;
  bars: number;
  lyric?: LyricSection;
}

const barsOfSection = ({ lines }: LyricSection, perLine: number): number =>
  lines.length === 0 ? 8 : Math.ceil((lines.length * perLine) / 4) * 4;
const barsOfAll = (lyrics: readonly LyricSection[], perLine: number): number =>
  lyrics.reduce((sum, lyric) => sum + barsOfSection(lyric, perLine), 0);

/** Adds `spare` bars of instrumental parts: before, after, a solo before the last chorus, interludes. */
function fillUp(pieces: Piece[], spare: number): void {
  let left = spare;
  const take = (bars: number): number => {
    const taken = Math.max(0, Math.min(bars, left));
    left -= taken;
    return taken;
  };
  const outro = take(left >= 6 ? 4 : Math.min(2, left));
  const intro = pieces[0]?.kind === 'intro' ? 0 : take(Math.min(left, 4));
  while (left >= 4) {
    const size = left >= 8 ? 8 : 4;
    const hasSolo = pieces.some(({ kind }) => kind === 'solo');
    const lastChorus = pieces.map(({ kind }) => kind).lastIndexOf('chorus');
    const chorus = pieces[lastChorus];
    if (!hasSolo && lastChorus > 0 && pieces.length > 2)
      pieces.splice(lastChorus, 0, { kind: 'solo', bars: take(size) });
    else if (chorus && chorus.bars <= left && pieces.filter((piece) => piece.lyric === chorus.lyric).length < 3) {
      pieces.push({ ...chorus, bars: take(chorus.bars) });
    } else pieces.splice(Math.ceil(pieces.length / 2), 0, { kind: hasSolo ? 'interlude' : 'solo', bars: take(size) });
  }
  if (intro > 0) pieces.unshift({ kind: 'intro', bars: intro });
  if (outro + left > 0) pieces.push({ kind: 'outro', bars: outro + left });
}

/** Lines share the bars of their section evenly, in whole or half bars. */
function placeLines({ lines }: LyricSection, section: Section, beatsPerBar: number): PlacedLine[] {
  const perLine = Math.max(1, Math.floor(section.bars / Math.max(1, lines.length)));
  return lines.map(({ text, syllables }, i) => ({
    text,
    syllables,
    beat: (section.bar + i * perLine) * beatsPerBar,
    beats: perLine * beatsPerBar,
  }));
}

export interface TimedForm {
  bpm: number;
  originSeconds: number;
  sections: Section[];
}

/**
 * A form around lines that start at given times: the tempo of the range whose half beats meet the stamps best, the bar
 * line on the first line, and sections that begin where a group of lines does.
 */
export function timedForm(options: {
  groups: readonly LyricSection[];
  seconds: number;
  bpmRange: readonly [number, number];
  beatsPerBar: number;
  styleEnergy: number;
  tailSeconds: number;
}): TimedForm {
  const { groups, seconds, beatsPerBar } = options;
  const stamps = groups.flatMap(({ lines }) => lines.map((line) => line.seconds ?? 0));
  const first = stamps[0] ?? 0;
  const bpm = bestTempo(stamps, options.bpmRange, beatsPerBar);
  const secondsPerBar = (beatsPerBar * 60) / bpm;
  const barsBefore = Math.ceil(first / secondsPerBar - 0.02);
  const originSeconds = Math.min(0, first - barsBefore * secondsPerBar);
  const totalBars = Math.max(1, Math.floor((seconds - options.tailSeconds - originSeconds) / secondsPerBar));
  const barOf = (time: number) =>
    Math.min(totalBars - 1, Math.max(0, Math.round((time - originSeconds) / secondsPerBar)));
  const starts: { kind: SectionKind; bar: number; lyric?: LyricSection }[] = [];
  if (barsBefore > 0) starts.push({ kind: 'intro', bar: 0 });
  for (const [i, group] of groups.entries()) {
    const from = barOf(group.lines[0]?.seconds ?? 0);
    const until = barOf(groups[i + 1]?.lines[0]?.seconds ?? seconds);
    const lastLine = group.lines.at(-1)?.seconds ?? 0;
    const sung = Math.min(until, barOf(lastLine) + Math.max(2, Math.round(4 / secondsPerBar)));
    starts.push({ kind: group.kind, bar: from, lyric: group });
    // A long gap is filled by an instrument.
    if (until - sung >= 4) starts.push({ kind: i === groups.length - 1 ? 'outro' : 'interlude', bar: sung });
  }
  const plain = starts.filter((start, i) => (starts[i + 1]?.bar ?? totalBars) > start.bar);
  const form: Plan = plain.map((start, i) => [start.kind, (plain[i + 1]?.bar ?? totalBars) - start.bar]);
  if (form.length === 0) form.push(['verse', totalBars]);
  const sections = laidOut(form, options.styleEnergy);
  const beatOf = (time: number) => ((time - originSeconds) * bpm) / 60;
  for (const [g, group] of groups.entries()) {
    for (const [i, line] of group.lines.entries()) {
      const time = line.seconds ?? 0;
      const next = group.lines[i + 1]?.seconds ?? groups[g + 1]?.lines[0]?.seconds ?? seconds;
      // Sung at an easy pace when there is more time than words.
      const window = Math.max(0.3, Math.min(next - time, 0.8 + 0.45 * line.syllables));
      const beat = beatOf(time);
      const bar = Math.floor(beat / beatsPerBar + 1e-6);
      const home =
        sections.find((section) => bar >= section.bar && bar < section.bar + section.bars) ?? sections.at(-1);
      home?.lines.push({ text: line.text, syllables: line.syllables, beat, beats: (window * bpm) / 60 });
    }
  }
  return { bpm, originSeconds, sections };
}

/**
 * Half-beat grids anchored on the first stamp, every twentieth of a beat per minute of the range and 8 % beyond; stamps that fall
 * on bar lines count half as much again. A slow search over a tiny input.
 */
function bestTempo(stamps: readonly number[], [low, high]: readonly [number, number], beatsPerBar: number): number {
  const first = stamps[0] ?? 0;
  const middle = (low + high) / 2;
  const give = low === high ? 0 : 0.08;
  let best = middle;
  let least = Number.POSITIVE_INFINITY;
  for (let bpm = low * (1 - give); bpm <= high * (1 + give); bpm += 0.05) {
    let error = 0;
    for (const stamp of stamps) {
      const beats = ((stamp - first) * bpm) / 60;
      error += offGrid(2 * beats) + 0.5 * offGrid(beats / beatsPerBar);
    }
    const outside = Math.max(0, low - bpm, bpm - high) / middle;
    const cost = error / Math.max(1, stamps.length) + 1e-5 * Math.abs(bpm - middle) + 0.05 * outside;
    if (cost < least) {
      least = cost;
      best = bpm;
    }
  }
  return best;
}

const offGrid = (value: number): number => (value - Math.round(value)) ** 2;
