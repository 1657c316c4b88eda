/**
 * Animals. Calls by `call` with contours from field recordings' published means: barks (Yin & McCowan 2004: f0 300-
 * 1000 Hz, 0.15-0.3 s), meow (Nicastro 2004: 0.5-0.9 s, f0 400-750 Hz, rising then falling), moo (Padilla de la Torre
 * 2015: f0 80-160 Hz, 0.9-1.8 s), howl (Theberge & Falls 1967: 150-780 Hz, seconds long). Crickets: 4-5 kHz carrier, pulses
 * at about 30 per second in chirps of 3-5 (Bennet-Clark 1998). Bees: wing beat near 230 Hz.
 */
import { bandpass, filter, highpass, lowpass } from '../dsp/biquad.ts';
import { decay, fadeOut, glide, lines, modulate, shape, wander } from '../dsp/envelope.ts';
import { pinkNoise, whiteNoise } from '../dsp/noise.ts';
import { sine } from '../dsp/oscillator.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { reverberate } from '../dsp/reverb.ts';
import { add, addPanned, scale, silence, wide } from '../dsp/stereo.ts';
import { harmonicTable, readTable } from '../dsp/wavetable.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { type BedRecipe, bend, blank, type EventRecipe, lengthOf, pitchOf, rhythm, voice } from './recipe.ts';
import { type Call, call, tract } from './vocal.ts';

interface Song {
  base: number;
  notes: number;
  noteSeconds: number;
  gap: number;
  sweep: number;
  trill: number;
}

/** Each bird keeps its own song, as a species does. */
function drawSong(random: Random): Song {
  return {
    base: random.range(2300, 5200),
    notes: 2 + Math.floor(random.next() * 6),
    noteSeconds: random.range(0.05, 0.16),
    gap: random.range(0.03, 0.12),
    sweep: random.range(-0.35, 0.4),
    trill: random.next() < 0.4 ? random.range(18, 45) : 0,
  };
}

function sing(random: Random, song: Song, pitch: number): Float32Array {
  const total = song.notes * (song.noteSeconds + song.gap) + 0.1;
  const out = blank(total);
  for (let k = 0; k < song.notes; k++) {
    const n = toSamples(song.noteSeconds * random.range(0.8, 1.2));
    const start = song.base * pitch * (1 + 0.25 * Math.sin(k * 1.7 + song.sweep * 9)) * random.range(0.97, 1.03);
    const hz = glide(n, [
      [0, start * (1 - song.sweep * 0.5)],
      [n / SAMPLE_RATE / 2, start],
      [n / SAMPLE_RATE, start * (1 + song.sweep)],
    ]);
    if (song.trill > 0)
      for (let i = 0; i < n; i++)
        hz[i] = (hz[i] as number) * (1 + 0.06 * Math.sin((2 * Math.PI * song.trill * i) / SAMPLE_RATE));
    const note = sine(n, hz);
    add(
      note,
      sine(
        n,
        hz.map((f) => Math.min(f * 2, 18_000)),
      ),
      0.12,
    );
    const env = lines(n, [
      [0, 0],
      [0.004, 0.8],
      [(n / SAMPLE_RATE) * 0.4, 1],
      [n / SAMPLE_RATE, 0],
    ]);
    add(out, shape(note, env), random.range(0.6, 1), toSamples(k * (song.noteSeconds + song.gap)));
  }
  return out;
}

function chirp({ random, character }: EventContext): Float32Array {
  return sing(random, drawSong(random), pitchOf(character, 1.7));
}

function birds(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.7);
  const out = silence(sampleCount);
  const count = 3 + Math.round(4 * detail);
  for (let b = 0; b < count; b++) {
    const own = random.fork(`bird ${b}`);
    const song = drawSong(own);
    const pan = own.range(-0.9, 0.9);
    const level = own.range(0.25, 1);
    let at = toSamples(own.range(0, 1.6));
    for (let k = 0; at < sampleCount && k < 400; k++) {
      addPanned(out, sing(own.fork(`song ${k}`), song, pitch), level * own.range(0.7, 1), at, pan);
      at += toSamples(own.range(0.7, 2.6) / bend(character.pace, 2));
    }
  }
  const air = wide(0.9, (side) =>
    filter(filter(pinkNoise(random.fork(side), sampleCount), highpass(300)), lowpass(3000 * pitch)),
  );
  add(out.left, air.left, 0.006);
  add(out.right, air.right, 0.006);
  return reverberate(out, { t60: 1.1, size: 1.5, damping: 0.5, wet: 0.22 });
}

