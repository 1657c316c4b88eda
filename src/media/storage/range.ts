import type { ByteRange } from './file-store.ts';

export type RangeAnswer =
  | { kind: 'whole' }
  | { kind: 'part'; range: ByteRange; contentRange: string }
  | { kind: 'unsatisfiable'; contentRange: string };

/**
 * Answers a Range header of a GET (RFC 9110 §14): `part` → 206, `unsatisfiable` → 416, `whole` → 200. What we do not
 * understand (another unit, bad syntax, several ranges) is ignored, as the RFC allows; so is the header when
 * `ifRange` does not match: give it the value of If-Range with our validators.
 */
export function answerRange(
  header: string | undefined,
  sizeBytes: number,
  ifRange?: { value: string | undefined; etag?: string; lastModified?: Date },
): RangeAnswer {
  const whole: RangeAnswer = { kind: 'whole' };
  if (header === undefined || header.length > 100) return whole;
  if (ifRange?.value !== undefined && !matchesIfRange(ifRange.value, ifRange)) return whole;
  // Digits are limited so that Number stays exact.
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header.trim());
  if (!match) return whole;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return whole;

  const unsatisfiable: RangeAnswer = { kind: 'unsatisfiable', contentRange: `bytes */${sizeBytes}` };
  if (first === '') {
    const suffix = Number(last);
    if (suffix === 0 || sizeBytes === 0) return unsatisfiable;
    return part(Math.max(0, sizeBytes - suffix), sizeBytes - 1, sizeBytes);
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return whole;
  if (start >= sizeBytes) return unsatisfiable;
  return part(start, end, sizeBytes);
}

function part(start: number, end: number, sizeBytes: number): RangeAnswer {
  return { kind: 'part', range: { start, end }, contentRange: `bytes ${start}-${end}/${sizeBytes}` };
}

/** Strong comparison only (RFC 9110 §13.1.5): a weak ETag never matches; a date must be exactly ours, to the second. */
function matchesIfRange(value: string, ours: { etag?: string; lastModified?: Date }): boolean {
  if (value.startsWith('"')) return value === ours.etag;
  if (value.startsWith('W/')) return false;
  const date = Date.parse(value);
  return ours.lastModified !== undefined && date === Math.floor(ours.lastModified.getTime() / 1000) * 1000;
}
