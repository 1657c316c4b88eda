import { expect, it } from 'vitest';
import { sceneOf } from './scene.ts';

const still = (prompt: string, seed = 1, size = { width: 640, height: 480 }) =>
  sceneOf({ prompt, seed, model: 'm' }).still(size);

it('a drawing depends on prompt, seed and model, and on nothing else', () => {
  expect(still('a fox')).toBe(still('a fox'));
  expect(still('a fox', 2)).not.toBe(still('a fox'));
  expect(still('a bear')).not.toBe(still('a fox'));
  expect(sceneOf({ prompt: 'a fox', seed: 1, model: 'other' }).still({ width: 640, height: 480 })).not.toBe(
    still('a fox'),
  );
});

it('words of the prompt choose the colours', () => {
  const palette = (prompt: string) => sceneOf({ prompt, seed: 1, model: 'm' }).palette;
  expect(palette('a street at night')).toEqual(palette('stars over a dark hill'));
  expect(palette('a street at night')).not.toEqual(palette('a street at sunset'));
});

it.each([
  'a city',
  'a forest',
  'the sea',
  'a desert',
  'a galaxy',
  'flowers',
  'mountains',
  'a cat',
  'a person',
  'a car',
  'an idea',
])('%s stays small in extreme shapes', (prompt) => {
  for (const size of [
    { width: 20_480, height: 1 },
    { width: 1, height: 20_480 },
    { width: 1, height: 1 },
    { width: 16_000, height: 16_000 },
  ])
    expect(still(prompt, 3, size).length).toBeLessThan(400_000);
});
