import { describe, expect, it } from 'vitest';
import { createRandom } from '../../foley/sound/dsp/random.ts';
import { readLrc } from '../lyrics/read-lrc.ts';
import { readLyrics } from '../lyrics/read-lyrics.ts';
import { chooseStyle } from '../style/choose-style.ts';
import { genres } from '../style/genres.ts';
import { readStyle } from '../style/read-style.ts';
import { type ComposeOptions, compose } from './compose.ts';
import { leadVoices } from './harmony.ts';
import { swung } from './rhythm.ts';
import { type Score, secondsOfBeat } from './score.ts';
import { mod12, modes, readChord } from './theory.ts';

const write = (style: string, options: Partial<ComposeOptions> = {}, seed = 1): Score =>
  compose({
    style: chooseStyle(readStyle(style, ''), createRandom(seed)),
    lyrics: [],
    isTimed: false,
    seconds: 60,
    maxSeconds: 240,
    random: createRandom(seed),
    ...options,
  }).score;

const styles = genres.map(({ name }) => name);

describe('a score', () => {
  it.each(styles)('%s: ends in time, has no stuck or doubled note, and plays only playable pitches', (style) => {
    for (const seconds of [5, 33, 120]) {
      const score = write(style, { seconds });
      const end = Math.max(...score.notes.map(({ beat, length }) => secondsOfBeat(score, beat + length)));
      expect(end).toBeLessThanOrEqual(seconds + 0.3);
      // Music to the end, not a tail of silence.
      expect(end).toBeGreaterThan(seconds - 4.5);
      const ends = new Map<string, number>();
      for (const { part, beat, length, pitch, velocity } of score.notes) {
        expect(pitch).toBeGreaterThanOrEqual(21);
        expect(pitch).toBeLessThanOrEqual(108);
        expect(length).toBeGreaterThan(0);
        expect(velocity).toBeGreaterThan(0);
        if (part === 'drums') continue;
        expect(ends.get(`${part}:${pitch}`) ?? -1).toBeLessThanOrEqual(beat + 1e-6);
        ends.set(`${part}:${pitch}`, beat + length);
      }
    }
  });

  it.each(styles)('%s: sections follow one another without a gap and the tune lies in the key', (style) => {
    const score = write(style);
    let bar = 0;
    for (const section of score.sections) {
      expect(section.bar).toBe(bar);
      bar += section.bars;
    }
    const tune = score.notes.filter(({ part }) => part === 'lead');
    const inKey = tune.filter(({ pitch }) =>
      (modes[score.mode] as readonly number[]).includes(mod12(pitch - score.tonic)),
    );
    expect(inKey.length / Math.max(1, tune.length)).toBeGreaterThan(0.7);
  });

  it('keeps a tempo that was asked for to the digit', () => {
    expect(write('pop 111 bpm').bpm).toBe(111);
  });

  it('moves a free tempo by less than a tenth so that the last bar ends in time', () => {
    const free = chooseStyle(readStyle('pop', ''), createRandom(1)).bpm;
    expect(Math.abs(write('pop').bpm / free - 1)).toBeLessThan(0.1);
  });

  it('repeats motifs: the second verse is the tune of the first', () => {
    const score = write('pop', { seconds: 140 });
    const verses = score.sections.filter(({ kind }) => kind === 'verse');
    expect(verses.length).toBeGreaterThan(1);
    const rhythm = (index: number) => {
      const { bar } = verses[index]!;
      const from = bar * score.metre.beats;
      // To the nearest sixteenth, and only from the first bars: players differ by milliseconds, and bars may rest.
      return score.notes
        .filter(({ part, beat }) => part === 'lead' && beat >= from - 0.1 && beat < from + 3.9)
        .map(({ beat }) => Math.round((beat - from) * 4));
    };
    const [first, second] = [rhythm(0), rhythm(1)];
    if (first.length > 0 && second.length > 0) expect(second).toEqual(first);
  });

  it('is the same for the same seed and another for another', () => {
    expect(write('jazz', {}, 4)).toEqual(write('jazz', {}, 4));
    expect(write('jazz', {}, 4).notes).not.toEqual(write('jazz', {}, 5).notes);
  });
});

