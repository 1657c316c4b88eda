/** What to do with words. */
export type SongWords =
  /** An instrumental. */
  | { kind: 'none' }
  /** Words by our own template writer, about the style text. */
  | { kind: 'write' }
  /** Words of the caller, with marks such as [verse] and [chorus]; an LRC text when `timed`. */
  | { kind: 'given'; text: string; timed: boolean };

export interface SongInput {
  task: 'songs';
  /** Free text or tags: genres, moods, instruments, tempo, key, metre. */
  style: string;
  /** Words to keep away from. */
  avoid: string;
  /** Empty: one is invented. */
  title: string;
  words: SongWords;
  /** Length of each song; null: as long as the words and the form want, at most `maxSeconds`. */
  seconds: number | null;
  maxSeconds: number;
  /** Song n is made with seed + n. */
  songs: number;
  /** Pictures per song, by the role of the file. */
  covers: readonly CoverRole[];
  /**
   * A recording whose measured tempo and key are followed; `decides`: they win over tempo and key in `style`;
   * `ignored`: only its length counts.
   */
  reference?: { path: string; minSeconds: number; decides: boolean; ignored?: boolean };
}

export type CoverRole = 'cover' | 'large_cover';

/** Only words, no sound. */
export interface LyricsInput {
  task: 'lyrics';
  about: string;
  candidates: number;
}

export type SongEngineInput = SongInput | LyricsInput;

export const SONG_LIMITS = {
  minSeconds: 3,
  maxSeconds: 300,
  /** Two songs of five minutes fit the memory and time limits of the host. */
  maxSongs: 2,
  /** Lines beyond are left out, and the logs say so. */
  maxLyricLines: 400,
  maxTextLength: 20_000,
  maxReferenceBytes: 52_428_800,
  maxReferenceSeconds: 600,
  /** Of a longer reference, the middle part is measured. */
  heardReferenceSeconds: 60,
  sampleRate: 44_100,
} as const;
