import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { luma } from './luma.ts';
import { normaliseInput } from './normalise-input.ts';
import type { TaskInput } from './task-type.ts';

const catalog = createCatalog(luma);
const accept = (taskType: string, raw: TaskInput) =>
  normaliseInput(catalog.find('luma', taskType), { prompt: 'a fox', ...raw }, { drawSeed: () => 1 });

const [picture, other] = ['https://example.com/a.png', 'https://example.com/b.png'];
const clip = 'https://example.com/a.mp4';
const earlier = '5e0c0c7e-2f5b-4f0f-8d3b-1d7b1d4a9a01';

describe('luma video_generation', () => {
  it.each([
    [null],
    [{}],
    [{ frame0: { type: '' } }],
    [{ frame0: { type: 'image', url: '' }, frame1: { id: '' } }],
    [{ frame0: { type: 'video' } }],
  ])('takes key_frames %j as absent', (key_frames) => {
    const input = accept('video_generation', { key_frames });
    for (const field of ['key_frames', 'start_image', 'end_image']) expect(input).not.toHaveProperty(field);
  });

  it.each([
    [{ keyframes: { frame0: { type: '', url: picture } } }, { start_image: picture }],
    [{ key_frames: { frame1: { url: picture } } }, { end_image: picture }],
    [{ image_url: other, key_frames: { frame0: { url: picture } } }, { start_image: other }],
    [{ image_end_url: other, key_frames: { frame1: { id: earlier } } }, { end_image: other }],
    [
      { user_prompt: 'a wolf', model: 'ray-v1', prompt: '' },
      { prompt: 'a wolf', model_name: 'ray-v1' },
    ],
  ])('reads the pictures of %j', (raw, expected) => {
    const input = accept('video_generation', raw);
    expect(input).toMatchObject(expected);
    expect(input).not.toHaveProperty('key_frames');
  });

  it('keeps the earlier task that a frame names', () => {
    const frame0 = { id: earlier, type: 'generation' };
    expect(accept('video_generation', { key_frames: { frame0: { id: earlier } } }).key_frames).toEqual({ frame0 });
  });

  it.each([
    ['frame0', { type: 'video', url: clip }],
    ['frame0', { type: 'video', id: earlier }],
    ['frame1', { type: 'video', url: clip }],
  ])('refuses a video as %s: %j', (name, frame) => {
    const raw = { start_image: picture, end_image: picture, key_frames: { [name]: frame } };
    expect(() => accept('video_generation', raw)).toThrow(`invalid request: invalid key_frames: ${name}`);
  });

  it.each([
    ['5s', 'ray-v2', 5],
    [9, 'ray-v1', 10],
    ['10s', 'ray-v2', 9],
    ['10', 'ray-v1', 10],
  ])('makes of %j with %s: %d seconds', (duration, model_name, seconds) => {
    expect(accept('video_generation', { duration, model_name }).duration).toBe(seconds);
  });

  it.each([
    [{}, true],
    [{ start_image: picture }, true],
    [{ end_image: picture }, false],
    [{ key_frames: { frame1: { url: picture } } }, false],
    [{ key_frames: { frame1: { id: earlier } } }, false],
  ])('loops %j: %s', (raw, loop) => {
    expect(accept('video_generation', { loop: true, ...raw }).loop).toBe(loop);
  });
});

describe('luma extend_video', () => {
  it.each([
    [{}, 'key_frames is required'],
    [{ key_frames: { frame0: {} } }, 'key_frames.frame0 is required'],
    [{ key_frames: { frame0: { type: 'video' } } }, 'key_frames.frame0 is required'],
    [{ key_frames: { frame1: { url: picture } } }, 'key_frames.frame0 is required'],
  ])('refuses %j: %s', (raw, text) => {
    expect(() => accept('extend_video', raw)).toThrow(`invalid request: ${text}`);
  });

  it.each([
    [{ frame0: { url: clip } }, { frame0: { type: 'video', url: clip } }],
    [{ frame0: { type: 'video', url: clip, id: earlier } }, { frame0: { type: 'video', url: clip } }],
    [{ frame0: { id: earlier } }, { frame0: { id: earlier, type: 'generation' } }],
    [{ frame0: { type: 'video', id: earlier } }, { frame0: { id: earlier, type: 'video' } }],
    [
      { frame0: { url: clip }, frame1: { type: 'image', url: picture } },
      { frame0: { type: 'video', url: clip }, frame1: { type: 'image', url: picture } },
    ],
  ])('continues %j', (key_frames, expected) => {
    expect(accept('extend_video', { key_frames }).key_frames).toEqual(expected);
  });
});

it('asks of every earlier task of a luma input whether it fits', () => {
  for (const { origin } of luma) {
    expect(origin).toMatchObject({
      fields: ['key_frames.frame0.id', 'key_frames.frame1.id'],
      everyFieldCounts: true,
      from: ['luma/video_generation', 'luma/extend_video'],
    });
  }
});
