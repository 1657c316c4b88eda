import type { Probed } from './probe-result.ts';

/** Addresses of the given media on the server under test. */
export type Urls = Record<'wide' | 'tall' | 'mask' | 'clip' | 'sound' | 'song', string>;

export interface Made {
  task_id: string;
  output: Record<string, unknown> & unknown[];
}

export type Expected = Partial<Probed>;

/** One request of a pair, and what its answer must be. Expectations are those of the catalogue's pages. */
export interface Case {
  /** The pair whose result it goes on from. */
  after?: string;
  input(urls: Urls, made: Made): Record<string, unknown>;
  /** By path in `output`, `[]` and `.*` for every entry; `count` of them, default 1. */
  files: readonly { at: string; count?: number; is: Expected }[];
}

const png = (width: number, height: number): Expected => ({ type: 'png', width, height, isClear: false });
const jpeg = (width: number, height: number): Expected => ({ type: 'jpeg', width, height });
const clear = (width: number, height: number): Expected => ({ type: 'png', width, height, isClear: true });
const mp3 = (seconds: number): Expected => ({ type: 'mp3', seconds });
const mp4 = (width: number, height: number, seconds: number, fps: number, hasSound = false): Expected => ({
  type: 'h264',
  width,
  height,
  fps,
  frames: Math.round(seconds * fps),
  hasSound,
});

const one = (at: string, is: Expected) => [{ at, is }];
const listed = (is: Expected, count = 1) => [
  { at: 'image_urls[]', count, is },
  { at: 'image_url', is },
];
const video = (is: Expected) => [
  { at: 'video', is },
  { at: 'video_url', is },
];
const works = (is: Expected, count = 1) => [
  ...video(is),
  { at: 'works[].video.resource', count, is },
  { at: 'works[].video.resource_without_watermark', count, is },
  { at: 'works[].cover.resource', count, is: jpeg(is.width ?? 0, is.height ?? 0) },
];
const grid = (tileWidth: number, tileHeight: number, gutter = 8) => [
  { at: 'image_url', is: png(2 * tileWidth + gutter, 2 * tileHeight + gutter) },
  { at: 'temporary_image_urls[]', count: 4, is: png(tileWidth, tileHeight) },
];
const clips = (seconds: number, count: number, root: string) => [
  { at: `${root}audio_url`, count, is: mp3(seconds) },
  { at: `${root}image_url`, count, is: jpeg(360, 360) },
  { at: `${root}image_large_url`, count, is: jpeg(720, 720) },
  { at: `${root}video_url`, count, is: mp4(360, 360, seconds, 8, true) },
];

const text = (input: Record<string, unknown>, files: Case['files']): Case => ({ input: () => input, files });
const prompt = 'a red fox in the forest at sunset';

const flux = 'Qubico/flux1-dev-advanced';
const lora = { lora_settings: [{ lora_type: 'anime' }] };
const seedanceVideo = mp4(854, 480, 4, 24);

const seedance = (taskType: string, seconds = 4, is: Expected = seedanceVideo): [string, Case] => [
  `seedance/${taskType}`,
  text({ prompt, duration: seconds, resolution: '480p' }, video(is)),
];
const wanx = (taskType: string, more: Case['input'] = () => ({}), upright = false): [string, Case] => [
  `Qubico/wanx/${taskType}`,
  {
    input: (urls, made) => ({ prompt, ...(upright ? { aspect_ratio: '9:16' } : {}), ...more(urls, made) }),
    files: one('video_url', upright ? mp4(480, 832, 85 / 16, 16) : mp4(832, 480, 85 / 16, 16)),
  },
];
const image: Case['input'] = ({ wide }) => ({ image: wide });

