/**
 * People. Murmur: many independent talkers at 4-5 syllables/s (Greenberg 1999: modulation peak at 3-6 Hz), formants of
 * Peterson & Barney. Applause: claps of 4/s per person, energy at 0.5-3 kHz (Repp 1987; Peltola et al. 2007).
 * Heart: S1 and S2 at 30-120 Hz, 0.3 s apart. Laughter: about 5 "ha" per second (Bachorowski, Smoski & Owren 2001).
 */
import { bandpass, filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { decay, fadeOut, glide, lines, modulate, shape, wander } from '../dsp/envelope.ts';
import { formants, VOWELS, vowel } from '../dsp/formant.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { pinkNoise, whiteNoise } from '../dsp/noise.ts';
import { glottis, sine } from '../dsp/oscillator.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { reverberate } from '../dsp/reverb.ts';
import { add, addPanned, scale, silence, wide } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';
import { call, tract } from './vocal.ts';

const NAMES = Object.keys(VOWELS) as (keyof typeof VOWELS)[];

/** A few unintelligible syllables of one talker. */
function phrase(random: Random, pitch: number, pace: number, strength: number): Float32Array {
  const syllables = 4 + Math.floor(random.next() * 5);
  const talker = random.next() < 0.5 ? random.range(95, 140) : random.range(170, 240);
  const tractScale = (talker > 150 ? 1.15 : 1) * pitch ** 0.5;
  const out = blank((syllables * 0.24) / pace + 0.3);
  let at = 0;
  for (let s = 0; s < syllables; s++) {
    const seconds = random.range(0.12, 0.26) / pace;
    const n = toSamples(seconds);
    const f0 = talker * pitch * random.range(0.88, 1.18) * (1 - (0.15 * s) / syllables) * (0.9 + 0.2 * strength);
    const source = glottis(
      n,
      glide(n, [
        [0, f0],
        [seconds, f0 * random.range(0.85, 1.08)],
      ]),
      0.6,
      0.02,
      random,
    );
    const name = NAMES[Math.floor(random.next() * NAMES.length)] ?? 'a';
    const sound = formants(source, vowel(name, tractScale));
    add(
      out,
      shape(
        sound,
        lines(n, [
          [0, 0],
          [0.03, 1],
          [seconds * 0.7, 0.8],
          [seconds, 0],
        ]),
      ),
      random.range(0.5, 1),
      toSamples(at),
    );
    if (random.next() < 0.5) {
      add(
        out,
        burst(random, { t60: 0.06, attackSeconds: 0.01, centre: random.range(3000, 6000), q: 1 }),
        0.03,
        toSamples(at),
      );
    }
    at += seconds * random.range(0.8, 1.15);
  }
  return fadeOut(out, 0.05);
}

function crowd(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.4);
  const pace = bend(character.pace, 1.35);
  const pool = grainPool(random.fork('talkers'), 10 + Math.round(8 * detail), (own) => phrase(own, pitch, pace, 0.5));
  const out = silence(sampleCount);
  // Talkers are already in the middle of something when the clip begins.
  const lead = toSamples(1.2);
  const times = poissonTimes(random.fork('times'), sampleCount + lead, 9 * pace * (0.7 + 0.6 * detail)).map(
    (t) => t - lead,
  );
  scatter(out, random.fork('place'), { times, pool, spreadDb: 4, width: 0.9, gain: 0.5 });
  const floor = wide(0.9, (side) =>
    filter(filter(pinkNoise(random.fork(side), sampleCount), highpass(180)), lowpass(1100 * pitch)),
  );
  add(out.left, floor.left, 0.006);
  add(out.right, floor.right, 0.006);
  return reverberate(out, { t60: 0.9, size: 1.1, damping: 0.5, wet: 0.35 });
}

function handClap({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.6);
  const out = blank(0.12);
  const hollow = random.range(650, 1900) * pitch;
  add(out, burst(random.fork('air'), { t60: random.range(0.025, 0.05), centre: hollow, q: random.range(0.9, 2) }), 1);
  add(
    out,
    burst(random.fork('skin'), { t60: 0.012, low: 1500 * pitch, high: (6000 + 4000 * strength) * pitch }),
    0.35 * pitch,
  );
  return out;
}

