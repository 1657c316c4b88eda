import { expect, test } from 'vitest';
import { wishedImageSize, wishedSeconds, wishedVideoShape } from './chat-wishes.ts';

test.each([
  ['Image size: 1024:1024. A cat', '1024x1024'],
  ['Image size: 1024:1536. A cat', '1024x1536'],
  ['a cat, 16:9', '1536x1024'],
  ['a cat at 1536x1024', '1536x1024'],
  ['a poster, 2:3', '1024x1536'],
  ['a square picture of a cat', '1024x1024'],
  ['a cat in portrait orientation', '1024x1536'],
  ['a cat', 'auto'],
  ['a clock that shows 10:30', 'auto'],
  ['a map at 1:100', 'auto'],
  ['a portrait of a lady', 'auto'],
])('the size of a picture is found in its words: %s', (words, size) => {
  expect(wishedImageSize(words)).toBe(size);
});

test.each([
  ['a kite', '16:9', 4],
  ['a kite, 9:16, 10 seconds', '9:16', 12],
  ['an 8-second clip of a kite', '16:9', 8],
  ['a vertical video of a kite for 5s', '9:16', 4],
] as const)('shape and length of a video are found in its words: %s', (words, shape, seconds) => {
  expect(wishedVideoShape(words)).toBe(shape);
  expect(wishedSeconds(words)).toBe(seconds);
});
