import { z } from 'zod';
import { AUDIO_MINUTES } from './audio-result.ts';
import { lowerCase } from './coerce.ts';
import { choice, integer, number, taskReference, text } from './field.ts';
import { partId, tasksOfPart } from './part-id.ts';
import { filesOf } from './shapes.ts';
import type { OriginRule, OriginTask, TaskInput, TaskResult, TaskType } from './task-type.ts';

const SONGS = 2;
const TITLE_LENGTH = 80;

const base = {
  model: 'music-u',
  family: 'udio',
  section: 'Song(Suno+Udio)',
  usageType: 'point',
  charge: 'on_completion',
} as const satisfies Partial<TaskType>;

const noError = z.null().meta({ description: 'null: all is well.' });

const songForm = z.strictObject({
  id: z.uuid().meta({ description: 'Usable as continue_song_id.' }),
  title: z.string().meta({ description: 'The title given or invented.' }),
  image_path: z.union([z.url(), z.literal('')]).meta({ description: 'Cover picture, or empty.' }),
  lyrics: z.string().meta({ description: 'The words as sung; empty for an instrumental.' }),
  prompt: z.string().meta({ description: 'The description used.' }),
  song_path: z.url().meta({ description: 'The song, an MP3.' }),
  duration: z.number().min(0).meta({ description: 'Seconds.' }),
  finished: z.literal(true),
  tags: z.array(z.string()).meta({ description: 'Styles; may hold a key.' }),
  error_type: noError,
  error_code: noError,
  error_detail: noError,
});

/** A song or the first song of a task may be named; both by UUIDs. */
const origin: OriginRule = {
  fields: ['continue_song_id'],
  from: ['music-u/generate_music'],
  part: { called: 'song', tasks: (id) => [id, ...tasksOfPart(id, SONGS)] },
  check: continuesASong,
};

const candidate = z.strictObject({ title: z.string().min(1), text: z.string().min(1) });
const candidates = z.array(candidate).length(2).meta({ description: 'Two candidates.' });

export const udio: readonly TaskType[] = [
  {
    ...base,
    taskType: 'generate_music',
    summary:
      "Makes a song from a description, from the caller's lyrics, or as an instrumental, or continues an earlier song.",
    input: z.object({
      lyrics_type: choice(['generate', 'user', 'instrumental'], {
        required: true,
        note: 'Where the words come from.',
      }),
      gpt_description_prompt: text({
        default: '',
        note: 'What the song should be; with lyrics_type user only a style hint.',
      }),
      lyrics: text({
        default: '',
        maxLength: 1000,
        note: 'Own words, with marks such as [Verse] and [Chorus]; only used with lyrics_type user.',
      }),
      negative_tags: text({ default: '', maxLength: 100, note: 'Styles to keep away from, separated by commas.' }),
      seed: integer({ default: -1, min: -1, max: Number.MAX_SAFE_INTEGER, note: '-1 means random.' }),
      title: text({ default: '', maxLength: TITLE_LENGTH }),
      continue_song_id: taskReference({
        maxLength: 64,
        coerce: lowerCase,
        note: 'Song to continue: output.songs[].id of an earlier task, or the task id for its first song.',
      }),
      continue_at: number({
        default: 0,
        min: 0,
        note: 'Second from which the song goes on; 0 = from its end. Only with continue_song_id.',
      }),
    }),
    adjust: withoutUnused,
    rules: [
      ({ lyrics_type, gpt_description_prompt }) =>
        lyrics_type !== 'user' && gpt_description_prompt === '' ? 'gpt_description_prompt is required' : null,
      ({ lyrics_type, lyrics }) => (lyrics_type === 'user' && lyrics === '' ? 'lyrics is required' : null),
    ],
    origin,
    price: { usd: 0.05, per: 'generation' },
    pendingOutput: { generation_id: '', songs: null },
    output: z.strictObject({
      generation_id: z.uuid().meta({ description: 'Id of the run.' }),
      songs: z.array(songForm).min(1).meta({ description: 'Usually two songs.' }),
      audio_url: z.url().meta({ description: 'Same as songs[0].song_path.' }),
    }),
    shape: songs,
    produces: () => [
      { role: 'audio', kind: 'audio', count: SONGS },
      { role: 'cover', kind: 'image', count: SONGS, isCover: true },
    ],
    resultData: z.object({
      songs: z
        .array(
          z.object({
            title: z.string().optional().meta({ description: 'Invented where the input has none.' }),
            lyrics: z.string().optional().meta({ description: 'The words as sung, where the input has none.' }),
            tags: z.array(z.string()).optional(),
          }),
        )
        .optional()
        .meta({ description: 'One entry per audio file, in the same order.' }),
    }),
    deadlineMinutes: AUDIO_MINUTES,
  },
  {
    ...base,
    modelAliases: ['music-s'],
    taskType: 'generate_lyrics',
    summary: 'Writes two candidate lyrics, each with a title, from a description.',
    input: z.object({
      prompt: text({
        required: true,
        minLength: 1,
        aliases: ['gpt_description_prompt'],
        note: 'What the words should be about.',
      }),
    }),
    price: { usd: 0.002, per: 'generation' },
    pendingOutput: null,
    output: z.strictObject({ lyrics_pairs: candidates }),
    shape: ({ data }) => ({ lyrics_pairs: data.lyrics_pairs }),
    produces: () => [],
    resultData: z.object({ lyrics_pairs: candidates }),
    deadlineMinutes: 5,
  },
];

function withoutUnused(input: TaskInput): TaskInput {
  return {
    ...input,
    lyrics: input.lyrics_type === 'user' ? input.lyrics : '',
    continue_at: input.continue_song_id === undefined ? 0 : input.continue_at,
  };
}

function continuesASong(input: TaskInput, { output }: OriginTask): string | null {
  const { songs = [] } = output as { songs?: { id: string; duration: number }[] };
  const { continue_song_id: id, continue_at: at } = input;
  // A task's own id means its first song.
  const song = songs.find((one) => one.id === id || one.id === partId(String(id), 0));
  if (!song) return `invalid continue_song_id: ${id} is no song of a task of this account`;
  return Number(at) > song.duration
    ? `invalid continue_at: ${at} is beyond the end of the song at ${song.duration} seconds`
    : null;
}

interface SongData {
  title?: string;
  lyrics?: string;
  tags?: string[];
}

function songs(result: TaskResult, input: TaskInput): unknown {
  const told = Array.isArray(result.data.songs) ? (result.data.songs as SongData[]) : [];
  const covers = filesOf(result, 'cover');
  const audio = filesOf(result, 'audio').slice(0, SONGS);
  const list = audio.map(({ url, durationMs }, index) => {
    const { title, lyrics, tags = [] } = told[index] ?? {};
    const description = String(input.gpt_description_prompt);
    return {
      id: partId(result.taskId, index),
      title: input.title || title || description.slice(0, TITLE_LENGTH),
      image_path: covers[index]?.url ?? '',
      lyrics: input.lyrics_type === 'instrumental' ? '' : input.lyrics || (lyrics ?? ''),
      prompt: description,
      song_path: url,
      duration: durationMs / 1000,
      finished: true,
      tags,
      error_type: null,
      error_code: null,
      error_detail: null,
    };
  });
  return { generation_id: result.taskId, songs: list, audio_url: list[0]?.song_path };
}
