/**
 * A few instruments, for music-box scenes and drum hits. Comb teeth: clamped-free bar, ratios 1, 6.27, 17.55 (Fletcher &
 * Rossing, ch. 2); drums: membrane modes with pitch drop; plucked strings: Karplus–Strong; piano: stretched partials,
 * B about 4e-4 (Fletcher 1964).
 */
import { filter, highpass, lowpass } from '../dsp/biquad.ts';
import { decay, fadeOut, glide, lines, shape } from '../dsp/envelope.ts';
import { MODE_RATIOS, strike } from '../dsp/modal.ts';
import { whiteNoise } from '../dsp/noise.ts';
import { saw, sine } from '../dsp/oscillator.ts';
import { pluck } from '../dsp/pluck.ts';
import { SAMPLE_RATE, toSamples } from '../dsp/rate.ts';
import { type Room, reverberate } from '../dsp/reverb.ts';
import { add, addPanned, decorrelate, silence } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { type BedRecipe, bend, blank, lengthOf, pitchOf, voice } from './recipe.ts';

type Note = (
  random: Random,
  hz: number,
  context: Pick<EventContext, 'detail' | 'strength' | 'character'>,
) => Float32Array;

const MAJOR_PENTATONIC = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21] as const;

/** A tune that walks by small steps and comes back to a motif, so it is music rather than chance. */
function tune(random: Random, notes: number): number[] {
  const motif = Array.from({ length: 4 }, () => Math.floor(random.next() * 3) - 1);
  let place = 4;
  return Array.from({ length: notes }, (_, i) => {
    const step = i % 8 < 4 ? (motif[i % 4] ?? 0) : Math.floor(random.next() * 5) - 2;
    place = Math.min(MAJOR_PENTATONIC.length - 1, Math.max(0, place + step));
    return MAJOR_PENTATONIC[place] ?? 0;
  });
}

function playing(note: Note, options: { hz: number; perSecond: number; bass: boolean; room: Room }): BedRecipe {
  return (context: BedContext): Stereo => {
    const { random, sampleCount, character, detail } = context;
    const out = silence(sampleCount);
    const beat = 1 / (options.perSecond * bend(character.pace, 1.6));
    const count = Math.min(400, Math.ceil(sampleCount / SAMPLE_RATE / beat) + 1);
    const key = options.hz * pitchOf(character, 1.6) * 2 ** (Math.floor(random.range(-3, 4)) / 12);
    for (const [k, step] of tune(random.fork('tune'), count).entries()) {
      const at = toSamples(0.04 + k * beat + Math.abs(random.normal()) * 0.004);
      const strength = k % 4 === 0 ? 0.9 : random.range(0.45, 0.75);
      if (k % 4 !== 0 && random.next() < 0.2) continue;
      const own = random.fork(`note ${k}`);
      addPanned(
        out,
        note(own, key * 2 ** (step / 12), { detail, character, strength }),
        strength,
        at,
        random.range(-0.25, 0.25),
      );
      if (options.bass && k % 4 === 0) {
        const low = key * 2 ** (([0, -3, -5, -7][Math.floor(k / 4) % 4] ?? 0) / 12 - 1);
        addPanned(out, note(random.fork(`bass ${k}`), low, { detail, character, strength: 0.6 }), 0.6, at, -0.15);
      }
    }
    return reverberate(out, options.room);
  };
}

const single =
  (note: Note, hz: number) =>
  (context: EventContext): Float32Array =>
    note(
      context.random,
      hz * pitchOf(context.character) * 2 ** ((MAJOR_PENTATONIC[Math.floor(context.random.next() * 6)] ?? 0) / 12),
      context,
    );

const comb: Note = (random, hz, { character }) => {
  const t60 = 1.5 * lengthOf(character, 1.2) * Math.sqrt(1000 / hz);
  const out = blank(Math.min(2.5, t60));
  const modes = [1, 2.002, 6.27, 17.55].map((ratio, i) => ({
    frequency: hz * ratio,
    t60: t60 / (1 + 1.6 * i),
    gain: [1, 0.22, 0.18, 0.06][i] ?? 0,
  }));
  strike(out, modes, { contactSeconds: 0.0004 });
  add(out, burst(random, { t60: 0.008, low: 2500 }), 0.04);
  return fadeOut(out, 0.2);
};

const string: Note = (random, hz, { strength, character }) => {
  const out = pluck(random, {
    frequency: hz,
    t60: 2.4 * Math.sqrt(220 / hz) * lengthOf(character, 1.2),
    brightness: 0.15 + 0.35 * strength,
    sampleCount: toSamples(1.8),
  });
  return fadeOut(filter(filter(out, highpass(70)), lowpass(12 * hz)), 0.3);
};

