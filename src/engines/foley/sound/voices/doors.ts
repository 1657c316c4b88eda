/**
 * Doors: stick-slip of the hinge drives the panel's modes (Farnell, "Designing Sound", ch. 31: creaking door, panel
 * formants near 62, 125, 250, 395, 560, 790 Hz), slams and knocks strike them.
 */
import { fadeOut, glide, lines, shape, wander } from '../dsp/envelope.ts';
import { stickSlip } from '../dsp/friction.ts';
import { excite, type Mode, strike } from '../dsp/modal.ts';
import { toSamples } from '../dsp/rate.ts';
import { add, addPanned, silence } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { thud } from './impacts.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, type EventRecipe, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

const PANEL = [62.5, 125, 250, 395, 560, 790, 1180, 1640] as const;

function panel(random: Random, pitch: number, t60: number): Mode[] {
  return PANEL.map((hz, i) => ({
    frequency: hz * pitch * random.range(0.94, 1.06),
    t60: t60 / (1 + 0.25 * i),
    gain: random.range(0.4, 1),
  }));
}

function creaking(random: Random, context: Pick<EventContext, 'character' | 'detail'>, seconds: number): Float32Array {
  const pitch = pitchOf(context.character, 1.8);
  const pace = bend(context.character.pace, 1.5);
  const n = toSamples(seconds);
  const drift = wander(random.fork('push'), n, 2.2 * pace);
  const base = glide(n, [
    [0, random.range(60, 120)],
    [seconds * 0.55, random.range(150, 330)],
    [seconds, random.range(50, 110)],
  ]);
  const rate = base.map((hz, i) => hz * pitch * (1 + 0.35 * (drift[i] ?? 0)));
  const slips = stickSlip(random.fork('slip'), rate, 0.16);
  // The hinge itself squeals near 1-3 kHz; the panel radiates the rest.
  const hinge = excite(
    slips,
    [920, 1560, 2430].map((hz) => ({ frequency: hz * pitch * random.range(0.9, 1.1), t60: 0.02, gain: 0.9 })),
  );
  const out = add(excite(slips, panel(random, pitch, 0.09)), hinge, 1.6);
  return add(out, slips, 0.02);
}

function creak(context: EventContext): Float32Array {
  const { random, character, strength } = context;
  const seconds = random.range(0.9, 1.5) * lengthOf(character, 1.4) * (1.3 - 0.5 * strength);
  const out = blank(seconds + 0.1);
  add(out, burst(random.fork('latch'), { t60: 0.02, low: 900 * pitchOf(character), high: 8000 }), 0.25);
  const groan = creaking(random, context, seconds);
  shape(
    groan,
    lines(groan.length, [
      [0, 0.3],
      [seconds * 0.2, 1],
      [seconds * 0.75, 0.8],
      [seconds, 0],
    ]),
  );
  return fadeOut(add(out, groan, 1), 0.05);
}

function creakBed(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = silence(sampleCount);
  let at = toSamples(0.05);
  for (let k = 0; at < sampleCount && k < 200; k++) {
    const own = random.fork(`creak ${k}`);
    const seconds = own.range(0.7, 1.6);
    const sound = creaking(own, context, seconds);
    shape(
      sound,
      lines(sound.length, [
        [0, 0],
        [0.15, 1],
        [seconds * 0.7, 0.8],
        [seconds, 0],
      ]),
    );
    addPanned(out, sound, own.range(0.5, 1), at, own.range(-0.2, 0.2));
    at += toSamples((seconds + own.range(0.1, 0.5)) / bend(character.pace, 1.5));
  }
  return out;
}

function slam(context: EventContext): Float32Array {
  const { random, character, strength, detail } = context;
  const pitch = pitchOf(character, 1.8);
  const length = lengthOf(character);
  const out = blank(0.9 * length);
  strike(out, panel(random, pitch, 0.3 * length), { contactSeconds: 0.0016 * (1.4 - 0.7 * strength), gain: 1.2 });
  add(out, burst(random.fork('air'), { t60: 0.14 * length, low: 60, high: (1600 + 2600 * strength) * pitch }), 1.3);
  add(out, thud({ ...context, random: random.fork('frame') }), 0.3);
  const rattles = 2 + Math.round(5 * detail);
  for (let i = 0; i < rattles; i++) {
    const at = toSamples(0.012 + random.next() ** 1.5 * 0.16);
    add(
      out,
      burst(random.fork(`latch ${i}`), { t60: 0.02, centre: random.range(1500, 4200) * pitch, q: 3 }),
      random.range(0.15, 0.45),
      at,
    );
  }
  return fadeOut(out, 0.08);
}