function applause(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const people = 18 + Math.round(50 * detail);
  for (let p = 0; p < people; p++) {
    const own = random.fork(`person ${p}`);
    const takes = [0, 1].map((k) =>
      handClap({ random: own.fork(`take ${k}`), detail, character, strength: own.next() }),
    );
    const rate = own.range(2.8, 4.8) * bend(character.pace, 1.4);
    const level = own.range(0.15, 1) ** 1.5;
    const pan = own.range(-0.9, 0.9);
    let k = 0;
    for (let at = own.range(0, 1 / rate); at * SAMPLE_RATE < sampleCount; at += own.range(0.88, 1.12) / rate) {
      addPanned(out, takes[k++ % 2] ?? blank(0.01), level * own.range(0.7, 1), toSamples(at), pan);
    }
  }
  return reverberate(out, { t60: 0.8, size: 1.1, damping: 0.45, wet: 0.3 });
}

const cheerCall = (context: EventContext): Float32Array =>
  call(context, {
    pitch: [
      [0, 240],
      [0.25, 380],
      [0.75, 340],
      [1, 230],
    ],
    level: [
      [0, 0],
      [0.15, 1],
      [0.7, 0.8],
      [1, 0],
    ],
    seconds: 1.1,
    from: tract([650, 110, 1], [1150, 140, 0.7], [2600, 250, 0.4]),
    to: tract([750, 120, 1], [1250, 140, 0.6], [2600, 250, 0.3]),
    jitter: 0.03,
    breath: 0.3,
    open: 0.45,
  });

function cheering(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const lead = toSamples(0.9);
  const pool = grainPool(random.fork('voices'), 10, (own) =>
    cheerCall({ ...context, random: own, strength: own.next() }),
  );
  const times = poissonTimes(
    random.fork('times'),
    sampleCount + lead,
    16 * bend(character.pace, 1.6) * (0.6 + 0.8 * detail),
  ).map((t) => t - lead);
  scatter(out, random.fork('place'), { times, pool, spreadDb: 5, width: 0.95, gain: 0.5 });
  const roar = wide(0.9, (side) => {
    const own = random.fork(side);
    return modulate(
      filter(pinkNoise(own, sampleCount), bandpass(900 * pitchOf(character, 1.4), 0.7)),
      wander(own, sampleCount, 1),
      1,
      0.3,
    );
  });
  add(out.left, roar.left, 0.12);
  add(out.right, roar.right, 0.12);
  return reverberate(out, { t60: 1.4, size: 1.5, damping: 0.5, wet: 0.3 });
}

function heart({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.5);
  const gap = 0.3 * bend(character.pace, 1 / 1.5);
  const out = blank(gap + 0.35);
  for (const [at, hz, level, t60] of [
    [0, 46, 1, 0.16],
    [gap, 62, 0.65, 0.11],
  ] as const) {
    const n = toSamples(0.3);
    const beat = shape(
      sine(
        n,
        glide(n, [
          [0, hz * 1.7 * pitch],
          [0.04, hz * pitch],
        ]),
        0.05,
      ),
      decay(n, t60, 0.004),
    );
    add(
      beat,
      shape(
        filter(whiteNoise(random, n), lowpass(140 * pitch * bend(character.brightness, 2.2))),
        decay(n, 0.08, 0.002),
      ),
      0.5 * strength * bend(character.brightness, 2),
    );
    add(out, beat, level, toSamples(at));
  }
  return fadeOut(out, 0.05);
}

