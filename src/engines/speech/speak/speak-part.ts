import { equalise } from '../change/equalise.ts';
import { changePitch } from '../change/psola.ts';
import { resample } from '../change/resample.ts';
import { SPEECH_LIMITS } from '../contract.ts';
import { type Delivery, totalStretch } from '../delivery/delivery.ts';
import { HIGHEST_F0, LOWEST_F0, trackPitch } from '../listen/pitch.ts';
import type { Language } from '../text/language.ts';
import { speakWithEspeak } from './espeak.ts';
import type { Flite } from './flite.ts';

export interface SpeakOptions {
  flite: Flite;
  espeakProgram: string;
  language: Language;
  delivery: Delivery;
  signal: AbortSignal;
}

/** Quiet ends are cut off at this level under the loudest sample; pauses are ours to set. */
const QUIET_DB = -50;
const KEPT_SECONDS = 0.02;
const FADE_SECONDS = 0.005;
const RATE = SPEECH_LIMITS.workRate;

/** One part of the text in the base voice, at the work rate, without silence at its ends. Empty when it says nothing. */
export async function speakPlainly(text: string, options: SpeakOptions): Promise<Float32Array> {
  const { delivery, language, signal } = options;
  const { base } = delivery;
  const stretch = totalStretch(delivery);
  const sound =
    base === 'espeak' || base === 'espeak-female'
      ? await speakWithEspeak({
          program: options.espeakProgram,
          text,
          language,
          variant: base === 'espeak' ? 'plain' : 'female',
          stretch,
          signal,
        })
      : options.flite({ text, voice: base, stretch });
  return trim(sound.sampleRate === RATE ? sound.samples : resample(sound.samples, RATE / sound.sampleRate));
}

/** Pitch, its movement and the size of the vocal tract as the delivery wants them; length stays. */
export function bendVoice(spoken: Float32Array, delivery: Delivery): Float32Array {
  const { f0: wanted, ownF0, liveliness, tract } = delivery;
  const isBent = tract !== 1 || liveliness !== 1 || Math.abs(wanted / ownF0 - 1) > 0.005;
  if (spoken.length === 0 || !isBent) return spoken;
  // Played quicker, formants and pitch rise; then pitch and time are set apart from them.
  const scaled = resample(spoken, 1 / tract);
  const pitch = (f0: number) =>
    Math.min(1.2 * HIGHEST_F0, Math.max(0.8 * LOWEST_F0, wanted * (f0 / tract / ownF0) ** liveliness));
  return changePitch(scaled, RATE, trackPitch(scaled, RATE), { pitch, stretch: tract });
}

/** One part of the text as it goes into the file. */
export async function speakPart(text: string, options: SpeakOptions, gainsDb: Float32Array): Promise<Float32Array> {
  const bent = bendVoice(await speakPlainly(text, options), options.delivery);
  if (bent.length === 0) return bent;
  return fade(equalise(bent, RATE, options.delivery.spectrum.centres, gainsDb));
}

function trim(samples: Float32Array): Float32Array {
  let loudest = 0;
  for (const value of samples) loudest = Math.max(loudest, Math.abs(value));
  const floor = loudest * 10 ** (QUIET_DB / 20);
  if (loudest === 0) return new Float32Array(0);
  let first = 0;
  let last = samples.length - 1;
  while (Math.abs(samples[first] as number) < floor) first++;
  while (Math.abs(samples[last] as number) < floor) last--;
  const kept = Math.round(KEPT_SECONDS * RATE);
  return samples.slice(Math.max(0, first - kept), last + kept);
}

function fade(samples: Float32Array): Float32Array {
  const length = Math.min(samples.length >> 1, Math.round(FADE_SECONDS * RATE));
  for (let i = 0; i < length; i++) {
    const gain = i / length;
    const last = samples.length - 1 - i;
    samples[i] = (samples[i] as number) * gain;
    samples[last] = (samples[last] as number) * gain;
  }
  return samples;
}
