import { z } from 'zod';
import { audioResult } from './audio-result.ts';
import { spelledAs } from './coerce.ts';
import { choice, integer, media, number, seed, text } from './field.ts';
import type { PriceMeasure, PriceRule } from './price.ts';
import type { TaskInput, TaskType } from './task-type.ts';

/** Longest piece that is made or changed, in seconds. */
const MAX_SECONDS = 240;

const NO_SINGING = 'Empty, [inst] or [instrumental]: no singing.';

const recordingLimits = { formats: ['mp3', 'wav', 'flac', 'ogg', 'm4a'], maxBytes: 52_428_800 } as const;

/** The exact names of `edit` and `extend` were never published; many spellings are in use. */
const recording = (note: string) =>
  media('audio', {
    required: true,
    limits: { ...recordingLimits, maxSeconds: MAX_SECONDS },
    aliases: ['audio_url', 'src_audio', 'src_audio_path', 'source_audio', 'input_audio', 'style_audio'],
    note,
  });

const styleText = { maxLength: 2000, aliases: ['prompt', 'tags'] } as const;
const wantedStyle = text({
  ...styleText,
  required: true,
  minLength: 1,
  note: 'Style words, for example funk, bass, 105 bpm.',
});
const unwantedStyle = text({
  default: '',
  maxLength: 2000,
  aliases: ['negative_prompt'],
  note: 'Style words to keep away from.',
});
const lyrics = text({ default: '', note: `Section marks such as [verse], [chorus] and [bridge] help. ${NO_SINGING}` });

const duration = { min: 5, max: MAX_SECONDS, aliases: ['audio_duration'] } as const;
const extension = { min: 0, max: MAX_SECONDS } as const;

const engineFields = {
  infer_step: integer({
    default: 60,
    min: 1,
    max: 200,
    aliases: ['infer_steps', 'steps'],
    note: 'A hint; an engine without steps ignores it.',
  }),
  seed: seed({ aliases: ['manual_seeds'] }),
};

const perSecond = (units: PriceMeasure): PriceRule => ({ usd: 0.0005, per: 'second', units });

const base = { model: 'Qubico/ace-step', family: 'ace-step', section: 'Ace Step', usageType: 'llm' } as const;

