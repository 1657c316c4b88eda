import { chanceOf } from '../chance.ts';

/** Texts of test songs: they scan like lyrics and say that they are none. */

const TITLE_LENGTH = 60;

const openings = [
  'This is a test about',
  'Nobody wrote this song about',
  'Line one only stands for',
  'Here a singer would praise',
] as const;
const answers = [
  'and it rhymes by chance alone',
  'every word of it a stone',
  'placed to fill a song unknown',
  'till the real one rings the phone',
] as const;
const hooks = [
  'Test, test, test, we sing',
  'Count it in and let it ring',
  'Only numbers on a string',
  'Sandbox, sandbox, everything',
] as const;

export function testTitle(prompt: string, part = 0): string {
  const subject = prompt.replace(/\s+/g, ' ').trim().slice(0, TITLE_LENGTH) || 'no words';
  return part === 0 ? `Test song: ${subject}` : `Test song ${part + 1}: ${subject}`;
}

export function testLyrics(prompt: string, seed: number): string {
  const chance = chanceOf('lyrics', prompt, seed);
  const subject = prompt.replace(/\s+/g, ' ').trim().slice(0, 80) || 'nothing at all';
  const verse = (): string =>
    [
      `${chance.pick(openings)} ${subject}`,
      chance.pick(answers),
      `${chance.pick(openings)} ${subject}`,
      chance.pick(answers),
    ].join('\n');
  const chorus = `[Chorus]\n${chance.pick(hooks)}\n${chance.pick(hooks)}`;
  return `(Test lyrics, made without a model.)\n\n[Verse 1]\n${verse()}\n\n${chorus}\n\n[Verse 2]\n${verse()}\n\n${chorus}`;
}

export function testTags(prompt: string, seed: number): string[] {
  const chance = chanceOf('tags', prompt, seed);
  return [
    'test',
    chance.pick(['pop', 'folk', 'electronic', 'rock', 'jazz']),
    chance.pick(['bright', 'calm', 'driving', 'warm']),
  ];
}
