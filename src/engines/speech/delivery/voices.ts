import type { FliteVoice } from '../speak/flite.ts';

/** A voice that can be asked for: a base voice and how it is changed. */
export interface SpeechVoice {
  base: FliteVoice;
  /** Shift of the pitch. */
  semitones: number;
  /** Scale of the formants: above 1 a shorter vocal tract, that is a smaller speaker. */
  tract: number;
  /** Factor on the movement of the pitch. */
  liveliness: number;
  /** Factor on the rate. */
  rate: number;
}

const plain = (base: FliteVoice): SpeechVoice => ({ base, semitones: 0, tract: 1, liveliness: 1, rate: 1 });

export const DEFAULT_VOICE = 'slt';

/** flite's own four and the names of OpenAI's speech endpoint, which are made from them. */
export const speechVoices: Readonly<Record<string, SpeechVoice>> = {
  slt: plain('slt'),
  rms: plain('rms'),
  awb: plain('awb'),
  kal: plain('kal16'),
  alloy: { base: 'slt', semitones: -2.5, tract: 0.96, liveliness: 1.3, rate: 1 },
  ash: { base: 'awb', semitones: -2, tract: 0.96, liveliness: 1, rate: 1.03 },
  ballad: { base: 'awb', semitones: 2, tract: 1.03, liveliness: 1.3, rate: 0.93 },
  coral: { base: 'slt', semitones: 1, tract: 1, liveliness: 1.6, rate: 1.04 },
  echo: { base: 'rms', semitones: 1, tract: 1.02, liveliness: 1, rate: 1.03 },
  fable: { base: 'awb', semitones: 0, tract: 1, liveliness: 1.15, rate: 0.98 },
  nova: { base: 'slt', semitones: 2, tract: 1.03, liveliness: 1.4, rate: 1.05 },
  onyx: { base: 'rms', semitones: -2.5, tract: 0.93, liveliness: 1, rate: 0.95 },
  sage: { base: 'slt', semitones: -1, tract: 0.98, liveliness: 1.2, rate: 0.94 },
  shimmer: { base: 'slt', semitones: 4, tract: 1.06, liveliness: 1.3, rate: 1 },
  verse: { base: 'rms', semitones: 4, tract: 1.06, liveliness: 1.2, rate: 1.02 },
};

export const speechVoice = (name: string | undefined): SpeechVoice =>
  (name !== undefined && Object.hasOwn(speechVoices, name.toLowerCase())
    ? speechVoices[name.toLowerCase()]
    : undefined) ?? (speechVoices[DEFAULT_VOICE] as SpeechVoice);
