import { z } from 'zod';
import { AUDIO_MINUTES } from './audio-result.ts';
import { lowerCase } from './coerce.ts';
import { choice, flag, number, taskReference, text } from './field.ts';
import {
  CLIPS,
  clipOrigin,
  continuedClipMeta,
  continuedTaskMeta,
  firstClipOrigin,
  joinedMeta,
} from './suno/clip-chain.ts';
import { clipList, clipsById } from './suno/clip-output.ts';
import {
  asList,
  byId,
  clipData,
  clipFiles,
  customWishes,
  describedWishes,
  joinedWishes,
  musicWishes,
} from './suno/clips.ts';
import type { TaskInput, TaskType } from './task-type.ts';

const base = {
  model: 'suno',
  modelAliases: ['music-s'],
  family: 'suno',
  section: 'Song(Suno+Udio)',
  isSunset: true,
  usageType: 'point',
  charge: 'on_completion',
} as const satisfies Partial<TaskType>;

const music = {
  ...base,
  price: { usd: 0.05, per: 'generation' },
  produces: () => clipFiles(CLIPS),
  resultData: clipData,
  deadlineMinutes: AUDIO_MINUTES,
} as const satisfies Partial<TaskType>;

const byIdOutput = { pendingOutput: { clips: null }, output: clipsById } as const;

const version = choice(['chirp-v3-0', 'chirp-v3-5', 'chirp-v4', 'chirp-crow'], {
  default: 'chirp-v4',
  aliases: ['mv'],
  note: 'chirp-crow is v5.',
});
const instrumental = flag({ default: false, note: 'true: no singing.' });

export const suno: readonly TaskType[] = [
  {
    ...music,
    ...byIdOutput,
    taskType: 'generate_music',
    summary: 'Makes two song clips from a description; the words are written automatically (generation 1).',
    input: z.object({
      gpt_description_prompt: text({
        required: true,
        minLength: 1,
        maxLength: 3000,
        aliases: ['prompt'],
        note: 'What the song should be.',
      }),
      model_version: version,
      make_instrumental: instrumental,
    }),
    shape: byId(describedWishes),
  },
  {
    ...music,
    ...byIdOutput,
    taskType: 'generate_music_custom',
    summary: "Makes two song clips from the caller's own words, style and title, or continues a clip (generation 1).",
    input: z.object({
      prompt: text({ default: '', maxLength: 3000, note: 'The words to sing; required unless instrumental.' }),
      tags: text({ default: '', maxLength: 200, note: 'Style words.' }),
      negative_tags: text({ default: '', maxLength: 200, note: 'Style words to keep away from.' }),
      title: text({ default: '', maxLength: 80 }),
      make_instrumental: instrumental,
      model_version: version,
      continue_clip_id: taskReference({
        maxLength: 64,
        coerce: lowerCase,
        note: 'Clip of an earlier finished task of the same account.',
      }),
      continue_at: number({
        default: 0,
        min: 0,
        note: 'Second from which the clip goes on; 0 = from its end. Only with continue_clip_id.',
      }),
    }),
    adjust: withoutUnusedStart,
    rules: [
      ({ prompt, make_instrumental }) => (prompt === '' && make_instrumental !== true ? 'prompt is required' : null),
    ],
    origin: clipOrigin('continue_clip_id'),
    meta: continuedClipMeta,
    shape: byId(customWishes),
  },
  {
    ...music,
    taskType: 'music',
    summary: 'Makes two song clips; description and own words share one field (generation 2).',
    input: z.object({
      prompt: text({
        default: '',
        maxLength: 5000,
        note: 'Words to sing; a plain description when neither tags nor title is given.',
      }),
      mv: text({
        default: 'chirp-crow',
        maxLength: 64,
        aliases: ['model_version'],
        note: 'chirp-v3-0, chirp-v3-5, chirp-v4, chirp-crow (v5) or another engine.',
      }),
      make_instrumental: instrumental,
      tags: text({ default: '', maxLength: 1000, note: 'Style words.' }),
      title: text({ default: '', maxLength: 100 }),
      task_id: taskReference({
        default: '',
        maxLength: 64,
        note: 'An earlier music task of the same account to continue; usually empty.',
      }),
    }),
    rules: [
      ({ prompt, make_instrumental, tags }) =>
        prompt === '' && !(make_instrumental === true && tags !== '') ? 'prompt is required' : null,
    ],
    origin: firstClipOrigin('task_id'),
    meta: continuedTaskMeta,
    pendingOutput: null,
    output: clipList,
    shape: asList(musicWishes),
  },
  {
    ...base,
    taskType: 'lyrics',
    summary: 'Writes song lyrics with a title from a description (generations 0 and 2).',
    input: z.object({
      prompt: text({
        required: true,
        minLength: 1,
        maxLength: 3000,
        aliases: ['gpt_description_prompt'],
        note: 'What the words should be about.',
      }),
    }),
    price: { usd: 0.002, per: 'generation' },
    pendingOutput: null,
    output: z.strictObject({
      title: z.string().min(1),
      text: z.string().min(1).meta({ description: 'The words, with marks such as [Verse] and [Chorus].' }),
      status: z.literal('complete'),
    }),
    shape: ({ data: { title, text: words } }) => ({ title, text: words, status: 'complete' }),
    produces: () => [],
    resultData: z.object({ title: z.string().min(1), text: z.string().min(1) }),
    deadlineMinutes: 5,
  },
  {
    ...base,
    ...byIdOutput,
    taskType: 'concat',
    summary: 'Joins a continued clip and the parts before it into one whole song (generation 0, behind its own path).',
    input: z.object({
      clip_id: taskReference({
        required: true,
        maxLength: 64,
        coerce: lowerCase,
        note: 'Last clip of a chain of continuations; one that continues nothing is a whole song by itself.',
      }),
    }),
    price: { usd: 0.01, per: 'generation' },
    origin: clipOrigin('clip_id'),
    meta: joinedMeta,
    shape: byId(joinedWishes),
    produces: () => clipFiles(1),
    resultData: clipData,
    deadlineMinutes: AUDIO_MINUTES,
  },
];

function withoutUnusedStart(input: TaskInput): TaskInput {
  return input.continue_clip_id === undefined ? { ...input, continue_at: 0 } : input;
}
