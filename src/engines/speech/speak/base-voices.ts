import type { FliteVoice } from './flite.ts';

export type BaseVoiceId = FliteVoice | 'espeak' | 'espeak-female';

/** A voice as its program speaks it, with what listen/describe-voice.ts measures; base-voices.test.ts keeps it true. */
export interface BaseVoice {
  about: string;
  /** Median, Hz. */
  f0: number;
  /** Semitones between the 10th and 90th percentile. */
  rangeSemitones: number;
  /** Centre of gravity of the average spectrum, Hz. */
  centroidHz: number;
  /** Measured syllables per second by stretch: the detector misses some in quick speech and hears more in slow. */
  rates: readonly (readonly [stretch: number, rate: number])[];
  /** Whether a reference may choose it. The diphone voice is rougher than the statistical ones. */
  natural: boolean;
}

export const baseVoices: Readonly<Record<BaseVoiceId, BaseVoice>> = {
  slt: {
    about: 'a woman from the United States (CMU ARCTIC slt)',
    f0: 165,
    rangeSemitones: 2.2,
    centroidHz: 285,
    rates: [
      [0.5, 6],
      [0.7, 4.75],
      [1, 3.8],
      [1.4, 3],
      [2, 2.45],
    ],
    natural: true,
  },
  rms: {
    about: 'a man from the United States (CMU ARCTIC rms)',
    f0: 103,
    rangeSemitones: 4.7,
    centroidHz: 670,
    rates: [
      [0.5, 6],
      [0.7, 4.9],
      [1, 3.75],
      [1.4, 3.2],
      [2, 2.7],
    ],
    natural: true,
  },
  awb: {
    about: 'a man from Scotland (CMU ARCTIC awb)',
    f0: 124,
    rangeSemitones: 4.9,
    centroidHz: 400,
    rates: [
      [0.5, 6.2],
      [0.7, 5],
      [1, 3.8],
      [1.4, 3.05],
      [2, 2.45],
    ],
    natural: true,
  },
  kal16: {
    about: 'a man from the United States (diphones of CMU kal)',
    f0: 86,
    rangeSemitones: 4.7,
    centroidHz: 660,
    rates: [
      [0.5, 4],
      [1, 3.1],
      [2, 2.4],
    ],
    natural: false,
  },
  espeak: {
    about: "espeak-ng's voice of the language",
    f0: 101,
    rangeSemitones: 3.3,
    centroidHz: 850,
    rates: [
      [0.5, 6.8],
      [1, 5.3],
      [2, 3.2],
    ],
    natural: true,
  },
  'espeak-female': {
    about: "espeak-ng's voice of the language, variant f3",
    f0: 210,
    rangeSemitones: 4.8,
    centroidHz: 940,
    rates: [
      [0.5, 9],
      [1, 5.5],
      [2, 3.3],
    ],
    natural: true,
  },
};

export const fliteVoices: readonly BaseVoiceId[] = ['slt', 'rms', 'awb', 'kal16'];
export const espeakVoices: readonly BaseVoiceId[] = ['espeak', 'espeak-female'];
