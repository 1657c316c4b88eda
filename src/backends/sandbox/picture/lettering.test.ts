import { expect, it } from 'vitest';
import { glyphsOf } from './glyphs.ts';
import { lettering, widthOf, wrapped } from './lettering.ts';

const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

it('every printable sign of ASCII is drawn, each in its own way', () => {
  const paths = printable.map((sign) => glyphsOf(sign)[0]?.path);
  expect(new Set(paths).size).toBe(printable.length - 1); // I and l look alike.
  const box = glyphsOf('猫')[0]?.path;
  expect(paths).not.toContain(box);
});

it('accents are dropped, joined emoji and right-to-left text become boxes, nothing throws', () => {
  expect(glyphsOf('é')).toEqual(glyphsOf('e'));
  expect(glyphsOf('👩‍🚀שלום')).toHaveLength(6);
});

it('lines keep to their width and number', () => {
  const options = { size: 10, maxWidth: 120, maxLines: 2 };
  for (const text of ['one two three four five six seven eight nine', 'x'.repeat(5_000), '', '🙂 '.repeat(300)]) {
    const lines = wrapped(text, options);
    expect(lines.length).toBeLessThanOrEqual(2);
    for (const line of lines) expect(widthOf(line, 10)).toBeLessThanOrEqual(120);
  }
  expect(wrapped('one two', { ...options, maxWidth: 1000 })).toEqual(['one two']);
  expect(wrapped('x'.repeat(100), options)[0]).toMatch(/…$/);
});

it('text is strokes, not text: no font is asked for', () => {
  const drawing = lettering('TEST <&>', { x: 0, y: 10, size: 10, colour: '#fff' });
  expect(drawing).not.toContain('<text');
  expect(drawing).not.toContain('&>');
});
