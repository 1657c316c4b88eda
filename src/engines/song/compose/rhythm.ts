import type { Random } from '../../foley/sound/voice.ts';
import type { Metre } from '../style/grooves.ts';

/** How likely each step of a bar starts a note, by its place in the metre. */
function stepWeight(step: number, metre: Metre, feel: Feel): number {
  const within = step % metre.stepsPerBeat;
  if (within === 0) return (step === 0 ? 1.5 : 1.1) - 0.5 * feel.syncopation;
  if (metre.stepsPerBeat === 6) return within % 2 === 0 ? 0.75 : 0.02 + 0.15 * feel.fine;
  return within === 2 ? 0.35 + 0.65 * feel.syncopation : (0.03 + 0.35 * feel.syncopation) * feel.fine;
}

export interface Feel {
  syncopation: number;
  /** 0..1: how welcome the shortest steps are; falls with the tempo. */
  fine: number;
}

/** Sixteenths are natural below about 100 beats per minute and hurried above 150. */
export const finenessAt = (bpm: number, density: number): number =>
  Math.min(1, Math.max(0, ((165 - bpm) / 70) * (0.4 + 0.8 * density)));

/**
 * `count` onsets in `beats` beats, in beats, sorted; the first is 0. Drawn without replacement by the weights of the
 * metre (the first step always). More onsets than steps are spread evenly.
 */
export function drawOnsets(count: number, beats: number, metre: Metre, feel: Feel, random: Random): number[] {
  const steps = Math.max(1, Math.floor(beats * metre.stepsPerBeat + 1e-6));
  if (count <= 0) return [];
  if (count > steps) return Array.from({ length: count }, (_, i) => (i * beats) / count);
  const chosen = new Set([0]);
  const perBar = metre.beats * metre.stepsPerBeat;
  const weights = Array.from({ length: steps }, (_, step) => Math.max(1e-3, stepWeight(step % perBar, metre, feel)));
  weights[0] = 0;
  while (chosen.size < count) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let at = random.next() * total;
    let step = 0;
    while (step < steps - 1 && at >= (weights[step] ?? 0)) at -= weights[step++] ?? 0;
    if ((weights[step] ?? 0) === 0) step = weights.findIndex((weight) => weight > 0);
    chosen.add(step);
    weights[step] = 0;
  }
  return [...chosen].sort((a, b) => a - b).map((step) => step / metre.stepsPerBeat);
}

/**
 * Where a straight beat position falls with swing. `amount` 1 puts the late note on the last third of its pair.
 */
export function swung(beat: number, amount: number, unit: 8 | 16): number {
  if (amount === 0) return beat;
  const pair = unit === 8 ? 1 : 0.5;
  const start = Math.floor(beat / pair + 1e-9) * pair;
  const within = (beat - start) / pair;
  const middle = 0.5 + amount / 6;
  // Piecewise linear: 0 → 0, half → middle, 1 → 1.
  const moved = within < 0.5 ? (within / 0.5) * middle : middle + ((within - 0.5) / 0.5) * (1 - middle);
  return start + moved * pair;
}
