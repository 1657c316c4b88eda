/**
 * Small devices. Keys: two strikes (down and up) of a plastic cap, 5-8 keys/s for a typist (Dhakal et al. 2018: 52 words
 * per minute = 4.3 keys/s on average, bursts of 8). Telephone bell: two gongs, 20 Hz ringer (Farnell, ch. 29: tones).
 */
import { filter, highpass, lowpass } from '../dsp/biquad.ts';
import { decay, fadeOut, glide, lines, shape } from '../dsp/envelope.ts';
import { grainPool, poissonTimes } from '../dsp/grains.ts';
import { excite, strike } from '../dsp/modal.ts';
import { dust, whiteNoise } from '../dsp/noise.ts';
import { saw, sine, square } from '../dsp/oscillator.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { reverberate } from '../dsp/reverb.ts';
import { add, addPanned, decorrelate, silence, wide } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, type EventRecipe, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

function cap(random: Random, out: Float32Array, pitch: number, at: number, gain: number): void {
  const modes = [820, 1650, 2900, 4300, 6100].map((hz, i) => ({
    frequency: hz * pitch * random.range(0.9, 1.1),
    t60: 0.022 / (1 + 0.2 * i),
    gain: random.range(0.4, 1) / (1 + 0.3 * i),
  }));
  strike(out, modes, { contactSeconds: random.range(0.00012, 0.0003), gain, at });
  strike(out, [{ frequency: 240 * pitch, t60: 0.04, gain: 0.3 }], { contactSeconds: 0.001, gain, at });
  add(out, burst(random, { t60: 0.012, low: 1200 * pitch, high: 9000 }), 0.25 * gain, at);
}

function key({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.22);
  cap(random.fork('down'), out, pitch, 0, 0.6 + 0.4 * strength);
  cap(random.fork('up'), out, pitch * 1.12, toSamples(random.range(0.07, 0.11)), 0.3);
  return fadeOut(out, 0.02);
}

/** Words: bursts of keys with a space, then a moment's thought. */
function typing(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const pool = grainPool(random.fork('keys'), 14 + Math.round(14 * detail), (own) =>
    key({ ...context, random: own, strength: own.range(0.3, 0.9) }),
  );
  const pace = bend(character.pace, 1.8);
  let at = 0.05;
  while (at * SAMPLE_RATE < sampleCount) {
    const letters = 2 + Math.floor(random.next() * 7);
    for (let k = 0; k < letters; k++) {
      addPanned(
        out,
        pool[Math.floor(random.next() * pool.length)] ?? blank(0.01),
        random.range(0.55, 1),
        toSamples(at),
        random.range(-0.3, 0.3),
      );
      at += random.range(0.09, 0.2) / pace;
    }
    at += (random.next() < 0.2 ? random.range(0.35, 0.8) : random.range(0.05, 0.2)) / pace;
  }
  return reverberate(out, { t60: 0.35, size: 0.5, damping: 0.5, wet: 0.22 });
}

function mouseClick({ random, character }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.16);
  for (const [at, gain, shift] of [
    [0, 1, 1],
    [random.range(0.06, 0.1), 0.7, 1.15],
  ] as const) {
    const own = random.fork(`${shift}`);
    const modes = [2300, 3600, 5200, 7400].map((hz, i) => ({
      frequency: hz * pitch * shift * own.range(0.95, 1.05),
      t60: 0.012,
      gain: 1 / (1 + 0.3 * i),
    }));
    strike(out, modes, { contactSeconds: 0.00025, gain, at: toSamples(at) });
    strike(out, [{ frequency: 520 * pitch, t60: 0.02, gain: 0.4 }], { contactSeconds: 0.001, gain, at: toSamples(at) });
    add(out, burst(own, { t60: 0.006, low: 1500 * pitch }), 0.2 * gain, toSamples(at));
  }
  return fadeOut(out, 0.02);
}

