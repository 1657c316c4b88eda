import { describe, expect, it } from 'vitest';
import type { Face } from '../faces/face.ts';
import { mismatchOf, numbered, pairsOf, problemOf } from './choose-faces.ts';

const face = (left: number, side = 200, pose: Partial<Face> = {}): Face => ({
  points: Float32Array.from({ length: 468 * 3 }, (_, at) => (at % 3 === 0 ? left + side / 2 : side / 2)),
  box: { left, top: 0, width: side, height: side },
  score: 1,
  yaw: 0,
  pitch: 0,
  roll: 0,
  ...pose,
});
const two = numbered([face(600), face(100, 300)]);
const one = [face(50)];
const picture = { width: 1000, height: 400 };

describe('which face goes where', () => {
  it.each([
    ['the largest of each', { kind: 'largest' }, two, two, [[0, 0]]],
    [
      'in their order',
      { kind: 'all' },
      two,
      two,
      [
        [0, 0],
        [1, 1],
      ],
    ],
    ['as many as the picture with fewer has', { kind: 'all' }, one, two, [[0, 0]]],
    [
      'crossed by their numbers',
      { kind: 'indexes', swap: [0, 1], target: [1, 0] },
      two,
      two,
      [
        [0, 1],
        [1, 0],
      ],
    ],
    [
      'one face onto both',
      { kind: 'indexes', swap: [0, 0], target: [0, 1] },
      one,
      two,
      [
        [0, 0],
        [0, 1],
      ],
    ],
  ] as const)('%s', (_, choice, swap, target, expected) => {
    const pairs = pairsOf(choice, swap, target, 'target_image');
    expect(pairs.map((pair) => [pair.swap, pair.target])).toEqual(expected);
  });

  it.each([
    [{ kind: 'all' }, [], two, 'no face was found in swap_image'],
    [{ kind: 'largest' }, two, [], 'no face was found in target_image'],
    [
      { kind: 'indexes', swap: [2], target: [0] },
      two,
      two,
      /^swap_faces_index names face 2, but 2 faces were found in swap_image/,
    ],
    [
      { kind: 'indexes', swap: [0], target: [1] },
      two,
      one,
      /^target_faces_index names face 1, but 1 face was found in target_image/,
    ],
  ] as const)('%j is an invalid request', (choice, swap, target, message) => {
    try {
      pairsOf(choice, swap, target, 'target_image');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ kind: 'text', message: expect.stringMatching(message) });
    }
  });
});

describe('a face that cannot be swapped is named with its measure', () => {
  it.each([
    [face(100, 99), /99 pixels large: at least 100/],
    [face(100, 200, { yaw: -41 }), /turned 41° away: at most 40°/],
    [face(100, 200, { pitch: 55 }), /turned 55° away/],
    [face(-150), /cut off by the edge/],
    [face(100, 100), null],
    [face(100, 200, { yaw: 40, roll: 80 }), null],
  ])('%#', (subject, reason) => {
    const problem = problemOf(subject, picture, 'swap_image');
    if (reason === null) expect(problem).toBeNull();
    else expect(problem).toMatch(reason);
  });

  it.each([
    [{ yaw: 15 }, null],
    [{ yaw: 15.5 }, /different directions \(16° apart\): at most 15°/],
    [{ pitch: -16 }, /16° apart/],
    [{ roll: 90 }, null],
  ])('a difference of %j', (pose, reason) => {
    const problem = mismatchOf(face(0), face(0, 200, pose), 'target_image');
    if (reason === null) expect(problem).toBeNull();
    else expect(problem).toMatch(reason);
  });
});
