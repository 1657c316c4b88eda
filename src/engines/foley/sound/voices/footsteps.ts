/**
 * Steps: heel strike, then 60-130 ms later the ball of the foot, with the ground's own answer. Granular grounds are
 * PhISEM (Cook, "Real Sound Synthesis for Interactive Applications", ch. 12, and "Modeling Bill's gait", 2002): a
 * decaying energy sets the chance of a grain collision per sample, each rings one resonance. Walking is about
 * 1.9 steps/s (Murray 1964: 100-120 steps per minute).
 */
import { decay, fadeOut, glide, shape } from '../dsp/envelope.ts';
import { poissonTimes } from '../dsp/grains.ts';
import { type Mode, strike } from '../dsp/modal.ts';
import { sine } from '../dsp/oscillator.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { add } from '../dsp/stereo.ts';
import type { EventContext, Random, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { blank, type EventRecipe, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

interface Grains {
  perSecond: number;
  /** Seconds for the collision rate to fall to 1/e. */
  energySeconds: number;
  low: number;
  high: number;
  q: number;
  t60: number;
}

/** One contact's worth of grain collisions. */
function crunch(random: Random, kind: Grains, pitch: number, seconds: number): Float32Array {
  const out = blank(seconds);
  const fall = kind.energySeconds * SAMPLE_RATE;
  for (const at of [0, ...poissonTimes(random, out.length, kind.perSecond, (i) => Math.exp(-i / fall))]) {
    const centre = kind.low * (kind.high / kind.low) ** random.next() * pitch;
    const energy = Math.exp(-at / (2 * fall));
    add(
      out,
      burst(random, { t60: kind.t60 * random.range(0.5, 1.5), centre, q: kind.q }),
      energy * random.range(0.3, 1),
      at,
    );
  }
  return out;
}

interface Ground {
  /** Weight of the body arriving: level and start frequency of the thump. */
  thump: { level: number; hz: number; t60: number };
  grains?: Grains & { level: number };
  /** Hard sole against a hard ground. */
  click?: { level: number; low: number; high: number; t60: number };
  modes?: (random: Random) => Mode[];
}

const GROUNDS = {
  wood: {
    thump: { level: 0.1, hz: 110, t60: 0.08 },
    click: { level: 1, low: 700, high: 5000, t60: 0.018 },
    modes: (random) =>
      [1, 1.46, 2.2, 3.1, 4.4].map((ratio, i) => ({
        frequency: 205 * ratio * random.range(0.93, 1.08),
        t60: 0.14 / (1 + 0.4 * i),
        gain: 1 / (1 + 0.4 * i),
      })),
  },
  gravel: {
    thump: { level: 0.22, hz: 90, t60: 0.06 },
    grains: { level: 0.8, perSecond: 900, energySeconds: 0.05, low: 1400, high: 5200, q: 2.2, t60: 0.012 },
  },
  snow: {
    thump: { level: 0.3, hz: 80, t60: 0.07 },
    grains: { level: 0.7, perSecond: 1500, energySeconds: 0.09, low: 550, high: 2300, q: 1.4, t60: 0.009 },
  },
  grass: {
    thump: { level: 0.45, hz: 85, t60: 0.07 },
    grains: { level: 0.35, perSecond: 420, energySeconds: 0.07, low: 2200, high: 6500, q: 0.9, t60: 0.03 },
  },
  leaves: {
    thump: { level: 0.2, hz: 85, t60: 0.06 },
    grains: { level: 0.7, perSecond: 320, energySeconds: 0.11, low: 2400, high: 7500, q: 1.3, t60: 0.02 },
  },
  concrete: {
    thump: { level: 0.13, hz: 130, t60: 0.05 },
    click: { level: 0.8, low: 900, high: 7000, t60: 0.022 },
    modes: (random) =>
      [1, 1.7, 2.9].map((ratio, i) => ({
        frequency: 640 * ratio * random.range(0.9, 1.1),
        t60: 0.035,
        gain: 0.5 / (1 + i),
      })),
  },
  metal: {
    thump: { level: 0.2, hz: 110, t60: 0.1 },
    click: { level: 0.4, low: 1200, high: 8000, t60: 0.015 },
    modes: (random) =>
      [1, 1.52, 2.31, 3.4, 4.9, 6.2].map((ratio, i) => ({
        frequency: 320 * ratio * random.range(0.96, 1.05),
        t60: 0.45 / (1 + 0.2 * i),
        gain: 0.5,
      })),
  },
  sand: {
    thump: { level: 0.35, hz: 70, t60: 0.07 },
    grains: { level: 0.45, perSecond: 2200, energySeconds: 0.07, low: 1500, high: 4500, q: 0.7, t60: 0.006 },
  },
  mud: {
    thump: { level: 0.15, hz: 95, t60: 0.08 },
    grains: { level: 0.5, perSecond: 160, energySeconds: 0.08, low: 350, high: 1300, q: 5, t60: 0.03 },
  },
} as const satisfies Record<string, Ground>;

function contact(random: Random, ground: Ground, context: EventContext, weight: number): Float32Array {
  const pitch = pitchOf(context.character, 1.7);
  const heavy = lengthOf(context.character, 1.4);
  const out = blank(0.42 * heavy);
  const n = out.length;
  const { level, hz, t60 } = ground.thump;
  const tone = sine(
    n,
    glide(n, [
      [0, hz * 1.7 * pitch],
      [0.03, hz * pitch],
      [0.2, hz * 0.8 * pitch],
    ]),
    0.1,
  );
  add(out, shape(tone, decay(n, t60 * heavy, 0.001)), level * weight * heavy);
  if (ground.click !== undefined) {
    const { level: clickLevel, low, high } = ground.click;
    const sole = burst(random.fork('click'), { t60: ground.click.t60, low: low * pitch, high: high * pitch });
    add(out, sole, clickLevel * weight * 0.6 * (0.6 + 0.4 * context.strength));
  }
  if (ground.modes !== undefined) {
    const modes = ground.modes(random).map((mode) => ({ ...mode, frequency: mode.frequency * pitch }));
    strike(out, modes, { contactSeconds: 0.0006 * heavy * (1.4 - 0.6 * context.strength), gain: weight });
  }
  if (ground.grains !== undefined) {
    const kind = { ...ground.grains, perSecond: ground.grains.perSecond * (0.5 + 0.7 * context.detail) };
    add(out, crunch(random.fork('grains'), kind, pitch, Math.min(0.4, kind.energySeconds * 4.5)), kind.level * weight);
  }
  return out;
}

function step(ground: Ground): EventRecipe {
  return (context) => {
    const { random, strength } = context;
    const heel = contact(random.fork('heel'), ground, context, 1);
    const toe = contact(random.fork('toe'), ground, context, random.range(0.35, 0.6));
    const out = blank(0.7);
    // A faster, harder step rolls over quicker.
    const roll = random.range(0.07, 0.12) * (1.25 - 0.5 * strength) * (1.5 - context.character.pace);
    add(out, heel);
    add(out, toe, 1, toSamples(roll));
    return fadeOut(out, 0.05);
  };
}

const walking = { perSecond: 1.9, jitter: 0.025, paceFactor: 1.7, width: 0.12 } as const;

function steps(id: keyof typeof GROUNDS, names: readonly string[]): Voice {
  const recipe = step(GROUNDS[id]);
  return voice({
    id: `footsteps-${id}`,
    names,
    prefers: 'event',
    event: recipe,
    bed: rhythm(recipe, walking),
    releaseSeconds: 0.2,
  });
}

/** "footsteps on X" in the phrasings people use. */
function on(...grounds: readonly string[]): string[] {
  return grounds.flatMap((ground) => [
    `footsteps on ${ground}`,
    `${ground} footsteps`,
    `walking on ${ground}`,
    `steps on ${ground}`,
    `running on ${ground}`,
  ]);
}

export const footsteps: readonly Voice[] = [
  steps('concrete', [
    'footsteps',
    'footstep',
    'steps',
    'walking',
    'walk',
    'walks',
    'running',
    'run',
    'jogging',
    'high heels',
    'heels',
    ...on('concrete', 'pavement', 'stone', 'tiles', 'asphalt', 'street'),
  ]),
  steps('wood', [
    ...on('wood', 'wooden floor', 'a wooden floor', 'floorboards', 'parquet'),
    'stairs',
    'climbing stairs',
  ]),
  steps('gravel', [...on('gravel', 'pebbles'), 'gravel', 'crunching gravel', 'gravel crunch']),
  steps('snow', [
    ...on('snow', 'ice'),
    'snow',
    'crunching snow',
    'snow crunch',
    'walking through snow',
    'footsteps in snow',
    'steps in the snow',
  ]),
  steps('grass', [...on('grass', 'a lawn'), 'grass', 'walking through grass', 'footsteps in grass']),
  steps('leaves', [
    ...on('leaves', 'dry leaves'),
    'walking through leaves',
    'footsteps in leaves',
    'crunching leaves',
    'dry leaves',
  ]),
  steps('metal', [...on('metal', 'a metal grate'), 'metal stairs']),
  steps('sand', [...on('sand'), 'footsteps in sand', 'walking in sand', 'footsteps on the beach']),
  steps('mud', [...on('mud'), 'mud', 'squelch', 'squelching', 'walking through mud', 'footsteps in mud']),
];
