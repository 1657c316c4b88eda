/** Kinds of sound file the engine writes; the same six as OpenAI's speech endpoint. */
export const SPEECH_FORMATS = ['wav', 'mp3', 'opus', 'aac', 'flac', 'pcm'] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

export interface SpeechInput {
  text: string;
  /** Name of a voice (voices.ts); an unknown or absent one is the default voice. Ignored when there is a reference. */
  voice?: string;
  /** 1 is the voice's own rate; 0.25..4. Comes on top of the reference's rate. Default 1. */
  speed?: number;
  /** Default `wav`. `pcm` is raw 16-bit little-endian mono at `outputRate`. */
  format?: SpeechFormat;
  /** Absolute path of a local recording whose pitch, rate, level and band the speech follows. */
  referencePath?: string;
  /** Two-letter language code; absent: guessed from the text. */
  language?: string;
}

export const SPEECH_LIMITS = {
  maxCharacters: 10_000,
  minSpeed: 0.25,
  maxSpeed: 4,
  maxReferenceBytes: 20_971_520,
  minReferenceSeconds: 1,
  /** Of a longer reference only the first so many seconds are heard. */
  maxReferenceSeconds: 30,
  /** Everything is computed at this rate, which is that of the voices. */
  workRate: 16_000,
  /** Rate of the files. */
  outputRate: 24_000,
  /** Longest speech: what fits the memory of a run. 10,000 characters take about 12 minutes at normal speed. */
  maxSeconds: 3_600,
} as const;
