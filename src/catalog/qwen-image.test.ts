import { describe, expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { qwenImage } from './qwen-image.ts';
import type { TaskInput } from './task-type.ts';

const catalog = createCatalog(qwenImage);
const picture = 'https://example.com/a.png';

const normalise = (taskType: string, input: TaskInput) =>
  normaliseInput(
    catalog.find('Qubico/qwen-image', taskType),
    { prompt: 'a red shirt', ...input },
    { drawSeed: () => 1 },
  );

describe('image-edit', () => {
  const edit = (input: TaskInput) => normalise('image-edit', { image: picture, ...input });

  test('refuses a third picture without a second', () => {
    expect(() => edit({ image3: picture })).toThrow(/^invalid request: invalid image2/);
    expect(edit({ image2: picture, image3: picture })).toMatchObject({ image1: picture, image3: picture });
  });

  test.each([0, -1, '0'])('takes %j as no size', (width) => {
    expect(edit({ width, height: 512 })).toMatchObject({ height: 512 });
    expect(edit({ width, height: 512 })).not.toHaveProperty('width');
  });

  test('is what the other name of the model offers, and nothing else is', () => {
    expect(catalog.find('qubico/QWEN-edit-image', 'image-edit').model).toBe('Qubico/qwen-image');
    expect(() => catalog.find('Qubico/qwen-edit-image', 'txt2img')).toThrow('invalid task type: txt2img');
  });
});

describe('txt2img', () => {
  test.each<[TaskInput, string]>([
    [{ width: 0 }, 'width 0 is below 1'],
    [{ height: -5 }, 'height -5 is below 1'],
    [{ height: 1.5 }, 'height 1.5 is not a whole number'],
    [{ width: true }, 'width true is not a whole number'],
  ])('refuses %j by the text for both sides', (input, rest) => {
    expect(() => normalise('txt2img', input)).toThrow(`invalid request: invalid width or height: ${rest}`);
  });
});