/** Knuckles on a panel: contact of 2-4 ms, little above 1.5 kHz. */
const knock: EventRecipe = ({ random, character, strength }) => {
  const pitch = pitchOf(character, 1.8);
  const out = blank(0.3);
  const modes = [165, 290, 430, 640, 910].map((hz, i) => ({
    frequency: hz * pitch * random.range(0.96, 1.05),
    t60: 0.13 / (1 + 0.4 * i),
    gain: 1 / (1 + 0.3 * i),
  }));
  strike(out, modes, { contactSeconds: 0.0011 * (1.5 - 0.8 * strength) });
  add(out, burst(random.fork('knuckle'), { t60: 0.014, low: 400 * pitch, high: 3200 * pitch }), 0.4);
  return fadeOut(out, 0.03);
};

/** Knocks come in threes or fours, then someone waits. */
function knocking(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const gap = 0.24 / bend(character.pace, 1.6);
  let at = 0.1;
  for (let round = 0; toSamples(at) < sampleCount && round < 100; round++) {
    const count = 3 + Math.floor(random.next() * 2);
    for (let k = 0; k < count; k++) {
      const own = random.fork(`knock ${round} ${k}`);
      addPanned(
        out,
        knock({ random: own, character, detail, strength: own.range(0.5, 0.9) }),
        own.range(0.8, 1),
        toSamples(at),
        0.05,
      );
      at += gap * own.range(0.92, 1.1);
    }
    at += random.range(0.5, 1) / bend(character.pace, 1.6);
  }
  return out;
}

function latch({ random, character }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.25);
  for (const [at, gain] of [
    [0, 1],
    [random.range(0.05, 0.08), 0.6],
    [random.range(0.1, 0.15), 0.8],
  ] as const) {
    const own = random.fork(`part ${at > 0 ? gain : 0}`);
    const modes = [1450, 2300, 3900, 5200].map((hz, i) => ({
      frequency: hz * pitch * own.range(0.92, 1.08),
      t60: 0.03,
      gain: 1 / (1 + i * 0.5),
    }));
    strike(out, modes, { contactSeconds: 0.0004, gain, at: toSamples(at) });
    add(out, burst(own, { t60: 0.02, low: 500 * pitch, high: 6000 }), 0.3 * gain, toSamples(at));
  }
  return fadeOut(out, 0.03);
}

export const doors: readonly Voice[] = [
  voice({
    id: 'door-creak',
    names: [
      'door creak',
      'creak',
      'creaks',
      'creaking',
      'creaky',
      'door opening',
      'door open',
      'door opens',
      'opening door',
      'squeaky door',
      'creaking door',
      'hinge',
      'squeak',
      'squeaking',
      'gate',
      'door',
    ],
    prefers: 'event',
    event: creak,
    bed: creakBed,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'door-slam',
    names: [
      'door slam',
      'slam',
      'slams',
      'slamming',
      'door shut',
      'door closing',
      'door close',
      'door closes',
      'slamming door',
      'car door',
      'door bang',
      'bang',
      'banging',
    ],
    prefers: 'event',
    event: slam,
    bed: rhythm(slam, { perSecond: 0.6, jitter: 0.2 }),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'knock',
    names: [
      'knock',
      'knocks',
      'knocking',
      'door knock',
      'knock on door',
      'knocking on a door',
      'knock on the door',
      'tapping',
      'tap on wood',
      'rapping',
    ],
    prefers: 'event',
    event: knock,
    bed: knocking,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'latch',
    names: [
      'latch',
      'lock',
      'unlock',
      'locking',
      'key in lock',
      'door handle',
      'door lock',
      'bolt',
      'switch',
      'light switch',
      'click',
      'clicking',
      'clicks',
      'reload',
      'gun cocking',
    ],
    prefers: 'event',
    event: latch,
    bed: rhythm(latch, { perSecond: 1.1, jitter: 0.2, room: { t60: 0.5, size: 0.5, damping: 0.4, wet: 0.3 } }),
  }),
];
