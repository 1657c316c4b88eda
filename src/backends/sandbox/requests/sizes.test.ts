import { expect, it } from 'vitest';
import { pixelsOf, pixelsOfPicture, ratioOf, shaped } from './sizes.ts';

it.each([
  ['16:9', 720, 1280, 720],
  ['9:16', '720p', 720, 1280],
  ['1:1', '720P', 960, 960],
  ['16:9', 1080, 1920, 1080],
  ['1:1', 1080, 1440, 1440],
  ['16:9', '480p', 854, 480],
  ['4:3', 720, 1108, 832],
  ['21:9', 720, 1466, 628],
])('a video of %s at %s is %i × %i', (shape, lines, width, height) => {
  expect(shaped(shape, pixelsOf(lines))).toEqual({ width, height });
});

it('pictures of a named size have as many pixels as the square of it', () => {
  expect(shaped('1:1', pixelsOfPicture('1K'))).toEqual({ width: 1024, height: 1024 });
  expect(shaped('1:1', pixelsOfPicture('4k'))).toEqual({ width: 4096, height: 4096 });
  expect(shaped('16:9', pixelsOfPicture('1K'))).toEqual({ width: 1366, height: 768 });
});

it('what is no shape counts as a square, and extreme ones are held', () => {
  for (const shape of ['', undefined, 'wide', '0:3', '3:0', '-1:2', 'NaN:1']) expect(ratioOf(shape)).toBe(1);
  expect(ratioOf('9999:1')).toBe(32);
  expect(ratioOf('1:9999')).toBe(1 / 32);
});
