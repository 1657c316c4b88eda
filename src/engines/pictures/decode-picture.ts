import sharp from 'sharp';
import { sniffFile } from '../../media/sniff.ts';
import { EngineInputError } from '../engine.ts';

/** A decoded picture: 8-bit sRGB with straight (not premultiplied) alpha, upright, rows from the top. */
export interface Picture {
  /** width × height × 4 bytes, R G B A. */
  data: Uint8Array;
  width: number;
  height: number;
  /** Some pixel is not fully opaque. */
  hadAlpha: boolean;
  /** Pixels of the file after its rotation; larger than width and height when `fitSide` made it smaller. */
  sourceWidth: number;
  sourceHeight: number;
}

export interface DecodeLimits {
  /** Pixels of the file that are accepted; the header is asked before anything is decoded. Default 40 million. */
  maxPixels?: number;
  /** Longest side of the file that is accepted. Default 16,384. */
  maxSide?: number;
  /** Shortest side that is accepted. Default 1. */
  minSide?: number;
  /** Larger pictures are made smaller, so that no side is longer than this. Default: they stay as they are. */
  fitSide?: number;
}

const DEFAULTS = { maxPixels: 40_000_000, maxSide: 16_384, minSide: 1 };
const DECODE_SECONDS = 60;

/** What sharp's own build decodes; SVG and PDF are text or programs, not pictures. */
const DECODABLE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/tiff', 'image/avif']);

/**
 * Reads a picture that somebody else made. Turned upright by its EXIF mark, converted to sRGB from whatever it was
 * (CMYK, grey, 16 bit, another profile); of an animation the first frame.
 * @throws EngineInputError `image`, with a reason that may be shown.
 */
export async function decodePicture(path: string, limits: DecodeLimits = {}): Promise<Picture> {
  const { maxPixels, maxSide, minSide } = { ...DEFAULTS, ...limits };
  await checkKind(path);
  const source = await sourceSize(path);
  const longest = Math.max(source.width, source.height);
  if (longest > maxSide) throw tooLarge(source, `at most ${maxSide} pixels a side are accepted`);
  if (source.width * source.height > maxPixels) throw tooLarge(source, `at most ${maxPixels} pixels are accepted`);
  if (Math.min(source.width, source.height) < minSide) {
    const size = `${source.width}×${source.height}`;
    throw new EngineInputError('image', `the picture is too small (${size}): at least ${minSide} pixels a side`);
  }

  let pipeline = open(path, maxPixels).autoOrient();
  if (limits.fitSide !== undefined && longest > limits.fitSide) {
    pipeline = pipeline.resize({ width: limits.fitSide, height: limits.fitSide, fit: 'inside' });
  }
  try {
    const { data, info } = await pipeline
      .toColourspace('srgb')
      .ensureAlpha()
      .timeout({ seconds: DECODE_SECONDS })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    if (info.channels !== 4 || data.length !== width * height * 4) throw new Error(`${info.channels} channels`);
    const hadAlpha = hasTransparency(data);
    return { data, width, height, hadAlpha, sourceWidth: source.width, sourceHeight: source.height };
  } catch (cause) {
    throw unreadable(cause);
  }
}

const open = (path: string, maxPixels: number) =>
  sharp(path, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, sequentialRead: true });

async function checkKind(path: string): Promise<void> {
  const contentType = await sniffFile(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (contentType === null) throw new EngineInputError('image', 'the file is no picture');
  if (!DECODABLE.has(contentType)) throw new EngineInputError('image', `pictures of type ${contentType} are not read`);
}

/** By the header alone, as shown: quarter turns of the EXIF mark swap the sides. */
async function sourceSize(path: string): Promise<{ width: number; height: number }> {
  try {
    // Only the header is read here, so the limit on pixels is ours to check, with a better text.
    const { autoOrient } = await sharp(path, { limitInputPixels: false, failOn: 'error', pages: 1 }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (cause) {
    throw unreadable(cause);
  }
}

function hasTransparency(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return true;
  return false;
}

const tooLarge = (size: { width: number; height: number }, rule: string) =>
  new EngineInputError('image', `the picture is too large (${size.width}×${size.height}): ${rule}`);

function unreadable(cause: unknown): EngineInputError {
  const error = new EngineInputError('image', 'the picture cannot be decoded: it is damaged or cut short');
  error.cause = cause;
  return error;
}
