import { expect, it } from 'vitest';
import { inOrder } from './face-order.ts';

const face = (name: string, left: number, top: number, side = 100) => ({
  name,
  box: { left, top, width: side, height: side },
});
const order = (...faces: ReturnType<typeof face>[]) =>
  inOrder(faces)
    .map(({ name }) => name)
    .join('');

it.each([
  ['side by side: from the left', [face('b', 300, 100), face('a', 100, 100)], 'ab'],
  ['upper left is 1, lower right 0', [face('b', 100, 100), face('a', 400, 400)], 'ab'],
  ['lower left is 0, upper right 1', [face('a', 100, 400), face('b', 400, 100)], 'ab'],
  ['one a little higher is no diagonal', [face('b', 300, 150), face('a', 100, 100)], 'ab'],
  ['one above the other: the lower first', [face('b', 100, 100), face('a', 110, 400)], 'ab'],
  ['two rows', [face('c', 100, 0), face('b', 400, 320), face('d', 500, 20), face('a', 80, 300)], 'abcd'],
  ['none', [], ''],
] as const)('%s', (_, faces, expected) => {
  expect(order(...faces)).toBe(expected);
  expect(order(...[...faces].reverse())).toBe(expected);
});
