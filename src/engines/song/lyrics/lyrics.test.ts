import { describe, expect, it } from 'vitest';
import { EngineInputError } from '../../engine.ts';
import { createRandom } from '../../foley/sound/dsp/random.ts';
import { readLrc } from './read-lrc.ts';
import { isInstrumental, readLyrics } from './read-lyrics.ts';
import { countSyllables } from './syllables.ts';
import { writeLyrics } from './write-lyrics.ts';

describe('syllables', () => {
  it.each([
    ['under the lamp', 4],
    ['beautiful yesterday', 6],
    ['love', 1],
    ['the painted table', 5],
    ['我爱你', 3],
    ['привет мир', 3],
    ['🎵🎵', 1],
    ['', 1],
  ])('%s: %i', (line, expected) => {
    expect(countSyllables(line)).toBe(expected);
  });

  it('finds some for text without written vowels', () => {
    expect(countSyllables('أحبك يا ليل')).toBeGreaterThanOrEqual(3);
  });
});

describe('marked lyrics', () => {
  it('follow their marks', () => {
    const { sections } = readLyrics('[Verse 1]\na b\nc d\n\n[Chorus]\ne f\n[whispered]\n(Bridge)\ng');
    expect(sections.map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ['verse', 2],
      ['chorus', 1],
      ['bridge', 1],
    ]);
  });

  it('without marks, a block that comes back is the chorus', () => {
    const { sections } = readLyrics('one\ntwo\n\nla la\nhey\n\nthree\nfour\n\nla la\nhey');
    expect(sections.map(({ kind }) => kind)).toEqual(['verse', 'chorus', 'verse', 'chorus']);
  });

  it('keep a sung line in parentheses', () => {
    expect(readLyrics('[Verse]\nhello\n(oh yeah)').sections[0]?.lines).toHaveLength(2);
  });

  it('of ten thousand lines are cut, and the rest is counted', () => {
    const { sections, omitted } = readLyrics('la\n'.repeat(6_000));
    expect(sections.flatMap(({ lines }) => lines)).toHaveLength(400);
    expect(omitted).toBe(5_600);
  });

  it.each(['', ' ', '[inst]', '[Instrumental]', '[inst]\n[inst]'])('%j asks for no singing', (text) => {
    expect(isInstrumental(text)).toBe(true);
  });
});

describe('stamped lyrics', () => {
  it('read every spelling of a stamp, several on a row, the offset and tags', () => {
    const { sections, logs } = readLrc(
      '[ti:x]\n[offset:+500]\n[00:10]one\n[00:14.5]two[00:18.25]three\n[00:22.125][00:40:50]four',
      95,
    );
    const lines = sections.flatMap((section) => section.lines);
    expect(lines.map(({ text, seconds }) => [text, seconds])).toEqual([
      ['one', 9.5],
      ['two', 14],
      ['three', 17.75],
      ['four', 21.625],
      ['four', 40],
    ]);
    expect(logs).toEqual([]);
  });

  it.each(['[00:75.00] x', '[1:2:3:4] x', '[00:1a] x'.replace('a', '-'), '[12] x', '[00:10.12345] x'])(
    '%s is refused with its row',
    (row) => {
      expect(() => readLrc(`[00:01.00] fine\n${row}`, 95)).toThrow(EngineInputError);
      expect(() => readLrc(`[00:01.00] fine\n${row}`, 95)).toThrow(/row 2/);
    },
  );

  it('leave out lines beyond the length and say so', () => {
    const { sections, logs } = readLrc('[00:10.00] a\n[01:35.00] b', 95);
    expect(sections.flatMap(({ lines }) => lines)).toHaveLength(1);
    expect(logs[0]).toMatch(/1 lyric lines start at or after 95 s/);
  });

  it('without any stamp are no error', () => {
    expect(readLrc('just words', 95)).toEqual({ sections: [], logs: [] });
  });
});

describe('written lyrics', () => {
  it('hold the words of the prompt, section marks and a title, and repeat with the seed', () => {
    const made = writeLyrics('a lighthouse in winter', 0.5, createRandom(3));
    expect(made.text).toMatch(/lighthouse/);
    expect(made.text).toMatch(/^\[Verse 1\]\n/);
    expect(made.text.match(/\[Chorus\]/g)).toHaveLength(3);
    expect(made.title).toMatch(/Lighthouse|Winter/);
    expect(writeLyrics('a lighthouse in winter', 0.5, createRandom(3))).toEqual(made);
    expect(writeLyrics('a lighthouse in winter', 0.5, createRandom(4))).not.toEqual(made);
  });

  it.each(['', '🎵', '一首关于海的歌', 'أغنية عن البحر'])('come of any prompt: %s', (about) => {
    const { title, text } = writeLyrics(about, -0.5, createRandom(1));
    expect(title.length).toBeGreaterThan(0);
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(text).not.toMatch(/undefined|\{s\}/);
  });
});
