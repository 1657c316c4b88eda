/** What a chat's words say of the form of a picture or video (protocol page, section 14.2). Pure. */

/** Two sides of a size or a ratio, with what people put between them. */
const PAIR = /(?<![\d.])(\d{1,5})\s*(?:[x×:*]|by)\s*(\d{1,5})(?!\d|\.\d)/gi;
const WIDEST = 4;
/** Of pictures; 10:30 is a time and 1:100 a scale. */
const RATIOS = ['1:1', '4:3', '3:4', '3:2', '2:3', '5:4', '4:5', '16:9', '9:16', '21:9', '9:21', '2:1', '1:2'];

const named: readonly [RegExp, number][] = [
  [/\b(square|1:1)\b/i, 1],
  [/\b(portrait|vertical|upright|tall)\s+(format|orientation|size|image|picture|photo|video|shape|mode)\b/i, 2 / 3],
  [/\b(landscape|horizontal|wide|widescreen)\s+(format|orientation|size|image|picture|video|shape|mode)\b/i, 3 / 2],
  [/\bin (portrait|vertical)\b/i, 2 / 3],
  [/\bin (landscape|widescreen)\b/i, 3 / 2],
];

/** Width by height, as a size (`1024x1536`), a ratio (`16:9`, `Image size: 1024:1024`) or a word; undefined: not said. */
export function wishedRatio(words: string): number | undefined {
  for (const [, across, down] of words.matchAll(PAIR)) {
    const ratio = Number(across) / Number(down);
    const isSize = Number(across) >= 128 && Number(down) >= 128 && ratio >= 1 / WIDEST && ratio <= WIDEST;
    if (isSize || RATIOS.includes(`${across}:${down}`)) return ratio;
  }
  return named.find(([pattern]) => pattern.test(words))?.[1];
}

/** The nearest of the sizes that the picture models have; `auto` where nothing is said. */
export function wishedImageSize(words: string): '1024x1024' | '1024x1536' | '1536x1024' | 'auto' {
  const ratio = wishedRatio(words);
  if (ratio === undefined) return 'auto';
  if (ratio < 0.82) return '1024x1536';
  return ratio > 1.22 ? '1536x1024' : '1024x1024';
}

/** 16:9 unless an upright one is wished. */
export const wishedVideoShape = (words: string): '16:9' | '9:16' => ((wishedRatio(words) ?? 2) < 1 ? '9:16' : '16:9');

/** The nearest of 4, 8 and 12 seconds; 4 where nothing is said. */
export function wishedSeconds(words: string): 4 | 8 | 12 {
  const said = /\b(\d{1,3})(?:\.\d+)?[\s-]*(?:s|sec|secs|second|seconds)\b/i.exec(words)?.[1];
  if (said === undefined) return 4;
  const seconds = Number(said);
  return seconds >= 10 ? 12 : seconds >= 6 ? 8 : 4;
}
