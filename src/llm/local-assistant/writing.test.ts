import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../catalog/catalog.ts';
import { answerTo } from './answer.ts';
import { createRanking } from './library/bm25.ts';
import { anything, themes } from './songs/themes.ts';
import { syllablesOf, writeLrc } from './songs/write-lrc.ts';
import { taggedLyrics, writeLyrics } from './songs/write-lyrics.ts';
import type { Knowledge } from './topic.ts';
import { writePrompt } from './write-prompt.ts';

const knowledge: Knowledge = {
  catalog: createCatalog(),
  library: { passages: [], ranking: createRanking([], () => []) },
  pairs: createRanking([], () => []),
  offer: () => ({ available: false, engine: null, quality: null }),
  publicUrl: 'http://127.0.0.1:8787',
};
const ask = (text: string) => answerTo([text], knowledge);
const blockOf = (answer: string) => /```\w*\n([\s\S]*?)\n```/.exec(answer)?.[1] ?? '';

describe('lyrics', () => {
  it('have verses and choruses with tags, and the chorus again', () => {
    const text = blockOf(ask('Write song lyrics about the sea'));
    const tags = [...text.matchAll(/^\[(\w+)\]$/gm)].map(([, tag]) => tag);
    expect(tags).toEqual(['verse', 'chorus', 'verse', 'chorus', 'bridge', 'chorus']);
    const choruses = text.split('\n\n').filter((part) => part.startsWith('[chorus]'));
    expect(new Set(choruses).size).toBe(1);
  });

  it('are about what was asked', () => {
    expect(blockOf(ask('write a song about my cat Minka'))).toContain('my cat Minka');
    expect(blockOf(ask('Write a lullaby for my daughter'))).toContain('my daughter');
    expect(blockOf(ask('lyrics about quantum physics please, write them'))).toContain('quantum physics');
  });

  it('have the title that was asked for, and say when the language is not', () => {
    expect(ask('Write a song called "Golden Morning"')).toContain('**Golden Morning**');
    expect(ask('Write Chinese lyrics about spring')).toMatch(/^I write in English only, so this is not in Chinese/);
  });

  it('do not say the same line twice outside the chorus', () => {
    for (const theme of themes) {
      const { parts } = writeLyrics({ about: theme.name });
      const lines = parts.filter(({ tag }) => tag === 'verse').flatMap((part) => part.lines);
      expect(new Set(lines).size, theme.name).toBe(lines.length);
    }
  });

  it('end every couplet of every theme on words that are not the same', () => {
    const last = (line: string) => /([\p{L}']+|\{x\})\W*$/u.exec(line)?.[1]?.toLowerCase();
    for (const { couplets, name } of [...themes, anything])
      for (const [one, other] of couplets) expect(last(one), `${name}: ${one}`).not.toBe(last(other));
  });
});

describe('LRC', () => {
  it.each([10, 30, 60, 95, 180, 285])('for %i seconds fills them, in order, and no more', (seconds) => {
    const lrc = blockOf(ask(`Write LRC lyrics about the sea for ${seconds} seconds`));
    const times = lrc.split('\n').map((line) => {
      const [, minutes, rest, words] = /^\[(\d\d):(\d\d\.\d\d)\](\S.*)$/.exec(line) ?? [];
      expect(words, line).toBeTruthy();
      return Number(minutes) * 60 + Number(rest);
    });
    expect(times.length).toBeGreaterThanOrEqual(2);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
    expect(times.at(-1)).toBeLessThan(seconds);
    expect(times.at(-1)).toBeGreaterThan(seconds * 0.45);
    // A line takes between one and eight seconds to sing.
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThan(1);
    expect(Math.max(...gaps)).toBeLessThan(10);
  });

  it('is what diffrhythm takes, and says how long it can be', () => {
    expect(ask('write lrc about rain, 2 minutes')).toContain('`txt2audio-full`');
    expect(ask('write lrc about rain for 1:30')).toContain('`txt2audio-base`');
    expect(ask('write lrc about rain for 900 seconds')).toMatch(/285 seconds \(900 seconds were asked for/);
  });

  it('gives longer lines more time', () => {
    expect(syllablesOf('Carry me, carry me over the sea')).toBe(10);
    const { lrc, parts } = writeLrc({ about: 'the road' }, 60);
    expect(lrc.split('\n')).toHaveLength(parts.flatMap(({ lines }) => lines).length);
  });

  it('has the lines of the tagged lyrics', () => {
    const { parts } = writeLrc({ about: 'winter' }, 90);
    expect(taggedLyrics({ title: '', parts })).toMatch(/^\[verse\]\n/);
  });
});

describe('prompts', () => {
  it.each([
    ['Write a prompt for a picture of an old lighthouse in a storm', /^An old lighthouse in a storm\./, /Light:/],
    ['write a video prompt about a robot watering flowers', /^A robot watering flowers/, /camera/],
    ['Give me a sound prompt for footsteps in snow', /^footsteps in snow/, /no music/],
    ['give me a suno prompt for a sad piano song', /^a sad piano song/, /bpm/],
    ['improve this prompt: a cat on a chair', /^A cat on a chair\./, /Style:/],
    ['I need a logo prompt for a coffee shop', /^A coffee shop/i, /Colours:/],
  ])('%s', (question, starts, has) => {
    const prompt = blockOf(ask(question));
    expect(prompt).toMatch(starts);
    expect(prompt).toMatch(has);
  });

  it('follow the style that was named', () => {
    expect(writePrompt('image', 'a fox as pixel art').prompt).toContain('pixel art');
    expect(writePrompt('image', 'a watercolour of a barn').prompt).toContain('watercolour');
  });

  it('ask what it should show when nothing is said', () => {
    expect(ask('write me a prompt')).toMatch(/^What should it show/);
  });
});
