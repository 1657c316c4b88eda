import { AVERAGE_SPEECH } from '../listen/average-speech.ts';
import type { VoiceDescription } from '../listen/describe-voice.ts';
import type { BandSpectrum } from '../listen/spectrum.ts';
import { type BaseVoice, type BaseVoiceId, baseVoices } from '../speak/base-voices.ts';
import { speechVoice } from './voices.ts';

/** How a text is to be spoken. */
export interface Delivery {
  base: BaseVoiceId;
  /** Wanted median, Hz. */
  f0: number;
  /** Median of the base voice as it is, Hz. */
  ownF0: number;
  /** Factor on the movement of the pitch, in semitones. */
  liveliness: number;
  /** Scale of the formants. */
  tract: number;
  /** Time the base voice takes for it, as a factor; above 1 is slower. The asked speed comes on top: `totalStretch`. */
  stretch: number;
  /** As asked for. */
  speed: number;
  loudnessLufs: number;
  /** Average spectrum to come near to. */
  spectrum: Pick<BandSpectrum, 'centres' | 'levelsDb'>;
  /** What could not be followed. */
  notes: string[];
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Level of speech without a reference: as podcasts are mastered, some headroom kept. */
export const DEFAULT_LUFS = -18;
const QUIETEST_LUFS = -30;
const LOUDEST_LUFS = -14;
/** An octave either way is about as far as overlap-add sounds like a voice. */
const FURTHEST_PITCH = 2;
const [CALMEST, LIVELIEST] = [0.5, 2.5];
const [QUICKEST, SLOWEST] = [0.55, 1.8];
export const withinReach = {
  liveliness: (factor: number): number => clamp(factor, CALMEST, LIVELIEST),
  stretch: (factor: number): number => clamp(factor, QUICKEST, SLOWEST),
} as const;
/** Speed and rate together; flite itself garbles beyond. */
const [SHORTEST, LONGEST] = [0.2, 5];
/** Fewer syllables than this say nothing of a rate. */
const ENOUGH_SYLLABLES = 4;
/**
 * Among speakers formants rise with about the cube root of f0 (P. F. Assmann and T. M. Nearey, "Identification of
 * frequency-shifted vowels", JASA 124, 2008, and the vowel data they discuss), here within what sounds human.
 */
const TRACT_EXPONENT = 1 / 3;
const [LARGEST_TRACT, SMALLEST_TRACT] = [0.88, 1.18];

export const totalStretch = ({ stretch, speed }: Delivery): number => clamp(stretch / speed, SHORTEST, LONGEST);

/** A voice by its name, on one of `candidates`. */
export function deliveryOfVoice(name: string | undefined, speed: number, candidates: readonly BaseVoiceId[]): Delivery {
  const voice = speechVoice(name);
  const f0 = baseVoices[voice.base].f0 * 2 ** (voice.semitones / 12);
  // The espeak voices stand in for flite's when the language is not English: only the pitch decides which one.
  const base = candidates.includes(voice.base) ? voice.base : nearest(f0, candidates);
  return {
    base,
    f0,
    ownF0: baseVoices[base].f0,
    liveliness: voice.liveliness,
    tract: voice.tract,
    stretch: 1 / voice.rate,
    speed,
    loudnessLufs: DEFAULT_LUFS,
    spectrum: AVERAGE_SPEECH,
    notes: [],
  };
}

/** The nearest voice, bent towards the pitch, range, rate, level and band of a recording. */
export function deliveryOfReference(
  reference: VoiceDescription,
  speed: number,
  candidates: readonly BaseVoiceId[],
): Delivery {
  const notes: string[] = [];
  const level = clamp(reference.loudnessLufs, QUIETEST_LUFS, LOUDEST_LUFS);
  if (reference.f0 === 0) {
    notes.push('no voice was found in the reference: only its level is followed');
    return { ...deliveryOfVoice(undefined, speed, candidates), loudnessLufs: level, notes };
  }
  const base = nearest(reference.f0, candidates);
  const own = baseVoices[base];
  const f0 = clamp(reference.f0, own.f0 / FURTHEST_PITCH, own.f0 * FURTHEST_PITCH);
  if (f0 !== reference.f0)
    notes.push(`the reference's pitch of ${reference.f0.toFixed(0)} Hz is out of reach: ${f0.toFixed(0)} Hz`);
  let stretch = 1;
  if (reference.syllables < ENOUGH_SYLLABLES) notes.push('too few syllables in the reference to tell its rate');
  else {
    const exact = stretchOfRate(own, reference.syllableRate);
    stretch = withinReach.stretch(exact);
    if (stretch !== exact)
      notes.push(`the reference's ${reference.syllableRate.toFixed(1)} syllables per second are out of reach`);
  }
  return {
    base,
    f0,
    ownF0: own.f0,
    liveliness: withinReach.liveliness(reference.rangeSemitones / own.rangeSemitones),
    tract: clamp((reference.f0 / own.f0) ** TRACT_EXPONENT, LARGEST_TRACT, SMALLEST_TRACT),
    stretch,
    speed,
    loudnessLufs: level,
    spectrum: reference.spectrum,
    notes,
  };
}

/** By pitch only: the colour of a recording tells of its microphone and room as much as of its speaker. */
function nearest(f0: number, candidates: readonly BaseVoiceId[]): BaseVoiceId {
  const distance = (id: BaseVoiceId) => Math.abs(Math.log2(f0 / baseVoices[id].f0));
  const fit = candidates.filter((id) => baseVoices[id].natural);
  return fit.reduce((best, id) => (distance(id) < distance(best) ? id : best), fit[0] ?? 'slt');
}

/** At which stretch the voice is measured to speak at `rate`; between the measured points along straight lines of logarithms. */
export function stretchOfRate({ rates }: BaseVoice, rate: number): number {
  const log = Math.log(rate);
  const points = rates.map(([stretch, at]) => [Math.log(stretch), Math.log(at)] as const);
  let [left, right] = [points[0], points[1]];
  for (let i = 1; i < points.length && left && right; i++) {
    [left, right] = [points[i - 1], points[i]];
    if (right && log >= right[1]) break;
  }
  if (!left || !right) return 1;
  return Math.exp(left[0] + ((log - left[1]) * (right[0] - left[0])) / (right[1] - left[1]));
}
