/** Mixing, panning and width on pairs of channels. */
import type { Random, Stereo } from '../voice.ts';
import { filtered, lowpass } from './biquad.ts';
import { toSamples } from './rate.ts';

export function silence(sampleCount: number): Stereo {
  return { left: new Float32Array(sampleCount), right: new Float32Array(sampleCount) };
}

/** target += gain * source from sample `at`; what falls outside is dropped. */
export function add(target: Float32Array, source: Float32Array, gain = 1, at = 0): Float32Array {
  const start = Math.max(0, -at);
  const end = Math.min(source.length, target.length - at);
  for (let i = start; i < end; i++) target[at + i] = (target[at + i] as number) + gain * (source[i] as number);
  return target;
}

/** Adds a mono sound at `pan` (-1..1), equal power. */
export function addPanned(target: Stereo, source: Float32Array, gain: number, at: number, pan: number): void {
  const theta = ((Math.min(1, Math.max(-1, pan)) + 1) * Math.PI) / 4;
  add(target.left, source, gain * Math.cos(theta), at);
  add(target.right, source, gain * Math.sin(theta), at);
}

export function addStereo(target: Stereo, source: Stereo, gain = 1): Stereo {
  add(target.left, source.left, gain);
  add(target.right, source.right, gain);
  return target;
}

export function scale(signal: Float32Array, gain: number): Float32Array {
  for (let i = 0; i < signal.length; i++) signal[i] = (signal[i] as number) * gain;
  return signal;
}

/** Applies one function to both channels. */
export function both(pair: Stereo, apply: (channel: Float32Array) => void): Stereo {
  apply(pair.left);
  apply(pair.right);
  return pair;
}

/** Two independent renderings mixed to a correlation of about `1 - width`. */
export function wide(width: number, render: (side: 'left' | 'right') => Float32Array): Stereo {
  const left = render('left');
  const right = render('right');
  const cross = (1 - Math.min(1, width)) * 0.5;
  const own = Math.sqrt(1 - cross * cross);
  for (let i = 0; i < left.length; i++) {
    const l = left[i] as number;
    const r = right[i] as number;
    left[i] = own * l + cross * r;
    right[i] = own * r + cross * l;
  }
  return { left, right };
}

/**
 * Mono to a wide pair: each side passes three Schroeder all-passes of different random delays (3..15 ms), which keeps
 * the spectrum and decorrelates the phases (Kendall 1995, "The decorrelation of audio signals").
 */
export function decorrelate(mono: Float32Array, random: Random, amount = 0.5): Stereo {
  // Low frequencies stay common: apart, a tone would cancel in the mono sum, and ears take no width from them anyway.
  const low = filtered(mono, lowpass(350));
  const side = (): Float32Array => {
    const out = add(mono.slice(), low, -1);
    for (let stage = 0; stage < 3; stage++) allPass(out, toSamples(random.range(0.003, 0.015)), amount);
    return add(out, low);
  };
  return { left: side(), right: side() };
}

/** Schroeder all-pass of `delay` samples in place. */
export function allPass(signal: Float32Array, delay: number, gain: number): Float32Array {
  const line = new Float32Array(delay);
  let at = 0;
  for (let i = 0; i < signal.length; i++) {
    const delayed = line[at] as number;
    const into = (signal[i] as number) + gain * delayed;
    line[at] = into;
    signal[i] = delayed - gain * into;
    if (++at === delay) at = 0;
  }
  return signal;
}
