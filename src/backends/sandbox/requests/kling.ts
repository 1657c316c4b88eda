import type { TaskInput } from '../../../catalog/task-type.ts';
import type { Length, Source } from '../plan/plan.ts';
import { type Ask, asSource, nth, originFiles, type Reading, required, requiredOrigin } from './ask.ts';
import { clip, keptClip, music, tune } from './clips.ts';
import { tryOn } from './pictures.ts';
import { pixelsOf, shaped, shapeOf } from './sizes.ts';
import { spoken } from './videos.ts';

const FPS = 24;
const EXTENSION_SECONDS = 5;
const PRESET_SECONDS = 5;
const SOUNDS = 4;

/** The clips of all tasks but omni and the plain new ones have a cover and tell their rate. */
const withCover = { first: 'cover' } as const;

export const kling: Reading = (ask) => {
  const { input } = ask;
  if (ask.model === 'kling-turbo') return turbo(ask);
  switch (ask.taskType) {
    case 'video_generation':
      return generation(ask);
    case 'omni_video_generation':
      return omni(ask);
    case 'extend_video': {
      const video = earlierVideo(ask);
      const base = keptClip(ask, video, { length: { of: video, plus: EXTENSION_SECONDS }, ...withCover });
      return { products: [{ ...base, make: { how: 'extend', video, end: null, move: 'in' } }] };
    }
    case 'lip_sync': {
      const video = ask.source('video_url') ?? earlierVideo(ask);
      const dubbing = ask.source('local_dubbing_url');
      const sound = dubbing ? ({ how: 'file', sound: dubbing } as const) : spoken(ask);
      return { products: [keptClip(ask, video, { sound, ...withCover })], measure: { count: 'seconds', of: [video] } };
    }
    case 'effects': {
      const start = required(ask.source('image_url'), 'image_url');
      const size = shapeOf(start, pixelsOf(input.professional_mode ? 1080 : 720));
      return { products: [clip(ask, { size, length: { seconds: 5 }, start, ...withCover })] };
    }
    case 'ai_try_on':
      return tryOn(ask);
    case 'sound':
      return sound(ask);
    case 'avatar': {
      const start = required(ask.source('image_url'), 'image_url');
      const voice = required(ask.source('local_dubbing_url'), 'local_dubbing_url');
      const size = shapeOf(start, pixelsByMode(input));
      const products = Array.from({ length: Number(input.batch_size ?? 1) }, (_, index) =>
        clip(
          { ...ask, ...nth(ask, index), seed: ask.seed + index },
          { size, length: { of: voice }, start, sound: { how: 'file', sound: voice }, ...withCover },
        ),
      );
      return { products, measure: { count: 'seconds', of: [voice] } };
    }
    default:
      return motionControl(ask);
  }
};

const pixelsByMode = ({ mode }: TaskInput): number => pixelsOf(mode === 'pro' ? 1080 : 720);

function lengthOf(input: TaskInput): Length {
  const shots = (input.multi_shots ?? []) as { duration: number }[];
  return { seconds: shots.reduce((sum, { duration }) => sum + duration, 0) || Number(input.duration ?? 5) };
}

function earlierVideo(ask: Ask): Source {
  return requiredOrigin(asSource(originFiles(ask.origin, 'video')[0]), 'video');
}

function generation(ask: Ask): ReturnType<Reading> {
  const { input } = ask;
  const start = ask.source('image_url');
  const isPlain = input.version === '3.0' || input.version === '3.0-turbo';
  const pixels = pixelsByMode(input);
  return {
    products: [
      clip(ask, {
        size: start ? shapeOf(start, pixels) : shaped(input.aspect_ratio ?? '16:9', pixels),
        length: lengthOf(input),
        start,
        end: ask.source('image_tail_url'),
        insets: ask.sources('elements.image_url').slice(0, 4),
        sound: music(ask, input.enable_audio === true),
        ...(isPlain ? {} : withCover),
      }),
    ],
    checks: ask.sources('motion_brush.mask_url'),
  };
}

function omni(ask: Ask): ReturnType<Reading> {
  const { input } = ask;
  const video = ask.source('video');
  const size = shaped(input.aspect_ratio, pixelsOf(input.resolution));
  const more = {
    size,
    length: lengthOf(input),
    insets: ask.sources('images').slice(0, 4),
    sound: music(ask, input.enable_audio === true),
  };
  return { products: [video ? keptClip(ask, video, { ...more, fps: FPS }) : clip(ask, more)] };
}

/** Always mode pro. */
function turbo(ask: Ask): ReturnType<Reading> {
  const { input } = ask;
  const start = ask.source('image_url');
  const pixels = pixelsOf(1080);
  const size = start ? shapeOf(start, pixels) : shaped(input.aspect_ratio ?? '16:9', pixels);
  return {
    products: [
      clip(ask, { size, length: { seconds: Number(input.duration) }, start, end: ask.source('end_image_url') }),
    ],
  };
}

/** Four sounds, or the earlier video four times with another sound. */
function sound(ask: Ask): ReturnType<Reading> {
  const all = Array.from({ length: SOUNDS }, (_, index) => index);
  if (ask.origin) {
    const video = earlierVideo(ask);
    return {
      products: all.map((index) =>
        keptClip(ask, video, { sound: { how: 'motif', tune: tune(ask, 'effects', index) }, ...withCover }),
      ),
    };
  }
  const length: Length = { seconds: Number(ask.input.duration ?? 10) };
  return {
    products: all.map((index) => ({
      kind: 'sound',
      role: 'audio',
      length,
      title: ask.label.title,
      make: { how: 'motif', tune: tune(ask, 'effects', index) },
    })),
  };
}

function motionControl(ask: Ask): ReturnType<Reading> {
  const { input } = ask;
  const start = required(ask.source('image_url'), 'image_url');
  const motion = ask.source('video_url');
  const keepsSound = motion !== null && input.keep_original_sound !== false;
  return {
    products: [
      clip(ask, {
        size: shapeOf(start, pixelsByMode(input)),
        length: motion ? { of: motion } : { seconds: PRESET_SECONDS },
        start,
        sound: keepsSound ? { how: 'file', sound: motion } : { how: 'none' },
        ...withCover,
      }),
    ],
    measure: { count: 'seconds', of: motion ? [motion] : [], ...(motion ? {} : { plus: PRESET_SECONDS }) },
  };
}
