/**
 * Motors and tools: a rotor's harmonics (shaft, blade and commutator orders) that follow pace and picture, plus the
 * noise of air, brushes or teeth (Farnell, "Designing Sound", ch. 45 motors, 46 fans). Mains hum: 100 Hz and its
 * multiples (transformer magnetostriction at twice 50 Hz).
 */
import { bandpass, filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { fadeOut, glide, intensityCurve, lines, modulate, shape, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, pulseTimes, scatter } from '../dsp/grains.ts';
import { excite } from '../dsp/modal.ts';
import { brownNoise, pinkNoise, whiteNoise } from '../dsp/noise.ts';
import { saw } from '../dsp/oscillator.ts';
import { reverberate } from '../dsp/reverb.ts';
import { add, addPanned, decorrelate, scale, silence, wide } from '../dsp/stereo.ts';
import { harmonicTable, readTable } from '../dsp/wavetable.ts';
import type { BedContext, EventContext, Stereo, Voice } from '../voice.ts';
import { impact, MATERIALS } from './impacts.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, lengthOf, pitchOf, voice } from './recipe.ts';

interface Rotor {
  /** Turns (or teeth, or blades) per second at neutral pace and full intensity. */
  hz: number;
  /** How far the picture's intensity moves the speed: 0 not at all, 1 from half to full. */
  throttle: number;
  harmonics: readonly number[];
  /** Slow speed wander, share. */
  drift: number;
  /** Fast irregularity, share. */
  shake: number;
  noise: { level: number; low: number; high: number };
  /** Whine: a high order, as ratio to hz, and its level. */
  whine?: { ratio: number; level: number };
}

function speedCurve(context: BedContext, hz: number, throttle: number, drift: number, shake: number): Float32Array {
  const { random, sampleCount, character } = context;
  const top = hz * bend(character.pace, 1.6) * pitchOf(character, 1.6);
  const drive = intensityCurve(context.intensity, sampleCount, 0.35);
  const slow = wander(random.fork('drift'), sampleCount, 0.8);
  const fast = wander(random.fork('shake'), sampleCount, 13);
  const out = new Float32Array(sampleCount);
  for (let i = 0; i < sampleCount; i++) {
    const load = 1 - 0.5 * throttle * (1 - (drive[i] as number));
    out[i] = top * load * (1 + drift * (slow[i] as number) + shake * (fast[i] as number));
  }
  return out;
}

function rotor(context: BedContext, kind: Rotor): Stereo {
  const { random, sampleCount, character, detail } = context;
  const speed = speedCurve(context, kind.hz, kind.throttle, kind.drift, kind.shake);
  const orders = kind.harmonics.slice(0, Math.max(3, Math.ceil(kind.harmonics.length * (0.5 + 0.5 * detail))));
  const tone = readTable(harmonicTable(random.fork('orders'), orders), sampleCount, speed);
  if (kind.whine !== undefined) {
    const { ratio, level } = kind.whine;
    const high = readTable(
      harmonicTable(random.fork('whine'), [1, 0.3]),
      sampleCount,
      speed.map((hz) => hz * ratio),
    );
    add(tone, high, level);
  }
  const out = decorrelate(tone, random.fork('body'), 0.35);
  const pitch = pitchOf(character, 1.6);
  const air = wide(0.8, (side) => {
    const noise = pinkNoise(random.fork(`air ${side}`), sampleCount);
    return filter(filter(noise, highpass(kind.noise.low * pitch)), lowpass(kind.noise.high * pitch));
  });
  add(out.left, air.left, kind.noise.level);
  add(out.right, air.right, kind.noise.level);
  return out;
}

const falling = (count: number, power: number, first = 1): number[] =>
  Array.from({ length: count }, (_, k) => (k === 0 ? first : (k + 1) ** -power));

function hum(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const hz = 100 * pitchOf(character, 1.5) * bend(character.pace, 1.12);
  const levels = [1, 0.5, 0.28, 0.2, 0.12, 0.1, 0.07, 0.05, 0.04, 0.03, 0.02].slice(0, 5 + Math.round(6 * detail));
  const tone = readTable(harmonicTable(random.fork('mains'), levels), sampleCount, hz);
  const buzz = filter(saw(sampleCount, hz), bandpass(1900 * pitchOf(character, 1.5), 1.2));
  modulate(buzz, wander(random.fork('buzz'), sampleCount, 4), 0.7, 0.3);
  add(tone, buzz, 0.35);
  return decorrelate(tone, random.fork('room'), 0.25);
}

/** A press and conveyor: motor hum, a beat of pneumatic hiss and two clanks per cycle. */
function factory(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.6);
  const out = rotor(context, {
    hz: 48,
    throttle: 0.4,
    harmonics: falling(14, 0.9),
    drift: 0.01,
    shake: 0.01,
    noise: { level: 0.5, low: 120, high: 2500 },
  });
  scale(out.left, 0.25);
  scale(out.right, 0.25);
  const rate = 1.9 * bend(character.pace, 2);
  const clank = impact({ ...MATERIALS.metal, base: [230, 330], loss: 16 });
  const beats = pulseTimes(random.fork('cycle'), sampleCount, rate, 0.004);
  const heavy = grainPool(random.fork('heavy'), 5, (own) => clank({ random: own, detail, character, strength: 0.8 }));
  const light = grainPool(random.fork('light'), 5, (own) =>
    clank({ random: own, detail, character: { ...character, size: character.size * 0.6 }, strength: 0.4 }),
  );
  for (const at of beats) {
    addPanned(out, heavy[Math.floor(random.next() * 5)] ?? blank(0.01), random.range(0.5, 0.65), at, -0.3);
    addPanned(
      out,
      light[Math.floor(random.next() * 5)] ?? blank(0.01),
      0.3,
      at + Math.round((0.45 * 44_100) / rate),
      0.35,
    );
    addPanned(
      out,
      burst(random, { t60: 0.22, attackSeconds: 0.02, low: 2500 * pitch }),
      0.07,
      at + Math.round((0.62 * 44_100) / rate),
      0.1,
    );
  }
  return reverberate(out, { t60: 1.2, size: 1.4, damping: 0.45, wet: 0.2 });
}

