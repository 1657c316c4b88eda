/**
 * Larger than life: air displacement, blasts, blades, ray guns, magic. Explosion and shot: a shock front (N-wave, short
 * and bright), the muzzle or fireball's noise with a falling band, then the ground and the echoes (Farnell, ch. 41-42;
 * Beck et al. 2011 for gunshots: blast phase 1-3 ms). Whoosh: aeolian noise at f = 0.2 v / d (Farnell, ch. 39 swinging objects).
 */
import { bandpass, filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { decay, fadeOut, glide, lines, modulate, shape, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { strike } from '../dsp/modal.ts';
import { brownNoise, pinkNoise, whiteNoise } from '../dsp/noise.ts';
import { fm, saw, sine } from '../dsp/oscillator.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { reverberate, reverberateMono } from '../dsp/reverb.ts';
import { sweep } from '../dsp/state-variable.ts';
import { add, decorrelate, silence, wide } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';

function whoosh({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const seconds = 0.42 * lengthOf(character, 1.7) * bend(character.pace, 1 / 1.8) * (1.25 - 0.5 * strength);
  const n = toSamples(seconds);
  const peak = random.range(0.4, 0.55) * seconds;
  const top = (900 + 1500 * strength) * pitch * bend(character.pace, 1.4);
  const hz = glide(n, [
    [0, top * 0.3],
    [peak, top],
    [seconds, top * 0.25],
  ]);
  const noise = pinkNoise(random, n);
  const out = sweep(noise.slice(), 'band', hz, 1.6);
  add(
    out,
    sweep(
      noise.slice(),
      'band',
      hz.map((f) => f * 1.9),
      5,
    ),
    0.5,
  );
  return shape(
    out,
    lines(n, [
      [0, 0],
      [peak * 0.5, 0.25],
      [peak, 1],
      [peak + (seconds - peak) * 0.5, 0.3],
      [seconds, 0],
    ]),
  );
}

function explosion({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const length = lengthOf(character, 1.5);
  const out = blank(3.2 * length);
  const n = out.length;
  add(out, burst(random.fork('front'), { t60: 0.06, high: 9000 }), 1.1);
  const ball = sweep(
    whiteNoise(random.fork('fireball'), n),
    'low',
    glide(n, [
      [0, 5200 * pitch * (0.5 + 0.5 * strength)],
      [0.25, 900 * pitch],
      [2, 130 * pitch],
    ]),
    0.7,
  );
  add(out, shape(ball, decay(n, 1.9 * length, 0.002)), 1);
  const ground = sine(
    n,
    glide(n, [
      [0, 95 * pitch],
      [0.15, 46 * pitch],
      [1, 30 * pitch],
    ]),
    0.1,
  );
  add(out, shape(ground, decay(n, 1.1 * length, 0.002)), 1.3);
  const rumble = filter(brownNoise(random.fork('rumble'), n), lowpass(120 * pitch));
  modulate(rumble, wander(random.fork('roll'), n, 6), 0.6, 0.4);
  add(out, shape(rumble, decay(n, 2.8 * length, 0.08)), 0.9);
  const debris = poissonTimes(random.fork('debris'), n, 30 + 90 * detail, (i) => Math.exp((-2.4 * i) / SAMPLE_RATE));
  for (const at of debris)
    add(
      out,
      burst(random, { t60: 0.03, centre: random.range(400, 3500) * pitch, q: 1.5 }),
      0.22 * random.next(),
      at + toSamples(0.12),
    );
  for (let i = 0; i < n; i++) out[i] = Math.tanh(1.4 * (out[i] as number));
  return fadeOut(reverberateMono(out, { t60: 1.8, size: 1.6, damping: 0.6, wet: 0.25 }), 0.3);
}

function gunshot({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const length = lengthOf(character, 1.5);
  const out = blank(1.5 * length);
  const n = out.length;
  // Friedlander wave: instant rise, 1.5 ms positive phase, shallow suction.
  const phase = 0.0014 * length;
  for (let i = 0; i < toSamples(phase * 6); i++) {
    const x = i / SAMPLE_RATE / phase;
    out[i] = 1.6 * (1 - x) * Math.exp(-1.1 * x);
  }
  add(out, burst(random.fork('crack'), { t60: 0.05, low: 500 * pitch, high: 6000 + 8000 * strength }), 0.9);
  const gas = sweep(
    whiteNoise(random.fork('gas'), n),
    'low',
    glide(n, [
      [0, 4200 * pitch],
      [0.12, 700 * pitch],
    ]),
    0.7,
  );
  add(out, shape(gas, decay(n, 0.28 * length)), 0.8);
  add(
    out,
    shape(
      sine(
        n,
        glide(n, [
          [0, 140 * pitch],
          [0.08, 60 * pitch],
        ]),
        0.1,
      ),
      decay(n, 0.2 * length, 0.001),
    ),
    0.7,
  );
  const wet = reverberateMono(out, { t60: 1.2, size: 1.5, damping: 0.45, wet: 0.3 });
  for (const [at, gain] of [
    [0.09, 0.16],
    [0.17, 0.12],
    [0.31, 0.08],
  ] as const) {
    add(
      wet,
      filter(burst(random.fork(`echo ${gain}`), { t60: 0.16, high: 1800 * pitch }), lowpass(2000 * pitch)),
      gain,
      toSamples(at * random.range(0.9, 1.1)),
    );
  }
  return fadeOut(wet, 0.2);
}

function booms(event: (context: EventContext) => Float32Array, perSecond: number) {
  return (context: BedContext): Stereo => {
    const { random, sampleCount, character } = context;
    const out = silence(sampleCount);
    const later = poissonTimes(random.fork('times'), sampleCount, perSecond * bend(character.pace, 2));
    const times = [toSamples(0.1), ...later];
    const pool = grainPool(random.fork('pool'), Math.min(4, times.length), (own) =>
      event({ ...context, random: own, strength: own.range(0.5, 1) }),
    );
    scatter(out, random.fork('place'), { times, pool, spreadDb: 4, width: 0.6, gain: 0.6 });
    return out;
  };
}

function laser({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const seconds = 0.26 * lengthOf(character, 1.5);
  const n = toSamples(seconds);
  const top = random.range(2600, 3800) * pitch * (0.8 + 0.4 * strength);
  const hz = glide(n, [
    [0, top],
    [seconds * 0.35, top * 0.35],
    [seconds, top * 0.07],
  ]);
  const out = fm(
    n,
    hz,
    1.41,
    lines(n, [
      [0, 2.6],
      [seconds, 0.4],
    ]),
  );
  add(
    out,
    saw(
      n,
      hz.map((f) => f * 0.5),
    ),
    0.3,
  );
  return fadeOut(shape(out, decay(n, seconds * 1.3)), 0.04);
}

/** Energy weapon or beam held on. */
function beam(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.8);
  const out = silence(sampleCount);
  const pool = grainPool(random.fork('shots'), 12, (own) => laser({ ...context, random: own, strength: own.next() }));
  scatter(out, random.fork('place'), {
    times: [
      3000,
      ...poissonTimes(random.fork('times'), sampleCount, 3 * bend(character.pace, 2) * (0.6 + 0.8 * detail)),
    ],
    pool,
    spreadDb: 3,
    width: 0.8,
    gain: 0.6,
  });
  const hum = decorrelate(fm(sampleCount, 110 * pitch, 1.006, 1.8), random.fork('hum'), 0.5);
  add(out.left, hum.left, 0.05);
  add(out.right, hum.right, 0.05);
  return reverberate(out, { t60: 0.9, size: 1.1, damping: 0.4, wet: 0.2 });
}

function glint(random: { range(low: number, high: number): number; next(): number }, pitch: number): Float32Array {
  const t60 = random.range(0.35, 1);
  const n = toSamples(t60);
  // A pentatonic row from 1.5 kHz keeps any mixture sweet.
  const step = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24, 28][Math.floor(random.next() * 12)] ?? 0;
  const hz = Math.min(13_000, 1500 * pitch * 2 ** (step / 12));
  const tone = fm(
    n,
    hz,
    2.76,
    decay(n, t60 * 0.4).map((x) => 0.8 * x),
  );
  return fadeOut(shape(tone, decay(n, t60, 0.002)), 0.03);
}

function sparkle(context: EventContext): Float32Array {
  const { random, character, detail, strength } = context;
  const pitch = pitchOf(character, 1.7);
  const out = blank(1.9 * lengthOf(character, 1.3));
  const count = Math.round(10 + 22 * detail * (0.5 + 0.5 * strength));
  for (let k = 0; k < count; k++) {
    const at =
      k === 0 ? 0 : toSamples((k / count) ** 1.2 * 1.1 * lengthOf(character, 1.3) * bend(character.pace, 1 / 1.4));
    add(out, glint(random.fork(`glint ${k}`), pitch), random.range(0.3, 0.9) * (1 - 0.5 * (k / count)), at);
  }
  return fadeOut(reverberateMono(out, { t60: 1.2, size: 1.2, damping: 0.25, wet: 0.2 }), 0.2);
}

function magic(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.7);
  const out = silence(sampleCount);
  scatter(out, random.fork('glints'), {
    times: poissonTimes(random.fork('times'), sampleCount, 13 * bend(character.pace, 2) * (0.6 + 0.8 * detail)),
    pool: grainPool(random.fork('pool'), 18, (own) => glint(own, pitch)),
    spreadDb: 5,
    width: 0.95,
    gain: 0.5,
  });
  const shimmer = wide(0.95, (side) =>
    modulate(
      filter(whiteNoise(random.fork(side), sampleCount), highpass(6000 * pitch)),
      wander(random.fork(`glow ${side}`), sampleCount, 2),
      0.5,
      0.5,
    ),
  );
  add(out.left, shimmer.left, 0.012);
  add(out.right, shimmer.right, 0.012);
  return reverberate(out, { t60: 1.8, size: 1.4, damping: 0.25, wet: 0.3 });
}

/** Blade on blade: bright plate modes with long decay, then the scrape as the edges part. */
function clash({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const length = lengthOf(character, 1.4);
  const out = blank(1.3 * length);
  for (const [blade, at] of [
    [0, 0],
    [1, toSamples(random.range(0.002, 0.007))],
  ] as const) {
    const own = random.fork(`blade ${blade}`);
    const base = own.range(620, 1050) * pitch;
    const modes = Array.from({ length: 8 + Math.round(8 * detail) }, (_, k) => {
      const frequency = base * (1 + k * 0.83 + own.range(-0.15, 0.15)) * 1.2;
      return { frequency, t60: (0.9 * length) / (1 + k * 0.12), gain: own.range(0.25, 1) / (1 + 0.05 * k) };
    });
    strike(out, modes, { contactSeconds: 0.00022 * (1.5 - 0.8 * strength), at, gain: blade === 0 ? 1 : 0.8 });
  }
  const n = toSamples(0.3 * length);
  const scrape = sweep(
    whiteNoise(random.fork('scrape'), n),
    'band',
    glide(n, [
      [0, 3800 * pitch],
      [0.3, 6200 * pitch],
    ]),
    3,
  );
  add(
    out,
    shape(
      scrape,
      lines(n, [
        [0, 0.3],
        [0.05, 1],
        [0.3 * length, 0],
      ]),
    ),
    0.5,
  );
  add(out, burst(random.fork('hit'), { t60: 0.02, low: 1500 * pitch }), 0.8);
  return fadeOut(out, 0.2);
}

function swishes(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = silence(sampleCount);
  const pool = grainPool(random.fork('pool'), 10, (own) =>
    whoosh({ ...context, random: own, strength: own.range(0.3, 1) }),
  );
  scatter(out, random.fork('place'), {
    times: [1000, ...poissonTimes(random.fork('times'), sampleCount, 1.7 * bend(character.pace, 2))],
    pool,
    spreadDb: 3,
    width: 0.7,
    gain: 0.7,
  });
  const air = wide(0.8, (side) => {
    const own = random.fork(`air ${side}`);
    return modulate(
      filtered(pinkNoise(own, sampleCount), bandpass(600 * pitchOf(character, 1.8), 0.8)),
      wander(own, sampleCount, 2),
      0.6,
      0.4,
    );
  });
  add(out.left, air.left, 0.06);
  add(out.right, air.right, 0.06);
  return out;
}

export const effects: readonly Voice[] = [
  voice({
    id: 'whoosh',
    names: [
      'whoosh',
      'whooshes',
      'whooshing',
      'swoosh',
      'swooshes',
      'swish',
      'swishing',
      'swing',
      'swinging',
      'fly by',
      'flyby',
      'passing by',
      'throw',
      'throwing',
      'arrow',
      'transition',
    ],
    prefers: 'event',
    event: whoosh,
    bed: swishes,
    softAttack: true,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'explosion',
    names: [
      'explosion',
      'explosions',
      'explode',
      'explodes',
      'exploding',
      'blast',
      'boom',
      'bomb',
      'bombs',
      'detonation',
      'fireworks',
      'firework',
      'grenade',
      'cannon',
      'artillery',
    ],
    prefers: 'event',
    event: explosion,
    bed: booms(explosion, 0.55),
    releaseSeconds: 0.8,
  }),
  voice({
    id: 'gunshot',
    names: [
      'gunshot',
      'gunshots',
      'gun',
      'guns',
      'shot',
      'shots',
      'shooting',
      'gunfire',
      'rifle',
      'pistol',
      'machine gun',
      'firing',
      'bullet',
      'bullets',
      'shotgun',
    ],
    prefers: 'event',
    event: gunshot,
    bed: booms(gunshot, 2.2),
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'laser',
    names: [
      'laser',
      'lasers',
      'laser beam',
      'laser shot',
      'ray gun',
      'blaster',
      'phaser',
      'pew',
      'sci fi weapon',
      'lightsaber',
      'light saber',
      'energy beam',
    ],
    prefers: 'event',
    event: laser,
    bed: beam,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'magic',
    names: [
      'magic',
      'magical',
      'sparkle',
      'sparkles',
      'sparkling',
      'twinkle',
      'twinkling',
      'fairy',
      'fairy dust',
      'magic spell',
      'spell',
      'shimmer',
      'shimmering',
      'glitter',
    ],
    prefers: 'event',
    event: sparkle,
    bed: magic,
    softAttack: true,
    releaseSeconds: 0.6,
  }),
  voice({
    id: 'sword',
    names: [
      'sword',
      'swords',
      'sword clash',
      'sword fight',
      'swordfight',
      'clashing swords',
      'blade',
      'blades',
      'knife',
      'fencing',
      'katana',
      'clash',
      'clashing',
      'armor',
      'armour',
    ],
    prefers: 'event',
    event: clash,
    bed: rhythm(clash, { perSecond: 1.2, jitter: 0.35, width: 0.4 }),
    releaseSeconds: 0.5,
  }),
];
