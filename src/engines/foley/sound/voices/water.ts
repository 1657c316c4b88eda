/**
 * Liquids: populations of bubbles over broad turbulence (van den Doel 2005: creek = about 100 bubbles/s with radii of
 * 1-5 mm; pouring, boiling and drips with larger ones), and surf as noise with a moving band (Farnell, ch. 35-36).
 */
import { filter, highpass, lowpass } from '../dsp/biquad.ts';
import { bubble, drawRadius } from '../dsp/bubble.ts';
import { decay, fadeOut, modulate, shape, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { pinkNoise, whiteNoise } from '../dsp/noise.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { reverberateMono } from '../dsp/reverb.ts';
import { sweep } from '../dsp/state-variable.ts';
import { add, addPanned, scale, silence, wide } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

interface Bubbling {
  perSecond: number;
  /** Radii in metres. */
  small: number;
  large: number;
  rise: readonly [low: number, high: number];
  spreadDb: number;
  gain: number;
}

function bubbling(target: Stereo, context: BedContext, kind: Bubbling): void {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.8);
  const swell = wander(random.fork('swell'), sampleCount, 1.5);
  scatter(target, random.fork('bubbles'), {
    times: poissonTimes(
      random.fork('bubble times'),
      sampleCount,
      kind.perSecond * bend(character.pace, 2.2) * (0.6 + 0.8 * detail),
      (sample) => 0.65 + 0.35 * (swell[sample] ?? 0),
    ),
    // Small bubbles are the more frequent and the weaker ones (van den Doel 2005, section 4).
    pool: grainPool(random.fork('bubble pool'), 48, (own) => {
      const radius = drawRadius(own, kind.small, kind.large) / pitch;
      const weight = (radius / kind.large) ** 0.7;
      return scale(bubble({ radius, rise: own.range(kind.rise[0], kind.rise[1]) }), weight);
    }),
    spreadDb: kind.spreadDb,
    width: 0.8,
    gain: kind.gain,
  });
}

function turbulence(context: BedContext, low: number, high: number, gain: number): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.8);
  return wide(0.85, (side) => {
    const own = random.fork(`flow ${side}`);
    const noise = pinkNoise(own, sampleCount);
    filter(filter(noise, highpass(low * pitch)), lowpass(high * pitch));
    modulate(noise, wander(own, sampleCount, 2.5), 1, 0.25);
    return scale(noise, gain);
  });
}

function river(context: BedContext): Stereo {
  const out = turbulence(context, 350, 4500, 0.15);
  bubbling(out, context, { perSecond: 170, small: 0.0006, large: 0.005, rise: [0.03, 0.2], spreadDb: 5, gain: 0.5 });
  return out;
}

function waterfall(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = turbulence(context, 60, 6500, 0.5);
  const pitch = pitchOf(character, 1.8);
  for (const side of ['left', 'right'] as const) {
    add(out[side], filter(whiteNoise(random.fork(`spray ${side}`), sampleCount), highpass(1500 * pitch)), 0.1);
  }
  bubbling(out, context, { perSecond: 260, small: 0.0006, large: 0.003, rise: [0, 0.1], spreadDb: 5, gain: 0.35 });
  return out;
}

function bubbles(context: BedContext): Stereo {
  const out = turbulence(context, 200, 1200, 0.012);
  bubbling(out, context, { perSecond: 26, small: 0.002, large: 0.008, rise: [0.1, 0.45], spreadDb: 5, gain: 0.8 });
  return out;
}

function pouring(context: BedContext): Stereo {
  const out = turbulence(context, 500, 6000, 0.08);
  bubbling(out, context, { perSecond: 220, small: 0.0009, large: 0.0035, rise: [0.02, 0.15], spreadDb: 4, gain: 0.5 });
  return out;
}

/** One breaker: swell, break, run-out. Seconds are at neutral pace. */
function breaker(random: Random, seconds: number, pitch: number): Stereo {
  const sampleCount = toSamples(seconds);
  const peakAt = random.range(0.3, 0.42);
  const level = new Float32Array(sampleCount);
  const band = new Float32Array(sampleCount);
  for (let i = 0; i < sampleCount; i++) {
    const x = i / sampleCount;
    const rise = x < peakAt ? (x / peakAt) ** 2.4 : Math.exp(-3.6 * (x - peakAt)) * Math.min(1, (1 - x) * 8);
    level[i] = rise;
    band[i] = pitch * (350 + 4600 * (x < peakAt ? rise : 0.55 + 0.45 * rise));
  }
  return wide(0.85, (side) => {
    const own = random.fork(side);
    const body = sweep(pinkNoise(own, sampleCount), 'low', band, 0.7);
    const foam = filter(whiteNoise(own, sampleCount), highpass(3000 * pitch));
    modulate(foam, wander(own, sampleCount, 14), 0.6, 0.4);
    for (let i = 0; i < sampleCount; i++) {
      foam[i] = (foam[i] as number) * (i / sampleCount > peakAt ? 0.45 : 0.15) * (level[i] as number);
    }
    return add(shape(body, level), foam);
  });
}

