/**
 * Things hit, dropped and broken. Modes of the body, material by internal friction tan(phi) (Klatzky, Pai & Krotkov
 * 2000; Wildes & Richards 1988; values order glass < metal plate with supports < wood < plastic < rubber as in Gaver
 * 1993), hardness by contact time (0.2-10 ms; harder blow = shorter contact, Hertz: t ~ v^(-1/5)).
 */
import { filter, lowpass } from '../dsp/biquad.ts';
import { decay, fadeOut, glide, shape } from '../dsp/envelope.ts';
import { poissonTimes } from '../dsp/grains.ts';
import { MODE_RATIOS, type Mode, materialDecay, strike } from '../dsp/modal.ts';
import { brownNoise } from '../dsp/noise.ts';
import { sine } from '../dsp/oscillator.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { add } from '../dsp/stereo.ts';
import type { EventContext, Random, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { blank, type EventRecipe, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

export interface Material {
  /** Range of the lowest mode in Hz at neutral size. */
  base: readonly [low: number, high: number];
  ratios: readonly number[];
  friction: number;
  /** Frequency-independent loss in 1/s (supports, hand, table). */
  loss: number;
  /** Contact time in seconds at strength 0.5. */
  contact: number;
  /** Level of higher modes: gain ~ ratio^-slope. */
  slope: number;
  /** Unpitched part of the blow. */
  noise: { level: number; t60: number; low: number; high: number };
}

export const MATERIALS = {
  wood: {
    base: [240, 440],
    ratios: MODE_RATIOS.bar,
    friction: 0.02,
    loss: 28,
    contact: 0.0006,
    slope: 0.35,
    noise: { level: 0.5, t60: 0.03, low: 120, high: 3000 },
  },
  metal: {
    base: [420, 760],
    ratios: MODE_RATIOS.plate,
    friction: 0.0009,
    loss: 2.5,
    contact: 0.0004,
    slope: 0.1,
    noise: { level: 0.3, t60: 0.012, low: 800, high: 12000 },
  },
  glass: {
    base: [1500, 2600],
    ratios: MODE_RATIOS.bowl,
    friction: 0.0012,
    loss: 6,
    contact: 0.0002,
    slope: 0.3,
    noise: { level: 0.25, t60: 0.008, low: 2500, high: 14000 },
  },
  plastic: {
    base: [420, 780],
    ratios: [1, 1.7, 2.6, 3.9, 5.3],
    friction: 0.055,
    loss: 60,
    contact: 0.0004,
    slope: 0.3,
    noise: { level: 0.9, t60: 0.02, low: 500, high: 6000 },
  },
  stone: {
    base: [900, 1700],
    ratios: [1, 1.6, 2.4, 3.3, 4.6],
    friction: 0.018,
    loss: 90,
    contact: 0.00015,
    slope: 0.2,
    noise: { level: 0.9, t60: 0.02, low: 400, high: 9000 },
  },
} as const satisfies Record<string, Material>;

export function modesOf(
  random: Random,
  material: Material,
  context: Pick<EventContext, 'character' | 'detail'>,
): Mode[] {
  const base = random.range(material.base[0], material.base[1]) * pitchOf(context.character, 2.2);
  const ring = lengthOf(context.character);
  const count = Math.max(3, Math.ceil(material.ratios.length * (0.5 + 0.5 * context.detail)));
  return material.ratios.slice(0, count).flatMap((ratio) => {
    const frequency = base * ratio * random.range(0.97, 1.03);
    const t60 = materialDecay(frequency, material.friction, material.loss) * ring;
    // Where it is hit decides how much of each mode sounds.
    const gain = ratio ** -material.slope * random.range(0.35, 1);
    const mode = { frequency, t60, gain };
    // Real bodies are not symmetric: modes come in slightly split pairs, which beat.
    return context.detail > 0.4
      ? [mode, { frequency: frequency * random.range(1.003, 1.012), t60, gain: gain * 0.5 }]
      : [mode];
  });
}

export function impact(material: Material): EventRecipe {
  return (context) => {
    const { random, character, strength } = context;
    const modes = modesOf(random, material, context);
    const longest = Math.max(...modes.map((mode) => mode.t60));
    const out = blank(Math.min(3.5, longest * 1.1 + 0.05));
    const contactSeconds = material.contact * lengthOf(character, 2) * (1.5 - strength * 0.9);
    strike(out, modes, { contactSeconds });
    const { level, t60, low, high } = material.noise;
    const pitch = pitchOf(character, 2);
    const scrape = burst(random.fork('noise'), {
      t60: t60 * lengthOf(character),
      low: low * pitch,
      high: high * pitch,
    });
    add(out, scrape, level * 0.35 * (0.5 + strength));
    return fadeOut(out, 0.05);
  };
}

/** A thud: a fast-falling low tone (the ground gives way) under dull noise; no ringing. */
export function thud({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const length = lengthOf(character);
  const out = blank(0.45 * length);
  const n = out.length;
  const tone = sine(
    n,
    glide(n, [
      [0, 150 * pitch],
      [0.06, 62 * pitch],
      [0.3, 48 * pitch],
    ]),
    0.12,
  );
  add(out, shape(tone, decay(n, 0.22 * length, 0.001)), 0.9);
  add(out, burst(random.fork('soil'), { t60: 0.09 * length, low: 60, high: (700 + 1400 * strength) * pitch }), 1.1);
  for (const at of poissonTimes(random.fork('crumbs'), n, 90, (i) => Math.exp(-i / (0.06 * SAMPLE_RATE)))) {
    add(out, burst(random, { t60: 0.012, centre: random.range(500, 1800) * pitch, q: 1.5 }), 0.25 * random.next(), at);
  }
  return fadeOut(out, 0.05);
}

/** Ball: membrane-like wall over an air cavity; high friction, one dominant low mode that drops as contact ends. */
function rubberBall({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 2.2);
  const length = lengthOf(character);
  const out = blank(0.35 * length);
  const n = out.length;
  const base = random.range(105, 135) * pitch;
  const tone = sine(
    n,
    glide(n, [
      [0, base * 1.9],
      [0.018, base * 1.15],
      [0.1, base],
    ]),
    0.1,
  );
  add(out, shape(tone, decay(n, 0.16 * length, 0.0008)), 0.8);
  const wall = MODE_RATIOS.membrane.slice(1, 7).map((ratio) => ({
    frequency: base * 2.4 * ratio,
    t60: materialDecay(base * 2.4 * ratio, 0.09, 40) * length,
    gain: random.range(0.2, 0.6) / ratio,
  }));
  strike(out, wall, { contactSeconds: 0.0011 * length * (1.3 - 0.5 * strength), gain: 2.2 });
  add(out, burst(random.fork('slap'), { t60: 0.015, low: 300 * pitch, high: 2200 * pitch }), 0.5 + 0.4 * strength);
  return fadeOut(out, 0.03);
}

function shatter(context: EventContext): Float32Array {
  const { random, character, strength, detail } = context;
  const pitch = pitchOf(character, 1.7);
  const length = lengthOf(character);
  const out = blank(1.6 * length);
  add(out, burst(random.fork('crack'), { t60: 0.09, low: 900 * pitch, high: 15000 }), 1);
  add(out, filter(burst(random.fork('pane'), { t60: 0.05, low: 150 }), lowpass(900 * pitch)), 0.7);
  // Shards: rate and size of pieces fall off with time (Warren & Verbrugge 1984: breaking = many unsynchronised pulses).
  const shards = poissonTimes(random.fork('shards'), out.length, (120 + 160 * detail) * (0.5 + 0.5 * strength), (i) =>
    Math.exp((-3.2 * i) / SAMPLE_RATE / length),
  );
  for (const [k, at] of shards.entries()) {
    const own = random.fork(`shard ${k}`);
    const base = own.range(2200, 6500) * pitch;
    const t60 = own.range(0.03, 0.22);
    const modes = [1, 1.62, 2.4].map((ratio, i) => ({
      frequency: base * ratio,
      t60: t60 / (1 + i * 0.5),
      gain: 1 / (1 + i),
    }));
    const gain = own.next() ** 2 * Math.exp((-1.6 * at) / out.length);
    strike(out, modes, { contactSeconds: 0.0002, gain, at });
  }
  return fadeOut(out, 0.1);
}

function woodCrack({ random, character, strength, detail }: EventContext): Float32Array {
  const out = blank(0.5);
  const snaps = 3 + Math.round(6 * detail);
  for (let i = 0; i < snaps; i++) {
    const own = random.fork(`snap ${i}`);
    const at = i === 0 ? 0 : toSamples(own.next() ** 2 * 0.16);
    const gain = i === 0 ? 1 : own.range(0.2, 0.7);
    const body = { ...MATERIALS.wood, base: [420, 900] as const, loss: 70, contact: 0.0003 };
    strike(out, modesOf(own, body, { character, detail }), { contactSeconds: 0.0003, gain, at });
    add(
      out,
      burst(own, { t60: own.range(0.01, 0.04), low: 900 * pitchOf(character), high: 9000 }),
      gain * (0.3 + 0.3 * strength),
      at,
    );
  }
  return fadeOut(out, 0.05);
}

function punch({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.3);
  const n = out.length;
  add(
    out,
    shape(
      sine(
        n,
        glide(n, [
          [0, 190 * pitch],
          [0.05, 70 * pitch],
        ]),
        0.1,
      ),
      decay(n, 0.12, 0.001),
    ),
    0.8,
  );
  add(out, burst(random.fork('smack'), { t60: 0.045, low: 250 * pitch, high: (1800 + 2500 * strength) * pitch }), 2);
  add(
    out,
    filter(brownNoise(random.fork('body'), n), lowpass(300 * pitch)).map((x, i) => x * Math.exp(-i / 1500)),
    0.6,
  );
  return fadeOut(out, 0.03);
}

const struck = {
  perSecond: 1.2,
  jitter: 0.08,
  width: 0.15,
  room: { t60: 0.45, size: 0.6, damping: 0.5, wet: 0.25 },
} as const;

export const impacts: readonly Voice[] = [
  voice({
    id: 'impact-wood',
    names: [
      'impact on wood',
      'wood impact',
      'wood hit',
      'wooden hit',
      'wooden impact',
      'hitting wood',
      'wood block',
      'wooden thud',
      'hammer',
      'hammering',
      'hammer on wood',
      'wood',
      'wooden',
      'chopping wood',
      'woodchopping',
      'axe',
    ],
    prefers: 'event',
    event: impact(MATERIALS.wood),
    bed: rhythm(impact(MATERIALS.wood), struck),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'impact-metal',
    names: [
      'impact on metal',
      'metal impact',
      'metal hit',
      'metallic hit',
      'metal clang',
      'clang',
      'clank',
      'clanging',
      'hitting metal',
      'anvil',
      'hammer on metal',
      'hammer on anvil',
      'hammer strikes on metal',
      'metal',
      'metallic',
      'gong',
      'pipe',
      'blacksmith',
    ],
    prefers: 'event',
    event: impact(MATERIALS.metal),
    bed: rhythm(impact(MATERIALS.metal), struck),
    releaseSeconds: 0.6,
  }),
  voice({
    id: 'impact-glass',
    names: [
      'impact on glass',
      'glass impact',
      'glass hit',
      'glass clink',
      'clink',
      'clinking',
      'clinking glasses',
      'glass',
      'glasses',
      'bottle',
      'bottles',
      'toast',
    ],
    prefers: 'event',
    event: impact(MATERIALS.glass),
    bed: rhythm(impact(MATERIALS.glass), struck),
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'impact-plastic',
    names: [
      'impact on plastic',
      'plastic impact',
      'plastic hit',
      'plastic',
      'plastic clatter',
      'ping pong',
      'table tennis',
      'toy',
    ],
    prefers: 'event',
    event: impact(MATERIALS.plastic),
    bed: rhythm(impact(MATERIALS.plastic), { ...struck, perSecond: 2 }),
  }),
  voice({
    id: 'impact-stone',
    names: [
      'impact on stone',
      'stone impact',
      'stone hit',
      'stone',
      'stones',
      'rock',
      'rocks',
      'rock impact',
      'rocks falling',
      'brick',
      'tile',
    ],
    prefers: 'event',
    event: impact(MATERIALS.stone),
    bed: rhythm(impact(MATERIALS.stone), struck),
  }),
  voice({
    id: 'impact-earth',
    names: [
      'impact on earth',
      'impact',
      'thud',
      'thump',
      'earth impact',
      'ground impact',
      'hit',
      'hits',
      'body fall',
      'falling',
      'drop',
      'dropping',
      'landing',
      'stomp',
      'dull thud',
      'collision',
      'earth',
      'dirt',
      'bump',
    ],
    prefers: 'event',
    event: thud,
    bed: rhythm(thud, struck),
  }),
  voice({
    id: 'impact-rubber',
    names: [
      'ball bounce',
      'ball',
      'balls',
      'bouncing ball',
      'bouncing balls',
      'bounce',
      'bounces',
      'bouncing',
      'rubber ball',
      'basketball',
      'football',
      'rubber',
      'dribble',
      'dribbling',
      'tennis ball',
      'impact on rubber',
    ],
    prefers: 'event',
    event: rubberBall,
    bed: rhythm(rubberBall, { perSecond: 1.7, jitter: 0.04, width: 0.2 }),
  }),
  voice({
    id: 'glass-break',
    names: [
      'glass shatter',
      'glass breaking',
      'shattering glass',
      'breaking glass',
      'broken glass',
      'shatter',
      'shattering',
      'glass smash',
      'smash',
      'window breaking',
      'glass break',
      'glass crash',
      'plate breaking',
    ],
    prefers: 'event',
    event: shatter,
  }),
  voice({
    id: 'wood-crack',
    names: [
      'wood crack',
      'crack',
      'cracking',
      'snap',
      'snapping',
      'twig',
      'twig snap',
      'branch breaking',
      'breaking wood',
      'wood breaking',
      'stick',
    ],
    prefers: 'event',
    event: woodCrack,
    bed: rhythm(woodCrack, { perSecond: 1.4, jitter: 0.3 }),
  }),
  voice({
    id: 'punch',
    names: ['punch', 'punches', 'punching', 'slap', 'smack', 'kick', 'kicks', 'fight', 'fighting', 'boxing', 'whack'],
    prefers: 'event',
    event: punch,
    bed: rhythm(punch, { perSecond: 1.3, jitter: 0.25 }),
  }),
];