/** Percussive drill: commutator whine, gears and the hammering of the bit. */
function drill(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = rotor(context, {
    hz: 165,
    throttle: 0.8,
    harmonics: [0.6, 1, 0.8, 0.9, 0.5, 0.7, 0.4, 0.5, 0.3, 0.4, 0.3, 0.25, 0.2],
    drift: 0.03,
    shake: 0.025,
    noise: { level: 1.5, low: 1200, high: 9000 },
    whine: { ratio: 11, level: 0.5 },
  });
  const pitch = pitchOf(character, 1.6);
  const bit = wide(0.5, (side) => {
    const own = random.fork(`bit ${side}`);
    return filter(whiteNoise(own, sampleCount), bandpass(3200 * pitch, 1.4));
  });
  const speed = 46 * bend(character.pace, 1.5);
  for (let i = 0; i < sampleCount; i++) {
    const x = ((i / 44_100) * speed) % 1;
    const knock = Math.exp(-7 * x);
    out.left[i] = (out.left[i] as number) * (0.7 + 0.5 * knock) + 0.6 * knock * (bit.left[i] as number);
    out.right[i] = (out.right[i] as number) * (0.7 + 0.5 * knock) + 0.6 * knock * (bit.right[i] as number);
  }
  return out;
}

/** Hand saw: strokes of tooth-passing noise in wood, push louder than pull. */
function handSaw(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.6);
  const rate = 1.5 * bend(character.pace, 1.8);
  const speed = new Float32Array(sampleCount);
  let phase = random.range(0, 0.2);
  const uneven = wander(random.fork('arm'), sampleCount, 1);
  for (let i = 0; i < sampleCount; i++) {
    phase += (rate / 44_100) * (1 + 0.12 * (uneven[i] as number));
    const s = Math.sin(2 * Math.PI * phase);
    speed[i] = s > 0 ? s ** 0.8 : -0.6 * Math.abs(s);
  }
  const teeth = saw(
    sampleCount,
    speed.map((v) => 60 + 420 * pitch * Math.abs(v)),
  );
  const noise = whiteNoise(random.fork('dust'), sampleCount);
  for (let i = 0; i < sampleCount; i++) noise[i] = (noise[i] as number) * (0.5 + 0.5 * (teeth[i] as number));
  const wood = excite(
    noise,
    [310, 720, 1350, 2300, 3400].map((hz) => ({
      frequency: hz * pitch * random.range(0.93, 1.07),
      t60: 0.012,
      gain: 1,
    })),
  );
  add(wood, filtered(noise, highpass(2800 * pitch)), 0.07);
  modulate(wood, speed.map(Math.abs), 0, 1);
  for (let i = 0; i < sampleCount; i++) if ((speed[i] as number) < 0) wood[i] = (wood[i] as number) * 0.75;
  return decorrelate(wood, random.fork('room'), 0.3);
}

