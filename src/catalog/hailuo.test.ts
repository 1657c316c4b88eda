import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { hailuo } from './hailuo.ts';
import { normaliseInput } from './normalise-input.ts';
import type { TaskInput } from './task-type.ts';

const catalog = createCatalog(hailuo);
const type = catalog.find('hailuo', 'video_generation');
const accept = (raw: TaskInput) => normaliseInput(type, raw, { drawSeed: () => 1 });
const image_url = 'https://example.com/a.png';
const prompt = 'waves';

describe('hailuo', () => {
  it.each(['t2v-01', 't2v-01-director', 't2v-02', 'v2.3', 'v2.3-fast'])('%s asks for a prompt alone', (model) => {
    expect(() => accept({ model })).toThrow('invalid request: prompt is required');
    expect(accept({ model, prompt })).toMatchObject({ model, prompt });
  });

  it.each(['i2v-01', 'i2v-01-live', 'i2v-02'])('%s asks for a picture alone', (model) => {
    expect(() => accept({ model, prompt })).toThrow('invalid request: image_url is required');
    expect(accept({ model, image_url })).toMatchObject({ model, image_url });
  });

  it.each(['s2v-01', 'i2v-01-director'])('%s asks for both', (model) => {
    expect(() => accept({ model, image_url })).toThrow('invalid request: prompt is required');
    expect(() => accept({ model, prompt })).toThrow('invalid request: image_url is required');
    expect(accept({ model, prompt, image_url })).toMatchObject({ model });
  });

  it.each(['v2.3', 'v2.3-fast'])('%s makes do with a picture', (model) => {
    expect(accept({ model, image_url })).toMatchObject({ model, image_url });
  });

  it.each(['t2v-01', 't2v-01-director', 't2v-02'])('%s refuses a picture', (model) => {
    expect(() => accept({ model, prompt, image_url })).toThrow(
      'invalid request: image_url is not supported by this model',
    );
  });

  it.each(['t2v-02', 'v2.3', 'v2.3-fast'])('%s refuses 10 seconds at 1080', (model) => {
    const long = { model, prompt, duration: '10' };
    expect(() => accept({ ...long, resolution: '1080P' })).toThrow(
      'invalid request: duration 10 is not supported at resolution 1080',
    );
    expect(accept({ ...long, resolution: '768p' })).toMatchObject({ duration: 10, resolution: 768 });
  });

  it('makes 6 seconds in its one size with an 01 engine, whatever was asked', () => {
    const input = accept({ model: 't2v-01', prompt, duration: 10, resolution: 1080 });
    expect(input).toMatchObject({ duration: 6 });
    expect(input).not.toHaveProperty('resolution');
  });

  it.each(['t2v-01', 'V2.3-Fast'])('is found by the engine name %s, which then is input.model', (name) => {
    expect(catalog.find(name, 'video_generation')).toBe(type);
    expect(type.aliasInput?.(name)).toEqual({ model: name.toLowerCase() });
  });

  it.each([
    [{}, prompt, true],
    [{ prompt: 'waves at dusk' }, 'waves at dusk', false],
  ])('tells which prompt was used when the engine says %j', (data, desc, unchanged) => {
    const file = { url: 'https://example.com/a', contentType: 'video/mp4', width: 1366, height: 768, durationMs: 6000 };
    const files = [
      { ...file, role: 'video' },
      { ...file, role: 'cover' },
    ];
    const output = type.output.parse(type.shape({ taskId: 'a', files, data }, accept({ prompt })));
    expect(output).toMatchObject({ desc, user_origin_prompt: unchanged, width: 1366, height: 768 });
  });
});