function crickets(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = wide(0.95, (side) =>
    scale(filter(whiteNoise(random.fork(side), sampleCount), bandpass(5000 * pitchOf(character, 1.5), 3)), 0.012),
  );
  const count = 4 + Math.round(5 * detail);
  for (let c = 0; c < count; c++) {
    const own = random.fork(`cricket ${c}`);
    const hz = own.range(4100, 5100) * pitchOf(character, 1.5);
    const pulseRate = own.range(26, 36) * bend(character.pace, 1.3);
    const pulses = 3 + Math.floor(own.next() * 3);
    const n = toSamples((pulses + 0.5) / pulseRate);
    const sound = sine(
      n,
      glide(n, [
        [0, hz * 1.02],
        [n / SAMPLE_RATE, hz * 0.985],
      ]),
    );
    // Weak second harmonic of the wing resonance; all that brightness can act on.
    add(sound, sine(n, Math.min(16_000, 2 * hz)), 0.1 * bend(character.brightness, 3));
    for (let i = 0; i < n; i++) {
      const x = ((i / SAMPLE_RATE) * pulseRate) % 1;
      const k = Math.floor((i / SAMPLE_RATE) * pulseRate);
      sound[i] =
        (sound[i] as number) *
        (k < pulses && x < 0.65 ? Math.sin((Math.PI * x) / 0.65) ** 1.5 * (0.6 + (0.4 * k) / pulses) : 0);
    }
    const level = own.range(0.15, 1);
    const pan = own.range(-1, 1);
    const period = own.range(0.34, 0.62) / bend(character.pace, 1.6);
    for (let at = toSamples(own.range(0, period)); at < sampleCount; at += toSamples(period * own.range(0.95, 1.06))) {
      addPanned(out, sound, level * own.range(0.8, 1), at, pan);
    }
  }
  return out;
}

const bark = (context: EventContext): Float32Array =>
  call(context, {
    pitch: [
      [0, 330],
      [0.25, 620],
      [0.6, 480],
      [1, 260],
    ],
    level: [
      [0, 0.5],
      [0.06, 1],
      [0.45, 0.8],
      [1, 0],
    ],
    seconds: 0.22,
    from: tract([720, 180, 1], [1500, 260, 0.9], [2700, 400, 0.5]),
    to: tract([520, 180, 1], [1100, 260, 0.7], [2500, 400, 0.3]),
    jitter: 0.16,
    breath: 0.7,
    open: 0.45,
  });

