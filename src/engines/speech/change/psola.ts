import type { PitchTrack } from '../listen/pitch.ts';

/**
 * Time-domain pitch-synchronous overlap-add (E. Moulines and F. Charpentier, "Pitch-synchronous waveform processing
 * techniques for text-to-speech synthesis using diphones", Speech Communication 9, 1990): grains of two periods around
 * pitch marks are laid down again at the wanted distance. Formants stay where they are.
 */
export interface PitchChange {
  /** The wanted f0 for a measured one, Hz. */
  pitch(f0: number): number;
  /** Output length / input length. */
  stretch: number;
}

/** Distance of marks where nothing is voiced. */
const UNVOICED_SECONDS = 0.005;

export function changePitch(
  samples: Float32Array,
  sampleRate: number,
  track: PitchTrack,
  change: PitchChange,
): Float32Array {
  const marks = placeMarks(samples, sampleRate, track);
  const out = new Float32Array(Math.round(samples.length * change.stretch));
  const weight = new Float32Array(out.length);
  const unvoiced = sampleRate * UNVOICED_SECONDS;
  let nearest = 0;
  for (let place = marks[0]?.at ?? out.length; place < out.length; ) {
    const source = place / change.stretch;
    while (nearest + 1 < marks.length && distance(marks[nearest + 1], source) <= distance(marks[nearest], source))
      nearest++;
    const mark = marks[nearest];
    if (mark === undefined) break;
    addGrain({ samples, out, weight, from: mark.at, to: Math.round(place), half: Math.round(mark.period) });
    place += mark.voiced ? sampleRate / change.pitch(sampleRate / mark.period) : Math.min(unvoiced, mark.period);
  }
  // Voiced grains that lie closer or wider than a period would change the level: the sum of the windows is divided out.
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) / Math.max(0.5, weight[i] as number);
  return out;
}

interface Mark {
  /** Sample. */
  at: number;
  /** Samples. */
  period: number;
  voiced: boolean;
}

const distance = (mark: Mark | undefined, place: number): number =>
  mark === undefined ? Number.POSITIVE_INFINITY : Math.abs(mark.at - place);

/**
 * One mark per period, each at the place where the sound is most like that around the mark before it, so that grains do
 * not jitter; evenly spaced ones between voiced stretches.
 */
function placeMarks(samples: Float32Array, sampleRate: number, { f0, hop }: PitchTrack): Mark[] {
  const marks: Mark[] = [];
  const step = Math.round(sampleRate * UNVOICED_SECONDS);
  let at = step;
  let wasVoiced = false;
  while (at < samples.length - step) {
    const here = f0[Math.round(at / hop)] ?? 0;
    if (here <= 0) {
      marks.push({ at, period: step, voiced: false });
      at += step;
      wasVoiced = false;
      continue;
    }
    const period = sampleRate / here;
    const before = marks.at(-1);
    const place =
      wasVoiced && before !== undefined
        ? mostAlike(samples, before.at, at, period)
        : strongest(samples, at, Math.round(period));
    marks.push({ at: place, period, voiced: true });
    at = place + Math.round(period);
    wasVoiced = true;
  }
  return marks;
}

/** The largest magnitude within a period from `start`. */
function strongest(samples: Float32Array, start: number, period: number): number {
  let best = start;
  for (let i = start; i < Math.min(samples.length, start + period); i++) {
    if (Math.abs(samples[i] as number) > Math.abs(samples[best] as number)) best = i;
  }
  return best;
}

/** Around `guess`, within an eighth of a period: where correlation with the period around `previous` is highest. */
function mostAlike(samples: Float32Array, previous: number, guess: number, period: number): number {
  const slack = Math.max(1, Math.round(period / 8));
  const half = Math.round(period / 2);
  let best = guess;
  let highest = Number.NEGATIVE_INFINITY;
  for (let place = guess - slack; place <= guess + slack; place++) {
    let sum = 0;
    for (let i = -half; i <= half; i++) sum += (samples[previous + i] ?? 0) * (samples[place + i] ?? 0);
    if (sum > highest) {
      highest = sum;
      best = place;
    }
  }
  return Math.max(previous + 1, best);
}

interface Grain {
  samples: Float32Array;
  out: Float32Array;
  weight: Float32Array;
  from: number;
  to: number;
  half: number;
}

function addGrain({ samples, out, weight, from, to, half }: Grain): void {
  for (let i = -half + 1; i < half; i++) {
    const target = to + i;
    if (target < 0 || target >= out.length) continue;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * i) / half);
    out[target] = (out[target] as number) + window * (samples[from + i] ?? 0);
    weight[target] = (weight[target] as number) + window;
  }
}
