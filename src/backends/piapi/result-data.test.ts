import { expect, test } from 'vitest';
import { createCatalog } from '../../catalog/catalog.ts';
import { upstreamTask } from './reply.ts';
import { resultDataOf } from './result-data.ts';

const catalog = createCatalog();
const NOW = Date.parse('2026-02-01T00:00:00Z');
const dataOf = (model: string, taskType: string, output: unknown, meta = {}) =>
  resultDataOf(catalog.find(model, taskType), {
    task: upstreamTask.parse({ task_id: 'one', output, meta }),
    fps: 29.97,
    now: NOW,
  });

test('the frame rate is the one told, else the one measured, as a whole number', () => {
  expect(dataOf('kling', 'effects', { works: [{ video: { fps: 24 } }] })).toEqual({ fps: 24 });
  expect(dataOf('kling', 'effects', {})).toEqual({ fps: 30 });
});

test.each([
  [{ created_at: '2026-01-15 09:30:00' }, {}, '2026-01-15T09:30:00.000Z'],
  [{}, { created_at: '2026-01-16T09:30:00.123456Z' }, '2026-01-16T09:30:00.123Z'],
  [{}, { created_at: '0001-01-01T00:00:00Z' }, '2026-02-01T00:00:00.000Z'],
  [{ created_at: 'soon' }, {}, '2026-02-01T00:00:00.000Z'],
])('the time of creation of %j with %j is %s', (output, meta, expected) => {
  expect(dataOf('luma', 'video_generation', output, meta)).toMatchObject({ created_at: expected });
});

test('an answer without its text fails', () => {
  expect(() => dataOf('midjourney', 'describe', { description: '' })).toThrow('failed to store the result');
});
