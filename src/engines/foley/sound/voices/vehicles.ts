/**
 * Vehicles. Engines by `engine` (firing pulses in a pipe; see dsp/pulse-engine.ts): firing rate = rpm / 60 x cylinders / 2.
 * Helicopter: main rotor blade passage 10-17 Hz with a sharp slap, tail rotor near 5 times that (Farnell, ch. 49). Jet:
 * broad jet-mixing noise below 1 kHz plus fan tones (Farnell, ch. 50). Rail joints: pairs of axles, 18-25 m rails.
 */
import { bandpass, filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { bubble, drawRadius } from '../dsp/bubble.ts';
import { fadeOut, glide, intensityCurve, lines, modulate, shape, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { excite } from '../dsp/modal.ts';
import { brownNoise, pinkNoise } from '../dsp/noise.ts';
import { saw, sine } from '../dsp/oscillator.ts';
import { type EngineShape, engine } from '../dsp/pulse-engine.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { add, addPanned, decorrelate, scale, silence, wide } from '../dsp/stereo.ts';
import { harmonicTable, readTable } from '../dsp/wavetable.ts';
import type { BedContext, EventContext, Stereo, Voice } from '../voice.ts';
import { impact, MATERIALS } from './impacts.ts';
import { bend, blank, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

interface Motor extends EngineShape {
  idleRpm: number;
  topRpm: number;
  /** Low-pass of the exhaust (Hz) at neutral. */
  muffle: number;
  /** Valves, belts, intake: level of broadband noise. */
  clatter: number;
  /** Wheels or hull: level of low rumble. */
  rumble: number;
}

/** Bounds a bed without picture drive: engines labour a little up and down by themselves. */
function rpmCurve(context: BedContext, kind: Motor): Float32Array {
  const { random, sampleCount, character } = context;
  const drive = intensityCurve(context.intensity, sampleCount, 0.5);
  const labour = wander(random.fork('labour'), sampleCount, 0.4);
  const hunt = wander(random.fork('hunt'), sampleCount, 7);
  const span = kind.topRpm - kind.idleRpm;
  const factor = bend(character.pace, 1.45) * pitchOf(character, 1.5);
  const out = new Float32Array(sampleCount);
  for (let i = 0; i < sampleCount; i++) {
    const load = Math.min(1, 0.15 + 0.45 * (drive[i] as number) * (1 + 0.35 * (labour[i] as number)));
    out[i] = factor * (kind.idleRpm + span * load) * (1 + 0.006 * (hunt[i] as number));
  }
  return out;
}

function motor(context: BedContext, kind: Motor): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.5);
  const rpm = rpmCurve(context, kind);
  const exhaust = filter(
    engine(random.fork('engine'), rpm, { ...kind, pipeMetres: kind.pipeMetres / pitch }),
    lowpass(kind.muffle * pitch, 0.6),
  );
  filter(exhaust, highpass(28));
  const out = decorrelate(exhaust, random.fork('body'), 0.4);
  const noise = wide(0.7, (side) => {
    const own = random.fork(`noise ${side}`);
    const clatter = filter(pinkNoise(own, sampleCount), bandpass(2400 * pitch, 0.7));
    const gate = exhaust.map((x) => Math.min(1, Math.abs(x) * 2.2));
    modulate(clatter, gate, 0.35, 1);
    const road = filter(brownNoise(own, sampleCount), lowpass(180 * pitch));
    return add(scale(clatter, kind.clatter), road, kind.rumble);
  });
  add(out.left, noise.left);
  add(out.right, noise.right);
  return out;
}

const CAR: Motor = {
  cylinders: 4,
  pulse: 0.24,
  uneven: 0.35,
  roughness: 0.35,
  pipeMetres: 1.9,
  idleRpm: 850,
  topRpm: 4300,
  muffle: 1500,
  clatter: 0.13,
  rumble: 0.12,
};
const TRUCK: Motor = {
  cylinders: 6,
  pulse: 0.3,
  uneven: 0.4,
  roughness: 0.5,
  pipeMetres: 2.6,
  idleRpm: 600,
  topRpm: 1900,
  muffle: 800,
  clatter: 0.3,
  rumble: 0.2,
};
const MOTORCYCLE: Motor = {
  cylinders: 2,
  pulse: 0.2,
  uneven: 0.5,
  roughness: 0.45,
  pipeMetres: 0.9,
  idleRpm: 1300,
  topRpm: 6800,
  muffle: 2400,
  clatter: 0.2,
  rumble: 0.03,
};
const CHAINSAW: Motor = {
  cylinders: 2,
  pulse: 0.3,
  uneven: 0.2,
  roughness: 0.8,
  pipeMetres: 0.25,
  idleRpm: 3200,
  topRpm: 9500,
  muffle: 5200,
  clatter: 0.5,
  rumble: 0,
};
const MOWER: Motor = {
  cylinders: 2,
  pulse: 0.25,
  uneven: 0.25,
  roughness: 0.6,
  pipeMetres: 0.5,
  idleRpm: 2400,
  topRpm: 3600,
  muffle: 2200,
  clatter: 0.4,
  rumble: 0.02,
};
const DIESEL_BOAT: Motor = {
  cylinders: 3,
  pulse: 0.34,
  uneven: 0.5,
  roughness: 0.5,
  pipeMetres: 2.2,
  idleRpm: 900,
  topRpm: 4200,
  muffle: 1000,
  clatter: 0.1,
  rumble: 0.02,
};

/** Outboard: muffled pulses under water, wash along the hull, bubbles. */
function boat(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.5);
  const out = motor(context, DIESEL_BOAT);
  const wash = wide(0.9, (side) => {
    const own = random.fork(`wash ${side}`);
    return modulate(
      filter(filter(pinkNoise(own, sampleCount), highpass(350)), lowpass(3500 * pitch)),
      wander(own, sampleCount, 1.7),
      0.6,
      0.5,
    );
  });
  add(out.left, wash.left, 0.05);
  add(out.right, wash.right, 0.05);
  scatter(out, random.fork('bubbles'), {
    times: poissonTimes(random.fork('times'), sampleCount, 40 * (0.5 + detail)),
    pool: grainPool(random.fork('pool'), 24, (own) =>
      bubble({ radius: drawRadius(own, 0.0015, 0.006) / pitch, rise: 0.15 }),
    ),
    spreadDb: 5,
    width: 0.8,
    gain: 0.09,
  });
  return out;
}

