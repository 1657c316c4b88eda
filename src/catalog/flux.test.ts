import { describe, expect, test } from 'vitest';
import { fluxSize, MAX_PIXELS } from './flux/size.ts';
import { flux } from './flux.ts';
import { normaliseInput } from './normalise-input.ts';
import type { ResultFile, TaskInput, TaskType } from './task-type.ts';

const schnell = 'Qubico/flux1-schnell';
const dev = 'Qubico/flux1-dev';
const advanced = 'Qubico/flux1-dev-advanced';

const picture = 'https://example.com/a.png';
const needed: Record<string, TaskInput> = {
  image: { image: picture },
  lora: { lora_settings: [{ lora_type: 'anime' }] },
  control: { control_net_settings: [{ control_type: 'depth', control_image: picture }] },
  custom: { custom_settings: [{ setting_type: 'outpaint' }] },
};

function find(model: string, taskType: string): TaskType {
  const found = flux.find((entry) => entry.model === model && entry.taskType === taskType);
  if (!found) throw new Error(`no ${model} ${taskType}`);
  return found;
}

const normalise = (taskType: TaskType, input: TaskInput) =>
  normaliseInput(taskType, { prompt: 'a corgi', ...input }, { drawSeed: () => 1 });

/** Files as a backend brings them for this input. */
function result(taskType: TaskType, input: TaskInput) {
  const files = taskType.produces(input).flatMap(({ role, count = 1 }) =>
    Array.from(
      { length: count },
      (_, index): ResultFile => ({
        role,
        url: `https://example.com/${role}-${index}.png`,
        contentType: 'image/png',
        width: 64,
        height: 64,
        durationMs: 0,
      }),
    ),
  );
  return { taskId: 'f', files, data: {} };
}

const output = (taskType: TaskType, sent: TaskInput) => {
  const input = normalise(taskType, sent);
  return taskType.output.parse(taskType.shape(result(taskType, input), input));
};

describe('the size of a picture', () => {
  test.each<[TaskInput, number, number]>([
    [{}, 1024, 1024],
    [{ width: 0, height: 0 }, 1024, 1024],
    [{ width: 512, height: 0 }, 512, 1024],
    [{ width: 640, height: 480, aspect_ratio: '16:9' }, 640, 480],
    [{ width: 640, aspect_ratio: '16:9' }, 640, 1024],
    [{ aspect_ratio: '1:1' }, 1024, 1024],
    [{ aspect_ratio: '16:9' }, 1360, 768],
    [{ aspect_ratio: ' 9 : 16 ' }, 768, 1360],
    [{ aspect_ratio: '1:999999' }, 16, 65_536],
    [{ aspect_ratio: '0:1' }, 1024, 1024],
    [{ aspect_ratio: '1:0' }, 1024, 1024],
    [{ aspect_ratio: 'wide' }, 1024, 1024],
  ])('that %j asks for is %i x %i', (input, width, height) => {
    expect(fluxSize(input)).toEqual({ width, height });
  });

  test.each(['21:9', '3:2', '4:5', '2.39:1', '1:17', '7:5'])('for %s is at most 1,048,576 pixels', (ratio) => {
    const { width, height } = fluxSize({ aspect_ratio: ratio });
    expect(width * height).toBeLessThanOrEqual(MAX_PIXELS);
    expect([width % 16, height % 16]).toEqual([0, 0]);
  });

  test.each<[string, string, TaskInput]>([
    [schnell, 'txt2img', { width: 2048 }],
    [dev, 'txt2img', { width: 1025, height: 1024 }],
    [advanced, 'txt2img', { width: '1024', height: '1025' }],
    [advanced, 'txt2img-lora', { width: 1025, height: 1024, ...needed.lora }],
    [advanced, 'redux-variation', { width: 1025, ...needed.image }],
    [advanced, 'kontext', { height: 1025, ...needed.image }],
    [advanced, 'controlnet-lora', { width: 1025, height: 1024, ...needed.control }],
    [advanced, 'controlnet-lora', { width: 1_048_577, ...needed.control }],
  ])('is refused above that: %s %s %j', (model, taskType, input) => {
    expect(() => normalise(find(model, taskType), input)).toThrow(
      /^invalid request: invalid width or height: \d+ x \d+/,
    );
  });

  test.each<[string, string, TaskInput]>([
    [schnell, 'txt2img', { width: 2048, height: 512 }],
    [schnell, 'img2img', { width: 4096, height: 4096, ...needed.image }],
    [advanced, 'img2img-lora', { width: 4096, height: 4096, ...needed.image, ...needed.lora }],
    [advanced, 'controlnet-lora', { width: 2048, ...needed.control }],
    [advanced, 'kontext', { width: 0, height: 0, ...needed.image }],
  ])('is accepted up to that, and where it has no effect: %s %s %j', (model, taskType, input) => {
    expect(() => normalise(find(model, taskType), input)).not.toThrow();
  });

  test('that follows from a default is not put into the input', () => {
    expect(normalise(find(dev, 'txt2img'), { aspect_ratio: '16:9' })).toMatchObject({ width: 0, height: 0, steps: 0 });
  });
});

