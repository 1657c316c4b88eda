import { describe, expect, it } from 'vitest';
import { createCatalog } from './catalog.ts';
import { kling } from './kling.ts';
import { mediaFields } from './media-fields.ts';
import { normaliseInput } from './normalise-input.ts';
import { pricePoints } from './price.ts';
import { pendingOutputOf, type ResultFile, type TaskInput } from './task-type.ts';

const catalog = createCatalog(kling);
const find = (taskType: string, model = 'kling') => catalog.find(model, taskType);
const accept = (taskType: string, raw: TaskInput, model = 'kling') =>
  normaliseInput(find(taskType, model), raw, { drawSeed: () => 1 });

const picture = 'https://example.com/a.png';
const clip = 'https://example.com/a.mp4';
const voice = 'https://example.com/a.mp3';
const earlier = '5e0c0c7e-2f5b-4f0f-8d3b-1d7b1d4a9a01';
const shots = (...seconds: number[]) => seconds.map((duration) => ({ prompt: 'a', duration }));

const files = (taskType: string, input: TaskInput): ResultFile[] =>
  find(taskType)
    .produces(input)
    .flatMap(({ role, count = 1 }) =>
      Array.from({ length: count }, (_, index) => ({
        role,
        url: `https://example.com/${role}-${index}`,
        contentType: 'application/octet-stream',
        width: 1280,
        height: 720,
        durationMs: role === 'cover' ? 0 : 5100,
      })),
    );

const completed = (taskType: string, raw: TaskInput) => {
  const input = accept(taskType, raw);
  const type = find(taskType);
  return type.output.parse(type.shape({ taskId: earlier, files: files(taskType, input), data: { fps: 24 } }, input));
};