function train(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.5);
  const pace = bend(character.pace, 1.8);
  const out = wide(0.7, (side) => {
    const own = random.fork(side);
    const roll = filter(brownNoise(own, sampleCount), lowpass(240 * pitch));
    const steel = excite(
      pinkNoise(own, sampleCount),
      [430, 690, 1120, 1760].map((hz) => ({ frequency: hz * pitch, t60: 0.008, gain: 0.25 })),
    );
    return modulate(add(scale(roll, 0.45), steel, 1.6), wander(own, sampleCount, 2), 0.32, 0.08);
  });
  // Each bogie hits a joint with two axles, then the next bogie follows: da-dum . da-dum ......
  const clack = impact({
    ...MATERIALS.metal,
    base: [190, 260],
    loss: 45,
    slope: 0.8,
    contact: 0.0015,
    noise: { level: 1.4, t60: 0.04, low: 150, high: 2500 },
  });
  const pool = grainPool(random.fork('clack'), 10, (own) =>
    clack({ random: own, detail, character, strength: own.range(0.5, 1) }),
  );
  const period = 1.25 / pace;
  for (let at = random.range(0.05, 0.3); at * SAMPLE_RATE < sampleCount; at += period * random.range(0.99, 1.01)) {
    for (const [offset, level] of [
      [0, 1],
      [0.145, 0.85],
      [0.46, 0.9],
      [0.605, 0.75],
    ] as const) {
      const sound = pool[Math.floor(random.next() * pool.length)] ?? blank(0.01);
      addPanned(
        out,
        sound,
        level * random.range(0.9, 1.2),
        toSamples(at + (offset * period) / 1.25),
        offset > 0.3 ? 0.25 : -0.2,
      );
    }
  }
  return out;
}