export const cases: ReadonlyMap<string, Case> = new Map<string, Case>([
  ['Qubico/ace-step/txt2audio', text({ style_prompt: 'calm piano, 90 bpm', duration: 12 }, one('audio_url', mp3(12)))],
  [
    'Qubico/ace-step/audio2audio',
    { input: ({ sound }) => ({ style_audio: sound, style_prompt: 'funk' }), files: one('audio_url', mp3(4)) },
  ],
  [
    'Qubico/ace-step/edit',
    { input: ({ sound }) => ({ audio: sound, edit_style_prompt: 'rock' }), files: one('audio_url', mp3(4)) },
  ],
  [
    'Qubico/ace-step/extend',
    {
      input: ({ sound }) => ({ audio: sound, left_extend_length: 3, right_extend_length: 5 }),
      files: one('audio_url', mp3(12)),
    },
  ],
  // 480p keeps the shape of the picture: 640 × 480 has 4:3.
  [
    'Qubico/hug-video/image_to_video',
    { input: ({ wide }) => ({ image_url: wide }), files: one('video_url', mp4(740, 554, 5, 24)) },
  ],
  ['Qubico/diffrhythm/txt2audio-base', text({ style_prompt: 'pop' }, one('audio_url', mp3(95)))],
  [
    'Qubico/diffrhythm/txt2audio-full',
    { input: ({ song }) => ({ style_audio: song }), files: one('audio_url', mp3(285)) },
  ],
  [
    'Qubico/image-toolkit/face-swap',
    { input: ({ wide, tall }) => ({ target_image: wide, swap_image: tall }), files: one('image_url', png(640, 480)) },
  ],
  [
    'Qubico/image-toolkit/multi-face-swap',
    {
      input: ({ wide, tall }) => ({ target_image: wide, swap_image: tall, target_faces_index: '0,1' }),
      files: one('image_url', png(640, 480)),
    },
  ],
  [
    'Qubico/video-toolkit/face-swap',
    {
      input: ({ clip, tall }) => ({ target_video: clip, swap_image: tall }),
      files: one('video_url', mp4(640, 360, 3, 25, true)),
    },
  ],
  ['Qubico/flux1-schnell/txt2img', text({ prompt, width: 640, height: 448, batch_size: 3 }, listed(png(640, 448), 3))],
  [
    'Qubico/flux1-schnell/img2img',
    { input: ({ tall }) => ({ prompt, image: tall, batch_size: 2 }), files: listed(png(512, 768), 2) },
  ],
  ['Qubico/flux1-dev/txt2img', text({ prompt, aspect_ratio: '16:9' }, one('image_url', png(1360, 768)))],
  [
    'Qubico/flux1-dev/img2img',
    { input: ({ wide }) => ({ prompt, image: wide }), files: one('image_url', png(640, 480)) },
  ],
  [`${flux}/txt2img`, text({ prompt }, one('image_url', png(1024, 1024)))],
  [`${flux}/img2img`, { input: ({ wide }) => ({ prompt, image: wide }), files: one('image_url', png(640, 480)) }],
  [`${flux}/txt2img-lora`, text({ prompt, ...lora, width: 512, height: 512 }, one('image_url', png(512, 512)))],
  [
    `${flux}/img2img-lora`,
    { input: ({ wide }) => ({ prompt, image: wide, ...lora }), files: one('image_url', png(640, 480)) },
  ],
  [
    `${flux}/controlnet-lora`,
    {
      input: ({ tall }) => ({
        prompt,
        control_net_settings: [{ control_type: 'canny', control_image: tall, return_preprocessed_image: true }],
      }),
      files: listed(png(512, 768), 2),
    },
  ],
  [`${flux}/fill-inpaint`, { input: ({ wide }) => ({ prompt, image: wide }), files: one('image_url', png(640, 480)) }],
  [
    `${flux}/fill-outpaint`,
    {
      input: ({ wide }) => ({
        prompt,
        image: wide,
        custom_settings: [{ outpaint_left: 100, outpaint_right: 60, outpaint_top: 20 }],
      }),
      files: one('image_url', png(800, 500)),
    },
  ],
  [
    `${flux}/redux-variation`,
    { input: ({ wide }) => ({ prompt, image: wide, width: 768, height: 512 }), files: one('image_url', png(768, 512)) },
  ],
  [
    `${flux}/kontext`,
    { input: ({ wide }) => ({ prompt, image: wide, width: 896, height: 640 }), files: one('image_url', png(896, 640)) },
  ],
  [
    'Qubico/framepack/img2video',
    {
      input: ({ wide, tall }) => ({ prompt, start_image: wide, end_image: tall, duration: 10 }),
      files: one('video_url', mp4(740, 554, 10, 30)),
    },
  ],
  ['gemini/gemini-2.5-flash-image', text({ prompt, aspect_ratio: '1:1' }, listed(jpeg(1024, 1024)))],
  [
    'gemini/nano-banana-pro',
    { input: ({ tall, wide }) => ({ prompt, image_urls: [tall, wide] }), files: listed(png(836, 1254)) },
  ],
  ['gemini/nano-banana-2', text({ prompt, resolution: '2K', aspect_ratio: '16:9' }, listed(png(2730, 1536)))],
  ['gemini/nano-banana-2.1', text({ prompt, output_format: 'jpeg', aspect_ratio: '4:3' }, listed(jpeg(1182, 886)))],
  [
    'hailuo/video_generation',
    text({ prompt, duration: 6, resolution: 768 }, [
      { at: 'video_url', is: mp4(1366, 768, 6, 24) },
      { at: 'download_url', is: mp4(1366, 768, 6, 24) },
      { at: 'video', is: mp4(1366, 768, 6, 24) },
      { at: 'cover_url', is: jpeg(1366, 768) },
    ]),
  ],
  ['Qubico/hunyuan/txt2video', text({ prompt }, one('video_url', mp4(848, 480, 85 / 24, 24)))],
  [
    'Qubico/hunyuan/fast-txt2video',
    text({ prompt, aspect_ratio: '9:16' }, one('video_url', mp4(480, 848, 85 / 24, 24))),
  ],
  [
    'Qubico/hunyuan/img2video-concat',
    { input: ({ wide }) => ({ prompt, image: wide }), files: one('video_url', mp4(960, 544, 85 / 24, 24)) },
  ],
  [
    'Qubico/hunyuan/img2video-replace',
    {
      input: ({ wide }) => ({ prompt, image: wide, aspect_ratio: '1:1' }),
      files: one('video_url', mp4(720, 720, 85 / 24, 24)),
    },
  ],
  [
    'Qubico/hunyuan/txt2video-lora',
    text(
      { prompt, aspect_ratio: '1:1', lora_settings: [{ lora_type: 'walking' }] },
      one('video_url', mp4(640, 640, 85 / 24, 24)),
    ),
  ],
  [
    'kling/video_generation',
    text({ prompt, duration: 5, aspect_ratio: '16:9', enable_audio: true }, works(mp4(1280, 720, 5, 24, true))),
  ],
  [
    'kling/extend_video',
    {
      after: 'kling/video_generation',
      input: (_, { task_id }) => ({ origin_task_id: task_id }),
      files: works(mp4(1280, 720, 10, 24, true)),
    },
  ],
  [
    'kling/lip_sync',
    {
      input: ({ clip, sound }) => ({ video_url: clip, local_dubbing_url: sound }),
      files: works(mp4(640, 360, 3, 25, true)),
    },
  ],
  [
    'kling/effects',
    { input: ({ tall }) => ({ image_url: tall, effect: 'squish' }), files: works(mp4(784, 1176, 5, 24)) },
  ],
  [
    'kling/ai_try_on',
    {
      input: ({ tall, wide }) => ({ model_input: tall, upper_input: wide, batch_size: 2 }),
      files: [
        ...listed(png(512, 768), 2),
        { at: 'works[].image.resource', count: 2, is: png(512, 768) },
        { at: 'works[].image.resource_without_watermark', count: 2, is: png(512, 768) },
        { at: 'works[].cover.resource', count: 2, is: jpeg(512, 768) },
      ],
    },
  ],
  [
    'kling/sound',
    text({ prompt: 'rain', duration: 4 }, [
      { at: 'works[].audio.resource', count: 4, is: mp3(4) },
      { at: 'works[].audio.resource_without_watermark', count: 4, is: mp3(4) },
    ]),
  ],
  [
    'kling/avatar',
    { input: ({ tall, sound }) => ({ image_url: tall, local_dubbing_url: sound, batch_size: 2 }), files: avatars() },
  ],
  [
    'kling/motion_control',
    { input: ({ wide, clip }) => ({ image_url: wide, video_url: clip }), files: works(mp4(1108, 832, 3, 24, true)) },
  ],
  [
    'kling/omni_video_generation',
    {
      input: ({ wide }) => ({ prompt: '@image_1 walks', images: [wide], duration: 3, aspect_ratio: '1:1' }),
      files: video(mp4(960, 960, 3, 24)),
    },
  ],
  [
    'kling-turbo/video_generation',
    {
      input: ({ wide, tall }) => ({ prompt, image_url: wide, end_image_url: tall }),
      files: video(mp4(1662, 1248, 5, 24)),
    },
  ],
  [
    'luma/video_generation',
    {
      input: ({ wide }) => ({ prompt, start_image: wide, aspect_ratio: '1:1' }),
      files: lumaFiles(mp4(960, 960, 5, 24)),
    },
  ],
  [
    'luma/extend_video',
    {
      after: 'luma/video_generation',
      input: (_, { task_id }) => ({ prompt, key_frames: { frame0: { type: 'generation', id: task_id } } }),
      files: lumaFiles(mp4(960, 960, 10, 24)),
    },
  ],
  ['midjourney/imagine', text({ prompt: `${prompt} --ar 3:2` }, grid(628, 418))],
  [
    'midjourney/upscale',
    {
      after: 'midjourney/imagine',
      input: (_, { task_id }) => ({ origin_task_id: task_id, index: '3' }),
      files: one('image_url', png(1256, 836)),
    },
  ],
  [
    'midjourney/variation',
    {
      after: 'midjourney/imagine',
      input: (_, { task_id }) => ({ origin_task_id: task_id, index: '2', prompt: 'a blue fox' }),
      files: grid(628, 418),
    },
  ],
  [
    'midjourney/reroll',
    {
      after: 'midjourney/imagine',
      input: (_, { task_id }) => ({ origin_task_id: task_id, aspect_ratio: '1:1' }),
      files: grid(512, 512),
    },
  ],
  ['midjourney/describe', { input: ({ tall }) => ({ image_url: tall }), files: [] }],
  [
    'midjourney/seed',
    { after: 'midjourney/imagine', input: (_, { task_id }) => ({ origin_task_id: task_id }), files: [] },
  ],
  [
    'midjourney/blend',
    { input: ({ tall, wide }) => ({ image_urls: [tall, wide], dimension: 'portrait' }), files: grid(418, 628) },
  ],
  [
    'midjourney/inpaint',
    {
      after: 'midjourney/upscale',
      input: ({ mask }, { task_id }) => ({ origin_task_id: task_id, mask, prompt: 'flowers' }),
      files: grid(628, 418),
    },
  ],
  [
    'midjourney/outpaint',
    {
      after: 'midjourney/upscale',
      input: (_, { task_id }) => ({ origin_task_id: task_id, zoom_ratio: '1.5', aspect_ratio: '1:1' }),
      files: grid(512, 512),
    },
  ],
  [
    'midjourney/pan',
    {
      after: 'midjourney/upscale',
      input: (_, { task_id }) => ({ origin_task_id: task_id, direction: 'left' }),
      files: grid(942, 418),
    },
  ],
  [
    'Qubico/mmaudio/video2audio',
    { input: ({ clip }) => ({ prompt: 'rain', video: clip }), files: one('audio_url', mp3(3)) },
  ],
  [
    'omni-human/omni-human-1.5',
    { input: ({ tall, sound }) => ({ image_url: tall, audio_url: sound }), files: video(mp4(784, 1176, 4, 25, true)) },
  ],
  ['Qubico/qwen-image/txt2img', text({ prompt, width: 768, height: 432 }, one('image_url', png(768, 432)))],
  [
    'Qubico/qwen-image/image-edit',
    { input: ({ tall, wide }) => ({ prompt, image1: tall, image2: wide }), files: one('image_url', png(512, 768)) },
  ],
  seedance('seedance-2'),
  seedance('seedance-2-less-restriction'),
  seedance('seedance-2-fast'),
  seedance('seedance-2-fast-less-restriction'),
  seedance('seedance-2-mini'),
  [
    'seedance/seedance-2-mini-less-restriction',
    {
      input: ({ wide, tall }) => ({ prompt, image_urls: [wide, tall], duration: 4 }),
      files: video(mp4(740, 554, 4, 24)),
    },
  ],
  [
    'seedance/seedance-2.5',
    text(
      { prompt, duration: 2, resolution: '1080p', aspect_ratio: '9:16', audio: true },
      video(mp4(1080, 1920, 2, 24, true)),
    ),
  ],
  seedance('seedance-2.5-less-restriction', 3, mp4(854, 480, 3, 24)),
  [
    'seedance/seedance-2-preview',
    {
      input: ({ clip, wide, sound }) => ({
        prompt: 'like @video1 and @image1',
        video_urls: [clip],
        image_urls: [wide],
        audio_urls: [sound],
        duration: 4,
      }),
      files: video(mp4(854, 480, 4, 24, true)),
    },
  ],
  seedance('seedance-2-fast-preview'),
  seedance('seedance-2-preview-vip'),
  [
    'seedance/remove-watermark',
    { input: ({ clip }) => ({ video_url: clip }), files: video(mp4(640, 360, 3, 25, true)) },
  ],
  ['seedream/seedream-5-lite', text({ prompt, size: '2K' }, listed(png(2048, 2048)))],
  [
    'seedream/seedream-5-lite-less-restriction',
    text({ prompt, size: '2K', output_format: 'jpeg', aspect_ratio: '2:3' }, listed(jpeg(1672, 2508))),
  ],
  ['seedream/seedream-5-pro', text({ prompt, aspect_ratio: '16:9' }, listed(png(1366, 768)))],
  [
    'seedream/seedream-5-pro-less-restriction',
    { input: ({ wide }) => ({ prompt, image_urls: [wide], aspect_ratio: '1:1' }), files: listed(png(1024, 1024)) },
  ],
  [
    'Qubico/skyreels/img2video',
    {
      input: ({ wide }) => ({ prompt: 'FPS-24, a fox', image: wide, aspect_ratio: '16:9' }),
      files: one('video_url', mp4(960, 544, 97 / 24, 24)),
    },
  ],
  ['sora2/sora2-video', text({ prompt, duration: 4, aspect_ratio: '9:16' }, video(mp4(720, 1280, 4, 30, true)))],
  [
    'sora2/sora2-pro-video',
    {
      input: ({ wide }) => ({ prompt, image_url: wide, duration: 4, resolution: '1080p' }),
      files: video(mp4(1920, 1080, 4, 30, true)),
    },
  ],
  ['sora2/remove-watermark', { input: ({ clip }) => ({ video_url: clip }), files: video(mp4(640, 360, 3, 25, true)) }],
  ['suno/generate_music', text({ gpt_description_prompt: 'a calm song about rain' }, clips(60, 2, 'clips.*.'))],
  [
    'suno/generate_music_custom',
    {
      after: 'suno/generate_music',
      input: (_, made) => ({
        prompt: 'la la',
        tags: 'pop',
        title: 'Go on',
        continue_clip_id: firstClip(made),
        continue_at: 30,
      }),
      files: clips(60, 2, 'clips.*.'),
    },
  ],
  ['suno/music', text({ prompt: 'a song about trees' }, clips(60, 2, '[].'))],
  ['suno/lyrics', text({ prompt: 'rain' }, [])],
  // 30 seconds of the first part and the whole of the second.
  [
    'suno/concat',
    {
      after: 'suno/generate_music_custom',
      input: (_, made) => ({ clip_id: firstClip(made) }),
      files: clips(90, 1, 'clips.*.'),
    },
  ],
  [
    'Qubico/image-toolkit/background-remove',
    { input: ({ wide }) => ({ image: wide }), files: one('image_url', clear(640, 480)) },
  ],
  [
    'Qubico/image-toolkit/upscale',
    { input: ({ wide }) => ({ image: wide, scale: 3 }), files: one('image_url', png(1920, 1440)) },
  ],
  [
    'Qubico/image-toolkit/segment',
    { input: ({ tall }) => ({ image: tall, prompt: 'circle' }), files: one('image_url', clear(512, 768)) },
  ],
  ['Qubico/joycaption/joycaption-beta-one', { input: ({ wide }) => ({ image: wide }), files: [] }],
  [
    'Qubico/video-toolkit/upscale',
    { input: ({ clip }) => ({ video: clip }), files: one('video_url', mp4(1280, 720, 3, 25, true)) },
  ],
  [
    'Qubico/video-toolkit/background-remove',
    { input: ({ clip }) => ({ video: clip }), files: one('video_url', mp4(640, 360, 3, 25, true)) },
  ],
  [
    'Qubico/trellis/text-to-3d',
    text({ prompt }, [
      { at: 'model_file', is: { type: 'glb' } },
      { at: 'combined_video', is: mp4(1024, 512, 4, 24) },
    ]),
  ],
  [
    'Qubico/trellis/image-to-3d',
    {
      input: image,
      files: [
        { at: 'model_file', is: { type: 'glb' } },
        { at: 'combined_video', is: mp4(1024, 512, 4, 24) },
        { at: 'no_background_image', is: clear(640, 480) },
      ],
    },
  ],
  ['Qubico/trellis2/image-to-3d', { input: image, files: one('model_file', { type: 'glb' }) }],
  ['Qubico/pixal3d/image-to-3d', { input: image, files: one('model_file', { type: 'glb' }) }],
  [
    'Qubico/tts/zero-shot',
    {
      input: ({ sound }) => ({ gen_text: 'The quick brown fox jumps over the lazy dog.', ref_audio: sound }),
      files: one('audio_url', { type: 'mp3' }),
    },
  ],
  [
    'music-u/generate_music',
    text({ lyrics_type: 'generate', gpt_description_prompt: 'a song about the sea' }, [
      { at: 'songs[].song_path', count: 2, is: mp3(60) },
      { at: 'songs[].image_path', count: 2, is: jpeg(360, 360) },
      { at: 'audio_url', is: mp3(60) },
    ]),
  ],
  ['music-u/generate_lyrics', text({ prompt: 'the sea' }, [])],
  ['veo3/veo3-video', text({ prompt, duration: '4s' }, video(mp4(1280, 720, 4, 24, true)))],
  [
    'veo3/veo3-video-fast',
    text({ prompt, duration: '4s', generate_audio: false, aspect_ratio: '9:16' }, video(mp4(720, 1280, 4, 24))),
  ],
  [
    'veo3.1/veo3.1-video',
    {
      input: ({ wide, tall }) => ({ prompt, image_url: wide, tail_image_url: tall, duration: 6 }),
      files: video(mp4(1108, 832, 6, 24, true)),
    },
  ],
  [
    'veo3.1/veo3.1-video-fast',
    text({ prompt, duration: '4s', resolution: '1080p', generate_audio: false }, video(mp4(1920, 1080, 4, 24))),
  ],
  wanx('txt2video-1.3b'),
  wanx('txt2video-14b', undefined, true),
  wanx('txt2video-14b-lora', () => ({ lora_settings: [{ lora_type: 'ghibli' }] })),
  wanx('img2video-14b', image),
  wanx(
    'img2video-14b-lora',
    (urls, made) => ({ ...image(urls, made), lora_settings: [{ lora_type: 'ghibli' }] }),
    true,
  ),
  wanx('img2video-14b-keyframe', ({ wide, tall }) => ({ start_image: wide, end_image: tall })),
  wanx('img2video-14b-control-camera', (urls, made) => ({
    ...image(urls, made),
    control_camera_settings: [{ motion_type: 'pan_left' }],
  })),
  wanx('wan22-txt2video-14b'),
  wanx('wan22-img2video-14b', image),
  ['Wan/wan26-txt2video', text({ prompt, aspect_ratio: '3:4', duration: 5 }, wan(mp4(832, 1108, 5, 30, true)))],
  [
    'Wan/wan26-img2video',
    {
      input: ({ wide, sound }) => ({ prompt, image: wide, audio_url: sound, duration: 5 }),
      files: wan(mp4(1108, 832, 5, 30, true)),
    },
  ],
  ['Qubico/z-image/txt2img', text({ prompt, width: 640, height: 360, batch_size: 2 }, listed(png(640, 360), 2))],
]);

function lumaFiles(is: Expected) {
  const [width = 0, height = 0] = [is.width, is.height];
  return [
    { at: 'video.url', is },
    { at: 'video_raw.url', is },
    { at: 'video_url', is },
    { at: 'thumbnail.url', is: jpeg(width, height) },
    { at: 'last_frame.url', is: jpeg(width, height) },
  ];
}

function avatars() {
  return works(mp4(784, 1176, 4, 24, true), 2);
}

const firstClip = ({ output }: Made): string => Object.keys(output.clips as Record<string, unknown>)[0] ?? '';

function wan(is: Expected) {
  return video(is);
}
