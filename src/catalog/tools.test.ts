import { expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { pricePoints } from './price.ts';

const catalog = createCatalog();
const image = 'https://host.example/a.png';
const normalise = (model: string, taskType: string, input: Record<string, unknown>) =>
  normaliseInput(catalog.find(model, taskType), { image, ...input }, { drawSeed: () => 1 });

test('the background model is known in any case', () => {
  const input = normalise('Qubico/image-toolkit', 'background-remove', { rmbg_model: 'ben2' });
  expect(input).toEqual({ image, rmbg_model: 'BEN2' });
});

test('a caption takes a number of words, and does not echo workflow_type', () => {
  const input = normalise('Qubico/joycaption', 'joycaption-beta-one', { caption_length: 40, workflow_type: 'x' });
  expect(input).toEqual({ caption_length: '40', image, prompt_style: 'Descriptive' });
});

test.each([
  [2, 170_000],
  [4, 680_000],
  [10, 4_200_000],
])('an upscale by %d holds the price of the largest picture allowed', (scale, points) => {
  const { price } = catalog.find('Qubico/image-toolkit', 'upscale');
  expect(pricePoints(price, { input: normalise('Qubico/image-toolkit', 'upscale', { scale }) })).toBe(points);
});
