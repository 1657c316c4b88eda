import { extendVideo, lipSync, sound } from './kling/follow-ups.ts';
import { omniVideoGeneration } from './kling/omni.ts';
import { aiTryOn, avatar, effects, motionControl } from './kling/picture-tasks.ts';
import { turboVideoGeneration } from './kling/turbo.ts';
import { videoGeneration } from './kling/video-generation.ts';
import type { TaskType } from './task-type.ts';

export const kling: readonly TaskType[] = [
  videoGeneration,
  extendVideo,
  lipSync,
  effects,
  aiTryOn,
  sound,
  avatar,
  motionControl,
  omniVideoGeneration,
  turboVideoGeneration,
];
