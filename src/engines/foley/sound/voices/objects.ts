/**
 * Things in the hand: paper and cloth as bursts of tiny fractures (Cook's PhISEM shakers; Gaver's texture sounds), coins
 * and cutlery as free plates and bars, zipper as tooth passage, scratching as scraped asperities (van den Doel, Kry & Pai 2001).
 */
import { bandpass, filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { fadeOut, glide, lines, type Point, shape, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { excite, strike } from '../dsp/modal.ts';
import { whiteNoise } from '../dsp/noise.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { sweep } from '../dsp/state-variable.ts';
import { add, scale, silence, wide } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

interface Rustle {
  /** Fractures or fibre slips per second at full movement. */
  perSecond: number;
  low: number;
  high: number;
  q: number;
  t60: readonly [low: number, high: number];
  spreadDb: number;
  /** Continuous friction under the grains: level, centre. */
  rub: { level: number; centre: number };
  /** Movements per second. */
  gestures: number;
}

const PAPER: Rustle = {
  perSecond: 380,
  low: 1600,
  high: 8000,
  q: 1.6,
  t60: [0.003, 0.018],
  spreadDb: 6,
  rub: { level: 0.05, centre: 4200 },
  gestures: 1.6,
};
const CLOTH: Rustle = {
  perSecond: 260,
  low: 500,
  high: 3200,
  q: 0.8,
  t60: [0.015, 0.05],
  spreadDb: 4,
  rub: { level: 0.14, centre: 1300 },
  gestures: 1.5,
};
const PLASTIC_BAG: Rustle = {
  perSecond: 520,
  low: 2200,
  high: 11000,
  q: 2.2,
  t60: [0.002, 0.009],
  spreadDb: 6,
  rub: { level: 0.03, centre: 6000 },
  gestures: 2.4,
};

const fracture = (kind: Rustle, pitch: number) => (own: Random) =>
  burst(own, {
    t60: own.range(kind.t60[0], kind.t60[1]),
    centre: kind.low * (kind.high / kind.low) ** own.next() * pitch,
    q: kind.q,
  });

function rustling(kind: Rustle): (context: BedContext) => Stereo {
  return (context) => {
    const { random, sampleCount, character, detail } = context;
    const pitch = pitchOf(character, 1.6);
    const hand = wander(random.fork('hand'), sampleCount, kind.gestures * 2 * bend(character.pace, 1.8));
    for (let i = 0; i < sampleCount; i++) hand[i] = Math.max(0, 0.25 + 0.9 * (hand[i] as number)) ** 1.5;
    const out = wide(0.6, (side) => {
      const rub = filter(whiteNoise(random.fork(side), sampleCount), bandpass(kind.rub.centre * pitch, 0.7));
      return scale(shape(rub, hand), kind.rub.level);
    });
    scatter(out, random.fork('grains'), {
      times: poissonTimes(
        random.fork('times'),
        sampleCount,
        kind.perSecond * (0.5 + detail) * bend(character.pace, 1.4),
        (i) => Math.min(1, hand[i] ?? 0),
      ),
      pool: grainPool(random.fork('pool'), 36, fracture(kind, pitch)),
      spreadDb: kind.spreadDb,
      width: 0.5,
      gain: 0.4,
    });
    return out;
  };
}

function rustle(kind: Rustle, seconds: number): (context: EventContext) => Float32Array {
  return ({ random, character, strength, detail }) => {
    const pitch = pitchOf(character, 1.6);
    const length = seconds * lengthOf(character, 1.4) * bend(character.pace, 1 / 1.4);
    const out = blank(length + 0.1);
    const level: Point[] = [
      [0, 0.9],
      [length * 0.25, 1],
      [length * 0.5, 0.35],
      [length * 0.7, 0.7],
      [length, 0],
    ];
    const hand = lines(out.length, level);
    const rub = shape(filter(whiteNoise(random.fork('rub'), out.length), bandpass(kind.rub.centre * pitch, 0.7)), hand);
    add(out, rub, kind.rub.level);
    const times = poissonTimes(
      random.fork('times'),
      out.length,
      kind.perSecond * (0.6 + 0.8 * detail) * (0.6 + strength),
      (i) => hand[i] ?? 0,
    );
    const make = fracture(kind, pitch);
    add(out, make(random.fork('first')), 0.7);
    for (const [k, at] of times.entries())
      add(out, make(random.fork(`g ${k}`)), 0.4 * Math.exp(0.1 * kind.spreadDb * Math.min(2, random.normal())), at);
    return fadeOut(out, 0.05);
  };
}

/** Coin: thin disc, modes near 5-15 kHz, then shorter and shorter bounces (Euler's disc in the end). */
function coin({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.7);
  const out = blank(1.5);
  const base = random.range(3300, 4300) * pitch;
  const modes = [1, 1.58, 2.27, 3.1, 3.9].slice(0, 3 + Math.round(2 * detail)).map((ratio, i) => ({
    frequency: base * ratio * random.range(0.99, 1.01),
    t60: 0.34 / (1 + 0.4 * i),
    gain: random.range(0.5, 1) / (1 + 0.2 * i),
  }));
  let at = 0;
  let gap = random.range(0.13, 0.2) * (0.7 + 0.5 * strength);
  let gain = 1;
  for (let k = 0; k < 14 && at < 1.1; k++) {
    const hit = modes.map((mode) => ({ ...mode, gain: mode.gain * random.range(0.5, 1) }));
    strike(out, hit, { contactSeconds: 0.00018, gain, at: toSamples(at) });
    add(out, burst(random, { t60: 0.006, low: 2000 * pitch }), 0.15 * gain, toSamples(at));
    at += gap;
    gap *= random.range(0.68, 0.8);
    gain *= 0.74;
  }
  return fadeOut(out, 0.1);
}

/** Fork or knife on china: two bodies at once, steel bar and ceramic plate. */
function cutlery({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.7);
  const out = blank(0.8);
  const contacts = 1 + Math.floor(random.next() * (1.5 + 1.5 * detail));
  for (let k = 0; k < contacts; k++) {
    const own = random.fork(`touch ${k}`);
    const at = k === 0 ? 0 : toSamples(own.range(0.03, 0.22));
    const gain = k === 0 ? 1 : own.range(0.3, 0.7);
    const steel = own.range(1900, 2900) * pitch;
    const china = own.range(1250, 1800) * pitch;
    const modes = [
      ...[1, 2.756, 5.4].map((ratio, i) => ({
        frequency: steel * ratio,
        t60: 0.45 / (1 + i),
        gain: own.range(0.4, 0.9),
      })),
      ...[1, 1.9, 2.9, 4.2].map((ratio, i) => ({
        frequency: china * ratio,
        t60: 0.11 / (1 + 0.4 * i),
        gain: own.range(0.5, 1),
      })),
    ];
    strike(out, modes, { contactSeconds: 0.0002 * (1.5 - 0.7 * strength), gain, at });
    add(out, burst(own, { t60: 0.01, low: 1800 * pitch }), 0.25 * gain, at);
  }
  return fadeOut(out, 0.1);
}

/** Keys on a ring: a handful of little bars knocking each other. */
function jingling({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.7);
  const out = blank(0.8);
  const times = [0, ...poissonTimes(random.fork('times'), toSamples(0.5), (30 + 40 * detail) * (0.5 + strength))];
  const keys = Array.from({ length: 6 }, (_, k) => random.fork(`key ${k}`).range(2700, 6500) * pitch);
  for (const at of times) {
    const base = keys[Math.floor(random.next() * keys.length)] ?? 4000;
    strike(
      out,
      [1, 1.8, 2.7].map((ratio, i) => ({
        frequency: base * ratio,
        t60: 0.13 / (1 + i * 0.5),
        gain: random.range(0.3, 1),
      })),
      { contactSeconds: 0.0002, gain: at === 0 ? 1 : random.range(0.2, 0.9), at },
    );
  }
  return fadeOut(out, 0.1);
}

/** Teeth pass at a rate that follows the hand: 60-400 per second, each a click in the fabric's and slider's resonances. */
function zip({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.6);
  const seconds = 0.55 * lengthOf(character, 1.5) * bend(character.pace, 1 / 1.6) * (1.3 - 0.5 * strength);
  const out = blank(seconds + 0.08);
  const n = out.length;
  const speed = glide(n, [
    [0, 110],
    [seconds * 0.6, random.range(260, 340)],
    [seconds, random.range(330, 420)],
  ]);
  const teeth = new Float32Array(n);
  let phase = 1;
  for (let i = 0; i < toSamples(seconds); i++) {
    phase += ((speed[i] as number) / SAMPLE_RATE) * pitch;
    if (phase < 1) continue;
    phase -= 1;
    const height = random.range(0.6, 1);
    for (let k = 0; k < 8 && i + k < n; k++) teeth[i + k] = (teeth[i + k] as number) + height * (k < 3 ? 1 : -0.5);
  }
  add(
    out,
    excite(
      teeth,
      [1500, 2700, 4400, 6900].map((hz) => ({ frequency: hz * pitch * random.range(0.95, 1.05), t60: 0.008, gain: 1 })),
    ),
    1,
  );
  add(out, filtered(teeth, highpass(3000 * pitch)), 0.08);
  add(
    out,
    shape(
      filter(whiteNoise(random.fork('tape'), n), bandpass(3500 * pitch, 0.8)),
      lines(n, [
        [0, 0.5],
        [seconds * 0.7, 1],
        [seconds, 0],
      ]),
    ),
    0.01,
  );
  return fadeOut(out, 0.05);
}

function scrapeStroke(random: Random, seconds: number, pitch: number): Float32Array {
  const n = toSamples(seconds);
  const speed = lines(n, [
    [0, 0],
    [seconds * 0.2, 0.8],
    [seconds * 0.6, 1],
    [seconds, 0],
  ]);
  // Asperities come by faster as the nail moves faster: the band rises with speed.
  const noise = whiteNoise(random, n);
  const grit = sweep(
    noise,
    'band',
    speed.map((v) => (900 + 2600 * v) * pitch),
    0.9,
  );
  const tremble = wander(random, n, 90);
  for (let i = 0; i < n; i++)
    grit[i] = (grit[i] as number) * (0.55 + 0.45 * (tremble[i] as number)) * (speed[i] as number);
  return add(
    grit,
    excite(
      grit,
      [2100, 3300].map((hz) => ({ frequency: hz * pitch, t60: 0.006, gain: 1 })),
    ),
    0.6,
  );
}

function scratch({ random, character, strength }: EventContext): Float32Array {
  const seconds =
    random.range(0.22, 0.34) * lengthOf(character, 1.4) * bend(character.pace, 1 / 1.5) * (1.2 - 0.4 * strength);
  return scrapeStroke(random, seconds, pitchOf(character, 1.7));
}

/** Dragging something over the floor: low rub with stuttering. */
function dragging(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.7);
  const pull = wander(random.fork('pull'), sampleCount, 1.6 * bend(character.pace, 1.8)).map((x) => 0.55 + 0.45 * x);
  return wide(0.4, (side) => {
    const own = random.fork(side);
    const noise = whiteNoise(own, sampleCount);
    const stutter = wander(own, sampleCount, 38 * bend(character.pace, 1.5));
    const out = filter(filtered(noise, bandpass(420 * pitch, 0.6)), lowpass(2500 * pitch));
    add(out, filtered(noise, bandpass(1700 * pitch, 1.2)), 0.4);
    for (let i = 0; i < sampleCount; i++)
      out[i] = (out[i] as number) * (pull[i] as number) * (0.6 + 0.4 * (stutter[i] as number));
    return out;
  });
}

function scattered(event: (context: EventContext) => Float32Array, perSecond: number, width: number) {
  return (context: BedContext): Stereo => {
    const { random, sampleCount, character } = context;
    const out = silence(sampleCount);
    const pool = grainPool(random.fork('pool'), 10 + Math.round(8 * context.detail), (own) =>
      event({ ...context, random: own, strength: own.range(0.3, 1) }),
    );
    const times = [
      toSamples(0.05),
      ...poissonTimes(random.fork('times'), sampleCount, perSecond * bend(character.pace, 2)),
    ];
    scatter(out, random.fork('place'), { times, pool, spreadDb: 3, width, gain: 0.6 });
    return out;
  };
}

const dry = { t60: 0.35, size: 0.5, damping: 0.5, wet: 0.25 } as const;

export const objects: readonly Voice[] = [
  voice({
    id: 'paper',
    names: [
      'paper',
      'paper rustle',
      'rustling paper',
      'page',
      'pages',
      'page turn',
      'page turning',
      'turning pages',
      'newspaper',
      'crumpling',
      'crumple',
      'crumpling paper',
      'envelope',
      'cardboard',
    ],
    prefers: 'event',
    event: rustle(PAPER, 0.5),
    bed: rustling(PAPER),
  }),
  voice({
    id: 'cloth',
    names: [
      'cloth',
      'cloth rustle',
      'clothes',
      'clothing',
      'fabric',
      'rustle',
      'rustling',
      'rustling clothes',
      'flag',
      'flapping',
      'curtain',
      'sheets',
      'cape',
    ],
    prefers: 'bed',
    event: rustle(CLOTH, 0.45),
    bed: rustling(CLOTH),
  }),
  voice({
    id: 'plastic-bag',
    names: ['plastic bag', 'wrapper', 'crinkle', 'crinkling', 'cellophane', 'foil', 'packaging', 'unwrapping'],
    prefers: 'bed',
    event: rustle(PLASTIC_BAG, 0.5),
    bed: rustling(PLASTIC_BAG),
  }),
  voice({
    id: 'coin',
    pure: true,
    names: ['coin', 'coins', 'coin drop', 'dropping coin', 'money', 'coins falling', 'cash register'],
    prefers: 'event',
    event: coin,
    bed: scattered(coin, 1.3, 0.4),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'cutlery',
    names: [
      'cutlery',
      'dishes',
      'plates',
      'plate',
      'fork',
      'spoon',
      'knife and fork',
      'silverware',
      'kitchen',
      'washing dishes',
      'eating',
      'dinner',
      'porcelain',
      'crockery',
      'stirring',
    ],
    prefers: 'bed',
    event: cutlery,
    bed: scattered(cutlery, 2.6, 0.6),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'keys',
    names: [
      'keys',
      'keychain',
      'keys jingling',
      'jingling keys',
      'chain',
      'chains',
      'rattling chains',
      'jingling',
      'spurs',
      'bracelet',
    ],
    prefers: 'event',
    event: jingling,
    bed: scattered(jingling, 1.7, 0.3),
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'zipper',
    names: ['zipper', 'zip', 'zips', 'zipping', 'unzip', 'unzipping', 'zipper opening', 'zip up'],
    prefers: 'event',
    event: zip,
    bed: rhythm(zip, { perSecond: 1, jitter: 0.2, room: dry }),
  }),
  voice({
    id: 'scratch',
    names: [
      'scratch',
      'scratches',
      'scratching',
      'scrape',
      'scrapes',
      'scraping',
      'writing',
      'pencil',
      'chalk',
      'nails on',
      'brushing',
      'broom',
      'sweeping',
      'skating',
      'ice skating',
    ],
    prefers: 'bed',
    event: scratch,
    bed: rhythm(scratch, { perSecond: 2.6, jitter: 0.18, room: dry }),
    softAttack: true,
  }),
  voice({
    id: 'drag',
    names: [
      'drag',
      'dragging',
      'drags',
      'sliding',
      'slide',
      'slides',
      'furniture',
      'chair',
      'moving furniture',
      'pushing a box',
      'skid',
      'friction',
      'rub',
      'rubbing',
    ],
    prefers: 'bed',
    bed: dragging,
  }),
];
