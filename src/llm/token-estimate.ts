/**
 * Tokens of a text without its tokenizer. Byte-pair encodings give English about four characters a token and never more
 * tokens than the text has UTF-8 bytes (OpenAI, "Counting tokens"); other scripts and digits take more.
 */
export interface TokenEstimate {
  /** What is charged when the upstream reports nothing. */
  likely: number;
  /** What is held: hardly ever exceeded. */
  most: number;
}

/** Around each message and for the request as a whole, as OpenAI's cookbook counts them. */
const PER_MESSAGE = 4;
const PER_REQUEST = 3;
/** What a provider may put around a request by itself. */
const HIDDEN = 64;
/** A picture in the largest tiling of gpt-4o (85 + 170 × 8 tiles) and of Claude (about 1,600). */
const PER_PICTURE = 1_600;
const MAX_DEPTH = 64;

/** Of everything in the request that the model reads: texts, names, tool definitions; pictures count by the piece. */
export function estimatePrompt(parts: readonly unknown[]): TokenEstimate {
  const sum = { ascii: 0, other: 0, pieces: 0, pictures: 0 };
  for (const part of parts) count(part, sum, 0);
  const fixed = PER_REQUEST + sum.pieces * PER_MESSAGE + sum.pictures * PER_PICTURE;
  return {
    likely: fixed + Math.ceil(sum.ascii / 4 + sum.other / 1.5),
    most: fixed + HIDDEN + Math.ceil(sum.ascii / 2 + sum.other * 2),
  };
}

export function estimateText(text: string): number {
  const sum = { ascii: 0, other: 0, pieces: 0, pictures: 0 };
  countText(text, sum);
  return Math.ceil(sum.ascii / 4 + sum.other / 1.5);
}

interface Sum {
  ascii: number;
  other: number;
  pieces: number;
  pictures: number;
}

function count(value: unknown, sum: Sum, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (/^data:(image|audio|video|application)\//i.test(value)) sum.pictures++;
    else countText(value, sum);
    return;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    sum.ascii += 4;
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) count(item, sum, depth + 1);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const object = value as Record<string, unknown>;
  if ('role' in object) sum.pieces++;
  if (isPicture(object)) {
    sum.pictures++;
    return;
  }
  for (const [name, member] of Object.entries(object)) {
    sum.ascii += name.length + 2;
    count(member, sum, depth + 1);
  }
}

const isPicture = ({ type }: Record<string, unknown>): boolean =>
  type === 'image_url' || type === 'input_image' || type === 'image' || type === 'input_audio' || type === 'file';

function countText(text: string, sum: Sum): void {
  let other = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) other++;
  sum.ascii += text.length - other;
  sum.other += other;
}
