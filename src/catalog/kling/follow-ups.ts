import { z } from 'zod';
import { integer, media, number, taskReference, text } from '../field.ts';
import { sortKeys } from '../normalise-input.ts';
import type { OriginRule, OriginTask, TaskInput, TaskType } from '../task-type.ts';
import { base, unusedVersion } from './kling-fields.ts';
import { soundWorks, videoWorks } from './works.ts';

/** Longest sound that lip_sync takes, and the longest video that it charges. */
const MAX_DUBBED_SECONDS = 60;
/** Price steps of lip_sync. */
const STEP_SECONDS = 5;
/** Results of one sound task. */
const SOUNDS = 4;

/** The tasks that end with one video to go on from. */
const origin: OriginRule = {
  fields: ['origin_task_id'],
  from: [
    'kling/video_generation',
    'kling/omni_video_generation',
    'kling/extend_video',
    'kling/lip_sync',
    'kling/effects',
    'kling/avatar',
    'kling/motion_control',
  ],
};

/** The engine of the first video stays, however often it is gone on from; prices depend on it. */
function engineOf(_input: TaskInput, earlier?: OriginTask): Record<string, unknown> {
  const { version, mode }: TaskInput = { ...earlier?.meta, ...earlier?.input };
  return sortKeys({ version, mode });
}

export const extendVideo: TaskType = {
  ...base,
  ...videoWorks(() => 'm2v_extend_video'),
  taskType: 'extend_video',
  summary: 'Continues an earlier Kling video by about five seconds.',
  input: z.object({
    origin_task_id: taskReference({
      required: true,
      note: 'A finished Kling video of the same account; version, mode and shape follow it.',
    }),
    prompt: text({ note: 'Hint for the continuation.' }),
  }),
  origin,
  meta: engineOf,
  price: {
    usd: 0.26,
    per: 'generation',
    table: [
      { when: { 'origin.version': ['2.0', '2.1-master'] }, usd: 0.96 },
      { when: { 'origin.version': ['2.5', '2.6'], 'origin.mode': 'std' }, usd: 0.2 },
      { when: { 'origin.version': ['2.5', '2.6'], 'origin.mode': 'pro' }, usd: 0.33 },
      { when: { 'origin.mode': 'pro' }, usd: 0.46 },
    ],
  },
};

export const lipSync: TaskType = {
  ...base,
  ...videoWorks(() => 'm2v_lip_sync'),
  taskType: 'lip_sync',
  summary: 'Moves the lips of a video to a spoken text or to an audio file.',
  input: z.object({
    origin_task_id: taskReference({ note: 'A finished Kling video of the same account; wins over video_url.' }),
    video_url: media('video', { note: 'Any other video.' }),
    tts_text: text({ note: 'What is said; local_dubbing_url wins.' }),
    tts_timbre: text({ note: 'Name of the voice; an ending such as -Happy picks the emotion. Needed with tts_text.' }),
    tts_speed: number({ min: 0.8, max: 2, default: 1 }),
    local_dubbing_url: media('audio', {
      limits: { formats: ['mp3', 'wav', 'flac', 'ogg'], maxBytes: 20_971_520, maxSeconds: MAX_DUBBED_SECONDS },
      note: 'Spoken sound; cut to the length of the video.',
    }),
  }),
  adjust: withOneSource,
  rules: [
    ({ origin_task_id, video_url }) => (origin_task_id || video_url ? null : 'origin_task_id is required'),
    ({ tts_text, local_dubbing_url }) =>
      tts_text || local_dubbing_url ? null : 'tts_text or local_dubbing_url is required',
    ({ tts_text, tts_timbre }) => (tts_text && !tts_timbre ? 'tts_timbre is required' : null),
  ],
  origin,
  meta: engineOf,
  price: {
    usd: 0.1,
    per: 'unit',
    // No length of the video is stated: what is dubbed is no longer than the longest sound.
    units: {
      of: 'length of the video to dub, fraction of a second dropped',
      size: STEP_SECONDS,
      dropFraction: true,
      maxUnits: MAX_DUBBED_SECONDS / STEP_SECONDS,
    },
  },
};

export const sound: TaskType = {
  ...base,
  ...soundWorks(
    { audio: 'm2v_txt2audio', video: 'm2v_video2audio' },
    { count: SOUNDS, isVideo: ({ origin_task_id }) => Boolean(origin_task_id) },
  ),
  taskType: 'sound',
  summary: 'Makes sound for a finished Kling video, or a sound clip from a text; gives four results.',
  input: z.object({
    origin_task_id: taskReference({ note: 'A finished Kling video of the same account; the sound follows it.' }),
    prompt: text({ note: 'What is heard; with origin_task_id a hint.' }),
    duration: integer({
      min: 3,
      max: 10,
      default: 10,
      note: 'Seconds of the sound clip; ignored with origin_task_id.',
    }),
    version: unusedVersion,
  }),
  adjust: withoutLengthOfVideo,
  rules: [({ origin_task_id, prompt }) => (origin_task_id || prompt ? null : 'origin_task_id or prompt is required')],
  origin,
  price: { usd: 0.07, per: 'generation' },
  deadlineMinutes: 15,
};

/** The earlier task wins over a video, a sound file over a text. */
function withOneSource(input: TaskInput): TaskInput {
  const { tts_text, tts_timbre, tts_speed, ...rest } = input;
  return {
    ...rest,
    ...(input.local_dubbing_url ? {} : { tts_text, tts_timbre, tts_speed }),
    video_url: input.origin_task_id ? undefined : input.video_url,
  };
}

function withoutLengthOfVideo(input: TaskInput): TaskInput {
  const { duration, ...rest } = input;
  return input.origin_task_id ? rest : { ...rest, duration };
}
