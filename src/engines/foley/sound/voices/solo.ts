/** One voice on its own, everything neutral unless asked otherwise: for tests, the bench and listening. */
import { createRandom } from '../dsp/random.ts';
import { FRAME_RATE, SAMPLE_RATE } from '../dsp/rate.ts';
import type { SoundCharacter, Stereo, Voice } from '../voice.ts';
import { voices } from './index.ts';

export interface SoloOptions {
  seed?: number;
  /** Length of a bed; default 1. */
  seconds?: number;
  /** 0..1 all along; default 1. */
  intensity?: number;
  detail?: number;
  character?: Partial<SoundCharacter>;
  /** Of an event; default 1. */
  strength?: number;
}

function contextOf(options: SoloOptions) {
  return {
    random: createRandom(options.seed ?? 1),
    detail: options.detail ?? 0.5,
    character: { size: 0.5, pace: 0.5, brightness: 0.5, ...options.character },
  };
}

/** @throws Error for an unknown id. */
export function voiceById(id: string): Voice {
  const voice = voices.find((candidate) => candidate.id === id);
  if (voice === undefined) throw new Error(`No voice ${id}`);
  return voice;
}

/** @throws Error when the voice has no bed. */
export function soloBed(voice: Voice, options: SoloOptions = {}): Stereo {
  if (voice.bed === undefined) throw new Error(`${voice.id} has no bed`);
  const seconds = options.seconds ?? 1;
  return voice.bed({
    ...contextOf(options),
    sampleCount: Math.round(seconds * SAMPLE_RATE),
    intensity: new Float32Array(Math.ceil(seconds * FRAME_RATE)).fill(options.intensity ?? 1),
  });
}

/** @throws Error when the voice has no event. */
export function soloEvent(voice: Voice, options: SoloOptions = {}): Float32Array {
  if (voice.event === undefined) throw new Error(`${voice.id} has no event`);
  return voice.event({ ...contextOf(options), strength: options.strength ?? 1 });
}
