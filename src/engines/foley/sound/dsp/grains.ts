/** Stochastic scheduling: Poisson and jittered-regular times, and clouds of short sounds (Roads, "Microsound"). */
import type { Random, Stereo } from '../voice.ts';
import { SAMPLE_RATE } from './rate.ts';
import { addPanned } from './stereo.ts';

/**
 * Sample positions of a Poisson process of `perSecond`. With `weight` (0..1 at a sample) the process is thinned
 * (Lewis & Shedler 1979) so its rate follows the weight.
 */
export function poissonTimes(
  random: Random,
  sampleCount: number,
  perSecond: number,
  weight?: (sample: number) => number,
): number[] {
  const times: number[] = [];
  const meanGap = SAMPLE_RATE / Math.max(perSecond, 1e-3);
  for (let at = exponential(random) * meanGap; at < sampleCount; at += exponential(random) * meanGap) {
    const sample = Math.floor(at);
    if (weight === undefined || random.next() < weight(sample)) times.push(sample);
  }
  return times;
}

function exponential(random: Random): number {
  return -Math.log(1 - random.next());
}

/** Positions about every `1 / perSecond`, each moved by a normal deviate of `jitter` x the period. */
export function pulseTimes(random: Random, sampleCount: number, perSecond: number, jitter: number): number[] {
  const times: number[] = [];
  const period = SAMPLE_RATE / Math.max(perSecond, 1e-3);
  // A slow rhythm must not leave a short clip empty: the first one comes within 0.4 s.
  const first = Math.min(period * random.range(0.08, 0.3), SAMPLE_RATE * random.range(0.1, 0.4));
  for (let at = first; at < sampleCount; at += period) {
    const moved = at === first ? at : at + Math.max(-0.45, Math.min(0.45, random.normal() * jitter)) * period;
    if (moved >= 0 && moved < sampleCount) times.push(Math.floor(moved));
  }
  return times;
}

export interface Cloud {
  times: readonly number[];
  /** Different grains to draw from; enough of them (16 or more) that no repetition is heard. */
  pool: readonly Float32Array[];
  /** Spread of the level in dB (normal deviate, one sigma); rain and fire are strongly skewed. */
  spreadDb: number;
  /** 0 centre .. 1 whole width. */
  width: number;
  gain: number;
}

/** Mixes a cloud of grains into `target`. */
export function scatter(target: Stereo, random: Random, cloud: Cloud): void {
  const { times, pool, spreadDb, width, gain } = cloud;
  for (const at of times) {
    const grain = pool[Math.floor(random.next() * pool.length)];
    if (grain === undefined) continue;
    const level = Math.exp(Math.min(2.2, random.normal()) * spreadDb * 0.1151);
    addPanned(target, grain, gain * level, at, random.range(-width, width));
  }
}

/** `count` renderings with one random stream each. */
export function grainPool(random: Random, count: number, render: (random: Random) => Float32Array): Float32Array[] {
  return Array.from({ length: count }, (_, i) => render(random.fork(`grain-${i}`)));
}
