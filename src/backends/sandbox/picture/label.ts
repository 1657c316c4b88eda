import { lettering, widthOf, wrapped } from './lettering.ts';
import { type Size, svg } from './scene.ts';

/** What a test picture says of itself. */
export interface Label {
  /** Beside the mark, for example `flux1-dev txt2img`. */
  title: string;
  prompt: string;
  /** For example `seed 42`. */
  note: string;
}

const MARK = 'TEST';
const INK = '#16130a';
const MARK_COLOUR = '#ffd23f';
/** Below this the words cannot be read and only the mark is set. */
const SMALLEST_CARD = 200;
/** Below this not even the mark. */
const SMALLEST_MARK = 20;

/** The strip at the lower edge that says what the picture is; as large as the picture, clear elsewhere. */
export function labelCard(size: Size, label: Label): string {
  const { width, height } = size;
  if (Math.min(width, height) < SMALLEST_CARD) return markOnly(size);
  const cap = Math.min(28, Math.max(8, Math.sqrt(width * height) / 62), width / 22);
  const pad = cap * 1.3;
  const inner = width - 2 * pad;
  const lines = wrapped(label.prompt, { size: cap, maxWidth: inner, maxLines: height > width * 0.5 ? 2 : 1 });
  const small = cap * 0.72;
  const rows = 1 + lines.length;
  const tall = pad * 1.5 + cap * 1.25 + lines.length * cap * 1.9 + small * 2.1;
  const top = height - tall;
  const mark = pill(pad, top + pad * 0.85, cap);
  const titleX = pad + mark.width + cap * 0.9;
  const [title = ''] = wrapped(label.title, { size: cap * 0.86, maxWidth: width - titleX - pad, maxLines: 1 });
  const [note = ''] = wrapped(label.note, { size: small, maxWidth: inner, maxLines: 1 });
  const line = (row: number): number => top + pad * 0.85 + cap * 1.25 + row * cap * 1.9;
  return svg(
    size,
    `<rect y="${top}" width="${width}" height="${tall}" fill="#0b0e16" fill-opacity=".74"/>` +
      mark.drawing +
      lettering(title, { x: titleX, y: line(0) - cap * 0.06, size: cap * 0.86, colour: '#ffffff' }) +
      lines.map((text, row) => lettering(text, { x: pad, y: line(row + 1), size: cap, colour: '#f1f3f8' })).join('') +
      lettering(note, { x: pad, y: line(rows - 1) + small * 2.1, size: small, colour: '#b9c0d0' }),
  );
}

/** The mark alone, in the upper left corner, with a few words beside it where there is room. */
export function markOnly(size: Size, words = ''): string {
  const { width, height } = size;
  const least = Math.min(width, height);
  if (least < SMALLEST_MARK) return svg(size, '');
  const cap = Math.min(26, Math.max(4, Math.sqrt(width * height) / 48), width / 9);
  const mark = pill(cap * 0.8, cap * 0.8, cap, words === '' ? MARK : `${MARK} ${words}`);
  return svg(size, mark.width + cap * 1.6 > width ? pill(1, 1, Math.min(width / 6, height / 3)).drawing : mark.drawing);
}

/** A filled strip with text; `size` is the cap height. */
export function pill(
  x: number,
  y: number,
  size: number,
  text = MARK,
): { drawing: string; width: number; height: number } {
  const width = widthOf(text, size) + size * 1.1;
  const height = size * 1.7;
  return {
    width,
    height,
    drawing:
      `<rect x="${x}" y="${y - size * 0.1}" width="${width}" height="${height}" rx="${size * 0.3}" fill="${MARK_COLOUR}"/>` +
      lettering(text, { x: x + size * 0.55, y: y + size * 1.25, size, colour: INK, weight: 0.19 }),
  };
}
