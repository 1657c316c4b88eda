/**
 * Clocks and bells. Church bell partials hum, prime, tierce, quint, nominal at 0.5, 1, 1.19, 1.5, 2 of the strike note
 * (Rossing, "Science of Percussion Instruments"; Risset's bell). Escapements: 2 ticks/s for a wall clock.
 */
import { fadeOut } from '../dsp/envelope.ts';
import { poissonTimes } from '../dsp/grains.ts';
import { MODE_RATIOS, strike } from '../dsp/modal.ts';
import { toSamples } from '../dsp/rate.ts';
import { add, addPanned, silence } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, type EventRecipe, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

interface BellShape {
  /** Strike note in Hz. */
  note: readonly [low: number, high: number];
  ratios: readonly number[];
  /** Decay of the lowest partial; higher ones fall as ratio^-0.6. */
  t60: number;
  contact: number;
  seconds: number;
}

const bell =
  (kind: BellShape): EventRecipe =>
  ({ random, character, strength, detail }) => {
    const note = random.range(kind.note[0], kind.note[1]) * pitchOf(character);
    const length = lengthOf(character);
    const out = blank(kind.seconds * length);
    const modes = kind.ratios.flatMap((ratio, i) => {
      const frequency = note * ratio;
      const t60 = kind.t60 * length * Math.max(0.25, ratio) ** -0.6 * 0.7;
      const gain = (i === 0 ? 0.5 : 1) / (1 + 0.15 * i);
      // Doublets of a slightly oval bell warble.
      const twin = { frequency: frequency * (1 + random.range(0.0008, 0.003)), t60, gain: gain * 0.6 };
      return detail > 0.3 ? [{ frequency, t60, gain }, twin] : [{ frequency, t60, gain }];
    });
    strike(out, modes, { contactSeconds: kind.contact * (1.5 - 0.8 * strength) });
    add(out, burst(random.fork('clapper'), { t60: 0.02, low: note, high: 12000 }), 0.12 * strength);
    return fadeOut(out, kind.seconds * length * 0.25);
  };

const church = bell({ note: [255, 262], ratios: MODE_RATIOS.bell, t60: 6, contact: 0.0006, seconds: 4.5 });
const small = bell({
  note: [1250, 1500],
  ratios: [1, 1.19, 2, 2.7, 3.6, 5.1],
  t60: 4,
  contact: 0.0004,
  seconds: 3,
});
const tube = bell({ note: [700, 1900], ratios: [1, 2.756, 5.404, 8.93], t60: 2.6, contact: 0.0005, seconds: 2.4 });

/** Wind chimes: a few tubes of one pentatonic set, struck in flurries. */
function chimes(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const base = 740 * pitchOf(character);
  const tubes = [1, 1.125, 1.25, 1.5, 1.667, 2].map((ratio, i) => {
    const own = random.fork(`tube ${i}`);
    return bell({
      note: [base * ratio, base * ratio],
      ratios: [1, 2.756, 5.404, 8.93],
      t60: 2.6,
      contact: 0.0005,
      seconds: 2.2,
    })({ random: own, detail, character: { ...character, size: 0.5 }, strength: 0.7 });
  });
  const out = silence(sampleCount);
  const gusts = poissonTimes(random.fork('gusts'), sampleCount, 0.9 * bend(character.pace, 2));
  for (const start of [toSamples(0.1), ...gusts]) {
    const hits = 1 + Math.floor(random.next() * 5);
    let at = start;
    for (let k = 0; k < hits; k++) {
      const i = Math.floor(random.next() * tubes.length);
      addPanned(out, tubes[i] ?? blank(0.01), random.range(0.25, 1), at, (i / (tubes.length - 1) - 0.5) * 1.2);
      at += toSamples(random.range(0.05, 0.35) / bend(character.pace, 1.4));
    }
  }
  return out;
}

function tick({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.12);
  const modes = [1180, 2350, 3700, 5300].map((hz, i) => ({
    frequency: hz * pitch * random.range(0.99, 1.01),
    t60: 0.03 / (1 + i * 0.3),
    gain: 1 / (1 + i * 0.4),
  }));
  strike(out, modes, { contactSeconds: 0.0003 });
  strike(out, modes, { contactSeconds: 0.0004, gain: 0.35, at: toSamples(0.011) });
  strike(out, [{ frequency: 310 * pitch, t60: 0.05, gain: 0.35 }], { contactSeconds: 0.001 });
  add(out, burst(random, { t60: 0.008, low: 2000 * pitch }), 0.2 * strength);
  return fadeOut(out, 0.02);
}

