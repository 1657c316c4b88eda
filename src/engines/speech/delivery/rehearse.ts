import { equalise, matchingGains } from '../change/equalise.ts';
import { SPEECH_LIMITS } from '../contract.ts';
import { describeVoice, type VoiceDescription } from '../listen/describe-voice.ts';
import { averageSpectrum } from '../listen/spectrum.ts';
import { bendVoice, type SpeakOptions, speakPlainly } from '../speak/speak-part.ts';
import type { TextPart } from '../text/sentences.ts';
import { type Delivery, ENOUGH_SYLLABLES, withinReach } from './delivery.ts';

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
/** Voiced frames and syllables from which the measure tells more of the voice in this text than the table of voices. */
const ENOUGH_FRAMES = 100;
const ENOUGH_FOR_RATE = 12;
/** How much the measured rate answers to the stretch: the slope of the table of voices. */
const RATE_ANSWER = 0.65;
const [LEAST_MEND, MOST_MEND] = [0.7, 1.4];

/**
 * Speaks the beginning of the text once at the planned rate and listens: pitch, rate and colour of a voice depend on the
 * words a little. What differs from the plan is mended.
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
  const pitched = mendPitch(options.delivery, describeVoice(joined(takes), RATE), reference);
  if (options.language.code === 'en' && seconds < TOO_FEW_SECONDS) for (const text of BALANCED) await take(text);
  const { centres } = pitched.spectrum;
  const bent = joined(takes.map((samples) => bendVoice(samples, pitched)));
  const gainsDb =
    seconds < TOO_FEW_SECONDS
      ? new Float32Array(centres.length)
      : matchingGains(averageSpectrum(bent, RATE), pitched.spectrum);
  if (reference === null) return { delivery: pitched, gainsDb };
  // Syllables are counted in the final colour, since the filter changes how far their peaks stand out.
  return {
    delivery: mendRate(pitched, describeVoice(equalise(bent, RATE, centres, gainsDb), RATE), reference),
    gainsDb,
  };
}

/** A named voice of flite stays as it is, so that it sounds the same whatever it says. */
function mendPitch(planned: Delivery, heard: VoiceDescription, reference: VoiceDescription | null): Delivery {
  const isNamed = reference === null && !planned.base.startsWith('espeak');
  if (isNamed || heard.f0 === 0 || heard.voicedFrames < ENOUGH_FRAMES) return planned;
  if (reference === null || reference.f0 === 0) return { ...planned, ownF0: heard.f0 };
  const liveliness = withinReach.liveliness(reference.rangeSemitones / Math.max(1, heard.rangeSemitones));
  return { ...planned, ownF0: heard.f0, liveliness };
}

function mendRate(planned: Delivery, heard: VoiceDescription, reference: VoiceDescription): Delivery {
  if (reference.syllables < ENOUGH_SYLLABLES || heard.syllables < ENOUGH_FOR_RATE) return planned;
  const factor = (heard.syllableRate / reference.syllableRate) ** (1 / RATE_ANSWER);
  const stretch = withinReach.stretch(planned.stretch * Math.min(MOST_MEND, Math.max(LEAST_MEND, factor)));
  return { ...planned, stretch };
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
