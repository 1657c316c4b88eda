import type { FliteVoice } from './flite.ts';

export type BaseVoiceId = FliteVoice | 'espeak' | 'espeak-female';

/** A voice as its program speaks it, with what listen/describe-voice.ts measures of a page of text; a test keeps it true. */
export interface BaseVoice {
  about: string;
  /** Median, Hz. */
  f0: number;
  /** Semitones between the 10th and 90th percentile. */
  rangeSemitones: number;
  /** Measured syllables per second by stretch, in the colour of average speech: the detector misses some in quick speech and hears more in slow. */
  rates: readonly (readonly [stretch: number, rate: number])[];
  /** Whether a reference may choose it. The diphone voice is rougher than the statistical ones. */
  natural: boolean;
}

export const baseVoices: Readonly<Record<BaseVoiceId, BaseVoice>> = {
  slt: {
    about: 'a woman from the United States (CMU ARCTIC slt)',
    f0: 170,
    rangeSemitones: 3.1,
    rates: [
      [0.5, 5.9],
      [0.7, 5],
      [1, 4.05],
      [1.4, 3.15],
      [2, 2.5],
    ],
    natural: true,
  },
  rms: {
    about: 'a man from the United States (CMU ARCTIC rms)',
    f0: 101,
    rangeSemitones: 5.4,
    rates: [
      [0.5, 5.75],
      [0.7, 5],
      [1, 3.9],
      [1.4, 3.1],
      [2, 2.5],
    ],
    natural: true,
  },
  awb: {
    about: 'a man from Scotland (CMU ARCTIC awb)',
    f0: 128,
    rangeSemitones: 3.9,
    rates: [
      [0.5, 6.5],
      [0.7, 5.5],
      [1, 4.15],
      [1.4, 3.25],
      [2, 2.5],
    ],
    natural: true,
  },
  kal16: {
    about: 'a man from the United States (diphones of CMU kal)',
    f0: 89,
    rangeSemitones: 3.2,
    rates: [
      [0.5, 4.3],
      [1, 3.85],
      [2, 2.75],
    ],
    natural: false,
  },
  espeak: {
    about: "espeak-ng's voice of the language",
    f0: 103,
    rangeSemitones: 3.3,
    rates: [
      [0.5, 6.5],
      [1, 5.6],
      [2, 3.35],
    ],
    natural: true,
  },
  'espeak-female': {
    about: "espeak-ng's voice of the language, variant f3",
    f0: 210,
    rangeSemitones: 4.8,
    rates: [
      [0.5, 7.7],
      [1, 5.9],
      [2, 3.4],
    ],
    natural: true,
  },
};

export const fliteVoices: readonly BaseVoiceId[] = ['slt', 'rms', 'awb', 'kal16'];
export const espeakVoices: readonly BaseVoiceId[] = ['espeak', 'espeak-female'];