function waves(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.7);
  const out = turbulence(context, 60, 700, 0.18);
  const period = 5.2 / bend(character.pace, 1.8);
  let at = -toSamples(period * random.range(0.15, 0.35));
  for (let i = 0; at < sampleCount && i < 100; i++) {
    const own = random.fork(`wave ${i}`);
    const wave = breaker(own, period * own.range(1.25, 1.7), pitch);
    const gain = own.range(0.65, 1);
    add(out.left, wave.left, gain * own.range(0.75, 1), at);
    add(out.right, wave.right, gain * own.range(0.75, 1), at);
    at += toSamples(period * own.range(0.75, 1.2));
  }
  return out;
}

function drip({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.9);
  add(out, burst(random, { t60: 0.012, low: 1500 * pitch, high: 9000 }), 0.25 + 0.3 * strength);
  // The bubble is pinched off some milliseconds after the impact (Pumphrey & Crum 1990).
  const radius = random.range(0.0021, 0.0034) / pitch;
  add(out, bubble({ radius, rise: 0.12 }), 0.9, toSamples(random.range(0.004, 0.012)));
  if (random.next() < 0.6)
    add(out, bubble({ radius: radius * 0.7, rise: 0.15 }), 0.35, toSamples(random.range(0.03, 0.07)));
  return reverberateMono(out, { t60: 0.9, size: 0.9, damping: 0.35, wet: 0.12 });
}

function splash({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const length = lengthOf(character);
  const out = blank(1.5 * length);
  add(
    out,
    burst(random.fork('slap'), { t60: 0.12 * length, attackSeconds: 0.001, low: 120 * pitch, high: 2600 * pitch }),
    1,
  );
  const spray = filter(whiteNoise(random.fork('spray'), out.length), highpass(1800 * pitch));
  modulate(spray, wander(random.fork('sputter'), out.length, 25), 0.6, 0.4);
  add(out, shape(spray, decay(out.length, (0.5 + 0.5 * strength) * length, 0.03)), 0.22);
  const drops = poissonTimes(random.fork('drops'), out.length, (90 + 160 * detail) * strength + 40, (sample) =>
    Math.exp((-3.5 * sample) / SAMPLE_RATE / length),
  );
  for (const at of drops) {
    const ring = bubble({ radius: drawRadius(random, 0.0009, 0.007) / pitch, rise: random.range(0.05, 0.3) });
    add(out, ring, 0.35 * random.next() * Math.exp((-2 * at) / out.length), at + toSamples(0.02));
  }
  return fadeOut(out, 0.1);
}

function splashing(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = silence(sampleCount);
  const times = poissonTimes(random.fork('times'), sampleCount, 2.2 * bend(character.pace, 2));
  if (times.length === 0) times.push(0);
  const pool = grainPool(random.fork('pool'), 8, (own) =>
    splash({ ...context, random: own, strength: own.range(0.3, 1) }),
  );
  for (const at of times) {
    addPanned(
      out,
      pool[Math.floor(random.next() * 8)] ?? blank(0.01),
      random.range(0.3, 1),
      at,
      random.range(-0.6, 0.6),
    );
  }
  const ground = turbulence(context, 300, 3000, 0.02);
  add(out.left, ground.left);
  add(out.right, ground.right);
  return out;
}

export const water: readonly Voice[] = [
  voice({
    id: 'waves',
    names: ['waves', 'ocean waves', 'sea', 'ocean', 'surf', 'sea waves', 'wave', 'waves crashing', 'breakers', 'tide'],
    prefers: 'bed',
    bed: waves,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'river',
    names: [
      'river',
      'stream',
      'brook',
      'creek',
      'flowing water',
      'running water',
      'babbling brook',
      'water',
      'water flowing',
      'fountain',
    ],
    prefers: 'bed',
    bed: river,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'waterfall',
    names: ['waterfall', 'waterfalls', 'rapids', 'cascade', 'white water', 'water rushing'],
    prefers: 'bed',
    bed: waterfall,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'pouring',
    names: [
      'pouring',
      'pouring water',
      'water pouring',
      'pour',
      'pouring liquid',
      'tap',
      'faucet',
      'running tap',
      'shower head',
      'sink',
    ],
    prefers: 'bed',
    bed: pouring,
  }),
  voice({
    id: 'bubbles',
    names: [
      'bubbles',
      'bubbling',
      'bubble',
      'boiling',
      'boiling water',
      'underwater',
      'gurgling',
      'simmering',
      'aquarium',
    ],
    prefers: 'bed',
    bed: bubbles,
  }),
  voice({
    id: 'drip',
    names: [
      'drip',
      'drips',
      'dripping',
      'water drop',
      'water drops',
      'drop of water',
      'dripping water',
      'droplet',
      'droplets',
      'leaking',
    ],
    prefers: 'event',
    event: drip,
    bed: rhythm(drip, { perSecond: 1.6, jitter: 0.22, width: 0.5 }),
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'splash',
    names: [
      'splash',
      'splashes',
      'splashing',
      'splash of water',
      'water splash',
      'dive',
      'diving',
      'plunge',
      'swimming',
    ],
    prefers: 'event',
    event: splash,
    bed: splashing,
    releaseSeconds: 0.3,
  }),
];
