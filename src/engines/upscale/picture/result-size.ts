import { UPSCALE_LIMITS } from '../contract.ts';

export interface ResultSize {
  width: number;
  height: number;
  /** The factor asked for would have made a picture over the limit. */
  isReduced: boolean;
}

/** Pixels of the result: the sides times the factor, rounded, or as large as the limit allows. */
export function resultSize(width: number, height: number, scale: number): ResultSize {
  const whole = { width: Math.round(width * scale), height: Math.round(height * scale) };
  if (whole.width * whole.height <= UPSCALE_LIMITS.maxResultPixels) return { ...whole, isReduced: false };
  const most = Math.sqrt(UPSCALE_LIMITS.maxResultPixels / (width * height));
  return { width: Math.floor(width * most), height: Math.floor(height * most), isReduced: true };
}
