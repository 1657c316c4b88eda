import type { TaskInput } from '../../../catalog/task-type.ts';
import { systemClock } from '../../../clock.ts';
import type { LyricsInput, SongInput, SongWords } from '../../../engines/song/contract.ts';
import { SONG_LIMITS } from '../../../engines/song/contract.ts';
import type { BackendContext, BackendResult } from '../../backend.ts';
import type { EngineHome, EngineMapping } from '../engine-mapping.ts';

const MIB = 1_048_576;

const common = {
  engine: 'song',
  label: 'song@1',
  missing: ({ isInstalled }: EngineHome) =>
    isInstalled('song') ? null : 'the song engine is not installed: run `polymuse engines add song`',
} as const satisfies Partial<EngineMapping>;

const music = {
  ...common,
  quality:
    'A composed MIDI arrangement played from a sound font; words are carried by a lead instrument, not sung; not a neural model.',
  // Five minutes of stereo floats, a few times over.
  limits: { memoryBytes: 1_600 * MIB },
} as const satisfies Partial<EngineMapping>;

const words = {
  ...common,
  quality: "The prompt's own words set into stock lines by templates and rhyme lists; not a language model.",
  missing: () => null,
} as const satisfies Partial<EngineMapping>;

/** Songs of two minutes are usual; both of a task together stay within the time of the host. */
const MAX_FREE_SECONDS = 150;