const piano: Note = (random, hz, { strength, detail }) => {
  const out = blank(2);
  const partials = Math.min(8 + Math.round(10 * detail), Math.floor(16_000 / hz));
  const modes = Array.from({ length: partials }, (_, k) => {
    const n = k + 1;
    // Struck at 1/8 of the length: the eighth partial is missing.
    const gain = Math.abs(Math.sin((Math.PI * n) / 8)) / n ** (1.5 - 0.5 * strength);
    return { frequency: hz * n * Math.sqrt(1 + 4e-4 * n * n), t60: (4.5 * Math.sqrt(261 / hz)) / (1 + 0.25 * k), gain };
  });
  strike(out, modes, { contactSeconds: 0.0012 * (1.4 - 0.8 * strength) });
  add(out, burst(random, { t60: 0.05, low: 100, high: 1200 }), 0.03);
  return fadeOut(out, 0.5);
};

function drum({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const length = lengthOf(character);
  const out = blank(0.9 * length);
  const n = out.length;
  const base = random.range(78, 92) * pitch;
  add(
    out,
    shape(
      sine(
        n,
        glide(n, [
          [0, base * 1.8],
          [0.03, base * 1.1],
          [0.3, base],
        ]),
        0.1,
      ),
      decay(n, 0.55 * length, 0.001),
    ),
    1,
  );
  const modes = MODE_RATIOS.membrane.slice(1, 4 + Math.round(5 * detail)).map((ratio, i) => ({
    frequency: base * ratio * random.range(0.98, 1.02),
    t60: (0.35 * length) / (1 + 0.25 * i),
    gain: random.range(0.3, 0.7) / (1 + 0.2 * i),
  }));
  strike(out, modes, { contactSeconds: 0.003 * (1.4 - 0.8 * strength) });
  add(
    out,
    burst(random.fork('stick'), { t60: 0.025, low: 500 * pitch, high: (2500 + 4000 * strength) * pitch }),
    0.2 + 0.2 * strength,
  );
  return fadeOut(out, 0.1);
}

function snare({ random, character, strength }: EventContext): Float32Array {
  const pitch = pitchOf(character);
  const out = blank(0.4);
  strike(
    out,
    [185, 330, 430, 620].map((hz, i) => ({
      frequency: hz * pitch,
      t60: 0.16 / (1 + 0.3 * i),
      gain: 1 / (1 + 0.3 * i),
    })),
    { contactSeconds: 0.0012 },
  );
  const wires = filter(whiteNoise(random.fork('wires'), out.length), highpass(1500 * pitch));
  add(out, shape(wires, decay(out.length, 0.2 + 0.1 * strength, 0.001)), 0.35);
  return fadeOut(out, 0.05);
}

function cymbal({ random, character, strength, detail }: EventContext): Float32Array {
  const pitch = pitchOf(character, 1.7);
  const length = lengthOf(character, 1.5);
  const out = blank(2.2 * length);
  const modes = Array.from({ length: 24 + Math.round(24 * detail) }, () => {
    const frequency = 450 * pitch * 30 ** random.next();
    return {
      frequency,
      t60: (2.2 * length) / (1 + frequency / 6000),
      gain: random.range(0.2, 1) * Math.sqrt(frequency / pitch / 3000),
    };
  });
  strike(out, modes, { contactSeconds: 0.00015 });
  add(
    out,
    shape(
      filter(filter(whiteNoise(random.fork('wash'), out.length), highpass(4500 * pitch)), lowpass(13_000 * pitch)),
      decay(out.length, 1.1 * length, 0.004),
    ),
    0.4 + 0.5 * strength,
  );
  return fadeOut(out, 0.4);
}

/** Bass drum, snare and a light tick: one bar over and over, with human timing. */
function groove(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const out = silence(sampleCount);
  const step = 60 / (100 * bend(character.pace, 1.5)) / 2;
  const takes = [0, 1, 2].map((k) => ({
    low: drum({ random: random.fork(`low ${k}`), character, detail, strength: 0.8 }),
    mid: snare({ random: random.fork(`mid ${k}`), character, detail, strength: 0.8 }),
  }));
  const tick = burst(random.fork('tick'), { t60: 0.05, low: 6000 * pitchOf(character, 1.5) });
  for (let k = 0; 0.05 + k * step < sampleCount / SAMPLE_RATE && k < 600; k++) {
    const at = toSamples(0.05 + k * step + Math.abs(random.normal()) * 0.004);
    const place = k % 8;
    const take = takes[Math.floor(random.next() * 3)];
    if (take !== undefined && (place === 0 || place === 5 || (place === 3 && random.next() < 0.4)))
      addPanned(out, take.low, 0.9, at, 0);
    if (take !== undefined && (place === 2 || place === 6)) addPanned(out, take.mid, 0.7, at, 0.1);
    addPanned(out, tick, random.range(0.1, 0.2), at, 0.3);
  }
  return reverberate(out, { t60: 0.7, size: 0.9, damping: 0.5, wet: 0.15 });
}

/** String pad: three detuned saws per chord note under a slow filter; for "music" without a named instrument. */
function pad(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const root = 130.8 * pitchOf(character, 1.6) * 2 ** (Math.floor(random.range(-3, 4)) / 12);
  const chords = [
    [0, 4, 7, 12],
    [-3, 0, 4, 9],
    [-7, -3, 0, 5],
    [-5, -1, 2, 7],
  ];
  const bar = 2.7 / bend(character.pace, 1.5);
  const mono = new Float32Array(sampleCount);
  for (let k = 0; k * bar * SAMPLE_RATE < sampleCount; k++) {
    const n = Math.min(toSamples(bar * 1.25), sampleCount - Math.round(k * bar * SAMPLE_RATE));
    const chord = new Float32Array(n);
    for (const step of chords[k % 4] ?? []) {
      for (const detune of [0.997, 1.004]) add(chord, saw(n, root * detune * 2 ** (step / 12), random.next()), 0.25);
    }
    filter(chord, lowpass(1800 * bend(character.size, 1 / 1.4)));
    shape(
      chord,
      lines(n, [
        [0, 0],
        [bar * 0.3, 1],
        [bar, 0.9],
        [bar * 1.25, 0],
      ]),
    );
    add(mono, chord, 1, Math.round(k * bar * SAMPLE_RATE));
  }
  return reverberate(decorrelate(mono, random.fork('ensemble'), 0.5), { t60: 1.8, size: 1.4, damping: 0.4, wet: 0.25 });
}

const hall = { t60: 1.4, size: 1.2, damping: 0.4, wet: 0.2 } as const;

export const music: readonly Voice[] = [
  voice({
    id: 'music-box',
    names: [
      'music box',
      'musicbox',
      'lullaby',
      'toy piano',
      'xylophone',
      'glockenspiel',
      'celesta',
      'kalimba',
      'carousel',
    ],
    prefers: 'bed',
    bed: playing(comb, { hz: 880, perSecond: 3, bass: true, room: hall }),
    event: single(comb, 1046),
    releaseSeconds: 0.6,
  }),
  voice({
    id: 'piano',
    names: ['piano', 'pianos', 'piano music', 'playing piano', 'grand piano', 'piano note'],
    prefers: 'bed',
    bed: playing(piano, { hz: 330, perSecond: 2.4, bass: true, room: hall }),
    event: single(piano, 262),
    releaseSeconds: 0.6,
  }),
  voice({
    id: 'guitar',
    names: [
      'guitar',
      'acoustic guitar',
      'strum',
      'strumming',
      'plucking',
      'ukulele',
      'banjo',
      'harp',
      'string',
      'strings',
      'pluck',
    ],
    prefers: 'bed',
    bed: playing(string, { hz: 220, perSecond: 3.2, bass: true, room: hall }),
    event: single(string, 165),
    releaseSeconds: 0.5,
  }),
  voice({
    id: 'music-pad',
    names: [
      'music',
      'background music',
      'soundtrack',
      'melody',
      'song',
      'orchestra',
      'synth',
      'synthesizer',
      'violin',
      'choir',
      'organ',
      'cinematic',
      'soft music',
      'ambient music',
    ],
    prefers: 'bed',
    bed: pad,
    releaseSeconds: 0.8,
  }),
  voice({
    id: 'drum',
    names: [
      'drum',
      'drums',
      'drum beat',
      'drumming',
      'kick drum',
      'bass drum',
      'tom',
      'taiko',
      'timpani',
      'percussion',
      'drum hit',
      'drummer',
      'beat',
    ],
    prefers: 'event',
    event: drum,
    bed: groove,
    releaseSeconds: 0.2,
  }),
  voice({
    id: 'snare',
    names: ['snare', 'snare drum', 'drum roll', 'rimshot', 'marching drum'],
    prefers: 'event',
    event: snare,
  }),
  voice({
    id: 'cymbal',
    names: ['cymbal', 'cymbals', 'crash cymbal', 'hi hat', 'gong hit', 'tam tam'],
    prefers: 'event',
    event: cymbal,
    releaseSeconds: 0.8,
  }),
];