const CALLS = {
  cat: {
    pitch: [
      [0, 420],
      [0.35, 690],
      [0.7, 600],
      [1, 430],
    ],
    level: [
      [0, 0],
      [0.12, 0.7],
      [0.4, 1],
      [0.8, 0.6],
      [1, 0],
    ],
    seconds: 0.75,
    from: tract([450, 90, 1], [2500, 250, 0.9], [3600, 350, 0.5]),
    to: tract([1000, 160, 1], [1500, 220, 0.7], [3600, 350, 0.2]),
    jitter: 0.012,
    breath: 0.12,
    open: 0.5,
  },
  cow: {
    pitch: [
      [0, 105],
      [0.3, 138],
      [0.7, 128],
      [1, 92],
    ],
    level: [
      [0, 0],
      [0.1, 0.5],
      [0.4, 1],
      [0.85, 0.7],
      [1, 0],
    ],
    seconds: 1.5,
    from: tract([280, 70, 1], [620, 110, 0.4], [1700, 250, 0.1]),
    to: tract([480, 90, 1], [950, 140, 0.6], [2200, 300, 0.2]),
    jitter: 0.02,
    breath: 0.15,
    open: 0.5,
  },
  sheep: {
    pitch: [
      [0, 230],
      [0.3, 260],
      [1, 205],
    ],
    level: [
      [0, 0],
      [0.06, 1],
      [0.7, 0.8],
      [1, 0],
    ],
    seconds: 0.85,
    from: tract([650, 120, 1], [1750, 200, 0.9], [2800, 300, 0.5]),
    jitter: 0.04,
    breath: 0.2,
    open: 0.45,
    tremolo: { hz: 9, depth: 0.75 },
  },
  wolf: {
    pitch: [
      [0, 260],
      [0.15, 480],
      [0.5, 520],
      [0.8, 460],
      [1, 290],
    ],
    level: [
      [0, 0],
      [0.12, 0.7],
      [0.5, 1],
      [0.85, 0.6],
      [1, 0],
    ],
    seconds: 2.8,
    from: tract([520, 110, 1], [1050, 160, 0.35], [2300, 300, 0.08]),
    jitter: 0.004,
    breath: 0.06,
    open: 0.85,
  },
  crow: {
    pitch: [
      [0, 480],
      [0.3, 560],
      [1, 430],
    ],
    level: [
      [0, 0.3],
      [0.08, 1],
      [0.7, 0.8],
      [1, 0],
    ],
    seconds: 0.34,
    from: tract([1250, 260, 1], [1900, 320, 0.9], [3300, 500, 0.4]),
    jitter: 0.28,
    breath: 0.9,
    open: 0.4,
  },
  duck: {
    pitch: [
      [0, 290],
      [0.3, 330],
      [1, 240],
    ],
    level: [
      [0, 0.4],
      [0.08, 1],
      [0.5, 0.7],
      [1, 0],
    ],
    seconds: 0.19,
    from: tract([950, 130, 1], [1900, 200, 0.9], [2900, 300, 0.8]),
    jitter: 0.09,
    breath: 0.35,
    open: 0.35,
  },
  seagull: {
    pitch: [
      [0, 780],
      [0.2, 1250],
      [0.6, 1150],
      [1, 700],
    ],
    level: [
      [0, 0],
      [0.1, 0.9],
      [0.5, 1],
      [1, 0],
    ],
    seconds: 0.55,
    from: tract([1300, 260, 1], [2700, 400, 0.8], [4200, 600, 0.4]),
    jitter: 0.04,
    breath: 0.2,
    open: 0.5,
  },
  rooster: {
    pitch: [
      [0, 480],
      [0.1, 720],
      [0.2, 560],
      [0.3, 780],
      [0.42, 620],
      [0.55, 980],
      [0.8, 900],
      [1, 480],
    ],
    level: [
      [0, 0],
      [0.03, 1],
      [0.14, 0.9],
      [0.17, 0.05],
      [0.2, 0.9],
      [0.3, 0.9],
      [0.34, 0.05],
      [0.38, 1],
      [0.75, 0.9],
      [1, 0],
    ],
    seconds: 1.6,
    from: tract([900, 160, 1], [1700, 240, 0.9], [3300, 400, 0.5]),
    jitter: 0.03,
    breath: 0.15,
    open: 0.4,
  },
  lion: {
    pitch: [
      [0, 95],
      [0.25, 165],
      [0.6, 130],
      [1, 70],
    ],
    level: [
      [0, 0],
      [0.12, 0.9],
      [0.35, 1],
      [1, 0],
    ],
    seconds: 1.6,
    from: tract([320, 110, 1], [750, 180, 0.8], [1800, 350, 0.3]),
    to: tract([500, 150, 1], [950, 220, 0.6], [2200, 400, 0.2]),
    jitter: 0.3,
    breath: 0.9,
    open: 0.4,
  },
} as const satisfies Record<string, Call>;

const calls =
  (kind: Call): EventRecipe =>
  (context) =>
    call(context, kind);

/** Two hoots and a longer third; an almost pure tone near 380 Hz (great horned and tawny owls: 300-800 Hz). */
function owl({ random, character }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.5);
  const out = blank(2.1);
  let at = 0;
  for (const [seconds, gap] of [
    [0.28, 0.32],
    [0.2, 0.18],
    [0.62, 0.1],
  ] as const) {
    const n = toSamples(seconds);
    const hz = glide(n, [
      [0, 350 * pitch],
      [seconds * 0.3, 390 * pitch],
      [seconds, 345 * pitch],
    ]);
    const hoot = sine(n, hz);
    add(
      hoot,
      sine(
        n,
        hz.map((f) => 2 * f),
      ),
      0.1,
    );
    add(hoot, filter(whiteNoise(random, n), bandpass(420 * pitch, 4)), 0.08);
    add(
      out,
      shape(
        hoot,
        lines(n, [
          [0, 0],
          [0.05, 1],
          [seconds * 0.7, 0.8],
          [seconds, 0],
        ]),
      ),
      1,
      toSamples(at),
    );
    at += seconds + gap;
  }
  return out;
}

