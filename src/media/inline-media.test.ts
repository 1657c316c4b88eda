import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMediaInput } from './inline-media.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** A PNG of any length: what follows the end is ignored by whoever looks. */
const png = (extra: number): Buffer => Buffer.concat([PNG, randomBytes(extra)]);
const read = (input: string, maxBytes = 1_000_000) => readMediaInput(input, { maxBytes });
const lines = (text: string, every: number, end: string): string =>
  text.replace(new RegExp(`.{${every}}`, 'g'), `$&${end}`);

describe('a media field', () => {
  it.each([
    ['http://example.com/a.mp4', 'http://example.com/a.mp4'],
    ['HTTPS://Example.com/A.mp4?x=1', 'https://example.com/A.mp4?x=1'],
    ['  https://example.com/a.mp4\n', 'https://example.com/a.mp4'],
    ['https://example.com/ä', 'https://example.com/%C3%A4'],
  ])('%j is a URL', async (input, url) => {
    expect(await read(input)).toEqual({ kind: 'url', url });
  });

  const base64 = PNG.toString('base64');
  const unpadded = png(1).toString('base64url');
  it.each<[string, string]>([
    ['bare base64', base64],
    ['without padding', base64.replace(/=+$/, '')],
    ['in the URL alphabet', png(500).toString('base64url')],
    ['in lines of 76', lines(base64, 76, '\r\n')],
    ['in lines of 20', lines(base64, 20, '\n')],
    ['with a line feed at the end', `${base64}\n`],
    ['with space around', `  ${base64}  `],
    ['a data URI', `data:image/png;base64,${base64}`],
    ['a data URI without padding', `data:image/png;base64,${unpadded}`],
    ['a data URI with parameters', `data:image/png;name=a.png;charset=utf-8;base64,${base64}`],
    ['a data URI without a type', `data:;base64,${base64}`],
    ['a data URI in capitals', `DATA:IMAGE/PNG;BASE64,${base64}`],
    ['a data URI that lies', `data:video/mp4;base64,${base64}`],
    ['a data URI that was escaped', `data:image/png;base64,${encodeURIComponent(base64)}`],
    ['a data URI in lines', `data:image/png;base64,\n${lines(base64, 64, '\n')}`],
  ])('may be %s', async (_what, input) => {
    const result = await read(input);
    expect(result).toMatchObject({ kind: 'inline', contentType: 'image/png' });
    if (result.kind === 'inline') expect(result.bytes.subarray(0, PNG.length).equals(PNG)).toBe(true);
  });

  it.each<[string, string]>([
    ['', 'empty'],
    ['   ', 'empty'],
    ['\n', 'empty'],
    ['data:image/png;base64,', 'empty'],
    ['http://', 'bad_url'],
    ['http:example.com', 'bad_url'],
    ['https://exa mple.com/', 'bad_url'],
    [`https://example.com/${'a'.repeat(9000)}`, 'bad_url'],
    ['https://[::1', 'bad_url'],
    ['file:///etc/passwd', 'bad_scheme'],
    ['ftp://example.com/a.mp4', 'bad_scheme'],
    ['javascript:alert(1)', 'bad_scheme'],
    ['blob:https://example.com/1', 'bad_scheme'],
    ['C:\\video.mp4', 'bad_scheme'],
    ['data:image/png,abc', 'bad_data_uri'],
    ['data:image/png;base64', 'bad_data_uri'],
    ['data:text/html,<svg/>', 'bad_data_uri'],
    [`data:${'x'.repeat(300)};base64,AAAA`, 'bad_data_uri'],
    ['/etc/passwd.mp4', 'bad_base64'],
    ['not base64!', 'bad_base64'],
    ['a b c d', 'bad_base64'],
    ['=', 'bad_base64'],
    ['====', 'bad_base64'],
    ['AAAAA', 'bad_base64'],
    ['AAA===', 'bad_base64'],
    ['AAAA=', 'bad_base64'],
    ['AAAA==', 'bad_base64'],
    ['AA=', 'bad_base64'],
    ['AA=A', 'bad_base64'],
    ['AA==AA==', 'bad_base64'],
    ['AAAÁ', 'bad_base64'],
    ['AAAŁ', 'bad_base64'],
    ['AA\tAA', 'bad_base64'],
    ['AA AA', 'bad_base64'],
    [`data:image/png;base64,${base64}!`, 'bad_base64'],
    ['data:image/png;base64,%41%41%41%41', 'bad_base64'],
    ['AAAA', 'unknown_type'],
    ['photos', 'unknown_type'],
    ['Portrait', 'unknown_type'],
    ['image001', 'unknown_type'],
    ['my-image', 'unknown_type'],
  ])('%j is refused: %s', async (input, reason) => {
    expect(await read(input)).toEqual({ kind: 'refused', reason });
  });

  it('is taken for data when it mixes the cases as base64 does, or when nothing else can be meant', async () => {
    const unknown = { kind: 'inline', contentType: 'application/octet-stream' };
    expect(await read('QkFTRTY0')).toEqual({ ...unknown, bytes: Buffer.from('BASE64') });
    expect(await read(Buffer.from('hello, world').toString('base64'))).toMatchObject(unknown);
    expect(await readMediaInput('QUJD', { maxBytes: 100, isData: true })).toEqual({
      ...unknown,
      bytes: Buffer.from('ABC'),
    });
  });

  it('is limited by what it decodes to, to the byte', async () => {
    for (const form of ['base64', 'base64url'] as const) {
      for (const extra of [0, 1, 2, 3]) {
        const bytes = png(1000 + extra);
        expect((await read(bytes.toString(form), bytes.length)).kind).toBe('inline');
        expect(await read(bytes.toString(form), bytes.length - 1)).toEqual({ kind: 'refused', reason: 'too_large' });
      }
    }
  });

  it('comes back byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('base64', 'base64url'),
        fc.boolean(),
        fc.integer({ min: 4, max: 90 }),
        async (extra, form, isPadded, every) => {
          const bytes = Buffer.concat([PNG, extra]);
          let text = bytes.toString(form as 'base64');
          text = isPadded
            ? text
                .replace(/=+$/, '')
                .padEnd(Math.ceil((bytes.length * 4) / 3 / 4) * 4, '=')
                .slice(0, Math.ceil(bytes.length / 3) * 4)
            : text.replace(/=+$/, '');
          const result = await read(lines(text, every, '\r\n'));
          expect(result.kind === 'inline' && result.bytes.equals(bytes)).toBe(true);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it('of 20 MB is read without waiting, whether good or bad', async () => {
    const good = png(20_000_000).toString('base64');
    const started = performance.now();
    expect((await read(good, 30_000_000)).kind).toBe('inline');
    expect((await read(lines(good, 76, '\r\n'), 30_000_000)).kind).toBe('inline');
    expect((await read(`${good.slice(0, -8)}!${good.slice(-7)}`, 30_000_000)).kind).toBe('refused');
    expect(await read('A'.repeat(27_000_000), 30_000_000)).toMatchObject({ contentType: 'application/octet-stream' });
    expect((await read('%2B'.repeat(9_000_000), 30_000_000)).kind).toBe('refused');
    expect((await read(' '.repeat(27_000_000), 30_000_000)).kind).toBe('refused');
    expect((await read('\n'.repeat(27_000_000), 30_000_000)).kind).toBe('refused');
    expect((await read(good, 1_000_000)).kind).toBe('refused');
    // About 0.4 s on two cores; a quadratic step would take minutes.
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
