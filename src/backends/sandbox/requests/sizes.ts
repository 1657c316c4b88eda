import type { Size } from '../picture/scene.ts';
import type { SizePlan, Source } from '../plan/plan.ts';

/** Sizes of pictures and videos from the words of requests. */

const RATIO = /^\s*0*(\d{1,4}(?:\.\d+)?):0*(\d{1,4}(?:\.\d+)?)\s*$/;
const WIDEST = 32;

/** Width by height; 1 for what is no ratio. Extreme shapes are held within 32:1. */
export function ratioOf(shape: unknown): number {
  const [, across, down] = RATIO.exec(String(shape ?? '')) ?? [];
  const ratio = Number(across) / Number(down);
  return Number.isFinite(ratio) && ratio > 0 ? Math.min(WIDEST, Math.max(1 / WIDEST, ratio)) : 1;
}

/** A size with so many pixels and a shape such as `16:9`, sides in whole steps. */
export function shaped(shape: unknown, pixels: number, step = 2): Size {
  const ratio = ratioOf(shape);
  const side = (ideal: number): number => Math.max(step, Math.round(ideal / step) * step);
  return { width: side(Math.sqrt(pixels * ratio)), height: side(Math.sqrt(pixels / ratio)) };
}

/** Pixels of a video of `720p`, `480P`, 1080 …: those of 16:9 with that height. */
export const pixelsOf = (resolution: unknown): number => {
  const lines = Number.parseInt(String(resolution), 10) || 720;
  return (lines * lines * 16) / 9;
};

/** The shape of a picture or video with so many pixels. */
export const shapeOf = (like: Source, pixels: number): SizePlan => ({ like, pixels, multipleOf: 2 });

/** As large as the medium, sides even. */
export const sizeOfVideo = (like: Source, times = 1): SizePlan => ({ like, times, multipleOf: 2 });

const picturePixels: Readonly<Record<string, number>> = {
  '1K': 1024 ** 2,
  '2K': 2048 ** 2,
  '3K': 3072 ** 2,
  '4K': 4096 ** 2,
};

/** `1K` has as many pixels as 1024 × 1024. */
export const pixelsOfPicture = (size: unknown): number => picturePixels[String(size).toUpperCase()] ?? 1024 ** 2;