const song = (wishes: Pick<SongInput, 'style' | 'words'> & Partial<SongInput>): SongInput => ({
  task: 'songs',
  avoid: '',
  title: '',
  seconds: null,
  maxSeconds: MAX_FREE_SECONDS,
  songs: 1,
  covers: [],
  ...wishes,
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const given = (lyrics: string): SongWords =>
  lyrics === '' ? { kind: 'none' } : { kind: 'given', text: lyrics, timed: false };

interface SongFacts {
  title: string;
  lyrics: string;
  key: string;
  mode: string;
  tempoBpm: number;
  genres: string[];
}

const songsIn = ({ data }: BackendResult): SongFacts[] => data.songs as SongFacts[];
const tagsOf = ({ key, mode, tempoBpm, genres }: SongFacts): string[] => [
  ...genres,
  `${key} ${mode}`,
  `${Math.round(tempoBpm)} bpm`,
];

/** Two clips with both covers, as every generation of the family has them. */
const clips = (wishes: Pick<SongInput, 'style' | 'words'> & Partial<SongInput>): SongInput =>
  song({ ...wishes, songs: SONG_LIMITS.maxSongs, covers: ['cover', 'large_cover'] });

function asClips(produced: BackendResult): BackendResult {
  const list = songsIn(produced).map((facts) => ({
    title: facts.title,
    words: facts.lyrics,
    tags: tagsOf(facts).join(', '),
  }));
  return {
    ...produced,
    data: { ...produced.data, created_at: new Date(systemClock.now()).toISOString(), clips: list },
  };
}

function asUdioSongs(produced: BackendResult): BackendResult {
  const songs = songsIn(produced).map((facts) => ({ ...facts, tags: tagsOf(facts) }));
  return { ...produced, data: { ...produced.data, songs } };
}

const NO_CONTINUATION = 'the embedded song engine makes new songs; it cannot continue an earlier one';
const refusesContinuation =
  (field: string) =>
  (input: TaskInput): string | null =>
    text(input[field]) === '' ? null : NO_CONTINUATION;

const lyricsAbout = (input: TaskInput, candidates: number): LyricsInput => ({
  task: 'lyrics',
  about: text(input.prompt),
  candidates,
});

/** A recording gives its measured tempo and key, nothing else of its style. */
async function referenceIn(
  field: string,
  context: BackendContext,
  rules: { minSeconds: number; decides: boolean },
): Promise<NonNullable<SongInput['reference']>> {
  return { path: await context.media(field, 'audio', { maxBytes: SONG_LIMITS.maxReferenceBytes }), ...rules };
}

/** Timed lyrics. */
const diffrhythm = (maxSeconds: number): EngineMapping => ({
  ...music,
  async prepare(input, context) {
    const wishes = song({
      style: text(input.style_prompt),
      words: { kind: 'given', text: text(input.lyrics), timed: true },
      maxSeconds,
    });
    if (text(input.style_audio) === '') return wishes;
    return { ...wishes, reference: await referenceIn('style_audio', context, { minSeconds: 10, decides: true }) };
  },
});

/**
 * Not here, because the engine cannot do them honestly: ace-step edit and extend (they change recordings),
 * suno concat, and continuations.
 */
export const songMappings: Readonly<Record<string, EngineMapping>> = {
  'music-u/generate_music': {
    ...music,
    refuses: refusesContinuation('continue_song_id'),
    prepare(input) {
      const kinds: Record<string, SongWords> = {
        generate: { kind: 'write' },
        user: given(text(input.lyrics)),
        instrumental: { kind: 'none' },
      };
      return song({
        style: text(input.gpt_description_prompt),
        avoid: text(input.negative_tags),
        title: text(input.title),
        words: kinds[text(input.lyrics_type)] ?? { kind: 'none' },
        songs: SONG_LIMITS.maxSongs,
        covers: ['cover'],
      });
    },
    result: asUdioSongs,
  },
  'music-u/generate_lyrics': {
    ...words,
    prepare: (input) => lyricsAbout(input, 2),
    result: (produced) => ({ ...produced, data: { ...produced.data, lyrics_pairs: produced.data.lyrics } }),
  },
  'suno/generate_music': {
    ...music,
    prepare: (input) =>
      clips({
        style: text(input.gpt_description_prompt),
        words: input.make_instrumental === true ? { kind: 'none' } : { kind: 'write' },
      }),
    result: asClips,
  },
  'suno/generate_music_custom': {
    ...music,
    refuses: refusesContinuation('continue_clip_id'),
    prepare: (input) =>
      clips({
        style: text(input.tags),
        avoid: text(input.negative_tags),
        title: text(input.title),
        words: input.make_instrumental === true ? { kind: 'none' } : given(text(input.prompt)),
      }),
    result: asClips,
  },
  'suno/music': {
    ...music,
    refuses: refusesContinuation('task_id'),
    prepare(input) {
      const prompt = text(input.prompt);
      // Without tags and title the one field is a description, else the words.
      const isDescription = text(input.tags) === '' && text(input.title) === '';
      const sung: SongWords = isDescription ? { kind: 'write' } : given(prompt);
      return clips({
        style: isDescription ? prompt : text(input.tags),
        title: text(input.title),
        words: input.make_instrumental === true ? { kind: 'none' } : sung,
      });
    },
    result: asClips,
  },
  'suno/lyrics': {
    ...words,
    prepare: (input) => lyricsAbout(input, 1),
    result(produced) {
      const [first] = produced.data.lyrics as { title: string; text: string }[];
      return { ...produced, data: { ...produced.data, ...first } };
    },
  },
  'Qubico/ace-step/txt2audio': {
    ...music,
    prepare: (input) =>
      song({
        style: text(input.style_prompt),
        avoid: text(input.negative_style_prompt),
        words: given(text(input.lyrics)),
        seconds: Number(input.duration),
        maxSeconds: 240,
      }),
  },
  'Qubico/ace-step/audio2audio': {
    ...music,
    quality: `${music.quality} Of the recording, tempo and key are measured and followed; its sound is not.`,
    async prepare(input, context) {
      const reference = await referenceIn('style_audio', context, { minSeconds: 1, decides: false });
      return song({
        style: text(input.style_prompt),
        avoid: text(input.negative_style_prompt),
        words: given(text(input.lyrics)),
        seconds: typeof input.duration === 'number' ? input.duration : null,
        maxSeconds: 240,
        // At strength 0 only its length counts.
        reference: { ...reference, ...(Number(input.ref_audio_strength) === 0 ? { ignored: true } : {}) },
      });
    },
    measuredUnits: (facts) => Number(facts.durationSeconds),
  },
  'Qubico/diffrhythm/txt2audio-base': diffrhythm(95),
  'Qubico/diffrhythm/txt2audio-full': diffrhythm(285),
};
