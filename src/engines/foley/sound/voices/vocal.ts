/**
 * One vocal recipe for people and animals: a glottal source with a pitch contour, roughness and breath, through a tract
 * that moves from one set of formants to another (source-filter theory; Fitch 1997 for tract length and size).
 */
import { filter, highpass } from '../dsp/biquad.ts';
import { glide, lines, type Point, shape, wander } from '../dsp/envelope.ts';
import { type Formant, formants } from '../dsp/formant.ts';
import { whiteNoise } from '../dsp/noise.ts';
import { glottis } from '../dsp/oscillator.ts';
import { add, scale } from '../dsp/stereo.ts';
import type { EventContext } from '../voice.ts';
import { bend, blank, lengthOf, pitchOf } from './recipe.ts';

export interface Call {
  /** Pitch contour: share of the length, Hz. */
  pitch: readonly Point[];
  /** Level contour: share of the length, 0..1. */
  level: readonly Point[];
  seconds: number;
  from: readonly Formant[];
  to?: readonly Formant[];
  /** 0..0.5: irregular periods (growl, rasp). */
  jitter: number;
  /** 0..1: breath noise. */
  breath: number;
  /** Open quotient of the glottis: 0.4 pressed and bright, 0.9 flute-like. */
  open?: number;
  /** Tremolo of level. */
  tremolo?: { hz: number; depth: number };
  /** Unfiltered source (0..1), for whistled or very bright calls. */
  direct?: number;
}

/** Short form of a formant list: frequency, bandwidth, gain. */
export function tract(...bank: readonly (readonly [number, number, number])[]): Formant[] {
  return bank.map(([frequency, bandwidth, gain]) => ({ frequency, bandwidth, gain }));
}

export function call({ random, character, strength }: EventContext, kind: Call): Float32Array {
  const seconds = kind.seconds * lengthOf(character, 1.4) * bend(character.pace, 1 / 1.25) * random.range(0.9, 1.1);
  const pitch = pitchOf(character, 1.6) * random.range(0.95, 1.05) * (0.93 + 0.14 * strength);
  const out = blank(seconds);
  const n = out.length;
  const timed = (points: readonly Point[], gain: number): Point[] =>
    points.map(([t, v]) => [t * seconds, v * gain] as const);
  const hz = glide(n, timed(kind.pitch, pitch));
  const waver = wander(random.fork('waver'), n, 9);
  for (let i = 0; i < n; i++) hz[i] = (hz[i] as number) * (1 + 0.012 * (waver[i] as number));
  const source = glottis(n, hz, kind.open ?? 0.6, kind.jitter, random.fork('glottis'));
  add(source, whiteNoise(random.fork('breath'), n), kind.breath * 0.25);
  const scaled = (bank: readonly Formant[]): Formant[] =>
    bank.map((formant) => ({
      ...formant,
      frequency: formant.frequency * Math.sqrt(pitch),
      bandwidth: formant.bandwidth * Math.sqrt(pitch),
    }));
  const start = formants(source, scaled(kind.from));
  if (kind.to === undefined) add(out, start);
  else {
    const end = formants(source, scaled(kind.to));
    for (let i = 0; i < n; i++) {
      const x = i / n;
      out[i] = (1 - x) * (start[i] as number) + x * (end[i] as number);
    }
  }
  if (kind.direct !== undefined) add(out, source, kind.direct * 0.3);
  if (kind.tremolo !== undefined) {
    const { hz: rate, depth } = kind.tremolo;
    for (let i = 0; i < n; i++)
      out[i] = (out[i] as number) * (1 - depth * (0.5 + 0.5 * Math.sin((2 * Math.PI * rate * i) / 44_100)));
  }
  return scale(filter(shape(out, lines(n, timed(kind.level, 1))), highpass(60)), 1);
}