/** Croak: throat pulses at 25-60/s, each ringing a resonance of 0.5-1.8 kHz (Gerhardt & Huber 2002). */
function frog({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.8);
  const seconds = random.range(0.28, 0.6) * lengthOf(character, 1.3);
  const out = blank(seconds + 0.08);
  const rate = random.range(34, 52) * pitch * bend(character.pace, 1.3);
  const centre = random.range(650, 1300) * pitch;
  const pulses = Math.floor(seconds * rate);
  for (let k = 0; k < pulses; k++) {
    const n = toSamples(0.05);
    const ring = shape(sine(n, centre * (1 + 0.15 * (k / pulses)), 0.1), decay(n, 0.035, 0.0006));
    add(ring, shape(sine(n, centre * 2.1, 0.1), decay(n, 0.02, 0.0006)), 0.35 * strength);
    add(
      out,
      ring,
      0.5 + 0.5 * Math.sin(Math.PI * ((k + 1) / (pulses + 1))),
      toSamples((k + random.range(-0.05, 0.05)) / rate),
    );
  }
  return out;
}

function bees(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const count = 2 + Math.round(3 * detail);
  const table = harmonicTable(random.fork('wing'), [1, 0.8, 0.55, 0.42, 0.3, 0.2, 0.15, 0.1, 0.08, 0.05]);
  for (let b = 0; b < count; b++) {
    const own = random.fork(`bee ${b}`);
    const base = own.range(195, 260) * pitchOf(character, 1.8) * bend(character.pace, 1.15);
    const drift = wander(own, sampleCount, 1.6);
    const flutter = wander(own, sampleCount, 17);
    const hz = drift.map((x, i) => base * (1 + 0.07 * x + 0.012 * (flutter[i] ?? 0)));
    const buzz = readTable(table, sampleCount, hz);
    const near = wander(own, sampleCount, 0.7);
    modulate(buzz, near, 0.5, 0.5);
    const side = wander(own, sampleCount, 0.5);
    for (let i = 0; i < sampleCount; i++) {
      const x = buzz[i] as number;
      const p = 0.5 + 0.5 * (side[i] as number);
      out.left[i] = (out.left[i] as number) + x * Math.sqrt(1 - p);
      out.right[i] = (out.right[i] as number) + x * Math.sqrt(p);
    }
  }
  return out;
}

/** One hoof on earth: a hollow clop over a thud. */
function hoof({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.7);
  const out = blank(0.2);
  const n = out.length;
  add(
    out,
    shape(
      sine(
        n,
        glide(n, [
          [0, 170 * pitch],
          [0.05, 75 * pitch],
        ]),
        0.1,
      ),
      decay(n, 0.08, 0.001),
    ),
    0.35,
  );
  const clop = random.range(620, 920) * pitch;
  add(out, shape(sine(n, clop, 0.1), decay(n, 0.035, 0.0006)), 0.7);
  add(out, burst(random, { t60: 0.03, low: 500 * pitch, high: (2500 + 2500 * strength) * pitch }), 0.35);
  return fadeOut(out, 0.02);
}

/** Gallop: four beats bunched in a stride, then the suspension (Hildebrand 1989); about 2.2 strides/s at speed. */
const gallop: BedRecipe = (context) => {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const stride = 0.47 / bend(character.pace, 1.5);
  let k = 0;
  for (let start = 0.05; start * SAMPLE_RATE < sampleCount; start += stride * random.range(0.97, 1.03)) {
    for (const [share, level] of [
      [0, 0.7],
      [0.17, 0.9],
      [0.36, 0.85],
      [0.56, 1],
    ] as const) {
      const own = random.fork(`hoof ${k++}`);
      const sound = hoof({ random: own, character, detail, strength: own.range(0.5, 1) });
      addPanned(
        out,
        sound,
        level * own.range(0.8, 1),
        toSamples(start + stride * (share + own.range(-0.015, 0.015))),
        own.range(-0.2, 0.2),
      );
    }
  }
  return out;
};

const room = { t60: 0.7, size: 1.2, damping: 0.5, wet: 0.2 } as const;
const now = (id: keyof typeof CALLS, perSecond: number): BedRecipe =>
  rhythm(calls(CALLS[id]), { perSecond, jitter: 0.3, width: 0.5, room });