export const aceStep: readonly TaskType[] = [
  {
    ...base,
    ...audioResult('The song, an MP3.'),
    taskType: 'txt2audio',
    summary: 'Makes a song or an instrumental piece from style words and optional lyrics.',
    input: z.object({
      style_prompt: wantedStyle,
      negative_style_prompt: unwantedStyle,
      lyrics,
      duration: number({ ...duration, default: 60, note: 'Seconds.' }),
      ...engineFields,
    }),
    price: perSecond({ of: 'input.duration', from: (input) => Number(input.duration) }),
    charge: 'on_create',
  },
  {
    ...base,
    ...audioResult('The new piece, an MP3.'),
    taskType: 'audio2audio',
    summary: 'Makes a new piece that follows a given recording in style, with new style words or lyrics.',
    input: z.object({
      style_audio: media('audio', {
        required: true,
        limits: { ...recordingLimits, maxSeconds: 600 },
        aliases: ['audio', 'audio_url', 'ref_audio', 'ref_audio_input'],
        note: 'The recording to follow.',
      }),
      style_prompt: wantedStyle,
      negative_style_prompt: unwantedStyle,
      lyrics,
      duration: number({ ...duration, note: 'Seconds. Absent: as long as style_audio, at most 240.' }),
      ref_audio_strength: number({
        default: 0.5,
        min: 0,
        max: 1,
        aliases: ['style_audio_strength', 'strength'],
        note: '0 ignores the recording, 1 stays very close.',
      }),
      ...engineFields,
    }),
    price: perSecond({
      of: 'length of the result: input.duration, else that of input.style_audio',
      from: (input) => (typeof input.duration === 'number' ? input.duration : undefined),
      maxUnits: MAX_SECONDS,
    }),
    charge: 'on_completion',
  },
  {
    ...base,
    ...audioResult('The changed recording, an MP3.'),
    taskType: 'edit',
    summary: 'Changes the lyrics, or the lyrics and the style, of an existing recording.',
    input: z.object({
      audio: recording('The recording to change; the result is as long.'),
      style_prompt: text({
        default: '',
        maxLength: 2000,
        aliases: ['prompt', 'tags', 'original_tags'],
        note: 'Style of the recording as it is.',
      }),
      lyrics: text({ default: '', aliases: ['original_lyrics'], note: 'Lyrics of the recording as it is.' }),
      edit_style_prompt: text({
        default: '',
        maxLength: 2000,
        aliases: ['edit_target_prompt', 'target_prompt', 'target_style_prompt', 'new_style_prompt'],
        note: 'Wanted style.',
      }),
      edit_lyrics: text({
        default: '',
        aliases: ['edit_target_lyrics', 'target_lyrics', 'new_lyrics'],
        note: 'Wanted lyrics.',
      }),
      edit_type: choice(['only_lyrics', 'remix'], {
        aliases: ['edit_mode'],
        coerce: spelledAs({ lyrics: 'only_lyrics' }),
        note: 'Absent: remix with an edit_style_prompt, else only_lyrics.',
      }),
      edit_n_min: number({
        default: 0.6,
        min: 0,
        max: 1,
        note: 'Where in the process the change starts; lower changes more.',
      }),
      edit_n_max: number({ default: 1, min: 0, max: 1, note: 'Where in the process the change ends.' }),
      ...engineFields,
    }),
    adjust: withEditType,
    rules: [
      ({ edit_style_prompt, edit_lyrics }) =>
        edit_style_prompt || edit_lyrics ? null : 'edit_style_prompt or edit_lyrics is required',
      ({ edit_n_min, edit_n_max }) =>
        Number(edit_n_min) > Number(edit_n_max)
          ? `invalid edit_n_min: ${edit_n_min} is above edit_n_max ${edit_n_max}`
          : null,
    ],
    price: perSecond({ of: 'length of input.audio', maxUnits: MAX_SECONDS }),
    charge: 'on_completion',
  },
  {
    ...base,
    ...audioResult('The longer recording, an MP3.'),
    taskType: 'extend',
    summary: 'Adds new music before or after an existing recording.',
    input: z.object({
      audio: recording('The recording to extend.'),
      style_prompt: text({ ...styleText, default: '', note: 'Style of the added parts; empty: as before.' }),
      lyrics: text({ default: '', note: 'Lyrics of the added parts.' }),
      left_extend_length: number({
        ...extension,
        default: 0,
        aliases: ['left_extend', 'extend_left', 'extend_before_duration'],
        note: 'Seconds added before the start; both parts together at most 240.',
      }),
      right_extend_length: number({
        ...extension,
        default: 30,
        aliases: ['right_extend', 'extend_right', 'extend_after_duration', 'duration'],
        note: 'Seconds added after the end.',
      }),
      ...engineFields,
    }),
    rules: [refuseAddedLength],
    price: perSecond({ of: 'seconds added before and after', from: addedSeconds }),
    charge: 'on_create',
  },
];

function withEditType(input: TaskInput): TaskInput {
  return { ...input, edit_type: input.edit_type ?? (input.edit_style_prompt ? 'remix' : 'only_lyrics') };
}

function addedSeconds({ left_extend_length, right_extend_length }: TaskInput): number {
  return Number(left_extend_length) + Number(right_extend_length);
}

function refuseAddedLength(input: TaskInput): string | null {
  const added = addedSeconds(input);
  if (added > 0 && added <= MAX_SECONDS) return null;
  return `invalid right_extend_length: ${input.right_extend_length} and left_extend_length ${input.left_extend_length} add ${added} seconds, which is not above 0 and up to ${MAX_SECONDS}`;
}
