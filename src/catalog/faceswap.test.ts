import { describe, expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';

const catalog = createCatalog();
const options = { drawSeed: () => 1 };
const swap_image = 'https://host.example/a.png';

const cases = [
  ['Qubico/image-toolkit', 'multi-face-swap', { swap_image, target_image: 'https://host.example/b.png' }],
  ['Qubico/video-toolkit', 'face-swap', { swap_image, target_video: 'https://host.example/b.mp4' }],
] as const;

describe.each(cases)('%s %s', (model, taskType, media) => {
  const normalise = (indexes: Record<string, unknown>) =>
    normaliseInput(catalog.find(model, taskType), { ...media, ...indexes }, options);

  test.each([
    [{}, '', ''],
    [{ swap_faces_index: '0 1', target_faces_index: '1, 0' }, '0 1', '1, 0'],
    [{ swap_faces_index: 0, target_faces_index: 2 }, '0', '2'],
    [{ swap_faces_index: [0, 1], target_faces_index: ['1', '0'] }, '0,1', '1,0'],
    [{ swap_faces_index: '2,1,4' }, '2,1,4', '0,1,2'],
    [{ target_faces_index: [3, 0] }, '0,1', '3,0'],
  ])('reads the index lists %j', (indexes, swap, target) => {
    expect(normalise(indexes)).toMatchObject({ swap_faces_index: swap, target_faces_index: target });
  });

  test.each([
    { swap_faces_index: 'left' },
    { swap_faces_index: '0,-1' },
    { target_faces_index: [0.5] },
    { swap_faces_index: ',' },
    { swap_faces_index: '0,1', target_faces_index: '0' },
    { swap_faces_index: { first: 0 } },
    { target_faces_index: [[0]] },
  ])('refuses the index lists %j', (indexes) => {
    expect(() => normalise(indexes)).toThrow(/^invalid request: invalid swap_faces_index or target_faces_index: /);
  });
});

test('the single swap ignores index lists', () => {
  const input = { swap_image, target_image: swap_image, swap_faces_index: '0' };
  const single = catalog.find('Qubico/image-toolkit', 'face-swap');
  expect(normaliseInput(single, input, options)).toEqual({ swap_image, target_image: swap_image });
});
