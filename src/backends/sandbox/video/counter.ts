import { Readable } from 'node:stream';
import { pill } from '../picture/label.ts';
import { lettering, widthOf } from '../picture/lettering.ts';
import { drawnClear, type Pixels } from '../picture/paint.ts';
import { type Size, svg } from '../picture/scene.ts';

/** The strip in the upper left corner of every test video: mark, time and frame number. */
export interface Counter extends Size {
  /** Raw RGBA frames, one after the other. */
  stream(): Readable;
}

const DIGITS = '0123456789';
/** Frames joined into one chunk of the stream. */
const FRAMES_PER_CHUNK = 16;

/**
 * The words are drawn once and digits are copied over them frame by frame, so the counter costs no font and hardly
 * any time. Time code: minutes, seconds, frames within the second.
 */
export async function counterOf(frames: number, fps: number, video: Size): Promise<Counter | null> {
  const cap = Math.round(Math.min(64, Math.max(6, Math.sqrt(video.width * video.height) / 52)));
  const pad = Math.round(cap * 0.7);
  const mark = pill(pad, pad * 0.9, cap);
  const digit = Math.ceil(widthOf('0', cap)) + Math.round(cap * 0.26);
  const colon = Math.round(cap * 0.4);
  const places = String(frames).length;
  const pattern = `00:00:00  ${'0'.repeat(places)}/${String(frames)}`;
  const height = Math.round(mark.height + pad * 1.6);
  const baseLine = pad * 0.9 + cap * 1.25;

  const slots: number[] = [];
  let x = Math.round(pad + mark.width + pad);
  let fixed = '';
  for (const [index, sign] of [...pattern].entries()) {
    const isCounting = index < 8 ? sign !== ':' : index < 10 + places && sign === '0';
    if (isCounting) slots.push(x);
    else if (sign !== ' ')
      fixed += lettering(sign, {
        x: sign === ':' ? x + colon * 0.25 : x,
        y: baseLine,
        size: cap,
        colour: '#fff',
        weight: 0.15,
      });
    x += sign === ':' ? colon + Math.round(cap * 0.2) : sign === ' ' ? Math.round(cap * 0.45) : digit;
  }
  const width = x + pad;
  // A strip that would hide the picture helps nobody.
  if (width > video.width || height > video.height / 2) return null;

  const ground = '#0b0e16';
  const strip = await drawnClear(
    svg({ width, height }, `<rect width="${width}" height="${height}" fill="${ground}"/>${mark.drawing}${fixed}`),
  );
  const cell: Size = { width: digit, height };
  const sprites = await Promise.all(
    [...DIGITS].map((sign) =>
      drawnClear(
        svg(
          cell,
          `<rect width="${digit}" height="${height}" fill="${ground}"/>${lettering(sign, { x: cap * 0.08, y: baseLine, size: cap, colour: '#fff', weight: 0.15 })}`,
        ),
      ),
    ),
  );

  function* chunks(): Generator<Buffer> {
    for (let from = 0; from < frames; from += FRAMES_PER_CHUNK) {
      const count = Math.min(FRAMES_PER_CHUNK, frames - from);
      const chunk = Buffer.allocUnsafe(count * strip.data.length);
      for (let index = 0; index < count; index++) {
        const at = index * strip.data.length;
        strip.data.copy(chunk, at);
        const digits = digitsOf(from + index, fps, places);
        for (const [place, slot] of slots.entries()) stamp(chunk, at, sprites[Number(digits[place])], slot, width);
      }
      yield chunk;
    }
  }
  return { width, height, stream: () => Readable.from(chunks(), { objectMode: false }) };
}

/** The counting digits of a frame: minutes, seconds, frames, then the number of the frame from 1. */
export function digitsOf(frame: number, fps: number, places: number): string {
  const seconds = Math.floor(frame / fps);
  const within = Math.floor(frame - seconds * fps + 1e-6);
  const two = (value: number): string => String(Math.min(99, value)).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}${two(seconds % 60)}${two(within)}${String(frame + 1).padStart(places, '0')}`;
}

function stamp(chunk: Buffer, frameAt: number, sprite: Pixels | undefined, x: number, stripWidth: number): void {
  if (!sprite) return;
  const row = sprite.width * 4;
  for (let y = 0; y < sprite.height; y++)
    sprite.data.copy(chunk, frameAt + (y * stripWidth + x) * 4, y * row, (y + 1) * row);
}
