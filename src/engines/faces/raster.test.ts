import { expect, it } from 'vitest';
import { type Raster, sampleRectangle, sampleWindow } from './raster.ts';

const ramp = (width: number, height: number): Raster => ({
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => Math.floor(at / 3) % width),
  width,
  height,
  channels: 3,
});

it('made smaller, each pixel is the mean of its area', () => {
  const small = sampleRectangle(ramp(8, 4), { left: 0, top: 0, width: 8, height: 4 }, { width: 2, height: 1 });
  expect([...small]).toEqual([1.5, 1.5, 1.5, 5.5, 5.5, 5.5]);
});

it('at its own size it stays as it is', () => {
  const picture = ramp(5, 5);
  expect([...sampleWindow(picture, { left: 0, top: 0, side: 5 }, 5)]).toEqual([...picture.data]);
});

it('made larger, it is interpolated between pixels', () => {
  const large = sampleRectangle(ramp(4, 1), { left: 0, top: 0, width: 4, height: 1 }, { width: 8, height: 1 });
  const red = [...large].filter((_, at) => at % 3 === 0);
  expect(red.slice(1, 7)).toEqual([0.25, 0.75, 1.25, 1.75, 2.25, 2.75]);
});

it('what lies outside the picture is black', () => {
  const outside = sampleWindow(ramp(4, 4), { left: 100, top: 100, side: 4 }, 4);
  expect(outside.every((value) => value === 0)).toBe(true);
});
