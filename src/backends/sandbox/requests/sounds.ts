import type { ResultFile } from '../../../catalog/task-type.ts';
import type { JobOrigin } from '../../backend.ts';
import type { Length, Product, SoundProduct } from '../plan/plan.ts';
import { melodyOf } from '../sound/melody.ts';
import { testLyrics, testTags, testTitle } from '../words/lyrics.ts';
import { type Ask, asSource, nth, originFiles, type Reading, required, requiredOrigin, textAt } from './ask.ts';
import { tune } from './clips.ts';

/** Readings of the families that make sound. */

/** No family says how long its songs are; real ones have minutes. */
const SONG_SECONDS = 60;
const CONTINUED_SECONDS = 30;
const SONGS = 2;
/** Of the video of a song, in which little happens. */
const CLIP_FPS = 8;
const MAX_ACE_SECONDS = 240;
const MAX_FOLEY_SECONDS = 30;
const DIFFRHYTHM_SECONDS: Readonly<Record<string, number>> = { 'txt2audio-base': 95, 'txt2audio-full': 285 };

const audio = (ask: Ask, length: Length, make: SoundProduct['make']): SoundProduct => ({
  kind: 'sound',
  role: 'audio',
  length,
  title: ask.label.title,
  make,
});

export const aceStep: Reading = (ask) => {
  const { input } = ask;
  switch (ask.taskType) {
    case 'audio2audio': {
      const recording = required(ask.source('style_audio'), 'style_audio');
      const length: Length =
        typeof input.duration === 'number' ? { seconds: input.duration } : { of: recording, atMost: MAX_ACE_SECONDS };
      const share = 1 - Number(input.ref_audio_strength ?? 0.5);
      return {
        products: [audio(ask, length, { how: 'over', recording, tune: tune(ask), share })],
        measure: { count: 'seconds', of: [recording] },
      };
    }
    case 'edit': {
      const recording = required(ask.source('audio'), 'audio');
      return {
        products: [audio(ask, { of: recording }, { how: 'over', recording, tune: tune(ask), share: 0.4 })],
        measure: { count: 'seconds', of: [recording] },
      };
    }
    case 'extend': {
      const recording = required(ask.source('audio'), 'audio');
      const [before, after] = [Number(input.left_extend_length), Number(input.right_extend_length)];
      return {
        products: [
          audio(
            ask,
            { of: recording, plus: before + after },
            { how: 'extend', recording, tune: tune(ask), before, after },
          ),
        ],
      };
    }
    default:
      return { products: [audio(ask, { seconds: Number(input.duration) }, { how: 'motif', tune: tune(ask) })] };
  }
};

export const diffrhythm: Reading = (ask) => {
  const length = { seconds: DIFFRHYTHM_SECONDS[ask.taskType] ?? 95 };
  const reference = ask.source('style_audio');
  return { products: [audio(ask, length, { how: 'motif', tune: tune(ask) })], checks: reference ? [reference] : [] };
};

/** As long as the video. */
export const mmaudio: Reading = (ask) => {
  const video = required(ask.source('video'), 'video');
  return {
    products: [audio(ask, { of: video, atMost: MAX_FOLEY_SECONDS }, { how: 'motif', tune: tune(ask, 'effects') })],
    measure: { count: 'seconds', of: [video] },
  };
};

/** Tones in the rhythm of the words, as long as it takes to say them. */
export const tts: Reading = (ask) => {
  const speech = tune(ask, 'speech');
  return {
    products: [audio(ask, { seconds: melodyOf(speech).seconds }, { how: 'motif', tune: speech })],
    checks: [required(ask.source('ref_audio'), 'ref_audio')],
  };
};

export const udio: Reading = (ask) => {
  const { input } = ask;
  if (ask.taskType === 'generate_lyrics') {
    const pair = (index: number) => ({
      title: testTitle(ask.prompt, index),
      text: testLyrics(ask.prompt, ask.seed + index),
    });
    return { products: [], data: { lyrics_pairs: [pair(0), pair(1)] } };
  }
  const words = textAt(input, 'gpt_description_prompt') || textAt(input, 'lyrics');
  const song = songOf(ask.origin, 'songs', String(input.continue_song_id ?? ''));
  const products = times(SONGS, (index): Product[] => {
    const melody = { words, seed: ask.seed + index, voice: 'music' } as const;
    return [
      ...songProducts(
        ask,
        index,
        words,
        song ? continued(ask, song, melody) : audio(ask, { seconds: SONG_SECONDS }, { how: 'motif', tune: melody }),
      ),
    ];
  });
  return {
    products: products.flat(),
    data: {
      songs: times(SONGS, (index) => ({
        title: testTitle(words, index),
        lyrics: testLyrics(words, ask.seed + index),
        tags: testTags(words, ask.seed + index),
      })),
    },
  };
};

