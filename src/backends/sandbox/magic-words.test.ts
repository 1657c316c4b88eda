import { describe, expect, it } from 'vitest';
import { type MagicWords, magicWordsIn, withoutMagicWords } from './magic-words.ts';

describe('magicWordsIn', () => {
  it.each<[string, MagicWords]>([
    ['a fox [test:fail]', { fail: 'failed' }],
    ['[test:fail content_violation] a fox', { fail: 'content_violation' }],
    ['[TEST:Fail Invalid_Image]', { fail: 'invalid_image' }],
    ['[test:fail something_else]', { fail: 'failed' }],
    ['[test:slow 30]', { slowSeconds: 30 }],
    ['[test:slow]', { slowSeconds: 30 }],
    ['[test:slow 999999]', { slowSeconds: 3600 }],
    ['[test:stage][test:expire]', { stage: true, expire: true }],
    ['[test:stuck]', { stuck: true }],
    ['[test:webhook_drop 2]', { webhookDrop: 2 }],
    ['[test:webhook_drop]', { webhookDrop: 1 }],
    ['[test:partial] [test:retry]', { partial: true, retry: true }],
    ['[test:unknown] [test] test:fail [Verse]', {}],
    ['a fox', {}],
  ])('%s', (text, words) => {
    expect(magicWordsIn({ prompt: text })).toEqual(words);
  });

  it('reads every text of the input, also inside lists and groups', () => {
    expect(magicWordsIn({ multi_shots: [{ prompt: 'a' }, { prompt: '[test:stage]' }], seed: 3 })).toEqual({
      stage: true,
    });
    expect(magicWordsIn({ lyrics: '[Verse]\nla\n[test:retry]' })).toEqual({ retry: true });
  });

  it('gives up on inputs that are too deep instead of following them', () => {
    let deep: unknown = '[test:fail]';
    for (let level = 0; level < 50; level++) deep = { deep };
    expect(magicWordsIn({ deep })).toEqual({});
  });
});

it('the makers see the text without the marks', () => {
  expect(withoutMagicWords('a fox [test:slow 30] in the  snow')).toBe('a fox in the snow');
  expect(withoutMagicWords('[Verse] stays')).toBe('[Verse] stays');
});