describe('kling', () => {
  it.each([
    ['video_generation', {}, 'prompt is required'],
    ['video_generation', { multi_shots: shots(3) }, 'prompt is required'],
    ['video_generation', { prompt: 'a', image_tail_url: picture }, 'image_tail_url requires image_url'],
    ['video_generation', { prompt: 'a', motion_brush: { mask_url: picture } }, 'motion_brush requires image_url'],
    [
      'video_generation',
      { image_url: picture, motion_brush: { dynamic_masks: [{ points: [{ x: 1, y: 2 }] }] } },
      'motion_brush.mask_url is required',
    ],
    ['video_generation', { prompt: 'a', duration: 7 }, 'invalid duration: 7 is not 5 or 10 for version 2.6'],
    [
      'video_generation',
      { elements: [{ image_url: picture }], version: '3.0', duration: 8 },
      'invalid duration: 8 is not 5 or 10 for version 1.6',
    ],
    ['video_generation', { prompt: 'a', mode: 'turbo' }, 'invalid mode: turbo'],
    ['video_generation', { prompt: 'a', mode: 'turbo', version: '2.0' }, 'invalid mode: turbo'],
    ['video_generation', { version: '3.0', multi_shots: shots(8, 8) }, 'invalid multi_shots: 16 seconds'],
    ['extend_video', { video_url: clip }, 'origin_task_id is required'],
    ['lip_sync', { tts_text: 'hello', tts_timbre: 'Rock' }, 'origin_task_id is required'],
    ['lip_sync', { video_url: clip }, 'tts_text or local_dubbing_url is required'],
    ['lip_sync', { video_url: clip, tts_text: 'hello' }, 'tts_timbre is required'],
    ['ai_try_on', { model_input: picture }, 'dress_input or upper_input or lower_input is required'],
    ['sound', {}, 'origin_task_id or prompt is required'],
    ['motion_control', { image_url: picture }, 'video_url or preset_motion is required'],
    ['omni_video_generation', {}, 'prompt is required'],
    ['omni_video_generation', { prompt: 'a', version: 'o1', duration: 11 }, 'invalid duration: 11 is not 3 to 10'],
    ['omni_video_generation', { multi_shots: shots(14, 2) }, 'invalid multi_shots'],
    ['omni_video_generation', { prompt: '@image_1 dances' }, 'invalid images: the prompt names @image_1, given are 0'],
    ['omni_video_generation', { prompt: '@image_0', images: [picture] }, 'invalid images'],
    [
      'omni_video_generation',
      { multi_shots: [{ prompt: '@image_1 meets @image_3' }], images: [picture, picture] },
      'invalid images: the prompt names @image_3, given are 2',
    ],
  ])('%s refuses %j: %s', (taskType, raw, text) => {
    expect(() => accept(taskType, raw)).toThrow(`invalid request: ${text}`);
  });

  it('asks for a start frame where kling-turbo gets an end frame', () => {
    const raw = { prompt: 'a', image_tail_url: picture };
    expect(() => accept('video_generation', raw, 'kling-turbo')).toThrow(
      'invalid request: end_image_url requires image_url',
    );
  });

  it.each([
    [{ professional_mode: true }, { mode: 'pro' }],
    [{ professional_mode: true, mode: 'std' }, { mode: 'std' }],
    [{ version: 2 }, { version: '2.0', mode: 'pro' }],
    [{ version: '2.1-master', mode: 'std' }, { mode: 'pro' }],
    [{ version: '2.5', mode: 'turbo' }, { mode: 'turbo' }],
    [
      { version: 1.6, enable_audio: true },
      { version: '1.6', enable_audio: false },
    ],
    [
      { version: 3, enable_audio: true },
      { version: '3.0', enable_audio: true },
    ],
    [{ version: '3.0-turbo', enable_audio: true }, { enable_audio: false }],
    [{ version: '2.6', prefer_multi_shots: true, multi_shots: shots(3) }, { prefer_multi_shots: false }],
    [
      { elements: [{ image_url: picture }], version: '3.0' },
      { version: '1.6', aspect_ratio: '16:9' },
    ],
    [{ camera_control: { config: { pan: '-9.6' } } }, { camera_control: { config: { pan: -10, zoom: 0 } } }],
  ])('makes of %j: %j', (raw, expected) => {
    expect(accept('video_generation', { prompt: 'a', ...raw })).toMatchObject(expected);
  });

  it.each([
    ['video_generation', { prompt: 'a', multi_shots: shots(3) }, ['multi_shots']],
    ['video_generation', { prompt: 'a', version: '3.0', multi_shots: shots(3) }, ['prompt', 'duration']],
    ['video_generation', { image_url: picture }, ['aspect_ratio']],
    [
      'video_generation',
      { image_url: picture, image_tail_url: picture, elements: [{ image_url: picture }] },
      ['image_url', 'image_tail_url'],
    ],
    ['extend_video', { origin_task_id: earlier, version: '1.6', mode: 'pro' }, ['version', 'mode']],
    [
      'lip_sync',
      { origin_task_id: earlier, video_url: clip, local_dubbing_url: voice, tts_text: 'hello', tts_speed: 1.5 },
      ['video_url', 'tts_text', 'tts_speed'],
    ],
    [
      'ai_try_on',
      { model_input: picture, dress_input: picture, upper_input: picture, lower_input: picture },
      ['upper_input', 'lower_input'],
    ],
    ['sound', { origin_task_id: earlier, duration: 4 }, ['duration']],
    ['motion_control', { image_url: picture, video_url: clip, preset_motion: 'Running' }, ['video_url']],
    ['omni_video_generation', { prompt: 'a', multi_shots: shots(3) }, ['prompt', 'duration']],
  ])('%s ignores in %j: %j', (taskType, raw, ignored) => {
    const input = accept(taskType, raw);
    for (const field of ignored) expect(input).not.toHaveProperty(field);
  });

  it.each([
    [{ mode: 'pro' }, '1080p'],
    [{ mode: 'pro', resolution: '720P' }, '720p'],
    [{ mode: 'std' }, '720p'],
  ])('omni takes the resolution from %j: %s', (raw, resolution) => {
    expect(accept('omni_video_generation', { prompt: 'a', ...raw }).resolution).toBe(resolution);
  });

  it('kling-turbo runs as pro and echoes only what carries a value', () => {
    const raw = { prompt: 'a', start_image_url: picture, end_image_url: '', mode: 'std', version: 2.5 };
    expect(accept('video_generation', raw, 'kling-turbo')).toEqual({
      duration: 5,
      image_url: picture,
      mode: 'pro',
      prompt: 'a',
      version: '2.5',
    });
  });

  it.each([
    [{ prompt: 'a' }, 'm2v_txt2video'],
    [{ prompt: 'a', mode: 'pro' }, 'm2v_txt2video_hq'],
    [{ image_url: picture }, 'm2v_img2video'],
    [{ image_url: picture, version: '2.0' }, 'm2v_img2video_hq'],
  ])('names the job of %j %s', (raw, type) => {
    expect(completed('video_generation', raw)).toMatchObject({ type, works: [{ type }] });
  });

  it.each(['3.0', '3.0-turbo'])('answers version %s with the link alone', (version) => {
    const type = find('video_generation');
    const input = accept('video_generation', { prompt: 'a', version });
    expect(pendingOutputOf(type, input)).toEqual({ video: '' });
    expect(completed('video_generation', { prompt: 'a', version })).toEqual({
      video: 'https://example.com/video-0',
      video_url: 'https://example.com/video-0',
    });
  });

  it('gives one work for each entry of the batch, each with its own cover', () => {
    const output = completed('ai_try_on', { model_input: picture, upper_input: picture, batch_size: 3 });
    expect(output).toMatchObject({
      image_url: 'https://example.com/image-0',
      image_urls: [0, 1, 2].map((index) => `https://example.com/image-${index}`),
      works: [0, 1, 2].map((index) => ({
        cover: { resource: `https://example.com/cover-${index}` },
        image: { resource_without_watermark: `https://example.com/image-${index}`, duration: 0 },
      })),
    });
  });

  it('gives four sounds for a text, and four videos for an earlier one', () => {
    const sounds = { type: 'm2v_txt2audio', works: Array(4).fill({ content_type: 'audio', cover: { resource: '' } }) };
    expect(completed('sound', { prompt: 'rain' })).toMatchObject(sounds);
    const videos = { type: 'm2v_video2audio', works: Array(4).fill({ content_type: 'video' }) };
    expect(completed('sound', { origin_task_id: earlier })).toMatchObject(videos);
  });

  it.each([
    ['2.0', 'pro', 0.96],
    ['2.1-master', 'pro', 0.96],
    ['2.5', 'std', 0.2],
    ['2.6', 'pro', 0.33],
    ['1.6', 'pro', 0.46],
    ['1.6', 'std', 0.26],
    ['2.5', 'turbo', 0.26],
  ])('extends a video of version %s in mode %s for US$%d', (version, mode, usd) => {
    const input = accept('extend_video', { origin_task_id: earlier });
    expect(pricePoints(find('extend_video').price, { input, origin: { version, mode } })).toBe(usd * 1e7);
  });

  it('continues only what ended with one Kling video', () => {
    for (const taskType of ['extend_video', 'lip_sync', 'sound']) {
      const { origin } = find(taskType);
      expect(origin?.fields).toEqual(['origin_task_id']);
      expect(origin?.from).toContain('kling/video_generation');
      expect(origin?.from).not.toContain('kling/ai_try_on');
      expect(origin?.from).not.toContain('kling/sound');
    }
  });

  it.each([
    ['video', 30],
    ['image', 10],
  ])('takes a motion video with direction %s up to %d seconds, and holds as much', (direction, seconds) => {
    const type = find('motion_control');
    const input = accept('motion_control', { image_url: picture, video_url: clip, motion_direction: direction });
    const limits = mediaFields(type, input).find(({ name }) => name === 'video_url')?.limits;
    expect(limits).toMatchObject({ maxSeconds: seconds });
    expect(pricePoints(type.price, { input })).toBe(seconds * 650_000);
  });
});