export const suno: Reading = (ask) => {
  const { input } = ask;
  if (ask.taskType === 'lyrics')
    return { products: [], data: { title: testTitle(ask.prompt), text: testLyrics(ask.prompt, ask.seed) } };
  const words = ask.prompt || textAt(input, 'tags') || textAt(input, 'title') || 'a song';
  const data = {
    created_at: ask.at.toISOString(),
    clips: times(SONGS, (index) => ({
      title: testTitle(words, index),
      words: testLyrics(words, ask.seed + index),
      tags: testTags(words, ask.seed + index).join(' '),
    })),
  };
  if (ask.taskType === 'concat') return { products: joined(ask, String(input.clip_id)), data };
  const products = times(SONGS, (index) =>
    songProducts(
      ask,
      index,
      words,
      audio(ask, { seconds: SONG_SECONDS }, { how: 'motif', tune: { words, seed: ask.seed + index, voice: 'music' } }),
      true,
    ),
  );
  return { products: products.flat(), data };
};

/** The last part as it is, after as much music as the earlier parts were long. */
function joined(ask: Ask, clipId: string): Product[] {
  const clip = songOf(ask.origin, 'clips', clipId);
  const file = clip?.file ?? originFiles(ask.origin, 'audio')[0];
  const recording = requiredOrigin(asSource(file), 'audio');
  const before = clip?.secondsBefore ?? 0;
  const words = String(ask.origin?.input.prompt ?? ask.origin?.input.gpt_description_prompt ?? 'a song');
  const melody = { words, seed: ask.seed, voice: 'music' } as const;
  return songProducts(
    ask,
    0,
    words,
    audio(ask, { of: recording, plus: before }, { how: 'extend', recording, tune: melody, before, after: 0 }),
    true,
  );
}

/** The song up to the second it goes on from, and half a minute more. */
function continued(ask: Ask, song: EarlierSong, melody: { words: string; seed: number; voice: 'music' }): SoundProduct {
  const recording = requiredOrigin(asSource(song.file), 'audio');
  const at = Number(ask.input.continue_at ?? 0);
  const length: Length = at > 0 ? { seconds: at + CONTINUED_SECONDS } : { of: recording, plus: CONTINUED_SECONDS };
  return audio(ask, length, { how: 'extend', recording, tune: melody, before: 0, after: CONTINUED_SECONDS });
}

/** A song and its cover; with `clip` as Suno has them: a large cover and a video of the song as well. */
function songProducts(ask: Ask, index: number, words: string, song: SoundProduct, clip = false): Product[] {
  const { label, scene } = nth(ask, index);
  const drawing = { ...scene, prompt: words };
  const named = { ...label, prompt: words };
  const cover = (role: string, side: number): Product => ({
    kind: 'picture',
    role,
    format: 'jpeg',
    size: { width: side, height: side },
    label: named,
    make: { how: 'scene', scene: drawing },
  });
  if (!clip) return [song, cover('cover', 360)];
  const video: Product = {
    kind: 'video',
    role: 'video',
    size: { width: 360, height: 360 },
    fps: CLIP_FPS,
    length: song.length,
    label: named,
    make: { how: 'scene', scene: drawing, move: 'left', end: null },
    sound: { how: 'motif', tune: song.make.tune },
    insets: [],
  };
  return [song, cover('cover', 360), cover('large_cover', 720), video];
}

interface EarlierSong {
  file: ResultFile | undefined;
  /** Of the parts that it continues. */
  secondsBefore: number;
}

interface Part {
  id: string;
  metadata?: { history?: { continue_at?: number }[] | null };
}

/** The part of an earlier result with this id, or its first where the task itself is named. */
function songOf(origin: JobOrigin | undefined, list: 'songs' | 'clips', id: string): EarlierSong | undefined {
  if (!origin) return undefined;
  const output = origin.output as Record<string, unknown> | unknown[] | null;
  const parts = (Array.isArray(output) ? output : Object.values(Object(output?.[list]))) as Part[];
  const index = Math.max(
    0,
    parts.findIndex((part) => part.id === id),
  );
  const history = parts[index]?.metadata?.history ?? [];
  return {
    file: originFiles(origin, 'audio')[index],
    secondsBefore: history.reduce((sum, { continue_at = 0 }) => sum + continue_at, 0),
  };
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
