import { z } from 'zod';
import { type Coercion, numeric, upperCase } from './coerce.ts';
import { choice, flag, group, list, media, number, text } from './field.ts';
import { loraSettings } from './lora-settings.ts';
import type { TaskInput, TaskType } from './task-type.ts';
import { videoResult } from './video-result.ts';

const KNOWN_STYLES = [
  'ghibli',
  'flat-color',
  'rotation-effect',
  'live-wallpaper',
  'passionate-kissing',
  'squish-effect',
  'cakeify-effect',
  'singularunity-motioncraft',
  'pixel-art',
  'super-saiyan-effect',
  'inflate-effect',
  'deflate-effect',
  'crush-effect',
  'particalize-effect',
] as const;

const CAMERA_MOVES = [
  'zoom_in',
  'zoom_out',
  'pan_left',
  'pan_right',
  'pan_up',
  'pan_down',
  'tilt_left',
  'tilt_right',
  'tilt_up',
  'tilt_down',
  'roll_clockwise',
  'roll_anticlockwise',
] as const;

// Fields of Wan 2.1 and 2.2.
const prompt = { prompt: text({ required: true }) };
const optionalPrompt = { prompt: text({ default: '' }) };
const image = { image: media('image', { required: true }) };
const look = {
  negative_prompt: text({ default: '' }),
  aspect_ratio: choice(['16:9', '9:16'], { default: '16:9' }),
};
const ignoredSize = {
  video_resolution: text({ default: '480P', coerce: upperCase, note: 'Some clients send it; without effect.' }),
};
const styles = {
  lora_settings: loraSettings({
    maxStrength: 1,
    typeNote: `Known: ${KNOWN_STYLES.join(', ')}. Other names work where the operator has installed them.`,
  }),
};
const camera = {
  control_camera_settings: list(
    group(
      {
        motion_type: choice(CAMERA_MOVES, { required: true, aliases: ['type'] }),
        motion_speed: number({ default: 0.2, min: 0, max: 10 }),
      },
      { coerce: speedFromConfig },
    ),
    { required: true, minItems: 1, note: 'Camera moves; also as {type, config: {speed}}.' },
  ),
};

const priced = { family: 'wanx', usageType: 'llm', charge: 'on_create' } as const;

/** Wan 2.1 and 2.2: fixed size and length, fixed price. */
const base = {
  ...priced,
  model: 'Qubico/wanx',
  section: 'WanX',
  price: { usd: 0.28, per: 'generation' },
  ...videoResult('video_url'),
} as const;

// Fields of Wan 2.6.
const sound = {
  audio: flag({ default: true, note: 'With sound; does not change the price.' }),
  audio_url: media('audio', { note: 'Own sound track or voice; used only when audio is true.' }),
};
const wan26Fields = {
  prompt: text({ required: true }),
  negative_prompt: text({ default: '' }),
  resolution: choice(['720P', '1080P'], { default: '720P', coerce: upperCase }),
  duration: choice([5, 10, 15], { default: 5, coerce: numeric, note: 'Seconds.' }),
  ...sound,
  prompt_extend: flag({ default: false, note: 'Lets the model write the prompt out.' }),
  shot_type: choice(['single', 'multi'], { note: 'One shot or several.' }),
  watermark: flag({ default: false }),
};

/** Wan 2.6: by the second. */
const wan26 = {
  ...priced,
  model: 'Wan',
  section: 'Wan',
  adjust: withoutUnusedSound,
  price: {
    per: 'second',
    units: { of: 'input.duration', from: (input: TaskInput) => Number(input.duration) },
    table: [
      { when: { resolution: '720P' }, usd: 0.08 },
      { when: { resolution: '1080P' }, usd: 0.12 },
    ],
  },
  ...videoResult('video_url', 'video'),
} as const;

export const wanx: readonly TaskType[] = [
  {
    ...base,
    taskType: 'txt2video-1.3b',
    summary: 'Makes a short video from a text on the small Wan 2.1 model.',
    input: z.object({ ...prompt, ...look, ...ignoredSize }),
    price: { usd: 0.12, per: 'generation' },
  },
  {
    ...base,
    taskType: 'txt2video-14b',
    summary: 'Makes a short video from a text on the large Wan 2.1 model.',
    input: z.object({ ...prompt, ...look, ...ignoredSize }),
  },
  {
    ...base,
    taskType: 'txt2video-14b-lora',
    summary: 'Makes a short video from a text on the large Wan 2.1 model with LoRA styles.',
    input: z.object({ ...prompt, ...look, ...styles, ...ignoredSize }),
  },
  {
    ...base,
    taskType: 'img2video-14b',
    summary: 'Animates a picture on the large Wan 2.1 model.',
    input: z.object({ ...image, ...optionalPrompt, ...look, ...ignoredSize }),
  },
  {
    ...base,
    taskType: 'img2video-14b-lora',
    summary: 'Animates a picture on the large Wan 2.1 model with LoRA effects.',
    input: z.object({ ...image, ...optionalPrompt, ...look, ...styles, ...ignoredSize }),
  },
  {
    ...base,
    taskType: 'img2video-14b-keyframe',
    summary: 'Fills the motion between a first and a last picture.',
    input: z.object({
      start_image: media('image', { required: true, aliases: ['first_frame', 'image'] }),
      end_image: media('image', { required: true, aliases: ['last_frame'] }),
      ...optionalPrompt,
      ...look,
      ...ignoredSize,
    }),
  },
  {
    ...base,
    taskType: 'img2video-14b-control-camera',
    summary: 'Animates a picture with given camera moves.',
    input: z.object({ ...image, ...optionalPrompt, ...look, ...camera, ...ignoredSize }),
  },
  {
    ...base,
    taskType: 'wan22-txt2video-14b',
    summary: 'Makes a short video from a text on Wan 2.2.',
    input: z.object({ ...prompt, ...look }),
  },
  {
    ...base,
    taskType: 'wan22-img2video-14b',
    summary: 'Animates a picture on Wan 2.2.',
    input: z.object({ ...image, ...optionalPrompt, ...look }),
  },
  {
    ...wan26,
    taskType: 'wan26-txt2video',
    summary: 'Makes a 5, 10 or 15 second video with sound from a text on Wan 2.6.',
    input: z.object({
      ...wan26Fields,
      aspect_ratio: choice(['16:9', '9:16', '1:1', '4:3', '3:4'], { default: '16:9' }),
    }),
  },
  {
    ...wan26,
    taskType: 'wan26-img2video',
    summary:
      'Makes a 5, 10 or 15 second video with sound from a start picture on Wan 2.6; it keeps the picture’s shape.',
    input: z.object({ ...wan26Fields, ...image }),
  },
];

/** `{type, config: {motion_speed or speed}}` is the other form of a camera move. */
function speedFromConfig(value: unknown): ReturnType<Coercion> {
  if (!isObject(value) || !isObject(value.config)) return value;
  const { motion_speed, speed } = value.config;
  const given = [value.motion_speed, motion_speed, speed].find(
    (candidate) => candidate !== undefined && candidate !== null && candidate !== '',
  );
  return { ...value, motion_speed: given };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutUnusedSound({ audio_url, ...input }: TaskInput): TaskInput {
  return input.audio === true && audio_url !== undefined ? { ...input, audio_url } : input;
}
