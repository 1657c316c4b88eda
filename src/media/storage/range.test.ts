import { describe, expect, it } from 'vitest';
import { answerRange } from './range.ts';

const modified = new Date('2026-01-02T03:04:05.678Z');

describe('a Range header (RFC 9110 §14)', () => {
  it.each<[string, number, number, number]>([
    ['bytes=0-0', 1000, 0, 0],
    ['bytes=0-499', 1000, 0, 499],
    ['bytes=500-999', 1000, 500, 999],
    ['bytes=500-', 1000, 500, 999],
    ['bytes=0-', 1000, 0, 999],
    ['bytes=0-', 1, 0, 0],
    ['bytes=-500', 1000, 500, 999],
    ['bytes=-5000', 1000, 0, 999],
    ['bytes=-1', 1000, 999, 999],
    ['bytes=999-', 1000, 999, 999],
    ['bytes=0-99999999', 1000, 0, 999],
    ['Bytes=1-2', 1000, 1, 2],
    ['  bytes=1-2  ', 1000, 1, 2],
    ['bytes= 1-2', 1000, 1, 2],
  ])('%s of %i bytes is a part', (header, size, start, end) => {
    expect(answerRange(header, size)).toEqual({
      kind: 'part',
      range: { start, end },
      contentRange: `bytes ${start}-${end}/${size}`,
    });
  });

  it.each<[string, number]>([
    ['bytes=1000-', 1000],
    ['bytes=1000-1001', 1000],
    ['bytes=-0', 1000],
    ['bytes=0-', 0],
    ['bytes=-5', 0],
    ['bytes=999999999999999-', 1000],
  ])('%s of %i bytes cannot be satisfied', (header, size) => {
    expect(answerRange(header, size)).toEqual({ kind: 'unsatisfiable', contentRange: `bytes */${size}` });
  });

  it.each<[string | undefined]>([
    [undefined],
    [''],
    ['bytes'],
    ['bytes='],
    ['bytes=-'],
    ['bytes=a-b'],
    ['bytes=5'],
    ['bytes=5-4'],
    ['bytes=1-2,4-5'],
    ['bytes=--5'],
    ['bytes=-5-'],
    ['items=0-5'],
    ['bytes 0-5'],
    ['bytes=0x1-5'],
    ['bytes=1.5-3'],
    ['bytes=+1-3'],
    ['bytes=9999999999999999-'],
    [`bytes=0-${'9'.repeat(5000)}`],
  ])('%s is ignored', (header) => {
    expect(answerRange(header, 1000)).toEqual({ kind: 'whole' });
  });

  it.each<[string, string | undefined, 'part' | 'whole']>([
    ['no If-Range', undefined, 'part'],
    ['our ETag', '"abc"', 'part'],
    ['another ETag', '"abd"', 'whole'],
    ['a weak ETag', 'W/"abc"', 'whole'],
    ['our date', 'Fri, 02 Jan 2026 03:04:05 GMT', 'part'],
    ['another date', 'Fri, 02 Jan 2026 03:04:06 GMT', 'whole'],
    ['nonsense', 'yesterday', 'whole'],
  ])('with %s', (_what, value, kind) => {
    expect(answerRange('bytes=0-1', 1000, { value, etag: '"abc"', lastModified: modified }).kind).toBe(kind);
  });
});
