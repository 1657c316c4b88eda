import { matchingGains } from '../change/equalise.ts';
import { SPEECH_LIMITS } from '../contract.ts';
import { describeVoice, type VoiceDescription } from '../listen/describe-voice.ts';
import { averageSpectrum } from '../listen/spectrum.ts';
import { bendVoice, type SpeakOptions, speakPlainly } from '../speak/speak-part.ts';
import type { TextPart } from '../text/sentences.ts';
import { type Delivery, withinReach } from './delivery.ts';

export interface Rehearsal {
  delivery: Delivery;
  /** For the filter, per third octave. */
  gainsDb: Float32Array;
}

const RATE = SPEECH_LIMITS.workRate;
/** Speech of so many seconds is enough to know a voice. */
const ENOUGH_SECONDS = 12;
/** Speech of fewer seconds has the spectrum of its words; then these sentences are added. */
const TOO_FEW_SECONDS = 6;
/** List 1 of the "Harvard" sentences, balanced in their sounds (IEEE, "Recommended practice for speech quality measurements", 1969). */
const BALANCED = [
  'The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background.',
  'It is easy to tell the depth of a well. These days a chicken leg is a rare dish.',
];
/** Voiced frames from which the measure tells more of the voice in this text than the table of voices. */
const ENOUGH_FRAMES = 100;

/**
 * Speaks the beginning of the text once at the planned rate and listens: pitch and colour of a voice depend on the words
 * a little. What differs from the plan is mended. The rate is not: syllables counted in a dozen seconds of other words
 * differ by more (up to 15 %) than the table of voices is wrong.
 */
export async function rehearse(
  parts: readonly TextPart[],
  options: SpeakOptions,
  reference: VoiceDescription | null,
): Promise<Rehearsal> {
  const takes: Float32Array[] = [];
  let seconds = 0;
  const take = async (text: string) => {
    const samples = await speakPlainly(text, { ...options, delivery: { ...options.delivery, speed: 1 } });
    takes.push(samples);
    seconds += samples.length / RATE;
  };
  for (const { text } of parts) {
    if (seconds < ENOUGH_SECONDS) await take(text);
  }
  const delivery = mend(options.delivery, describeVoice(joined(takes), RATE), reference);
  if (options.language.code === 'en' && seconds < TOO_FEW_SECONDS) for (const text of BALANCED) await take(text);
  const { centres } = delivery.spectrum;
  const bent = joined(takes.map((samples) => bendVoice(samples, delivery)));
  const gainsDb =
    seconds < TOO_FEW_SECONDS
      ? new Float32Array(centres.length)
      : matchingGains(averageSpectrum(bent, RATE), delivery.spectrum);
  return { delivery: delivery, gainsDb };
}

/** A named voice of flite stays as it is, so that it sounds the same whatever it says. */
function mend(planned: Delivery, heard: VoiceDescription, reference: VoiceDescription | null): Delivery {
  const isNamed = reference === null && !planned.base.startsWith('espeak');
  if (isNamed || heard.f0 === 0 || heard.voicedFrames < ENOUGH_FRAMES) return planned;
  if (reference === null || reference.f0 === 0) return { ...planned, ownF0: heard.f0 };
  const liveliness = withinReach.liveliness(reference.rangeSemitones / Math.max(1, heard.rangeSemitones));
  return { ...planned, ownF0: heard.f0, liveliness };
}

function joined(takes: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(takes.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const take of takes) {
    out.set(take, place);
    place += take.length;
  }
  return out;
}
