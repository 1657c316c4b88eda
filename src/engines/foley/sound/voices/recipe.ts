/**
 * From a recipe (only the character of a sound) to a voice that keeps the contract: levels, DC, brightness, intensity
 * and silent ends are settled here once, so that no voice file repeats them.
 */
import { filter, highShelf, lowShelf } from '../dsp/biquad.ts';
import { fadeOut, intensityCurve, shape } from '../dsp/envelope.ts';
import { grainPool, pulseTimes } from '../dsp/grains.ts';
import { normaliseRms, peakOf, softLimit, trim } from '../dsp/level.ts';
import { blockDc } from '../dsp/one-pole.ts';
import { toSamples } from '../dsp/rate.ts';
import { type Room, reverberate } from '../dsp/reverb.ts';
import { addPanned, both, scale, silence } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, SoundCharacter, Stereo, Voice } from '../voice.ts';

/** -20 dBFS. */
const BED_RMS = 0.1;
const EVENT_PEAK = 0.92;

export type BedRecipe = (context: BedContext) => Stereo;
export type EventRecipe = (context: EventContext) => Float32Array;

export interface Recipe {
  id: string;
  names: readonly string[];
  prefers: 'bed' | 'event';
  bed?: BedRecipe;
  event?: EventRecipe;
  /** The event swells up rather than starts with a hit (thunder, whoosh). */
  softAttack?: true;
  /** Nearly a pure tone: brightness adds harmonics, since a filter finds nothing to raise. */
  pure?: true;
  /** How long a bed rings on when the picture comes to rest; default 0.12 s. */
  releaseSeconds?: number;
}

export function voice(recipe: Recipe): Voice {
  const { id, names, prefers, bed, event } = recipe;
  return {
    id,
    names,
    prefers,
    ...(recipe.softAttack === undefined ? {} : { softAttack: recipe.softAttack }),
    ...(bed === undefined ? {} : { bed: (context: BedContext) => finishBed(bed, context, recipe) }),
    ...(event === undefined ? {} : { event: (context: EventContext) => finishEvent(event, context, recipe) }),
  };
}

function finishBed(render: BedRecipe, context: BedContext, recipe: Recipe): Stereo {
  const pair = render({ ...context, random: context.random.fork(`${recipe.id} bed`) });
  both(pair, (channel) => {
    blockDc(channel);
    if (recipe.pure) excite(channel, context.character);
    tilt(channel, context.character);
  });
  normaliseRms(pair, BED_RMS);
  const gain = intensityCurve(context.intensity, context.sampleCount, recipe.releaseSeconds ?? 0.12);
  return both(pair, (channel) => shape(softLimit(channel), gain));
}

function finishEvent(render: EventRecipe, context: EventContext, recipe: Recipe): Float32Array {
  const raw = blockDc(render({ ...context, random: context.random.fork(`${recipe.id} event`) }));
  if (recipe.pure) excite(raw, context.character);
  const signal = trim(tilt(raw, context.character));
  fadeOut(signal, Math.min(0.03, (signal.length / 44_100) * 0.3));
  const peak = peakOf(signal);
  const wanted = EVENT_PEAK * (0.4 + 0.6 * clamp01(context.strength));
  return peak === 0 ? signal : scale(signal, wanted / peak);
}

/** Brightness as a see-saw around 1 kHz: up to 6 dB from 1.6 kHz, another 6 dB from 6 kHz, the reverse below 500 Hz. */
function tilt(signal: Float32Array, character: SoundCharacter): Float32Array {
  const amount = (character.brightness - 0.5) * 2;
  if (Math.abs(amount) < 0.02) return signal;
  filter(signal, highShelf(1600, 6 * amount));
  filter(signal, highShelf(6000, 6 * amount));
  return filter(signal, lowShelf(500, -5 * amount));
}

/** Odd harmonics by soft clipping, in proportion to the brightness above neutral. */
function excite(signal: Float32Array, character: SoundCharacter): void {
  const amount = Math.max(0, character.brightness - 0.5) * 2;
  const peak = peakOf(signal);
  if (amount === 0 || peak === 0) return;
  for (let i = 0; i < signal.length; i++) {
    const x = (signal[i] as number) / peak;
    signal[i] = peak * (x + amount * (Math.tanh(4 * x) - x));
  }
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** 1 at the neutral 0.5; `factor` at 1; its inverse at 0. */
export function bend(value: number, factor: number): number {
  return factor ** ((value - 0.5) * 2);
}

/** How a body's size changes its pitch: an octave down when huge, an octave up when tiny. */
export function pitchOf(character: SoundCharacter, factor = 2): number {
  return bend(character.size, 1 / factor);
}

/** How size changes the length of decays and strokes. */
export function lengthOf(character: SoundCharacter, factor = 1.6): number {
  return bend(character.size, factor);
}

export interface Rhythm {
  /** At pace 0.5. */
  perSecond: number;
  /** Normal deviate of the interval as a share of it. */
  jitter: number;
  /** Rate factor at pace 1 (inverse at 0); default 2. */
  paceFactor?: number;
  /** Pan range of single hits; default 0.25. */
  width?: number;
  /** Strength of hits is drawn from here; default 0.65..1. */
  strength?: readonly [low: number, high: number];
  room?: Room;
}

/** A bed that keeps its own rhythm: the event again and again, never the same rendering twice in a row. */
export function rhythm(event: EventRecipe, options: Rhythm): BedRecipe {
  return (context) => {
    const { random, sampleCount, character } = context;
    const rate = options.perSecond * bend(character.pace, options.paceFactor ?? 2);
    const times = pulseTimes(random.fork('times'), sampleCount, rate, options.jitter);
    if (times.length === 0) times.push(Math.floor(sampleCount * 0.15));
    const [low, high] = options.strength ?? [0.65, 1];
    const poolSize = Math.min(times.length, 8 + Math.round(8 * context.detail));
    const pool = grainPool(random.fork('hits'), poolSize, (own) => hit(event, context, own, own.range(low, high)));
    const out = silence(sampleCount);
    const width = options.width ?? 0.25;
    let last = -1;
    for (const at of times) {
      let pick = Math.floor(random.next() * pool.length);
      if (pick === last) pick = (pick + 1) % pool.length;
      last = pick;
      const sound = pool[pick];
      if (sound !== undefined) addPanned(out, sound, random.range(0.8, 1), at, random.range(-width, width));
    }
    return options.room === undefined ? out : reverberate(out, options.room);
  };
}

function hit(event: EventRecipe, context: BedContext, random: Random, strength: number): Float32Array {
  const sound = event({ random, detail: context.detail, character: context.character, strength });
  const peak = peakOf(sound);
  fadeOut(sound, 0.01);
  return peak === 0 ? sound : scale(sound, (0.4 + 0.6 * strength) / peak);
}

/** A silent buffer of `seconds` to build an event in. */
export function blank(seconds: number): Float32Array {
  return new Float32Array(toSamples(seconds));
}
