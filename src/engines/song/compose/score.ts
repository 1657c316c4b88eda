import type { Metre } from '../style/grooves.ts';
import type { Mode } from './theory.ts';

export const partNames = ['lead', 'second', 'chords', 'pad', 'bass', 'extra', 'drums'] as const;
export type PartName = (typeof partNames)[number];

/** Times are beats from the first beat of bar 0; swing is already in them. */
export interface Note {
  part: PartName;
  beat: number;
  /** Beats. */
  length: number;
  /** MIDI number; for drums the key of the percussion map. */
  pitch: number;
  /** 0..1. */
  velocity: number;
  /** Bound to a time of its own: neither swung nor moved. */
  isExact?: true;
}

export type SectionKind = 'intro' | 'verse' | 'pre-chorus' | 'chorus' | 'bridge' | 'solo' | 'interlude' | 'outro';

/** A line of words with the beats it takes. */
export interface PlacedLine {
  text: string;
  syllables: number;
  /** Beat at which it starts; a stamped line is not bound to the grid. */
  beat: number;
  beats: number;
}

export interface Section {
  kind: SectionKind;
  bar: number;
  bars: number;
  /** 0..1. */
  energy: number;
  lines: PlacedLine[];
}

export interface Score {
  bpm: number;
  metre: Metre;
  /** Pitch class. */
  tonic: number;
  mode: Mode;
  sections: Section[];
  /** Sorted by beat. */
  notes: Note[];
  /** When bar 0 begins, seconds; at most 0: what lies before 0 is cut. */
  originSeconds: number;
  /** Length of the whole file. */
  seconds: number;
}

export const secondsOfBeat = (score: Pick<Score, 'bpm' | 'originSeconds'>, beat: number): number =>
  score.originSeconds + (beat * 60) / score.bpm;