function shutter({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const open = 0.055 * lengthOf(character, 1.3) * bend(character.pace, 1 / 1.4);
  const out = blank(0.35);
  for (const [at, gain, low] of [
    [0, 0.8, 900],
    [open * 0.35, 0.5, 2200],
    [open, 1, 700],
    [open * 1.6, 0.4, 1800],
  ] as const) {
    const own = random.fork(`blade ${low}`);
    const modes = [1, 1.7, 2.9, 4.4].map((ratio, i) => ({
      frequency: low * ratio * pitch * own.range(0.93, 1.07),
      t60: 0.03,
      gain: 1 / (1 + i * 0.4),
    }));
    strike(out, modes, { contactSeconds: 0.0004, gain, at: toSamples(at) });
    add(
      out,
      burst(own, { t60: 0.025, low: 700 * pitch, high: 8000 }),
      0.4 * gain * (0.7 + 0.3 * strength),
      toSamples(at),
    );
  }
  return fadeOut(out, 0.03);
}

function beepTone(hz: number, seconds: number, squareness: number): Float32Array {
  const n = toSamples(seconds);
  const out = sine(n, hz);
  if (squareness > 0) add(out, square(n, hz), squareness * 0.5);
  return shape(
    out,
    lines(n, [
      [0, 0],
      [0.002, 1],
      [seconds - 0.006, 1],
      [seconds, 0],
    ]),
  );
}

function beep({ random, character, strength }: EventContext): Float32Array {
  const hz = random.range(900, 1100) * pitchOf(character);
  return beepTone(hz, (0.09 + 0.06 * strength) * lengthOf(character, 1.4), 0.3);
}

/** A "thinking" computer: rows of short tones, no two alike (every film since 1956). */
function computer(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character);
  const pace = bend(character.pace, 2);
  const out = silence(sampleCount);
  let at = 0.03;
  while (at * SAMPLE_RATE < sampleCount) {
    const seconds = random.range(0.03, 0.11) / pace;
    const hz = 700 * pitch * 2 ** (Math.floor(random.next() * 20) / 12);
    addPanned(
      out,
      beepTone(Math.min(8000, hz), Math.max(0.015, seconds), 0.25),
      random.range(0.4, 1),
      toSamples(at),
      random.range(-0.5, 0.5),
    );
    at += seconds + (random.next() < 0.18 ? random.range(0.15, 0.4) : 0.01) / pace;
  }
  return reverberate(out, { t60: 0.4, size: 0.6, damping: 0.4, wet: 0.12 });
}

/** One ring of a bell telephone: gongs of 1.0 and 1.25 kHz under 20 blows per second. */
function ring({ random, character, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const seconds = 1.1 * lengthOf(character, 1.2);
  const out = blank(seconds + 0.5);
  const gongs = [1010, 1265].map((base) =>
    [1, 1.71, 2.63, 3.9, 5.2].slice(0, 3 + Math.round(2 * detail)).map((ratio, i) => ({
      frequency: base * ratio * pitch * random.range(0.99, 1.01),
      t60: 0.55 / (1 + 0.3 * i),
      gain: 1 / (1 + 0.4 * i),
    })),
  );
  const rate = 22 * bend(character.pace, 1.4);
  for (let k = 0; k / rate < seconds; k++) {
    strike(out, gongs[k % 2] ?? [], { contactSeconds: 0.0004, gain: random.range(0.8, 1), at: toSamples(k / rate) });
  }
  return fadeOut(out, 0.15);
}

function staticNoise(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.6);
  const out = wide(0.6, (side) =>
    filter(filter(whiteNoise(random.fork(side), sampleCount), highpass(500 * pitch)), lowpass(15_000 * pitch)),
  );
  const pops = wide(0.4, (side) => dust(random.fork(`pops ${side}`), sampleCount, 60 * bend(character.pace, 2.5)));
  const band = (x: Float32Array): Float32Array => excite(x, [{ frequency: 2200 * pitch, t60: 0.003, gain: 1 }]);
  add(out.left, band(pops.left), 60);
  add(out.right, band(pops.right), 60);
  return out;
}

/** Electric arc: mains-locked sputter of broadband snaps (Farnell, ch. 40: electricity). */
function arc(random: Random, sampleCount: number, pitch: number, pace: number): Float32Array {
  const out = blank(sampleCount / SAMPLE_RATE);
  const pool = grainPool(random.fork('snap'), 24, (own) =>
    burst(own, { t60: own.range(0.003, 0.016), centre: own.range(1800, 7500) * pitch, q: 0.8 }),
  );
  const comb = saw(sampleCount, 100 * pitch);
  const phaseGate = (sample: number): number => (((comb[sample] ?? 0) + 1) / 2) ** 3;
  for (const at of poissonTimes(random.fork('times'), sampleCount, 520 * pace, phaseGate)) {
    add(out, pool[Math.floor(random.next() * pool.length)] ?? blank(0.01), random.next() ** 2, at);
  }
  const buzz = filter(saw(sampleCount, 100 * pitch), highpass(900 * pitch));
  return add(out, buzz, 0.1);
}

