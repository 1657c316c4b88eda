import sharp, { type Sharp } from 'sharp';
import type { PictureMake, SceneKey } from '../plan/plan.ts';
import { MAX_PIXELS } from '../sources.ts';
import type { Label } from './label.ts';

/** What a test picture remembers of its making, in its EXIF description, so that follow-ups can go on from the file. */
export interface PictureOrigin {
  polymuse: 'test';
  title: string;
  prompt: string;
  seed: number;
}

const START = '{"polymuse":"test"';
/** Far below the 64 KiB of a JPEG's EXIF block. */
const MAX_PROMPT = 4_000;

export function madeOf({ title, prompt }: Label, make: PictureMake | undefined): PictureOrigin {
  const scene: SceneKey | undefined = make && 'scene' in make ? make.scene : undefined;
  return { polymuse: 'test', title, prompt: prompt.slice(0, MAX_PROMPT), seed: scene?.seed ?? 0 };
}

/** Only ASCII is safe in the field, so the rest is written as escapes. */
export function withOrigin(image: Sharp, origin: PictureOrigin): Sharp {
  const text = JSON.stringify(origin).replace(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return image.withExif({ IFD0: { ImageDescription: text } });
}

/** undefined for pictures that were not made here. */
export async function originOf(path: string): Promise<PictureOrigin | undefined> {
  try {
    const { exif } = await sharp(path, { limitInputPixels: MAX_PIXELS }).metadata();
    const text = exif?.toString('latin1') ?? '';
    const start = text.indexOf(START);
    const end = text.indexOf('}', start);
    if (start < 0 || end < 0) return undefined;
    // A brace may stand in the prompt: the longest text that is JSON counts.
    for (let stop = end; stop >= 0; stop = text.indexOf('}', stop + 1)) {
      try {
        return JSON.parse(text.slice(start, stop + 1)) as PictureOrigin;
      } catch {}
    }
    return undefined;
  } catch {
    return undefined;
  }
}
