import { z } from 'zod';
import { choice, flag, integer, media, text } from '../field.ts';
import type { TaskInput, TaskType } from '../task-type.ts';
import { base, quality, unusedVersion, versionText } from './kling-fields.ts';
import { imageWorks, videoWorks } from './works.ts';

/** No limit of the sound is stated; as long as lip_sync takes. */
const MAX_AVATAR_SECONDS = 60;
const MAX_MOTION_SECONDS = 30;
/** With `motion_direction` image. */
const MAX_TURNED_SECONDS = 10;

const batchSize = integer({ min: 1, max: 4, default: 1, note: 'How many results.' });
const countOf = ({ batch_size }: TaskInput): number => Number(batch_size);

export const effects: TaskType = {
  ...base,
  ...videoWorks(() => 'm2v_effects'),
  taskType: 'effects',
  summary: 'Applies a ready-made video effect to one picture.',
  input: z.object({
    image_url: media('image', { required: true }),
    effect: text({
      required: true,
      note: 'For example squish, expansion, jellycat_oversea, spinoff, rocket, hearting, fighting, kissing, hugging, figure, vstack, birthday, water or surfing.',
    }),
    prompt: text({ note: 'Expected for rocket, hearting, fighting, kissing, hugging, birthday and water.' }),
    professional_mode: flag({ default: false }),
    version: unusedVersion,
  }),
  price: {
    per: 'generation',
    table: [
      { when: { professional_mode: false }, usd: 0.26 },
      { when: { professional_mode: true }, usd: 0.46 },
    ],
  },
};

export const aiTryOn: TaskType = {
  ...base,
  ...imageWorks('mmu_img2img', countOf),
  taskType: 'ai_try_on',
  summary: 'Dresses the person in a picture with garments from other pictures; returns pictures.',
  input: z.object({
    model_input: media('image', { required: true, note: 'The person.' }),
    dress_input: media('image', { note: 'One full-body garment; wins over upper_input and lower_input.' }),
    upper_input: media('image'),
    lower_input: media('image'),
    batch_size: batchSize,
    version: unusedVersion,
  }),
  adjust: (input) => (input.dress_input ? { ...input, upper_input: undefined, lower_input: undefined } : input),
  rules: [
    ({ dress_input, upper_input, lower_input }) =>
      dress_input || upper_input || lower_input ? null : 'dress_input or upper_input or lower_input is required',
  ],
  price: { usd: 0.07, per: 'image', times: 'batch_size' },
  deadlineMinutes: 5,
};

export const avatar: TaskType = {
  ...base,
  ...videoWorks(() => 'm2v_avatar', countOf),
  taskType: 'avatar',
  summary: 'Lets a portrait speak or sing an audio file.',
  input: z.object({
    image_url: media('image', { required: true, note: 'The portrait.' }),
    local_dubbing_url: media('audio', {
      required: true,
      limits: { maxSeconds: MAX_AVATAR_SECONDS },
      note: `What is spoken or sung, at most ${MAX_AVATAR_SECONDS} seconds; the video is as long.`,
    }),
    prompt: text(),
    mode: quality,
    batch_size: batchSize,
    version: unusedVersion,
  }),
  price: {
    per: 'second',
    units: { of: 'length of local_dubbing_url', maxUnits: MAX_AVATAR_SECONDS },
    times: 'batch_size',
    table: [
      { when: { mode: 'std' }, usd: 0.052 },
      { when: { mode: 'pro' }, usd: 0.26 },
    ],
  },
};

export const motionControl: TaskType = {
  ...base,
  ...videoWorks(() => 'm2v_motion_control'),
  taskType: 'motion_control',
  summary: 'Makes the character in a picture follow the motion of a video or of a named preset.',
  input: z.object({
    image_url: media('image', { required: true, note: 'The character.' }),
    video_url: media('video', {
      limits: { maxSeconds: MAX_MOTION_SECONDS },
      note: `The motion, at most ${MAX_MOTION_SECONDS} seconds; ${MAX_TURNED_SECONDS} with motion_direction image.`,
    }),
    preset_motion: choice(
      [
        'Cute Baby Dance',
        'Nezha',
        'Heart Gesture Dance',
        'Motorcycle Dance',
        'Subject 3 Dance',
        'Ghost Step Dance',
        'Martial Arts',
        'Running',
        'Poping',
      ],
      { note: 'A ready-made motion; wins over video_url.' },
    ),
    motion_direction: choice(['video', 'image'], {
      default: 'video',
      note: 'Which of the two sets where the character faces.',
    }),
    keep_original_sound: flag({ default: true }),
    mode: quality,
    version: choice(['2.6', '3.0'], { default: '2.6', coerce: versionText }),
    prompt: text(),
  }),
  adjust: (input) => (input.preset_motion ? { ...input, video_url: undefined } : input),
  rules: [
    ({ video_url, preset_motion }) => (video_url || preset_motion ? null : 'video_url or preset_motion is required'),
  ],
  mediaLimits: (name, input) => (name === 'video_url' ? { maxSeconds: maxMotionSeconds(input) } : {}),
  price: {
    per: 'second',
    units: { of: 'length of the motion video or of the preset', maxUnits: maxMotionSeconds },
    table: [
      { when: { version: '2.6', mode: 'std' }, usd: 0.065 },
      { when: { version: '2.6', mode: 'pro' }, usd: 0.104 },
      { when: { version: '3.0', mode: 'std' }, usd: 0.13 },
      { when: { version: '3.0', mode: 'pro' }, usd: 0.26 },
    ],
  },
};

function maxMotionSeconds({ video_url, motion_direction }: TaskInput): number {
  return video_url && motion_direction === 'image' ? MAX_TURNED_SECONDS : MAX_MOTION_SECONDS;
}