/** A short run of a small servo or motor: up, hold, down. */
function servo({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const seconds = random.range(0.35, 0.7) * lengthOf(character, 1.3) * bend(character.pace, 1 / 1.4);
  const out = blank(seconds + 0.05);
  const n = out.length;
  const top = random.range(420, 620) * pitch * (0.8 + 0.4 * strength);
  const hz = glide(n, [
    [0, top * 0.45],
    [0.08, top],
    [seconds - 0.1, top * 1.05],
    [seconds, top * 0.35],
  ]);
  add(out, readTable(harmonicTable(random, [0.7, 0.5, 1, 0.4, 0.5, 0.6, 0.2, 0.3]), n, hz));
  add(out, filter(whiteNoise(random, n), bandpass(3500 * pitch, 1)), 0.25);
  shape(
    out,
    lines(n, [
      [0, 0.6],
      [0.02, 1],
      [seconds - 0.06, 0.9],
      [seconds, 0],
    ]),
  );
  add(out, burst(random, { t60: 0.02, low: 1500 * pitch, high: 9000 }), 0.7);
  return fadeOut(out, 0.03);
}

function servos(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = silence(sampleCount);
  const pool = grainPool(random.fork('moves'), 10, (own) => servo({ ...context, random: own, strength: own.next() }));
  scatter(out, random.fork('mix'), {
    times: [2000, ...poissonTimes(random.fork('times'), sampleCount, 1.7 * bend(character.pace, 2))],
    pool,
    spreadDb: 2,
    width: 0.3,
    gain: 0.6,
  });
  const idle = rotor(context, {
    hz: 60,
    throttle: 0.2,
    harmonics: falling(8, 1.1),
    drift: 0.004,
    shake: 0.004,
    noise: { level: 0.2, low: 800, high: 6000 },
  });
  add(out.left, idle.left, 0.06);
  add(out.right, idle.right, 0.06);
  return out;
}

function roomTone(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.5);
  const out = wide(0.8, (side) => {
    const own = random.fork(side);
    const air = filter(brownNoise(own, sampleCount), lowpass(650 * pitch));
    add(air, filter(pinkNoise(own, sampleCount), lowpass(3500 * pitch)), 0.3);
    return modulate(air, wander(own, sampleCount, 0.5 * bend(character.pace, 2)), 1, 0.12);
  });
  const mains = readTable(harmonicTable(random.fork('mains'), [1, 0.4, 0.2]), sampleCount, 100 * pitch);
  add(out.left, mains, 0.03);
  add(out.right, mains, 0.03);
  return out;
}