function helicopter(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.5);
  const blades = 12.5 * bend(character.pace, 1.35) * bend(character.size, 1 / 1.25);
  const out = wide(0.5, (side) => {
    const own = random.fork(side);
    const air = filter(pinkNoise(own, sampleCount), lowpass(2600 * pitch));
    const deep = filter(brownNoise(own, sampleCount), lowpass(190 * pitch));
    const drift = wander(own, sampleCount, 0.8);
    const mixed = new Float32Array(sampleCount);
    let phase = 0.2;
    for (let i = 0; i < sampleCount; i++) {
      phase += (blades / SAMPLE_RATE) * (1 + 0.008 * (drift[i] as number));
      if (phase >= 1) phase -= 1;
      const slap = Math.exp(-9 * phase) * Math.min(1, phase * 60);
      mixed[i] = (0.07 + 1.1 * slap) * (air[i] as number) + (0.25 + 1.6 * slap) * (deep[i] as number);
    }
    return mixed;
  });
  const tail = readTable(harmonicTable(random.fork('tail'), [0.6, 1, 0.5, 0.3]), sampleCount, blades * 5.3 * pitch);
  const turbine = readTable(
    harmonicTable(random.fork('turbine'), [1, 0.2]),
    sampleCount,
    wander(random.fork('spool'), sampleCount, 0.6).map((x) => (2750 + 30 * x) * pitch),
  );
  add(add(out.left, tail, 0.1), turbine, 0.03);
  add(add(out.right, tail, 0.1), turbine, 0.03);
  return out;
}

function jet(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.6);
  const spool = bend(character.pace, 1.3);
  const drive = intensityCurve(context.intensity, sampleCount, 0.5);
  const out = wide(0.8, (side) => {
    const own = random.fork(side);
    const roar = filter(pinkNoise(own, sampleCount), lowpass(2600 * pitch, 0.5));
    modulate(roar, wander(own, sampleCount, 2.2), 1, 0.22);
    return add(roar, filter(brownNoise(own, sampleCount), lowpass(160 * pitch)), 0.35);
  });
  for (const [hz, level] of [
    [1650, 0.09],
    [2480, 0.06],
    [4100, 0.03],
  ] as const) {
    const waver = wander(random.fork(`fan ${hz}`), sampleCount, 0.7);
    const tone = sine(
      sampleCount,
      waver.map((x, i) => hz * pitch * spool * (1 + 0.008 * x) * (0.8 + 0.2 * (drive[i] ?? 1))),
    );
    const side = decorrelate(tone, random.fork(`space ${hz}`), 0.5);
    add(out.left, side.left, level);
    add(out.right, side.right, level);
  }
  return out;
}

/** Propeller aeroplane: blade passage with strong harmonics, beating between engines. */
function propeller(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const hz = 82 * pitchOf(character, 1.5) * bend(character.pace, 1.3);
  const table = harmonicTable(random.fork('blade'), [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.12, 0.1, 0.08]);
  const drift = wander(random.fork('drift'), sampleCount, 0.5);
  const one = readTable(
    table,
    sampleCount,
    drift.map((x) => hz * (1 + 0.006 * x)),
  );
  const two = readTable(
    table,
    sampleCount,
    drift.map((x) => hz * (1.009 - 0.004 * x)),
  );
  const air = wide(0.8, (side) =>
    filter(filter(pinkNoise(random.fork(side), sampleCount), highpass(200)), lowpass(2600 * pitchOf(character, 1.5))),
  );
  const out = silence(sampleCount);
  add(add(add(out.left, one, 0.7), two, 0.4), air.left, 0.3);
  add(add(add(out.right, one, 0.4), two, 0.7), air.right, 0.3);
  return out;
}

/** Cars going by: each a swell of tyre noise that crosses from one side to the other. */
function traffic(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.5);
  const pace = bend(character.pace, 1.8);
  const out = wide(0.8, (side) => {
    const own = random.fork(`far ${side}`);
    const hush = filter(pinkNoise(own, sampleCount), lowpass(700 * pitch));
    return scale(modulate(hush, wander(own, sampleCount, 0.6), 1, 0.25), 0.12);
  });
  let at = -2.2;
  for (let k = 0; toSamples(Math.max(0, at)) < sampleCount && k < 120; k++) {
    const own = random.fork(`car ${k}`);
    const seconds = own.range(3, 4.6) / pace ** 0.5;
    const n = toSamples(seconds);
    const tyres = filter(filter(pinkNoise(own, n), highpass(250)), lowpass(own.range(1500, 3000) * pitch));
    const f0 = own.range(55, 95) * pitch;
    // Doppler at 50 km/h: about +-4 percent.
    const hz = lines(n, [
      [0, f0 * 1.04],
      [seconds * 0.4, f0 * 1.035],
      [seconds * 0.6, f0 * 0.965],
      [seconds, f0 * 0.96],
    ]);
    add(tyres, readTable(harmonicTable(own, [1, 0.6, 0.5, 0.3, 0.2, 0.15]), n, hz), 0.16);
    const direction = own.next() < 0.5 ? 1 : -1;
    const level = own.range(0.4, 1);
    const start = Math.round(at * SAMPLE_RATE);
    for (let i = Math.max(0, -start); i < n && start + i < sampleCount; i++) {
      const x = (i / n) * 2 - 1;
      const near = 1 / (1 + 14 * x * x) - 1 / 15;
      const theta = ((direction * Math.max(-1, Math.min(1, 1.6 * x)) + 1) * Math.PI) / 4;
      const y = level * near * (tyres[i] as number);
      out.left[start + i] = (out.left[start + i] as number) + y * Math.cos(theta);
      out.right[start + i] = (out.right[start + i] as number) + y * Math.sin(theta);
    }
    at += own.range(0.6, 2.2) / pace / (0.6 + 0.8 * detail);
  }
  return out;
}

