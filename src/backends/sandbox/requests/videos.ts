import type { Length, Measure, SizePlan, Source } from '../plan/plan.ts';
import { type Ask, asSource, originFiles, type Reading, required, requiredOrigin, textAt } from './ask.ts';
import { clip, keptClip, music, tune } from './clips.ts';
import { pixelsOf, shaped, shapeOf, sizeOfVideo } from './sizes.ts';

/** Readings of the families that make videos, but for Kling. */

const seconds = (value: unknown): Length => ({ seconds: Number.parseFloat(String(value)) });

/** The picture's shape where there is one, else the one asked for. */
const sizeBy = (picture: Source | null, shape: unknown, pixels: number): SizePlan =>
  picture ? shapeOf(picture, pixels) : shaped(shape, pixels);

export const hug: Reading = (ask) => {
  const start = required(ask.source('image_url'), 'image_url');
  return { products: [clip(ask, { size: shapeOf(start, pixelsOf(480)), length: { seconds: 5 }, start })] };
};

export const framepack: Reading = (ask) => {
  const start = required(ask.source('start_image'), 'start_image');
  const size = shapeOf(start, pixelsOf(480));
  return {
    products: [clip(ask, { size, fps: 30, length: seconds(ask.input.duration), start, end: ask.source('end_image') })],
  };
};

/** The engines named 01 make 6 seconds of 720p at 25 frames a second. */
export const hailuo: Reading = (ask) => {
  const { input } = ask;
  const picture = ask.source('image_url');
  const isFirst = input.resolution === undefined;
  const isSubject = input.model === 's2v-01';
  return {
    products: [
      clip(ask, {
        size: sizeBy(picture, '16:9', pixelsOf(input.resolution ?? 720)),
        fps: isFirst ? 25 : 24,
        length: seconds(input.duration),
        start: isSubject ? null : picture,
        insets: isSubject && picture ? [picture] : ask.sources('reference_images').slice(0, 4),
        first: 'cover',
      }),
    ],
    data: {
      message: 'test output',
      model_id: String(input.model),
      ...(input.expand_prompt ? { prompt: `${ask.prompt} (written out for a test)` } : {}),
    },
  };
};

const hunyuanSizes: Readonly<Record<'text' | 'picture', Readonly<Record<string, { width: number; height: number }>>>> =
  {
    text: {
      '16:9': { width: 848, height: 480 },
      '9:16': { width: 480, height: 848 },
      '1:1': { width: 640, height: 640 },
    },
    picture: {
      '16:9': { width: 960, height: 544 },
      '9:16': { width: 544, height: 960 },
      '1:1': { width: 720, height: 720 },
    },
  };

/** 85 frames; the sizes of the catalogue's notes, and 4:3 with as many pixels. */
export const hunyuan: Reading = (ask) => {
  const start = ask.source('image');
  const sizes = hunyuanSizes[start ? 'picture' : 'text'];
  const shape = String(ask.input.aspect_ratio);
  const size = sizes[shape] ?? shaped(shape, start ? 960 * 544 : 848 * 480, 16);
  return { products: [clip(ask, { size, length: { frames: 85 }, start })] };
};

export const luma: Reading = (ask) => {
  const { input } = ask;
  const extras = { first: 'cover', last: 'last_frame' };
  const data = {
    created_at: ask.at.toISOString(),
    ...(input.expand_prompt ? { prompt: `${ask.prompt} (written out for a test)` } : {}),
  };
  const end = ask.source('end_image') ?? ask.source('key_frames.frame1.url') ?? earlierFrame(ask, 'frame1', 'first');
  if (ask.taskType === 'extend_video') {
    const video = required(ask.source('key_frames.frame0.url') ?? earlierFrame(ask, 'frame0'), 'key_frames.frame0');
    const base = keptClip(ask, video, { length: { of: video, plus: 5 }, ...extras });
    return { products: [{ ...base, make: { how: 'extend', video, end, move: 'in' } }], data };
  }
  const start = ask.source('start_image') ?? earlierFrame(ask, 'frame0', 'last');
  const size = shaped(input.aspect_ratio, pixelsOf(720));
  return {
    products: [clip(ask, { size, length: seconds(input.duration), start, end, loop: input.loop === true, ...extras })],
    data,
  };
};

/** The video of the earlier task that a key frame names by id, or one of its frames; null where none is named. */
function earlierFrame(ask: Ask, name: 'frame0' | 'frame1', frame?: 'first' | 'last'): Source | null {
  const frames = ask.input.key_frames as Partial<Record<string, { id?: string }>> | undefined;
  if (!frames?.[name]?.id) return null;
  const origin = ask.origins.find(({ field }) => field === `key_frames.${name}.id`);
  return requiredOrigin(asSource(originFiles(origin, 'video')[0], frame), frame ? 'image' : 'video');
}

export const omniHuman: Reading = (ask) => {
  const start = required(ask.source('image_url'), 'image_url');
  const sound = required(ask.source('audio_url'), 'audio_url');
  return {
    products: [
      clip(ask, {
        size: shapeOf(start, pixelsOf(720)),
        fps: 25,
        length: { of: sound },
        start,
        sound: { how: 'file', sound },
      }),
    ],
    measure: { count: 'seconds', of: [sound] },
  };
};