describe('words', () => {
  const lyrics =
    '[Verse]\nunder the yellow lamp I wait\nand count the windows of the street\n[Chorus]\nstay with me tonight\nstay until the light\n[Verse]\none more train goes by\none more empty sky\n[Chorus]\nstay with me tonight\nstay until the light';

  it('give the form, and one note to each syllable', () => {
    const { sections } = readLyrics(lyrics);
    const score = write('pop', { lyrics: sections, seconds: null });
    const kinds = score.sections.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'verse')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'chorus').length).toBeGreaterThanOrEqual(2);
    const [first] = score.sections.flatMap(({ lines }) => lines);
    const notes = score.notes.filter(
      ({ part, beat }) => part === 'lead' && beat >= first!.beat - 0.1 && beat < first!.beat + first!.beats - 0.1,
    );
    expect(notes).toHaveLength(first!.syllables);
  });

  it('that do not fit are left out and counted', () => {
    const { sections } = readLyrics('a line of words here\n'.repeat(100));
    const style = chooseStyle(readStyle('pop', ''), createRandom(1));
    const { score, logs } = compose({
      style,
      lyrics: sections,
      isTimed: false,
      seconds: 30,
      maxSeconds: 240,
      random: createRandom(1),
    });
    expect(logs[0]).toMatch(/lines of the lyrics did not fit/);
    expect(score.seconds).toBe(30);
  });

  it('with stamps begin within 5 ms of their time', () => {
    const times = [7.3, 11.05, 14.9, 18.62, 31.4, 35.2, 39, 42.77];
    const text = times
      .map((time, i) => `[00:${time.toFixed(2).padStart(5, '0')}] these are the words of line ${i}`)
      .join('\n');
    const { sections } = readLrc(text, 95);
    for (const style of ['pop', 'jazz', 'waltz', 'drum and bass']) {
      const score = write(style, { lyrics: sections, isTimed: true, seconds: null, maxSeconds: 95 });
      const starts = score.notes.filter(({ part }) => part === 'lead').map(({ beat }) => secondsOfBeat(score, beat));
      for (const time of times) expect(Math.min(...starts.map((start) => Math.abs(start - time)))).toBeLessThan(0.005);
      // The first bar line of the words lies on the first line.
      const first = score.sections.find(({ lines }) => lines.length > 0);
      expect(Math.abs(secondsOfBeat(score, first!.bar * score.metre.beats) - 7.3)).toBeLessThan(0.06);
    }
  });
});

describe('stamps beyond the end', () => {
  it('are left out and counted, and nothing sounds after it', () => {
    const { sections } = readLrc('[00:05.00] early words\n[00:50.00] late words\n[01:10.00] later words', 95);
    const style = chooseStyle(readStyle('pop', ''), createRandom(1));
    const { score, logs } = compose({
      style,
      lyrics: sections,
      isTimed: true,
      seconds: 30,
      maxSeconds: 95,
      random: createRandom(1),
    });
    expect(logs).toEqual(['2 lyric lines start too late for a song of 30 s and were left out']);
    expect(Math.max(...score.notes.map(({ beat, length }) => secondsOfBeat(score, beat + length)))).toBeLessThan(30.5);
  });
});

describe('building blocks', () => {
  it('voice leading moves less than jumping in root position', () => {
    const chords = ['I', 'vi', 'IV', 'V', 'I'].map(readChord);
    let previous: number[] | null = null;
    for (const chord of chords) {
      const voicing = leadVoices(previous, chord, 0);
      expect(new Set(voicing.map(mod12)).size).toBe(3);
      if (previous) {
        const moved = voicing.map((pitch, i) => Math.abs(pitch - (previous?.[i] ?? pitch))).reduce((a, b) => a + b, 0);
        expect(moved).toBeLessThanOrEqual(8);
      }
      previous = voicing;
    }
  });

  it('full swing puts the second eighth on the last third of the beat', () => {
    expect(swung(1.5, 1, 8)).toBeCloseTo(1 + 2 / 3);
    expect(swung(1, 1, 8)).toBe(1);
    expect(swung(0.25, 1, 16)).toBeCloseTo(1 / 3);
    expect(swung(2.5, 0, 8)).toBe(2.5);
  });
});