function horn({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.6);
  const seconds = (0.35 + 0.5 * strength) * lengthOf(character, 1.4);
  const n = toSamples(seconds);
  // Two trumpets, a third apart (as most cars have): about 420 and 500 Hz.
  const out = saw(n, 415 * pitch * random.range(0.98, 1.02));
  add(out, saw(n, 500 * pitch * random.range(0.98, 1.02), 0.3));
  const body = excite(out, [
    { frequency: 950 * pitch, t60: 0.008, gain: 1 },
    { frequency: 2100 * pitch, t60: 0.006, gain: 0.8 },
  ]);
  add(body, filtered(out, lowpass(2800 * pitch)), 0.4);
  return fadeOut(
    shape(
      body,
      lines(n, [
        [0, 0.4],
        [0.015, 1],
        [seconds - 0.06, 1],
        [seconds, 0],
      ]),
    ),
    0.02,
  );
}

function wailing(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.5);
  const period = 3.2 / bend(character.pace, 2.2);
  const hz = new Float32Array(sampleCount);
  const start = random.next();
  for (let i = 0; i < sampleCount; i++) {
    const x = (i / SAMPLE_RATE / period + start) % 1;
    // Electronic "wail": fast rise, slower fall, 600-1500 Hz.
    const y = x < 0.4 ? x / 0.4 : 1 - (x - 0.4) / 0.6;
    hz[i] = pitch * 600 * 2.5 ** (y * y * (3 - 2 * y));
  }
  const tone = saw(sampleCount, hz);
  const out = excite(tone, [
    { frequency: 1150 * pitch, t60: 0.006, gain: 1 },
    { frequency: 2300 * pitch, t60: 0.005, gain: 0.7 },
  ]);
  add(out, filter(tone, lowpass(2400 * pitch)), 0.5);
  return decorrelate(out, random.fork('street'), 0.45);
}

function yelp({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.5);
  const seconds = 0.9 + 0.6 * strength;
  const n = toSamples(seconds);
  const tone = saw(
    n,
    glide(n, [
      [0, 650 * pitch],
      [seconds * 0.45, 1450 * pitch * random.range(0.95, 1.05)],
      [seconds, 620 * pitch],
    ]),
  );
  const out = excite(tone, [
    { frequency: 1150 * pitch, t60: 0.006, gain: 1 },
    { frequency: 2300 * pitch, t60: 0.005, gain: 0.7 },
  ]);
  return shape(
    out,
    lines(n, [
      [0, 0.5],
      [0.02, 1],
      [seconds * 0.8, 0.9],
      [seconds, 0],
    ]),
  );
}

/** Coasting bicycle or skateboard: freewheel ticks over rolling noise. */
function wheels(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.6);
  const out = wide(0.5, (side) => {
    const own = random.fork(side);
    return scale(
      modulate(filter(pinkNoise(own, sampleCount), bandpass(520 * pitch, 0.5)), wander(own, sampleCount, 9), 1, 0.35),
      0.2,
    );
  });
  const rate = 19 * bend(character.pace, 2);
  const tick = grainPool(random.fork('pawl'), 16, (own) => {
    const sound = excite(
      Float32Array.from({ length: 900 }, (_, i) => (i < 6 ? 1 : 0)),
      [2600, 4300, 6100].map((hz) => ({
        frequency: hz * pitch * own.range(0.97, 1.03),
        t60: 0.012,
        gain: own.range(0.4, 1),
      })),
    );
    return fadeOut(sound, 0.006);
  });
  const drift = wander(random.fork('speed'), sampleCount, 0.6);
  for (let at = 0.02; at * SAMPLE_RATE < sampleCount; ) {
    const sample = toSamples(at);
    addPanned(
      out,
      tick[Math.floor(random.next() * tick.length)] ?? blank(0.01),
      random.range(4, 6),
      sample,
      random.range(-0.1, 0.1),
    );
    at += 1 / (rate * (1 + 0.15 * (drift[Math.min(sampleCount - 1, sample)] ?? 0)));
  }
  return out;
}