const zap: EventRecipe = ({ random, character, strength }) => {
  const pitch = pitchOf(character, 1.7);
  const n = toSamples(0.45 * lengthOf(character));
  const out = arc(random, n, pitch, 1.6);
  shape(out, decay(n, 0.42 * lengthOf(character), 0.0005));
  add(out, burst(random.fork('crack'), { t60: 0.035, low: 900 * pitch, high: 15_000 }), 1.2 * (0.6 + 0.4 * strength));
  return fadeOut(out, 0.05);
};

/** Retro game blip up or down. */
function blip({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const seconds = 0.18 * lengthOf(character, 1.4);
  const n = toSamples(seconds);
  const base = random.range(380, 620) * pitch;
  const rise = random.next() < 0.7 ? 2.2 + strength : 0.4;
  return shape(
    square(
      n,
      glide(n, [
        [0, base],
        [seconds, base * rise],
      ]),
      0.3,
    ),
    lines(n, [
      [0, 1],
      [seconds * 0.6, 0.7],
      [seconds, 0],
    ]),
  );
}

const dry = { t60: 0.35, size: 0.45, damping: 0.5, wet: 0.3 } as const;

export const electronics: readonly Voice[] = [
  voice({
    id: 'keyboard',
    names: [
      'keyboard',
      'typing',
      'keyboard typing',
      'typing on a keyboard',
      'typewriter',
      'keys clicking',
      'laptop',
      'computer keyboard',
      'keystrokes',
      'keystroke',
    ],
    prefers: 'bed',
    bed: typing,
    event: key,
  }),
  voice({
    id: 'mouse-click',
    names: [
      'mouse click',
      'mouse clicks',
      'mouse clicking',
      'computer mouse',
      'button click',
      'button press',
      'button',
      'clicking mouse',
      'pen click',
    ],
    prefers: 'event',
    event: mouseClick,
    bed: rhythm(mouseClick, { perSecond: 1.8, jitter: 0.3, room: dry }),
  }),
  voice({
    id: 'phone',
    names: [
      'phone',
      'phone ring',
      'phone ringing',
      'telephone',
      'telephone ringing',
      'ringtone',
      'ring',
      'ringing',
      'ringing phone',
      'mobile phone',
      'cell phone',
    ],
    prefers: 'event',
    event: ring,
    bed: rhythm(ring, { perSecond: 0.5, jitter: 0.01, width: 0.05, paceFactor: 1.5 }),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'beep',
    names: [
      'beep',
      'beeps',
      'beeping',
      'bleep',
      'computer',
      'computers',
      'computer beeps',
      'electronic beeps',
      'sonar',
      'microwave',
      'notification',
      'scanner',
    ],
    prefers: 'bed',
    bed: computer,
    event: beep,
  }),
  voice({
    id: 'camera-shutter',
    names: [
      'camera shutter',
      'camera',
      'shutter',
      'camera click',
      'taking a photo',
      'photo',
      'photograph',
      'taking pictures',
      'paparazzi',
      'snapshot',
    ],
    prefers: 'event',
    event: shutter,
    bed: rhythm(shutter, { perSecond: 1.1, jitter: 0.35, width: 0.4, room: dry }),
  }),
  voice({
    id: 'static',
    names: [
      'static',
      'radio static',
      'white noise',
      'tv static',
      'hiss',
      'hissing',
      'noise',
      'interference',
      'steam',
      'spray',
      'radio',
      'vinyl crackle',
      'air leak',
    ],
    prefers: 'bed',
    bed: staticNoise,
  }),
  voice({
    id: 'electricity',
    names: [
      'electricity',
      'electric',
      'spark',
      'sparks',
      'electric spark',
      'arc',
      'electric arc',
      'zap',
      'zaps',
      'welding',
      'short circuit',
      'tesla coil',
      'shock',
      'taser',
    ],
    prefers: 'bed',
    bed: (context) =>
      decorrelate(
        arc(
          context.random,
          context.sampleCount,
          pitchOf(context.character, 1.7),
          bend(context.character.pace, 2) * (0.6 + 0.8 * context.detail),
        ),
        context.random.fork('room'),
        0.4,
      ),
    event: zap,
  }),
  voice({
    id: 'game-blip',
    names: [
      'video game',
      'game',
      'arcade',
      '8 bit',
      'retro game',
      'coin collect',
      'jump',
      'power up',
      'blip',
      'pop',
      'pops',
      'glitch',
    ],
    prefers: 'event',
    event: blip,
    bed: rhythm(blip, { perSecond: 2.4, jitter: 0.3, width: 0.5, room: dry }),
  }),
];
