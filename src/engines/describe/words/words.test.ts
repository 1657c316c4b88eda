import { expect, it } from 'vitest';
import { aspectOf } from '../measure/aspect.ts';
import { colourName } from '../measure/colour-names.ts';
import { counted, joined } from './phrases.ts';

it.each([
  [1920, 1080, '16:9'],
  [1080, 1920, '9:16'],
  [1500, 1000, '3:2'],
  [1024, 1024, '1:1'],
  [1000, 1010, '1:1'],
  [3440, 1440, '21:9'],
  [1000, 900, '10:9'],
  [640, 400, '8:5'],
  [400, 640, '5:8'],
  [1, 1, '1:1'],
  [20_000, 10, '20:1'],
])('%i × %i is %s', (width, height, aspect) => {
  expect(aspectOf(width, height)).toBe(aspect);
});

it.each([
  [53, 80, 67, 'red'],
  [100, 0, 0, 'white'],
  [0, 0, 0, 'black'],
  [54, 0, 0, 'grey'],
  [88, -79, 81, 'lime green'],
])('L* %i a* %i b* %i is called %s', (l, a, b, name) => {
  expect(colourName(l, a, b)).toBe(name);
});

it.each([
  ['person', 1, 'a person'],
  ['person', 3, 'three people'],
  ['apple', 1, 'an apple'],
  ['bus', 2, 'two buses'],
  ['knife', 2, 'two knives'],
  ['scissors', 1, 'scissors'],
  ['dog', 12, '12 dogs'],
] as const)('%s × %i is "%s"', (label, count, words) => {
  expect(counted(label, count)).toBe(words);
});

it('lists end with "and"', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joined)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
