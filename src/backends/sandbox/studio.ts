import type { Sources } from './sources.ts';

/** What the makers of pictures, videos and sounds work with. */
export interface Studio {
  sources: Sources;
  /** Found on first use: pictures need no ffmpeg. */
  findTools(): Promise<{ ffmpeg: string; ffprobe: string }>;
  signal: AbortSignal;
}