export const seedance: Reading = (ask) => {
  const { input } = ask;
  if (ask.taskType === 'remove-watermark') return unmarked(ask);
  const pictures = ask.sources('image_urls');
  const videos = ask.sources('video_urls');
  const [sound] = ask.sources('audio_urls');
  const length = seconds(input.duration);
  const pixels = pixelsOf(input.resolution);
  const track = sound ? ({ how: 'file', sound } as const) : music(ask, input.audio === true);
  const measure: Measure = { count: 'seconds', of: videos, plus: Number(input.duration) };
  const [first = null, second = null] = pictures;
  if (input.mode === 'first_last_frames')
    return {
      products: [clip(ask, { size: sizeBy(first, '16:9', pixels), length, start: first, end: second, sound: track })],
      measure,
    };
  const size = shaped(input.aspect_ratio, pixels);
  const [video] = videos;
  const insets = pictures.slice(0, 4);
  const product = video
    ? keptClip(ask, video, { size, fps: 24, length, sound: track, insets })
    : clip(ask, { size, length, sound: track, insets });
  return { products: [product], measure, checks: [...pictures, ...videos, ...ask.sources('audio_urls')] };
};

const unmarked = (ask: Ask): ReturnType<Reading> => ({
  products: [keptClip(ask, required(ask.source('video_url'), 'video_url'))],
});

const skyreelsSizes: Readonly<Record<string, { width: number; height: number }>> = hunyuanSizes.picture;

/** 97 frames, as the engine makes them. */
export const skyreels: Reading = (ask) => {
  const start = required(ask.source('image'), 'image');
  const size = skyreelsSizes[String(ask.input.aspect_ratio)] ?? shaped(ask.input.aspect_ratio, 960 * 544, 16);
  return { products: [clip(ask, { size, length: { frames: 97 }, start })] };
};

export const sora: Reading = (ask) => {
  if (ask.taskType === 'remove-watermark') return unmarked(ask);
  const { input } = ask;
  const size = shaped(input.aspect_ratio, pixelsOf(input.resolution ?? 720));
  return {
    products: [
      clip(ask, {
        size,
        fps: 30,
        length: seconds(input.duration),
        start: ask.source('image_url'),
        sound: music(ask, true),
      }),
    ],
  };
};

/** `auto` follows the picture. */
export const veo: Reading = (ask) => {
  const { input } = ask;
  const start = ask.source('image_url');
  const isFree = input.aspect_ratio === undefined || input.aspect_ratio === 'auto';
  const size = sizeBy(isFree ? start : null, isFree ? '16:9' : input.aspect_ratio, pixelsOf(input.resolution));
  const sound = music(ask, input.generate_audio !== false);
  return {
    products: [clip(ask, { size, length: seconds(input.duration), start, end: ask.source('tail_image_url'), sound })],
  };
};

/** Versions 2.1 and 2.2: 85 frames at 16 a second, 832 × 480 or upright. */
export const wanx: Reading = (ask) => {
  const { input } = ask;
  const start = ask.source('image') ?? ask.source('start_image');
  if (ask.model === 'Wan') {
    const given = ask.source('audio_url');
    const sound =
      given && input.audio !== false ? ({ how: 'file', sound: given } as const) : music(ask, input.audio !== false);
    const size = sizeBy(start, input.aspect_ratio, pixelsOf(input.resolution));
    return { products: [clip(ask, { size, fps: 30, length: seconds(input.duration), start, sound })] };
  }
  const size = input.aspect_ratio === '9:16' ? { width: 480, height: 832 } : { width: 832, height: 480 };
  return { products: [clip(ask, { size, fps: 16, length: { frames: 85 }, start, end: ask.source('end_image') })] };
};

export const videoTools: Reading = (ask) => {
  const video = required(ask.source('video'), 'video');
  const measure: Measure = { count: 'frames', of: [video] };
  if (ask.taskType === 'upscale') return { products: [keptClip(ask, video, { size: sizeOfVideo(video, 2) })], measure };
  return { products: [keptClip(ask, video, { ground: ask.input.invert_output ? 'subject green' : 'green' })], measure };
};

export const videoFaceSwap: Reading = (ask) => {
  const video = required(ask.source('target_video'), 'target_video');
  const face = required(ask.source('swap_image'), 'swap_image');
  return { products: [keptClip(ask, video, { face })], measure: { count: 'frames', of: [video] } };
};

export const trellis: Reading = (ask) => {
  const [picture = null] = [...ask.sources('images'), ...ask.sources('image')];
  const model = { kind: 'model', role: 'model', picture, scene: ask.scene } as const;
  if (ask.model !== 'Qubico/trellis') return { products: [model] };
  const turntable = clip(ask, { size: { width: 1024, height: 512 }, fps: 24, length: { seconds: 4 } });
  return {
    products: [
      ...(picture
        ? [
            {
              kind: 'picture',
              role: 'cutout',
              format: 'png',
              size: { like: picture },
              label: ask.label,
              make: { how: 'cutout', base: picture, spread: 0.47 },
            } as const,
          ]
        : []),
      { ...turntable, make: { how: 'turntable', picture, scene: ask.scene } },
      model,
    ],
    checks: ask.sources('images'),
  };
};

/** Speech for a lip sync: the rhythm of the words. */
export const spoken = (ask: Ask) =>
  ({ how: 'motif', tune: { ...tune(ask, 'speech'), words: textAt(ask.input, 'tts_text') } }) as const;