/** Tick and tock alternate: the two pallets differ a little in pitch and level. */
function ticking(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const period = 0.5 / bend(character.pace, 2);
  let k = 0;
  for (let at = 0.08; toSamples(at) < sampleCount; at += period) {
    const own = random.fork(`tick ${k}`);
    const size = Math.min(1, character.size + (k % 2) * 0.1);
    const sound = tick({ random: own, detail, character: { ...character, size }, strength: 0.8 });
    addPanned(out, sound, (k % 2 === 0 ? 1 : 0.75) * own.range(0.95, 1), toSamples(at + own.range(0, 0.001)), 0);
    k++;
  }
  return addRoom(out);
}

function addRoom(pair: Stereo): Stereo {
  const taps = [0.0043, 0.0091, 0.0147, 0.0213, 0.0297];
  const dry = { left: pair.left.slice(), right: pair.right.slice() };
  for (const [i, tap] of taps.entries()) {
    const gain = 0.3 * 0.7 ** i;
    add(i % 2 === 0 ? pair.left : pair.right, dry.left, gain, toSamples(tap));
    add(i % 2 === 0 ? pair.right : pair.left, dry.right, gain * 0.7, toSamples(tap * 1.13));
  }
  return pair;
}

/** Two gongs hammered at 12-20 blows per second. */
function alarm({ random, character, detail }: EventContext): Float32Array {
  const out = blank(1.3);
  const rate = 15 * bend(character.pace, 1.4);
  const gong = bell({
    note: [2050, 2150],
    ratios: [1, 1.53, 2.31, 3.4, 4.7],
    t60: 0.5,
    contact: 0.0003,
    seconds: 0.35,
  });
  for (let k = 0; k < rate * 1; k++) {
    const own = random.fork(`blow ${k % 4}`);
    add(
      out,
      gong({
        random: own,
        character: { ...character, size: Math.min(1, character.size + (k % 2) * 0.06) },
        detail,
        strength: 0.8,
      }),
      1,
      toSamples(k / rate),
    );
  }
  return fadeOut(out, 0.1);
}

export const clocksAndBells: readonly Voice[] = [
  voice({
    id: 'clock',
    names: [
      'clock',
      'clocks',
      'clock ticking',
      'ticking',
      'ticking clock',
      'tick',
      'ticks',
      'tick tock',
      'wall clock',
      'grandfather clock',
      'timer',
      'stopwatch',
      'metronome',
    ],
    prefers: 'bed',
    bed: ticking,
    event: tick,
  }),
  voice({
    id: 'alarm',
    names: [
      'alarm clock',
      'alarm',
      'alarm bell',
      'school bell',
      'fire alarm',
      'ringing alarm',
      'bicycle bell',
      'ringing bell',
    ],
    prefers: 'event',
    event: alarm,
    bed: rhythm(alarm, { perSecond: 0.65, jitter: 0.02 }),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'church-bell',
    names: [
      'church bell',
      'church bells',
      'bell tower',
      'large bell',
      'big bell',
      'cathedral bell',
      'bell tolling',
      'tolling',
      'toll',
      'tolling bell',
    ],
    prefers: 'event',
    event: church,
    bed: rhythm(church, { perSecond: 0.55, jitter: 0.03, width: 0.1, paceFactor: 1.8 }),
    releaseSeconds: 1.2,
  }),
  voice({
    id: 'bell',
    names: [
      'bell',
      'bells',
      'small bell',
      'hand bell',
      'service bell',
      'desk bell',
      'ding',
      'dings',
      'jingle',
      'jingle bells',
      'sleigh bells',
      'doorbell',
      'door bell',
      'ding dong',
      'triangle',
    ],
    prefers: 'event',
    event: small,
    bed: rhythm(small, { perSecond: 1.3, jitter: 0.15, width: 0.2 }),
    releaseSeconds: 0.7,
  }),
  voice({
    id: 'wind-chimes',
    names: ['wind chimes', 'wind chime', 'chimes', 'chime', 'tubular bells', 'tinkling', 'tinkle'],
    prefers: 'bed',
    bed: chimes,
    event: tube,
    releaseSeconds: 0.8,
  }),
];