export const vehicles: readonly Voice[] = [
  voice({
    id: 'car',
    names: [
      'car engine',
      'car',
      'cars',
      'engine',
      'engines',
      'car driving',
      'driving',
      'automobile',
      'race car',
      'racing car',
      'engine revving',
      'revving',
      'taxi',
    ],
    prefers: 'bed',
    bed: (context) => motor(context, CAR),
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'truck',
    names: [
      'truck',
      'trucks',
      'lorry',
      'bus',
      'diesel',
      'diesel engine',
      'tractor',
      'bulldozer',
      'excavator',
      'generator',
    ],
    prefers: 'bed',
    bed: (context) => motor(context, TRUCK),
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'motorcycle',
    names: ['motorcycle', 'motorcycles', 'motorbike', 'motor bike', 'scooter', 'moped', 'dirt bike', 'go kart'],
    prefers: 'bed',
    bed: (context) => motor(context, MOTORCYCLE),
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'chainsaw',
    names: ['chainsaw', 'chain saw', 'chainsaws', 'hedge trimmer', 'cutting trees'],
    prefers: 'bed',
    bed: (context) => motor(context, CHAINSAW),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'lawnmower',
    names: ['lawnmower', 'lawn mower', 'mower', 'mowing', 'mowing the lawn', 'petrol engine'],
    prefers: 'bed',
    bed: (context) => motor(context, MOWER),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'train',
    names: [
      'train',
      'trains',
      'railway',
      'railroad',
      'locomotive',
      'train passing',
      'subway',
      'metro',
      'tram',
      'train on tracks',
      'rollercoaster',
    ],
    prefers: 'bed',
    bed: train,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'airplane',
    names: [
      'jet',
      'airplane',
      'aeroplane',
      'plane',
      'planes',
      'aircraft',
      'jet engine',
      'airliner',
      'fighter jet',
      'jet plane',
      'takeoff',
      'flying',
      'rocket',
      'rocket engine',
      'spaceship',
      'spacecraft',
      'cabin',
      'turbine',
    ],
    prefers: 'bed',
    bed: jet,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'propeller-plane',
    names: ['propeller', 'propeller plane', 'biplane', 'small plane', 'light aircraft', 'cessna', 'prop plane'],
    prefers: 'bed',
    bed: propeller,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'helicopter',
    names: ['helicopter', 'helicopters', 'chopper', 'rotor', 'rotor blades'],
    prefers: 'bed',
    bed: helicopter,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'boat',
    names: [
      'boat',
      'boats',
      'motor boat',
      'motorboat',
      'speedboat',
      'boat motor',
      'outboard motor',
      'ship',
      'ship engine',
      'ferry',
      'fishing boat',
    ],
    prefers: 'bed',
    bed: boat,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'traffic',
    names: [
      'traffic',
      'cars passing',
      'city traffic',
      'street traffic',
      'highway',
      'road',
      'car passing',
      'cars passing by',
      'motorway',
      'freeway',
      'busy street',
      'city',
      'street',
    ],
    prefers: 'bed',
    bed: traffic,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'bicycle',
    names: [
      'bicycle',
      'bicycles',
      'bike',
      'cycling',
      'freewheel',
      'skateboard',
      'skateboarding',
      'roller skates',
      'rolling wheels',
      'wheels',
      'shopping cart',
      'rolling',
    ],
    prefers: 'bed',
    bed: wheels,
  }),
  voice({
    id: 'horn',
    names: [
      'horn',
      'horns',
      'car horn',
      'honk',
      'honks',
      'honking',
      'beeping car',
      'truck horn',
      'ship horn',
      'foghorn',
    ],
    prefers: 'event',
    event: horn,
    bed: rhythm(horn, { perSecond: 0.8, jitter: 0.3, width: 0.5 }),
    softAttack: true,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'siren',
    names: [
      'siren',
      'sirens',
      'police siren',
      'police car',
      'ambulance',
      'fire engine',
      'fire truck',
      'emergency vehicle',
      'air raid',
      'police',
    ],
    prefers: 'bed',
    bed: wailing,
    event: yelp,
    softAttack: true,
    releaseSeconds: 0.3,
  }),
];