export const animals: readonly Voice[] = [
  voice({
    id: 'birds',
    pure: true,
    names: [
      'birds',
      'bird',
      'birdsong',
      'bird song',
      'chirping',
      'chirp',
      'chirps',
      'tweeting',
      'songbirds',
      'songbird',
      'birds singing',
      'birds chirping',
      'sparrow',
      'morning birds',
      'nightingale',
    ],
    prefers: 'bed',
    bed: birds,
    event: chirp,
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'crickets',
    pure: true,
    names: [
      'crickets',
      'cricket',
      'cicadas',
      'cicada',
      'grasshopper',
      'grasshoppers',
      'insects',
      'night insects',
      'summer night',
      'crickets chirping',
    ],
    prefers: 'bed',
    bed: crickets,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'dog',
    names: [
      'dog',
      'dogs',
      'dog bark',
      'dog barking',
      'bark',
      'barks',
      'barking',
      'puppy',
      'woof',
      'hound',
      'dogs barking',
    ],
    prefers: 'event',
    event: bark,
    bed: rhythm(bark, { perSecond: 1.5, jitter: 0.35, width: 0.3, room }),
    softAttack: true,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'cat',
    names: ['cat', 'cats', 'meow', 'meows', 'meowing', 'miaow', 'kitten', 'kitty', 'cat meow', 'cat meowing'],
    prefers: 'event',
    event: calls(CALLS.cat),
    bed: now('cat', 0.6),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'cow',
    names: ['cow', 'cows', 'moo', 'moos', 'mooing', 'cattle', 'bull', 'ox', 'cow mooing'],
    prefers: 'event',
    event: calls(CALLS.cow),
    bed: now('cow', 0.42),
    softAttack: true,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'sheep',
    names: ['sheep', 'lamb', 'goat', 'goats', 'bleat', 'bleating', 'baa'],
    prefers: 'event',
    event: calls(CALLS.sheep),
    bed: now('sheep', 0.6),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'wolf',
    names: ['wolf', 'wolves', 'howl', 'howls', 'wolf howl', 'wolf howling', 'werewolf', 'coyote', 'howling wolf'],
    prefers: 'event',
    event: calls(CALLS.wolf),
    bed: now('wolf', 0.3),
    softAttack: true,
    releaseSeconds: 0.6,
  }),
  voice({
    id: 'lion',
    names: [
      'lion',
      'roar',
      'roars',
      'roaring',
      'growl',
      'growling',
      'growls',
      'tiger',
      'bear',
      'monster',
      'beast',
      'dinosaur',
      'dragon',
      'creature',
    ],
    prefers: 'event',
    event: calls(CALLS.lion),
    bed: now('lion', 0.45),
    softAttack: true,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'crow',
    names: ['crow', 'crows', 'raven', 'ravens', 'caw', 'caws', 'cawing', 'rook', 'magpie'],
    prefers: 'event',
    event: calls(CALLS.crow),
    bed: now('crow', 0.9),
    softAttack: true,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'duck',
    names: ['duck', 'ducks', 'quack', 'quacks', 'quacking', 'goose', 'geese'],
    prefers: 'event',
    event: calls(CALLS.duck),
    bed: now('duck', 1.6),
    softAttack: true,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'seagull',
    names: ['seagull', 'seagulls', 'gull', 'gulls', 'eagle', 'hawk', 'falcon'],
    prefers: 'event',
    event: calls(CALLS.seagull),
    bed: now('seagull', 0.9),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'rooster',
    names: [
      'rooster',
      'cock',
      'cockerel',
      'cock crow',
      'cock a doodle doo',
      'chicken',
      'chickens',
      'hen',
      'hens',
      'crowing',
    ],
    prefers: 'event',
    event: calls(CALLS.rooster),
    bed: now('rooster', 0.35),
    softAttack: true,
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'owl',
    pure: true,
    names: ['owl', 'owls', 'hoot', 'hoots', 'hooting', 'owl hoot'],
    prefers: 'event',
    event: owl,
    bed: rhythm(owl, {
      perSecond: 0.33,
      jitter: 0.2,
      width: 0.5,
      room: { t60: 1.6, size: 1.6, damping: 0.5, wet: 0.3 },
    }),
    softAttack: true,
    releaseSeconds: 0.6,
  }),
  voice({
    id: 'frogs',
    names: ['frogs', 'frog', 'croak', 'croaks', 'croaking', 'toad', 'toads', 'ribbit', 'bullfrog'],
    prefers: 'bed',
    event: frog,
    bed: rhythm(frog, { perSecond: 2.4, jitter: 0.4, width: 0.9, room }),
    softAttack: true,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'bees',
    names: [
      'bees',
      'bee',
      'buzzing',
      'buzz',
      'wasp',
      'wasps',
      'hornet',
      'fly',
      'flies',
      'mosquito',
      'mosquitoes',
      'swarm',
      'beehive',
      'bumblebee',
    ],
    prefers: 'bed',
    bed: bees,
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'horse',
    names: [
      'horse',
      'horses',
      'hooves',
      'hoof',
      'horse gallop',
      'gallop',
      'galloping',
      'galloping horse',
      'trot',
      'trotting',
      'horse trotting',
      'clip clop',
      'horse hooves',
      'pony',
      'carriage',
    ],
    prefers: 'bed',
    event: hoof,
    bed: gallop,
  }),
];