function breath(random: Random, seconds: number, inward: boolean, pitch: number): Float32Array {
  const n = toSamples(seconds);
  const noise = whiteNoise(random, n);
  const throat = inward ? [900, 1900, 3300] : [600, 1400, 2500];
  const out = filter(filtered(noise, highpass(1200 * pitch)), lowpass(9000 * pitch));
  scale(out, 0.12);
  for (const [i, hz] of throat.entries())
    add(out, filtered(noise, bandpass(hz * pitch * random.range(0.93, 1.07), 3)), 1 / (1 + i * 0.6));
  return shape(
    out,
    lines(n, [
      [0, 0],
      [seconds * (inward ? 0.6 : 0.25), 1],
      [seconds, 0],
    ]).map((x) => x ** 1.4),
  );
}

function breathing(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const pitch = pitchOf(character, 1.5);
  const rate = bend(character.pace, 2.2);
  const out = silence(sampleCount);
  let at = 0.05;
  for (let k = 0; toSamples(at) < sampleCount && k < 400; k++) {
    const own = random.fork(`breath ${k}`);
    const inSeconds = own.range(0.8, 1.05) / rate;
    const outSeconds = own.range(1.0, 1.4) / rate;
    addPanned(out, breath(own.fork('in'), inSeconds, true, pitch), 0.6, toSamples(at), 0);
    addPanned(out, breath(own.fork('out'), outSeconds, false, pitch), 1, toSamples(at + inSeconds + 0.08 / rate), 0);
    at += inSeconds + outSeconds + own.range(0.2, 0.4) / rate;
  }
  return out;
}

function sigh({ random, character, strength }: EventContext): Float32Array {
  return breath(random, (0.9 + 0.5 * strength) * lengthOf(character, 1.3), false, pitchOf(character, 1.5));
}

function laugh(context: EventContext): Float32Array {
  const { random, character } = context;
  const out = blank(1.9);
  const count = 4 + Math.floor(random.next() * 4);
  let at = 0;
  for (let k = 0; k < count; k++) {
    const ha = call(
      { ...context, random: random.fork(`ha ${k}`) },
      {
        pitch: [
          [0, 260 - 8 * k],
          [0.3, 285 - 9 * k],
          [1, 215 - 7 * k],
        ],
        level: [
          [0, 0.2],
          [0.2, 1],
          [0.6, 0.7],
          [1, 0],
        ],
        seconds: 0.14,
        from: vowel('a', 1.1),
        jitter: 0.03,
        breath: 0.5,
        open: 0.6,
      },
    );
    add(out, ha, 1 - 0.07 * k, toSamples(at));
    at += (0.2 / bend(character.pace, 1.3)) * random.range(0.92, 1.1);
  }
  return fadeOut(out, 0.05);
}

function cough({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.5);
  const out = blank(0.5);
  for (const [at, level] of [
    [0, 1],
    [random.range(0.2, 0.26), 0.6],
  ] as const) {
    const own = random.fork(`cough ${level}`);
    const explosion = burst(own, { t60: 0.16, attackSeconds: 0.002, low: 300 * pitch, high: 3500 * pitch });
    const throat = formants(
      explosion,
      tract([620 * pitch, 140, 1], [1350 * pitch, 220, 0.8], [2600 * pitch, 350, 0.5]),
    );
    add(out, throat, level * (0.6 + 0.4 * strength), toSamples(at));
  }
  return fadeOut(out, 0.04);
}

const baby = (context: EventContext): Float32Array =>
  call(context, {
    pitch: [
      [0, 380],
      [0.2, 490],
      [0.7, 450],
      [1, 330],
    ],
    level: [
      [0, 0],
      [0.1, 1],
      [0.7, 0.8],
      [1, 0],
    ],
    seconds: 0.95,
    from: tract([1100, 180, 1], [2200, 250, 0.6], [4200, 500, 0.4]),
    jitter: 0.02,
    breath: 0.15,
    open: 0.5,
  });

const scream = (context: EventContext): Float32Array =>
  call(context, {
    pitch: [
      [0, 500],
      [0.15, 1000],
      [0.7, 950],
      [1, 600],
    ],
    level: [
      [0, 0],
      [0.06, 1],
      [0.75, 0.9],
      [1, 0],
    ],
    seconds: 1.1,
    from: tract([1050, 180, 1], [1900, 250, 0.9], [3100, 350, 0.8]),
    jitter: 0.08,
    breath: 0.25,
    open: 0.4,
  });