describe('steps', () => {
  test.each<[string, number | string, number]>([
    [schnell, 0, 0],
    [schnell, 10, 10],
    [schnell, 11, 10],
    [schnell, '500', 10],
    [dev, 40, 40],
    [dev, 41, 40],
    [advanced, 1000, 40],
  ])('of %s: %j counts as %i', (model, steps, counted) => {
    expect(normalise(find(model, 'txt2img'), { steps })).toMatchObject({ steps: counted });
  });

  test('of kontext are refused above 40', () => {
    const kontext = find(advanced, 'kontext');
    expect(() => normalise(kontext, { steps: 41, ...needed.image })).toThrow(/^invalid request: invalid steps: 41/);
    expect(normalise(kontext, { steps: 0, ...needed.image })).toMatchObject({ steps: 28, width: 1024, height: 1024 });
  });
});

describe('the result', () => {
  test.each(['txt2img', 'img2img'])('of flux1-schnell %s has image_urls only for more than one picture', (taskType) => {
    const one = output(find(schnell, taskType), { ...needed.image });
    expect(one).toEqual({ image_url: 'https://example.com/image-0.png', image_base64: '' });
    const three = output(find(schnell, taskType), { num_outputs: 3, ...needed.image });
    expect(three).toEqual({
      image_url: 'https://example.com/image-0.png',
      image_urls: [0, 1, 2].map((index) => `https://example.com/image-${index}.png`),
      image_base64: '',
    });
  });

  test.each([dev, advanced])('of %s is one picture whatever batch_size says', (model) => {
    expect(output(find(model, 'txt2img'), { batch_size: 4 })).toEqual({
      image_url: 'https://example.com/image-0.png',
      image_base64: '',
    });
  });

  test('of controlnet-lora has the control map second when it was asked for', () => {
    const taskType = find(advanced, 'controlnet-lora');
    const control = { control_type: 'canny', control_image: picture };
    expect(output(taskType, { control_net_settings: [control] })).not.toHaveProperty('image_urls');
    expect(output(taskType, { control_net_settings: [{ ...control, return_preprocessed_image: true }] })).toEqual({
      image_url: 'https://example.com/image-0.png',
      image_urls: ['https://example.com/image-0.png', 'https://example.com/control_map-0.png'],
      image_base64: '',
    });
  });

  test('of a backend that brings no picture fits no output schema', () => {
    const taskType = find(schnell, 'txt2img');
    const shaped = taskType.shape({ taskId: 'f', files: [], data: {} }, normalise(taskType, {}));
    expect(taskType.output.safeParse(shaped).success).toBe(false);
  });
});

describe('the lists of the advanced tier', () => {
  test.each<[string, TaskInput, string]>([
    ['controlnet-lora', { control_net_settings: [{ control_type: 'depth' }] }, 'invalid control_net_settings'],
    ['controlnet-lora', { control_net_settings: [{ control_image: picture }] }, 'invalid control_net_settings'],
    ['controlnet-lora', { control_net_settings: [] }, 'control_net_settings is required'],
    [
      'controlnet-lora',
      { ...needed.control, lora_settings: [{ lora_type: 'art' }, { lora_type: 'art' }] },
      'invalid lora_settings',
    ],
    ['txt2img-lora', { lora_settings: [{ lora_type: 'nobody-knows' }] }, 'invalid lora_settings'],
    ['txt2img-lora', { lora_settings: [{ lora_type: 'art' }, { lora_type: 'art' }] }, 'invalid lora_settings'],
    ['txt2img-lora', { lora_settings: [{}] }, 'invalid lora_settings'],
    ['fill-outpaint', { ...needed.image, custom_settings: [{ outpaint_top: -1 }] }, 'invalid custom_settings'],
    ['fill-outpaint', { ...needed.image, custom_settings: [{}, {}] }, 'invalid custom_settings'],
  ])('%s refuses %j by its documented text', (taskType, input, text) => {
    expect(() => normalise(find(advanced, taskType), input)).toThrow(new RegExp(`^invalid request: ${text}`));
  });

  test('an empty list of styles means none, and all sides 0 is accepted', () => {
    const control = normalise(find(advanced, 'controlnet-lora'), { ...needed.control, lora_settings: [] });
    expect(control).not.toHaveProperty('lora_settings');
    const outpaint = normalise(find(advanced, 'fill-outpaint'), { ...needed.image, ...needed.custom });
    expect(outpaint.custom_settings).toEqual([
      { setting_type: 'outpaint', outpaint_left: 0, outpaint_right: 0, outpaint_top: 0, outpaint_bottom: 0 },
    ]);
  });
});

test('flux1-schnell and flux1-dev offer text and picture only', () => {
  const offered = (model: string) => flux.filter((entry) => entry.model === model).map((entry) => entry.taskType);
  expect(offered(schnell)).toEqual(['txt2img', 'img2img']);
  expect(offered(dev)).toEqual(['txt2img', 'img2img']);
  expect(offered(advanced)).toHaveLength(9);
});