export const machines: readonly Voice[] = [
  voice({
    id: 'electric-hum',
    names: [
      'electric hum',
      'hum',
      'humming',
      'mains hum',
      'transformer',
      'electrical hum',
      'fridge',
      'refrigerator',
      'neon',
      'power line',
      'fluorescent light',
      'drone sound',
    ],
    prefers: 'bed',
    bed: hum,
  }),
  voice({
    id: 'machine',
    names: [
      'machine',
      'machines',
      'machinery',
      'factory',
      'industrial machine',
      'conveyor',
      'printer',
      'assembly line',
      'mechanism',
      'gears',
      'industrial',
    ],
    prefers: 'bed',
    bed: factory,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'motor',
    names: [
      'motor',
      'electric motor',
      'motors',
      'electric engine',
      'blender',
      'mixer',
      'hair dryer',
      'hairdryer',
      'washing machine',
      'electric razor',
      'shaver',
      'electric car',
      'elevator',
      'escalator',
      'compressor',
      'pump',
    ],
    prefers: 'bed',
    bed: (context) =>
      rotor(context, {
        hz: 110,
        throttle: 0.7,
        harmonics: [1, 0.6, 0.45, 0.6, 0.3, 0.25, 0.35, 0.15, 0.12, 0.2],
        drift: 0.012,
        shake: 0.006,
        noise: { level: 0.45, low: 900, high: 7000 },
        whine: { ratio: 9, level: 0.25 },
      }),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'drone',
    names: ['drone', 'drones', 'quadcopter', 'multicopter', 'rc plane'],
    prefers: 'bed',
    bed: (context) =>
      rotor(context, {
        hz: 185,
        throttle: 0.6,
        harmonics: [1, 0.9, 0.5, 0.7, 0.4, 0.35, 0.3, 0.25, 0.2, 0.2, 0.15, 0.12],
        drift: 0.03,
        shake: 0.018,
        noise: { level: 0.5, low: 700, high: 8000 },
        whine: { ratio: 3.04, level: 0.3 },
      }),
    releaseSeconds: 0.25,
  }),
  voice({
    id: 'fan',
    names: [
      'fan',
      'ventilator',
      'ventilation',
      'air conditioner',
      'air conditioning',
      'cooling fan',
      'ceiling fan',
      'computer fan',
      'server room',
      'air vent',
    ],
    prefers: 'bed',
    bed: (context) =>
      rotor(context, {
        hz: 62,
        throttle: 0.4,
        harmonics: [0.5, 0.25, 0.15, 0.1, 0.06, 0.04],
        drift: 0.006,
        shake: 0.004,
        noise: { level: 1.3, low: 120, high: 3200 },
      }),
  }),
  voice({
    id: 'vacuum',
    names: ['vacuum', 'vacuum cleaner', 'hoover', 'vacuuming', 'leaf blower', 'dust collector'],
    prefers: 'bed',
    bed: (context) =>
      rotor(context, {
        hz: 290,
        throttle: 0.4,
        harmonics: [0.8, 0.4, 0.3, 0.2, 0.2, 0.12, 0.1],
        drift: 0.01,
        shake: 0.004,
        noise: { level: 1.5, low: 300, high: 9000 },
        whine: { ratio: 7, level: 0.15 },
      }),
  }),
  voice({
    id: 'drill',
    names: [
      'drill',
      'drills',
      'drilling',
      'power drill',
      'electric drill',
      'jackhammer',
      'screwdriver',
      'dentist',
      'power tool',
      'power tools',
    ],
    prefers: 'bed',
    bed: drill,
  }),
  voice({
    id: 'saw',
    names: [
      'saw',
      'saws',
      'sawing',
      'hand saw',
      'handsaw',
      'wood saw',
      'sawing wood',
      'sanding',
      'sandpaper',
      'filing',
    ],
    prefers: 'bed',
    bed: handSaw,
  }),
  voice({
    id: 'circular-saw',
    names: ['circular saw', 'table saw', 'buzz saw', 'angle grinder', 'grinder', 'grinding', 'band saw', 'router'],
    prefers: 'bed',
    bed: (context) =>
      rotor(context, {
        hz: 430,
        throttle: 0.6,
        harmonics: [0.6, 1, 0.8, 0.5, 0.6, 0.4, 0.3, 0.3, 0.2],
        drift: 0.03,
        shake: 0.012,
        noise: { level: 2.2, low: 2500, high: 12000 },
        whine: { ratio: 5.02, level: 0.5 },
      }),
  }),
  voice({
    id: 'servo',
    names: [
      'servo',
      'servos',
      'robot',
      'robots',
      'robotic',
      'robot arm',
      'actuator',
      'hydraulic',
      'hydraulics',
      'mech',
      'android',
    ],
    prefers: 'event',
    event: servo,
    bed: servos,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'room-tone',
    names: [
      'room tone',
      'silence',
      'ambience',
      'ambient',
      'quiet room',
      'background noise',
      'empty room',
      'atmosphere',
    ],
    prefers: 'bed',
    bed: roomTone,
  }),
];
