import { describe, expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { pricePoints } from './price.ts';
import type { OriginTask, TaskInput } from './task-type.ts';

const catalog = createCatalog();
const id = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
const typeOf = (taskType: string) => catalog.find('midjourney', taskType);
const normalise = (taskType: string, input: TaskInput) =>
  normaliseInput(typeOf(taskType), input, { drawSeed: () => 1 });

/** A finished task as a follow-up sees it. */
function finished(taskType: string, input: TaskInput, origin?: OriginTask): OriginTask {
  const normalised = normalise(taskType, input);
  const meta = typeOf(taskType).meta?.(normalised, origin) ?? {};
  return { model: 'midjourney', taskType, input: normalised, output: {}, meta };
}

const gridOf = (prompt: string) => finished('imagine', { prompt });
const upscaledOf = (prompt: string) => finished('upscale', { origin_task_id: id, index: 1 }, gridOf(prompt));

describe('the mode is known before the price is asked', () => {
  test.each([
    [{ prompt: 'a fox' }, 'relax', 150_000],
    [{ prompt: 'a fox --fast' }, 'fast', 450_000],
    [{ prompt: 'a fox --ar 3:2 --turbo --v 6' }, 'turbo', 1_000_000],
    [{ prompt: 'a fox --turbo', process_mode: 'fast' }, 'fast', 450_000],
    [{ prompt: 'a --fastidious fox' }, 'relax', 150_000],
    [{ prompt: 'a fox —fast' }, 'fast', 450_000],
  ])('%j is %s', (input, mode, points) => {
    const normalised = normalise('imagine', input);
    expect(normalised.process_mode).toBe(mode);
    expect(pricePoints(typeOf('imagine').price, { input: normalised })).toBe(points);
  });

  test('describe and blend without a mode are relaxed', () => {
    const picture = 'https://host.example/a.png';
    expect(normalise('describe', { image_url: picture }).process_mode).toBe('relax');
    expect(normalise('blend', { image_urls: [picture, picture] }).process_mode).toBe('relax');
  });
});

describe('the shape', () => {
  test.each([
    [{ prompt: 'a fox' }, '1:1'],
    [{ prompt: 'a fox', aspect_ratio: '16:9' }, '16:9'],
    [{ prompt: 'a fox --ar 3:2', aspect_ratio: '16:9' }, '3:2'],
    [{ prompt: 'a fox --ar wide', aspect_ratio: '16:9' }, '16:9'],
  ])('of %j is %s: a --ar flag wins', (input, shape) => {
    expect(normalise('imagine', input).aspect_ratio).toBe(shape);
  });

  test.each(['16x9', '0:1', '1:0', '-1:2', '1.5:1', '16:9 ', ':'])('%j is refused', (aspect_ratio) => {
    const message = /^invalid request: invalid aspect_ratio: .* is not two positive whole numbers/;
    expect(() => normalise('imagine', { prompt: 'a fox', aspect_ratio })).toThrow(message);
    expect(() => normalise('reroll', { origin_task_id: id, aspect_ratio })).toThrow(message);
  });

  test('absent in a follow-up keeps that of the origin', () => {
    expect(normalise('reroll', { origin_task_id: id })).not.toHaveProperty('aspect_ratio');
    const grid = finished('imagine', { prompt: 'a fox', aspect_ratio: '3:2' });
    expect(finished('reroll', { origin_task_id: id }, grid).meta.aspect_ratio).toBe('3:2');
  });
});

test.each([0.5, '0.99', '2.1', 3, 'two', '-1'])('zoom_ratio %j is refused', (zoom_ratio) => {
  expect(() => normalise('outpaint', { origin_task_id: id, zoom_ratio })).toThrow(
    /^invalid request: invalid zoom_ratio: .* is not a number from 1 to 2$/,
  );
});

test.each([1, 1.25, '1.5', 2, '2.0'])('zoom_ratio %j is accepted', (zoom_ratio) => {
  expect(normalise('outpaint', { origin_task_id: id, zoom_ratio }).zoom_ratio).toBe(String(zoom_ratio));
});

describe('which index is allowed after which operation and version', () => {
  const grid = gridOf('a fox');
  const single = { v4: upscaledOf('a fox --v 4'), v5: upscaledOf('a fox --v 5.2'), v6: upscaledOf('a fox --v 6.1') };

  test.each<[string, string, OriginTask, boolean]>([
    ['upscale', '1', grid, true],
    ['upscale', '4', finished('pan', { origin_task_id: id, direction: 'up' }, single.v6), true],
    ['upscale', '1', single.v6, false],
    ['upscale', 'subtle', grid, false],
    ['upscale', 'light', single.v4, true],
    ['upscale', 'beta', single.v5, false],
    ['upscale', '2x', single.v5, true],
    ['upscale', '4x', single.v6, false],
    ['upscale', 'subtle', single.v6, true],
    ['upscale', 'creative', single.v5, false],
    ['upscale', 'creative', upscaledOf('a fox --v 7'), true],
    ['upscale', '4x', upscaledOf('a fox --niji 5'), true],
    ['upscale', 'creative', upscaledOf('a fox --niji'), true],
    ['upscale', 'creative', upscaledOf('a fox'), true],
    ['upscale', '2x', finished('upscale', { origin_task_id: id, index: '4x' }, single.v5), true],
    ['variation', '2', grid, true],
    ['variation', '2', single.v6, false],
    ['variation', 'low_variation', single.v4, true],
    ['variation', 'high_variation', grid, false],
  ])('%s %s after %j: %s', (taskType, index, origin, isAllowed) => {
    const input = normalise(taskType, { origin_task_id: id, index, prompt: 'a fox' });
    const problem = typeOf(taskType).origin?.check?.(input, origin) ?? null;
    if (isAllowed) expect(problem).toBeNull();
    else expect(problem).toMatch(/^invalid origin_task_id: 1b9d6bcd-\S+ (is|was) /);
  });

  const grids = ['imagine', 'variation', 'reroll', 'blend', 'inpaint', 'outpaint', 'pan'];
  test.each([
    ['upscale', [...grids, 'upscale']],
    ['variation', [...grids, 'upscale']],
    ['reroll', grids],
    ['seed', grids],
    ['inpaint', ['upscale']],
    ['outpaint', ['upscale']],
    ['pan', ['upscale']],
  ])('%s follows %j', (taskType, operations) => {
    expect(typeOf(taskType).origin?.from).toEqual(operations.map((operation) => `midjourney/${operation}`));
  });
});

test.each([
  [{ zoom_ratio: 1 }, false],
  [{ zoom_ratio: '1.0', aspect_ratio: '6:4' }, false],
  [{ zoom_ratio: 1, aspect_ratio: '16:9' }, true],
  [{ zoom_ratio: 2 }, true],
  [{ zoom_ratio: 2, aspect_ratio: '3:2' }, true],
])('zooming a 3:2 picture by %j: %s, because 1 needs a new shape', (zoom, isAllowed) => {
  const input = normalise('outpaint', { origin_task_id: id, ...zoom });
  const problem = typeOf('outpaint').origin?.check?.(input, upscaledOf('a fox --ar 3:2')) ?? null;
  if (isAllowed) expect(problem).toBeNull();
  else expect(problem).toMatch(/^invalid zoom_ratio: /);
});

describe('a follow-up', () => {
  const single = upscaledOf('a fox --fast --niji 5 --ar 2:3');

  test('takes mode, version and shape over from the origin of its origin', () => {
    expect(single.meta).toEqual({
      aspect_ratio: '2:3',
      failover_triggered: false,
      model_version: 'niji 5',
      process_mode: 'fast',
    });
    expect(finished('variation', { origin_task_id: id, index: 1, prompt: 'a fox --v 7 --turbo' }, single).meta).toEqual(
      {
        aspect_ratio: '2:3',
        failover_triggered: false,
        model_version: 'v7',
        process_mode: 'fast',
      },
    );
  });

  test('knows no shape after a pan', () => {
    expect(finished('pan', { origin_task_id: id, direction: 'left' }, single).meta.aspect_ratio).toBeUndefined();
  });

  test('costs nothing with a seat of its own', () => {
    for (const taskType of catalog.all.filter(({ model }) => model === 'midjourney')) {
      expect(pricePoints(taskType.price, { input: {}, serviceMode: 'private', origin: single.input })).toBe(0);
    }
  });
});

test.each([
  ['v4', ['upscale_light', 'upscale_beta']],
  ['v5.2', ['upscale_2x', 'upscale_4x']],
  ['v6.1', ['upscale_subtle', 'upscale_creative']],
  ['v3', []],
])('the actions of a single picture of %s start with %j', (model_version, upscales) => {
  const files = [
    { role: 'image', url: 'https://h.example/a', contentType: 'image/png', width: 1, height: 1, durationMs: 0 },
  ];
  const output = typeOf('upscale').shape({ taskId: id, files, data: {}, meta: { model_version } }, {});
  const rest = ['low_variation', 'high_variation', 'inpaint', 'outpaint_1.5x', 'outpaint_2x', 'outpaint_custom'];
  const pans = ['pan_left', 'pan_right', 'pan_up', 'pan_down'];
  expect(output).toMatchObject({ actions: [...upscales, ...rest, ...pans] });
});

test('the output fills up on the way, and names the error after a failure', () => {
  const { pendingOutput, unfinishedOutput } = typeOf('imagine');
  expect(unfinishedOutput?.(pendingOutput, { progress: 40 })).toMatchObject({ progress: 40, task_progress: 40 });
  const failed = unfinishedOutput?.(pendingOutput, { progress: 40, problem: 'content violation' });
  expect(failed).toMatchObject({ error_messages: ['content violation'], image_url: '' });
});
