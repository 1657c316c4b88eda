import { glyphsOf } from './glyphs.ts';

/** Space between letters, in the units of the alphabet. */
const TRACKING = 2.6;
const UNITS = 10;

export interface Lettering {
  /** Left end of the base line. */
  x: number;
  y: number;
  /** Cap height in pixels. */
  size: number;
  colour: string;
  /** Thickness of the strokes as a part of the cap height; default 0.13. */
  weight?: number;
}

/** Width of a text in pixels at a cap height. */
export function widthOf(text: string, size: number): number {
  const units = glyphsOf(text).reduce((sum, { width }) => sum + width + TRACKING, -TRACKING);
  return (Math.max(0, units) * size) / UNITS;
}

/** A text as SVG strokes. */
export function lettering(text: string, { x, y, size, colour, weight = 0.13 }: Lettering): string {
  let at = 0;
  let paths = '';
  for (const { width, path } of glyphsOf(text)) {
    if (path) paths += `<path d="${path}" transform="translate(${round(at)} 0)"/>`;
    at += width + TRACKING;
  }
  const scale = size / UNITS;
  return (
    `<g transform="translate(${round(x)} ${round(y - size)}) scale(${round(scale)})" fill="none" stroke="${colour}" ` +
    `stroke-width="${round(weight * UNITS)}" stroke-linecap="round" stroke-linejoin="round">${paths}</g>`
  );
}

/** Lines of at most `maxWidth` pixels, broken between words where possible; what does not fit ends with an ellipsis. */
export function wrapped(text: string, options: { size: number; maxWidth: number; maxLines: number }): string[] {
  const { size, maxWidth, maxLines } = options;
  const fits = (line: string): boolean => widthOf(line, size) <= maxWidth;
  const lines: string[] = [];
  let line = '';
  // Longer texts than this never fit, and measuring them would cost time.
  const words = text.slice(0, 1_000).split(/\s+/).filter(Boolean);
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    const isLast = lines.length === maxLines - 1;
    if (isLast || line === '') {
      lines.push(shortened(isLast ? words.slice(index).reduce((all, next) => `${all} ${next}`, line) : word, fits));
      line = '';
      if (lines.length >= maxLines) return lines;
    } else {
      lines.push(line);
      line = word;
      if (!fits(line)) line = shortened(line, fits);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function shortened(text: string, fits: (line: string) => boolean): string {
  if (fits(text)) return text;
  const signs = [...text.trim()];
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${signs.slice(0, middle).join('')}…`)) low = middle;
    else high = middle - 1;
  }
  return `${signs.slice(0, low).join('').trimEnd()}…`;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