function whistle({ random, character }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.6);
  const seconds = random.range(0.5, 0.9);
  const n = toSamples(seconds);
  const base = random.range(1300, 1900) * pitch;
  const hz = glide(n, [
    [0, base],
    [seconds * 0.4, base * random.range(1.15, 1.5)],
    [seconds, base * random.range(0.8, 1.2)],
  ]);
  const out = sine(n, hz);
  add(out, filter(whiteNoise(random, n), bandpass(base * 1.2, 5)), 0.06);
  return shape(
    out,
    lines(n, [
      [0, 0],
      [0.03, 1],
      [seconds * 0.8, 0.8],
      [seconds, 0],
    ]),
  );
}

const room = { t60: 0.5, size: 0.7, damping: 0.5, wet: 0.2 } as const;

export const people: readonly Voice[] = [
  voice({
    id: 'crowd',
    names: [
      'crowd',
      'crowds',
      'crowd murmur',
      'murmur',
      'murmuring',
      'people talking',
      'people',
      'chatter',
      'talking',
      'voices',
      'audience',
      'restaurant',
      'cafe',
      'conversation',
      'conversations',
      'speech',
      'walla',
    ],
    prefers: 'bed',
    bed: crowd,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'applause',
    names: [
      'applause',
      'applauding',
      'clapping',
      'clap',
      'claps',
      'hand clap',
      'hand claps',
      'ovation',
      'audience clapping',
    ],
    prefers: 'bed',
    bed: applause,
    event: handClap,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'cheering',
    names: ['cheering', 'cheer', 'cheers', 'crowd cheering', 'stadium', 'shouting', 'shout', 'shouts', 'yelling'],
    prefers: 'bed',
    bed: cheering,
    event: cheerCall,
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'heartbeat',
    pure: true,
    names: ['heartbeat', 'heartbeats', 'heart beat', 'heart', 'pulse', 'heart beating', 'beating heart'],
    prefers: 'bed',
    event: heart,
    bed: rhythm(heart, { perSecond: 1.15, jitter: 0.02, width: 0, paceFactor: 1.8 }),
    softAttack: true,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'breathing',
    names: [
      'breathing',
      'breath',
      'breaths',
      'breathe',
      'heavy breathing',
      'panting',
      'sigh',
      'sighing',
      'gasp',
      'snoring',
      'inhale',
      'exhale',
    ],
    prefers: 'bed',
    bed: breathing,
    event: sigh,
    softAttack: true,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'laughter',
    names: ['laughter', 'laugh', 'laughs', 'laughing', 'giggle', 'giggling', 'chuckle', 'audience laughing'],
    prefers: 'event',
    event: laugh,
    bed: rhythm(laugh, { perSecond: 0.75, jitter: 0.3, width: 0.5, room }),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'cough',
    names: ['cough', 'coughs', 'coughing', 'sneeze', 'sneezing', 'clearing throat'],
    prefers: 'event',
    event: cough,
    bed: rhythm(cough, { perSecond: 0.7, jitter: 0.3, room }),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'baby',
    names: ['baby', 'baby crying', 'baby cry', 'crying', 'cry', 'infant', 'wailing'],
    prefers: 'event',
    event: baby,
    bed: rhythm(baby, { perSecond: 0.75, jitter: 0.1, width: 0.1, room }),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'scream',
    names: ['scream', 'screams', 'screaming', 'shriek', 'shrieking', 'yell', 'terror'],
    prefers: 'event',
    event: scream,
    bed: rhythm(scream, { perSecond: 0.5, jitter: 0.3, room }),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'whistle',
    pure: true,
    names: ['whistle', 'whistles', 'whistling', 'whistled tune', 'referee whistle', 'tea kettle', 'kettle'],
    prefers: 'event',
    event: whistle,
    bed: rhythm(whistle, { perSecond: 0.9, jitter: 0.15, room }),
    softAttack: true,
    releaseSeconds: 0.3,
  }),
];
