/** What signs are called where the reader has no rule for them. */
const signs: readonly [RegExp, string][] = [
  [/[‘’‚‛′]/gu, "'"],
  [/[“”„‟«»″]/gu, '"'],
  [/\s*[–—―]\s*/gu, ', '],
  [/…/gu, '...'],
  [/€\s*([\d.,]*\d)/gu, '$1 euros'],
  [/£\s*([\d.,]*\d)/gu, '$1 pounds'],
  [/¥\s*([\d.,]*\d)/gu, '$1 yen'],
  [/€/gu, ' euros '],
  [/£/gu, ' pounds '],
  [/°\s*C\b/gu, ' degrees Celsius'],
  [/°\s*F\b/gu, ' degrees Fahrenheit'],
  [/°/gu, ' degrees '],
  [/×/gu, ' times '],
  [/÷/gu, ' divided by '],
  [/±/gu, ' plus or minus '],
  [/½/gu, ' one half'],
  [/[ßẞ]/gu, 'ss'],
  [/[æÆ]/gu, 'ae'],
  [/[œŒ]/gu, 'oe'],
  [/[øØ]/gu, 'o'],
  [/[łŁ]/gu, 'l'],
];

/** Emoji, marks of direction and width, and control signs: nobody reads them aloud. */
const PICTURES = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Co}\p{Cn}]/gu;
const MARKS = /\p{Cf}|[\u{FE00}-\u{FE0F}]|\u{20E3}/gu;
/** Longer "words" are no words; the reader would hold its breath for minutes. */
const LONGEST_WORD = 40;

/** The text as a person would read it out, still in its own letters. */
export function withoutSilentSigns(text: string): string {
  return text
    .replace(PICTURES, ' ')
    .replace(MARKS, '')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(new RegExp(`(\\S{${LONGEST_WORD}})(?=\\S)`, 'gu'), '$1 ')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

/** For a reader that knows ASCII only. `dropped` counts letters that have no ASCII form. */
export function toAscii(text: string): { text: string; dropped: number } {
  let ascii = text;
  for (const [sign, name] of signs) ascii = ascii.replace(sign, name);
  ascii = ascii.normalize('NFKD').replace(/\p{M}/gu, '');
  const dropped = ascii.match(/[^\p{ASCII}\s]/gu)?.filter((sign) => /[\p{L}\p{N}]/u.test(sign)).length ?? 0;
  return { text: ascii.replace(/[^\p{ASCII}]/gu, ' ').replace(/[^\S\n]+/g, ' '), dropped };
}

export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
