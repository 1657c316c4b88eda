import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { normaliseInput } from './normalise-input.ts';
import { wanx } from './wanx.ts';

const accept = (model: string, taskType: string, raw: Record<string, unknown>) =>
  normaliseInput(createCatalog(wanx).find(model, taskType), { prompt: 'a fox', ...raw }, { drawSeed: () => 1 });
const picture = 'https://example.com/a.png';
const sound = 'https://example.com/a.mp3';

describe('wanx', () => {
  it.each([
    [
      { type: 'zoom_in', config: { motion_speed: 2, speed: 1 } },
      { motion_type: 'zoom_in', motion_speed: 2 },
    ],
    [
      { type: 'zoom_in', config: { speed: '3' } },
      { motion_type: 'zoom_in', motion_speed: 3 },
    ],
    [
      { type: 'zoom_in', config: {} },
      { motion_type: 'zoom_in', motion_speed: 0.2 },
    ],
    [
      { motion_type: 'pan_up', motion_speed: 0, config: { speed: 1 } },
      { motion_type: 'pan_up', motion_speed: 0 },
    ],
  ])('reads the camera move %j', (move, meant) => {
    const input = accept('Qubico/wanx', 'img2video-14b-control-camera', {
      image: picture,
      control_camera_settings: [move],
    });
    expect(input.control_camera_settings).toEqual([meant]);
  });

  it.each([
    [{ motion_type: 'roll_counterclockwise' }, /^invalid request: invalid control_camera_settings/],
    [{ motion_type: 'zoom_in', motion_speed: 11 }, /^invalid request: invalid control_camera_settings/],
    [{ type: 'zoom_in', config: { speed: -1 } }, /^invalid request: invalid control_camera_settings/],
  ])('refuses the camera move %j', (move, text) => {
    const raw = { image: picture, control_camera_settings: [move] };
    expect(() => accept('Qubico/wanx', 'img2video-14b-control-camera', raw)).toThrow(text);
  });

  it.each([[{ lora_type: '' }], [{}], [{ lora_type: 'ghibli', lora_strength: 1.1 }]])(
    'refuses the style %j',
    (style) => {
      expect(() => accept('Qubico/wanx', 'txt2video-14b-lora', { lora_settings: [style] })).toThrow(
        /^invalid request: invalid lora_settings/,
      );
    },
  );

  it('takes a style that it does not know, with its default strength', () => {
    const input = accept('Qubico/wanx', 'txt2video-14b-lora', { lora_settings: [{ lora_type: 'my-own' }] });
    expect(input.lora_settings).toEqual([{ lora_type: 'my-own', lora_strength: 1 }]);
  });

  it('lets start_image and end_image win over their other names', () => {
    const raw = { start_image: picture, first_frame: 'x', image: 'y', end_image: picture, last_frame: 'z' };
    expect(accept('Qubico/wanx', 'img2video-14b-keyframe', raw)).toMatchObject({
      start_image: picture,
      end_image: picture,
    });
  });

  it('drops an own sound where sound is off', () => {
    expect(accept('Wan', 'wan26-txt2video', { audio: false, audio_url: sound })).not.toHaveProperty('audio_url');
    expect(accept('Wan', 'wan26-txt2video', { audio_url: sound }).audio_url).toBe(sound);
  });

  it('drops the shape where the picture gives it', () => {
    const input = accept('Wan', 'wan26-img2video', { image: picture, aspect_ratio: '1:1' });
    expect(input).not.toHaveProperty('aspect_ratio');
  });

  it('does not know wan21-img2video', () => {
    expect(() => createCatalog(wanx).find('Wan', 'wan21-img2video')).toThrow('invalid task type: wan21-img2video');
  });
});
