import { expect, test } from 'vitest';
import { gemini } from './gemini.ts';
import { normaliseInput } from './normalise-input.ts';
import { seedream } from './seedream.ts';
import type { TaskInput, TaskType } from './task-type.ts';

const picture = 'https://example.com/a.png';
const [flash, ...bananas] = gemini as [TaskType, ...TaskType[]];
const [lite] = seedream as [TaskType];

const normalise = (taskType: TaskType, input: TaskInput) =>
  normaliseInput(taskType, { prompt: 'a fox', ...input }, { drawSeed: () => 1 });

test.each(['image', 'image_url', 'images'])('one picture sent as %s is a list of one', (name) => {
  expect(normalise(flash, { [name]: picture })).toMatchObject({ image_urls: [picture] });
});

test.each(['auto', 'AUTO', ''])('the aspect ratio %j counts as absent', (aspectRatio) => {
  for (const taskType of gemini) {
    expect(normalise(taskType, { aspect_ratio: aspectRatio, image_urls: [] })).not.toHaveProperty('aspect_ratio');
  }
});

test('Seedream knows no aspect ratio auto', () => {
  expect(() => normalise(lite, { aspect_ratio: 'auto' })).toThrow(
    /^invalid request: invalid aspect_ratio: auto is not/,
  );
});

test('sizes and formats are known in any case, and refused as they were sent', () => {
  for (const taskType of bananas) {
    expect(normalise(taskType, { resolution: '4k', output_format: 'JPG' })).toMatchObject({
      resolution: '4K',
      output_format: 'jpeg',
    });
    expect(() => normalise(taskType, { resolution: '8k' })).toThrow(/^invalid request: invalid resolution: 8k is not/);
  }
  expect(normalise(lite, { size: '3k', output_format: 'Jpeg' })).toMatchObject({ size: '3K', output_format: 'jpeg' });
});

test('the old num_images changes nothing', () => {
  const input = normalise(flash, { num_images: 4 });
  expect(flash.produces(input)).toEqual([{ role: 'image', kind: 'image' }]);
});
