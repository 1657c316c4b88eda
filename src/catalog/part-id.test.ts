import { expect, test } from 'vitest';
import { partId, tasksOfPart } from './part-id.ts';

const TASK = '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5eff';
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('parts have UUIDs of their own, all different, none that of the task', () => {
  const ids = Array.from({ length: 255 }, (_, index) => partId(TASK, index));
  expect(new Set([TASK, ...ids]).size).toBe(256);
  for (const id of ids) expect(id).toMatch(UUID_V4);
});

test('the task is among the tasks of each of its parts', () => {
  for (const index of [0, 1, 2, 3]) expect(tasksOfPart(partId(TASK, index), 4)).toContain(TASK);
});

test('a part beyond what can be told apart is refused', () => {
  expect(() => partId(TASK, 255)).toThrow(RangeError);
  expect(() => partId(TASK, -1)).toThrow(RangeError);
});
