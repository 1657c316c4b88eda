import { chanceOf } from '../chance.ts';
import type { Length, Move, SizePlan, SoundPlan, Source, Tune, VideoProduct } from '../plan/plan.ts';
import type { Ask } from './ask.ts';

/** What the readings of video families are put together from. */

export interface Wanted {
  size: SizePlan;
  fps?: number;
  length: Length;
  start?: Source | null;
  end?: Source | null;
  loop?: boolean;
  sound?: SoundPlan;
  insets?: Source[];
  first?: string;
  last?: string;
}

/** A new video: from pictures where there are any, else a scene. */
export function clip(ask: Ask, wanted: Wanted): VideoProduct {
  const {
    size,
    fps = 24,
    length,
    start,
    end = null,
    loop = false,
    sound = { how: 'none' },
    insets = [],
    first,
    last,
  } = wanted;
  const move = moveOf(ask);
  return {
    kind: 'video',
    role: 'video',
    size,
    fps,
    length,
    label: ask.label,
    make: start ? { how: 'pictures', start, end, move, loop } : { how: 'scene', scene: ask.scene, move, end },
    sound,
    insets,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
  };
}

/** A video of the request, kept. */
export function keptClip(
  ask: Ask,
  video: Source,
  more: Partial<Omit<VideoProduct, 'make'>> & { ground?: 'green' | 'subject green'; face?: Source } = {},
): VideoProduct {
  const { ground = 'as it is', face = null, ...rest } = more;
  return {
    kind: 'video',
    role: 'video',
    size: { like: video, multipleOf: 2 },
    fps: 'kept',
    length: { of: video },
    label: ask.label,
    sound: { how: 'kept' },
    insets: [],
    ...rest,
    make: { how: 'keep', video, ground, face },
  };
}

export const tune = (ask: Ask, voice: Tune['voice'] = 'music', index = 0): Tune => ({
  words: ask.prompt,
  seed: ask.seed + index,
  voice,
});

export const music = (ask: Ask, isWanted: boolean): SoundPlan =>
  isWanted ? { how: 'motif', tune: tune(ask) } : { how: 'none' };

const moves: readonly [Move, RegExp][] = [
  ['left', /\b(pan|tilt|truck|move)[_ ]left|\[.*left.*\]/i],
  ['right', /\b(pan|tilt|truck|move)[_ ]right|\[.*right.*\]/i],
  ['up', /\b(pan|tilt|pedestal|move)[_ ]up|\[.*up.*\]/i],
  ['down', /\b(pan|tilt|pedestal|move)[_ ]down|\[.*down.*\]/i],
  ['out', /\bzoom[_ ]out|pull (out|back)/i],
  ['in', /\bzoom[_ ]in|push in/i],
];

/** As a camera setting or the words say, else by chance. */
function moveOf(ask: Ask): Move {
  const [setting] = (ask.input.control_camera_settings ?? []) as { motion_type?: string }[];
  const words = `${setting?.motion_type ?? ''} ${ask.prompt}`;
  const named = moves.find(([, pattern]) => pattern.test(words))?.[0];
  return named ?? chanceOf('move', ask.prompt, ask.seed).pick(['in', 'left', 'right', 'in', 'up']);
}
