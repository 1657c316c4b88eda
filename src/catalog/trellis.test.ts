import { expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';

const taskType = createCatalog().find('Qubico/trellis', 'image-to-3d');
const normalise = (input: Record<string, unknown>) => normaliseInput(taskType, input, { drawSeed: () => 1 });
const [a, b, c] = ['a', 'b', 'c'].map((name) => `https://host.example/${name}.png`);

test.each([
  ['one picture', { image: a }, [a]],
  ['several views', { images: [a, b] }, [a, b]],
  ['a further picture after the views', { image: c, images: [a, b] }, [a, b, c]],
  ['the same picture once', { image: b, images: [a, b] }, [a, b]],
  ['no empty list', { image: a, images: [] }, [a]],
  ['null as absent', { image: '', images: [b], texture_size: 1024 }, [b]],
])('all pictures stand in images: %s', (_, input, images) => {
  const normalised = normalise(input);
  expect(normalised.images).toEqual(images);
  expect(normalised).not.toHaveProperty('image');
});

test.each([{}, { image: '', images: [] }, { image: null, images: null }])('%j needs a picture', (input) => {
  expect(() => normalise(input)).toThrow('invalid request: image is required');
});
