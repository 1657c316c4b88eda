/** Fire: lapping flames, hiss and crackle (Farnell, "Designing Sound", ch. 33). */
import { bandpass, filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { modulate, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { brownNoise, whiteNoise } from '../dsp/noise.ts';
import { add, wide } from '../dsp/stereo.ts';
import type { BedContext, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, pitchOf, voice } from './recipe.ts';

interface FireShape {
  cracklesPerSecond: number;
  crackle: number;
  lap: number;
  hiss: number;
}

function fire(context: BedContext, kind: FireShape): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 2);
  const out = wide(0.6, (side) => {
    const own = random.fork(side);
    const flames = filter(filter(brownNoise(own, sampleCount), highpass(45)), lowpass(420 * pitch));
    modulate(flames, wander(own, sampleCount, 6 * bend(character.pace, 1.6)), 0.65, 0.45);
    const noise = whiteNoise(own, sampleCount);
    const hiss = filtered(noise, highpass(2500 * pitch));
    filter(hiss, lowpass(12_000 * pitch));
    const breath = wander(own, sampleCount, 3).map((x) => Math.max(0, x) ** 3);
    modulate(hiss, breath, 0.25, 1);
    const roar = modulate(filter(noise, bandpass(600 * pitch, 0.6)), wander(own, sampleCount, 4), 0.6, 0.4);
    const sum = new Float32Array(sampleCount);
    return add(add(add(sum, flames, (0.6 * kind.lap) / pitch), hiss, 0.05 * kind.hiss * pitch), roar, 0.3 * kind.lap);
  });
  // Sap pockets burst in flurries: the rate itself wanders, the level is strongly skewed.
  const flurry = wander(random.fork('flurry'), sampleCount, 1.4);
  const crackle = {
    times: poissonTimes(
      random.fork('times'),
      sampleCount,
      kind.cracklesPerSecond * bend(character.pace, 2.2) * (0.5 + detail),
      (sample) => 0.2 + 0.8 * Math.max(0, flurry[sample] ?? 0),
    ),
    pool: grainPool(random.fork('pool'), 40, (own) => {
      const centre = own.range(900, 6500) * pitch;
      return burst(own, { t60: own.range(0.003, 0.022), centre, q: own.range(0.7, 2.2), low: 500 * pitch });
    }),
    spreadDb: 7,
    width: 0.7,
    gain: kind.crackle,
  };
  scatter(out, random.fork('crackle'), crackle);
  return out;
}

export const fires: readonly Voice[] = [
  voice({
    id: 'fire',
    names: [
      'fire',
      'campfire',
      'fireplace',
      'bonfire',
      'crackling fire',
      'crackle',
      'crackling',
      'flames',
      'flame',
      'burning',
      'embers',
      'hearth',
      'burning wood',
      'fire crackling',
      'torch',
    ],
    prefers: 'bed',
    bed: (context) => fire(context, { cracklesPerSecond: 42, crackle: 1, lap: 0.3, hiss: 1.6 }),
    releaseSeconds: 0.25,
  }),
  voice({
    id: 'fire-large',
    names: [
      'large fire',
      'roaring fire',
      'wildfire',
      'inferno',
      'blaze',
      'forest fire',
      'house fire',
      'furnace',
      'flamethrower',
      'dragon fire',
    ],
    prefers: 'bed',
    bed: (context) => fire(context, { cracklesPerSecond: 30, crackle: 0.5, lap: 1.4, hiss: 3 }),
    releaseSeconds: 0.3,
  }),
  voice({
    id: 'frying',
    names: ['frying', 'sizzling', 'sizzle', 'sizzles', 'frying pan', 'cooking', 'bacon', 'grill', 'searing', 'hot oil'],
    prefers: 'bed',
    bed: (context) => fire(context, { cracklesPerSecond: 260, crackle: 0.25, lap: 0.03, hiss: 3.5 }),
  }),
];
