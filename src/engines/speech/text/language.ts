/** Which language a text is in, as far as letters and small words tell. */
export interface Language {
  /** Code of espeak-ng, for example `de` or `cmn`. */
  code: string;
  /** In English. */
  name: string;
}

export const ENGLISH: Language = { code: 'en', name: 'English' };

/** Scripts that are (almost) one language's own, most telling first: kana beside Han is Japanese. */
const scripts: readonly [RegExp, Language][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, { code: 'ja', name: 'Japanese' }],
  [/\p{Script=Hangul}/u, { code: 'ko', name: 'Korean' }],
  [/\p{Script=Han}/u, { code: 'cmn', name: 'Chinese' }],
  [/[іїєґІЇЄҐ]/u, { code: 'uk', name: 'Ukrainian' }],
  [/\p{Script=Cyrillic}/u, { code: 'ru', name: 'Russian' }],
  [/[پچژگ]/u, { code: 'fa', name: 'Persian' }],
  [/\p{Script=Arabic}/u, { code: 'ar', name: 'Arabic' }],
  [/\p{Script=Hebrew}/u, { code: 'he', name: 'Hebrew' }],
  [/\p{Script=Greek}/u, { code: 'el', name: 'Greek' }],
  [/\p{Script=Devanagari}/u, { code: 'hi', name: 'Hindi' }],
  [/\p{Script=Bengali}/u, { code: 'bn', name: 'Bengali' }],
  [/\p{Script=Tamil}/u, { code: 'ta', name: 'Tamil' }],
  [/\p{Script=Telugu}/u, { code: 'te', name: 'Telugu' }],
  [/\p{Script=Thai}/u, { code: 'th', name: 'Thai' }],
  [/\p{Script=Georgian}/u, { code: 'ka', name: 'Georgian' }],
  [/\p{Script=Armenian}/u, { code: 'hy', name: 'Armenian' }],
];

/** The most frequent words of each language that are not words of the others. */
const smallWords: readonly [Language, ReadonlySet<string>][] = (
  [
    [
      ENGLISH,
      'the of and to is that it was for with as his he be this have from or had by not are but what all were when we there can an your said if',
    ],
    [
      { code: 'de', name: 'German' },
      'der die das und ist nicht ein eine ich mit sich auf für den von zu dem im auch wir sie wie aber nach noch oder über',
    ],
    [
      { code: 'fr', name: 'French' },
      'le les et des est une dans que qui pas je pour sur ce avec vous nous au il elle mais sont être très où aux',
    ],
    [
      { code: 'es', name: 'Spanish' },
      'el los las y del que es por con una su para como pero más está muy también yo hay donde esto hola buenos',
    ],
    [
      { code: 'it', name: 'Italian' },
      'il gli di che è non per sono una con della nel questo ma anche più alla lo ho dei ciao molto',
    ],
    [
      { code: 'pt', name: 'Portuguese' },
      'o os as e do da em um uma não é com para você mais foi dos ao muito eu também são isso olá',
    ],
  ] as const
).map(([language, words]) => [language, new Set(words.split(' '))]);

/** A longer text tells no more than its beginning does. */
const LOOKED_AT = 4_000;
/** A name in another script does not make a text one of that script. */
const FOREIGN_SHARE = 0.4;
/** A sign of these says as much as three letters. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** English when nothing speaks for another language. */
export function guessLanguage(text: string): Language {
  const sample = text.slice(0, LOOKED_AT).normalize('NFC').toLowerCase();
  const letters = sample.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter));
  const weight = foreign.reduce((sum, letter) => sum + (DENSE.test(letter) ? 3 : 1), 0);
  if (weight > FOREIGN_SHARE * (letters.length - foreign.length + weight)) {
    const joined = foreign.join('');
    return scripts.find(([script]) => script.test(joined))?.[1] ?? { code: 'und', name: 'this script' };
  }
  const words = sample.match(/\p{L}+/gu) ?? [];
  let best = ENGLISH;
  let most = 0;
  for (const [language, known] of smallWords) {
    const hits = words.filter((word) => known.has(word)).length;
    if (hits > most) {
      most = hits;
      best = language;
    }
  }
  // One small word in a long text is chance.
  return most >= Math.min(2, words.length / 4) ? best : ENGLISH;
}

/** The language that a caller named; `zh` is espeak-ng's `cmn`. */
export function namedLanguage(code: string): Language {
  const short = code.toLowerCase().split(/[-_]/)[0] ?? '';
  if (!/^[a-z]{2,3}$/.test(short)) return ENGLISH;
  const name = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' }).of(short) ?? short;
  return { code: short === 'zh' ? 'cmn' : short, name };
}
