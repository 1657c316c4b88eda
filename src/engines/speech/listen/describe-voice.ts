import { integratedLoudness } from '../../foley/mix/loudness.ts';
import { summarisePitch, trackPitch } from './pitch.ts';
import { averageSpectrum, type BandSpectrum } from './spectrum.ts';
import { countSyllables } from './syllables.ts';

/** What can be measured of a voice without knowing whose it is or what it says. */
export interface VoiceDescription {
  /** Hz; 0 when no voiced sound was found. */
  f0: number;
  /** Semitones between the 10th and 90th percentile of f0. */
  rangeSemitones: number;
  /** Frames of 10 ms. */
  voicedFrames: number;
  /** Syllables per second without pauses; 0 when none were found. */
  syllableRate: number;
  syllables: number;
  /** Integrated loudness of the mono sound. */
  loudnessLufs: number;
  spectrum: BandSpectrum;
}

export function describeVoice(samples: Float32Array, sampleRate: number): VoiceDescription {
  const track = trackPitch(samples, sampleRate);
  const pitch = summarisePitch(track);
  const syllables = countSyllables(samples, sampleRate, track);
  return {
    f0: pitch.median,
    rangeSemitones: pitch.rangeSemitones,
    voicedFrames: pitch.voicedFrames,
    syllableRate: syllables.rate,
    syllables: syllables.count,
    loudnessLufs: monoLoudness(samples, sampleRate),
    spectrum: averageSpectrum(samples, sampleRate),
  };
}

/** One channel counts once, as in a mono file. */
export const monoLoudness = (samples: Float32Array, sampleRate: number): number =>
  integratedLoudness({ left: samples, right: new Float32Array(samples.length) }, sampleRate);
