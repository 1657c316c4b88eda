import { describe, expect, it } from 'vitest';
import { guessLanguage, namedLanguage } from './language.ts';
import { splitText } from './sentences.ts';
import { hasWords, toAscii, withoutSilentSigns } from './speakable.ts';

describe('the language', () => {
  it.each([
    ['The sun is shining and we are going to the park.', 'en'],
    ['Hello!', 'en'],
    ['Elizabeth Montgomery, Rotterdam', 'en'],
    ['I met Владимир in the city', 'en'],
    ['1 2 3', 'en'],
    ['', 'en'],
    ['Der Hund läuft über die Straße und ist nicht müde.', 'de'],
    ['Bonjour, je suis très content de vous voir.', 'fr'],
    ['El sol brilla hoy sobre el pequeño pueblo.', 'es'],
    ['Il sole splende oggi sul piccolo paese e non fa freddo.', 'it'],
    ['O sol brilha hoje na aldeia e não faz frio.', 'pt'],
    ['Сегодня солнце светит над деревней.', 'ru'],
    ['Сьогодні світить сонце, і їжак іде.', 'uk'],
    ['今天太阳照耀着小村庄。', 'cmn'],
    ['我喜欢 JavaScript 编程', 'cmn'],
    ['今日は小さな村に太陽が輝いています。', 'ja'],
    ['오늘은 해가 빛난다.', 'ko'],
    ['مرحبا بالعالم', 'ar'],
    ['سلام، چطور هستید؟', 'fa'],
    ['שלום עולם', 'he'],
    ['Καλημέρα κόσμε', 'el'],
    ['नमस्ते दुनिया', 'hi'],
    ['สวัสดีชาวโลก', 'th'],
  ])('of %j is %s', (text, code) => {
    expect(guessLanguage(text).code).toBe(code);
  });

  it('may be named, by espeak-ng code or by that of the web', () => {
    expect(namedLanguage('zh-CN')).toEqual({ code: 'cmn', name: 'Chinese' });
    expect(namedLanguage('DE')).toEqual({ code: 'de', name: 'German' });
    expect(namedLanguage('--help')).toMatchObject({ code: 'en' });
  });
});

describe('what is read out', () => {
  it.each([
    ['Hello 👨‍👩‍👧 world 🎉!', 'Hello world !'],
    ['a\u200Bb \u202Ec\u202C 1\uFE0F\u20E3 🇩🇪', 'ab c 1'],
    ['tab\tand\u0007bell', 'tab and bell'],
    ['two\nlines', 'two\nlines'],
  ])('of %j is %j', (text, spoken) => {
    expect(withoutSilentSigns(text)).toBe(spoken);
  });

  it('is never one endless word', () => {
    expect(
      withoutSilentSigns('a'.repeat(100))
        .split(' ')
        .map((word) => word.length),
    ).toEqual([40, 40, 20]);
  });

  it.each([
    ['“It’s café – naïve”', '"It\'s cafe, naive"', 0],
    ['it costs €5 or £3.50', 'it costs 5 euros or 3.50 pounds', 0],
    ['20 °C', '20 degrees Celsius', 0],
    ['Straße, Æther', 'Strasse, aether', 0],
    ['the word 山 here', 'the word here', 1],
  ])('in ASCII: %j is %j', (text, ascii, dropped) => {
    expect(toAscii(text)).toEqual({ text: ascii, dropped });
  });

  it('may be nothing', () => {
    expect(hasWords(withoutSilentSigns('😀🎉 ... !?'))).toBe(false);
    expect(hasWords('7')).toBe(true);
  });
});

describe('the parts of a text', () => {
  const texts = (text: string, language = 'en') => splitText(text, language).map((part) => part.text);

  it('are its sentences; a dot after a title ends none', () => {
    expect(texts('Dr. Smith met Mrs. Jones at 3.5 p.m. today. They talked! Did they?')).toEqual([
      'Dr. Smith met Mrs. Jones at 3.5 p.m. today.',
      'They talked!',
      'Did they?',
    ]);
    expect(texts('今天很好。我们去。', 'cmn')).toEqual(['今天很好。', '我们去。']);
  });

  it('are followed by pauses: longest after a paragraph, shortest inside a sentence', () => {
    const long = `${'word '.repeat(50)}, ${'word '.repeat(50)}.`;
    const pauses = splitText(`One. Two.\n\n${long}`, 'en').map((part) => part.pauseSeconds);
    expect(pauses).toEqual([0.4, 0.75, 0.15, 0.75]);
  });

  it('are never longer than 300 characters, and nothing is lost', () => {
    for (const text of [
      'word '.repeat(2_000),
      'x'.repeat(5_000),
      '𝄞a'.repeat(1_000),
      'la, '.repeat(2_500),
      'line\n'.repeat(2_000),
    ]) {
      const parts = texts(text);
      expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(300);
      expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      expect(parts.some((part) => /^[\uDC00-\uDFFF]/.test(part))).toBe(false);
    }
  });

  it('hold words each', () => {
    expect(texts('Well ... !!! ??? \n\n --- \n\n Yes.')).toEqual(['Well ... !!! ???', 'Yes.'].filter(Boolean));
    expect(texts('... \n ---')).toEqual([]);
  });

  it('of a language that nobody knows are found too', () => {
    expect(texts('Abc def. Ghi.', 'grc')).toHaveLength(2);
    expect(texts('Abc def.', 'not a locale!')).toEqual(['Abc def.']);
  });
});
