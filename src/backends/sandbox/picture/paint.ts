import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { mediaError } from '../../../media/media-error.ts';
import { MAX_PIXELS, type Medium } from '../sources.ts';
import type { Size } from './scene.ts';

/** Pictures leave the pixels to libvips, which works on threads of its own: nothing here holds up the event loop. */

const PAINT_SECONDS = 60;

/** Pixels in memory on the way between two steps. */
export interface Pixels extends Size {
  data: Buffer;
  channels: 3 | 4;
}

export const fromPixels = ({ data, width, height, channels }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: false });

export async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.timeout({ seconds: PAINT_SECONDS }).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

/** A drawing, on black where it is clear, or with its clear parts. */
export const drawn = (svg: string): Promise<Pixels> => toPixels(sharp(Buffer.from(svg)).removeAlpha());
export const drawnClear = (svg: string): Promise<Pixels> => toPixels(sharp(Buffer.from(svg)).ensureAlpha());

/** A picture of the request, upright, in sRGB with eight bits, without clear parts, filling the size; not read yet. */
export function photo(medium: Medium, size: Size, fit: 'cover' | 'fill'): Sharp {
  return sharp(medium.path, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#ffffff' })
    .resize(size.width, size.height, { fit });
}

/** The same in memory; of an animation the first frame. @throws AppError `bad_image`. */
export async function photograph(medium: Medium, size: Size, fit: 'cover' | 'fill' = 'cover'): Promise<Pixels> {
  try {
    return await toPixels(photo(medium, size, fit).removeAlpha());
  } catch (cause) {
    throw mediaError('image', 'unreadable', cause);
  }
}

/** How clear each pixel is, 0 to 255, of a picture that fills the size. @throws AppError `bad_image`. */
export async function clearnessOf(medium: Medium, size: Size): Promise<Buffer> {
  try {
    const filling = await sharp(medium.path, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .resize(size.width, size.height, { fit: 'fill' })
      .timeout({ seconds: PAINT_SECONDS })
      .raw()
      .toBuffer();
    return Buffer.from(filling.filter((_, index) => index % 4 === 3).map((alpha) => 255 - alpha));
  } catch (cause) {
    throw mediaError('image', 'unreadable', cause);
  }
}

export function layered(base: Pixels, layers: OverlayOptions[]): Promise<Pixels> {
  if (base.channels === 4) return toPixels(fromPixels(base).composite(layers));
  // Composition adds an alpha channel, and removing it belongs to an earlier step of one pipeline.
  return toPixels(fromPixels(base).composite(layers)).then((mixed) => toPixels(fromPixels(mixed).removeAlpha()));
}

/** A layer for `layered`. */
export function layer(pixels: Pixels, more: Partial<OverlayOptions> = {}): OverlayOptions {
  const { data, width, height, channels } = pixels;
  return { input: data, raw: { width, height, channels }, left: 0, top: 0, ...more };
}

/** The same with an alpha channel: one value, or a mask of the same size with one channel. */
export async function veiled(pixels: Pixels, alpha: number | Buffer): Promise<Pixels> {
  const { width, height } = pixels;
  // In one pipeline the removal would come last and take the new channel away.
  const opaque = pixels.channels === 3 ? pixels : await toPixels(fromPixels(pixels).removeAlpha());
  const image = fromPixels(opaque);
  return toPixels(
    typeof alpha === 'number'
      ? image.ensureAlpha(alpha)
      : image.joinChannel(alpha, { raw: { width, height, channels: 1 } }),
  );
}

/** The brightness of a drawing or picture as a mask. */
export async function maskOf(image: Sharp): Promise<Buffer> {
  return image.timeout({ seconds: PAINT_SECONDS }).extractChannel(0).raw().toBuffer();
}
