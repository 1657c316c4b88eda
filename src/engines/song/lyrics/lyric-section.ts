import type { SectionKind } from '../compose/score.ts';

export interface LyricLine {
  text: string;
  syllables: number;
  /** Start in the song, for stamped lyrics. */
  seconds?: number;
}

export interface LyricSection {
  kind: SectionKind;
  lines: LyricLine[];
}
