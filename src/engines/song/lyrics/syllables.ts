/**
 * Syllables of a line. English by vowel groups with the silent final e taken off (right for about nine words in ten; cf.
 * the counting rules of R. Flesch, "A new readability yardstick", 1948); Cyrillic and Greek by vowels; Chinese, Japanese
 * and Korean signs count one each; scripts without written vowels by two letters of three. At least 1 for any text.
 */
export function countSyllables(line: string): number {
  let count = 0;
  for (const [word] of line
    .normalize('NFC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}'’]+|\p{N}+/gu))
    count += inWord(word);
  return Math.max(1, count);
}

function inWord(word: string): number {
  if (/^\p{N}+$/u.test(word)) return Math.min(8, word.length);
  const plain = word.normalize('NFD').replace(/[\p{M}'’]/gu, '');
  if (/^[a-z]+$/.test(plain)) return inEnglish(plain);
  const signs = word.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu);
  if (signs) return signs.length;
  const vowels = plain.match(/[аеёиоуыэюяєіїαεηιουωaeiouyæøœı]+/gu);
  if (vowels && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Latin}]/u.test(word)) return vowels.length;
  return Math.max(1, Math.round((plain.length * 2) / 5));
}

function inEnglish(word: string): number {
  if (word.length <= 3) return 1;
  const trimmed = word
    .replace(/(?:[^laeiouy]es|[^td]ed|[^l]e)$/, (end) => end[0] ?? '')
    .replace(/^y/, '')
    .replace('eau', 'o');
  return Math.max(1, trimmed.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}
