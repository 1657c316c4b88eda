import { expect, test } from 'vitest';
import { numberAt, textAt, textsAt, valuesAt } from './pick.ts';

const output = {
  works: [{ video: { resource: 'a' } }, {}, { video: { resource: 'c' } }],
  clips: { one: { id: '1' }, two: { id: '2' } },
  image_urls: null,
  count: 3,
};

test('entry n stays entry n where another one misses the member', () => {
  expect(valuesAt(output, 'works[].video.resource')).toEqual(['a', undefined, 'c']);
  expect(textsAt(output, ['works[].video.resource'])).toEqual(['a', '', 'c']);
});

test('members of objects and of a list at the top are found', () => {
  expect(textsAt(output, ['clips.*.id'])).toEqual(['1', '2']);
  expect(textsAt([{ id: 'x' }], ['clips.*.id', '[].id'])).toEqual(['x']);
});

test('the first path with a value counts; what is missing, null or of another type is no value', () => {
  expect(textsAt(output, ['image_urls[]', 'nothing', 'count'])).toEqual([]);
  expect(textAt(output, 'image_urls[1]', 'works[].video.resource')).toBe('a');
  expect(numberAt(output, 'works', 'count')).toBe(3);
  expect(textAt(null, 'a.b')).toBeUndefined();
});
