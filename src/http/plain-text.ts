import { z } from 'zod';

/** No control characters: no person needs them in a name, and no text column takes NUL. */
const PLAIN = /^\P{Cc}*$/u;

/** One line of text of an operator or owner. */
export const plainText = ({ min = 1, max }: { min?: number; max: number }) =>
  z.string().min(min).max(max).regex(PLAIN, 'must have no control characters');

export const isPlain = (text: string): boolean => PLAIN.test(text);
