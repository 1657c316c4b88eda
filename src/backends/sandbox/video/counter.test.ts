import { expect, it } from 'vitest';
import { counterOf, digitsOf } from './counter.ts';

it('counts minutes, seconds, frames within the second, and frames from 1', () => {
  expect(digitsOf(0, 24, 3)).toBe('000000001');
  expect(digitsOf(23, 24, 3)).toBe('000023024');
  expect(digitsOf(24, 24, 3)).toBe('000100025');
  expect(digitsOf(61 * 24 + 5, 24, 4)).toBe('0101051470');
  expect(digitsOf(30, 29.97, 2)).toBe('00010031');
});

it('streams exactly as many frames as the video has', async () => {
  const counter = await counterOf(37, 24, { width: 640, height: 360 });
  let bytes = 0;
  for await (const chunk of counter!.stream()) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(37 * counter!.width * counter!.height * 4);
});

it('leaves pictures that are too small for it alone', async () => {
  expect(await counterOf(10, 24, { width: 32, height: 32 })).toBeNull();
});
