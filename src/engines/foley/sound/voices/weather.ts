/**
 * Rain, hail, wind, thunder, leaves.
 *
 * Rain: drops arrive as a Poisson process; each is a broad click (impact) and often a ringing bubble; far drops merge
 * into a broad hiss (Farnell, "Designing Sound", ch. 34; Ma, Nystuen & Lien 2005 for drop-size spectra).
 * Wind: noise whose band follows the air speed, gusts on top of a slow swell, plus edge tones (Farnell, ch. 38; the
 * Strouhal relation f = 0.2 v / d gives 300-1500 Hz for 5-15 m/s on centimetre edges).
 * Thunder: many delayed N-waves of a tortuous channel, energy at 50-200 Hz (Few 1969; Ribner & Roy 1982).
 */
import { filter, filtered, highpass, lowpass } from '../dsp/biquad.ts';
import { bubble, drawRadius } from '../dsp/bubble.ts';
import { decay, fadeOut, intensityCurve, modulate, shape, wander } from '../dsp/envelope.ts';
import { grainPool, poissonTimes, scatter } from '../dsp/grains.ts';
import { excite, MODE_RATIOS, type Mode, materialDecay, strike } from '../dsp/modal.ts';
import { brownNoise, pinkNoise, whiteNoise } from '../dsp/noise.ts';
import { toSamples } from '../dsp/rate.ts';
import { reverberateMono } from '../dsp/reverb.ts';
import { sweep } from '../dsp/state-variable.ts';
import { add, scale, wide } from '../dsp/stereo.ts';
import type { BedContext, EventContext, Random, Stereo, Voice } from '../voice.ts';
import { burst } from './noise-burst.ts';
import { bend, blank, lengthOf, pitchOf, voice } from './recipe.ts';

interface RainShape {
  dropsPerSecond: number;
  nearPerSecond: number;
  hissLow: number;
  hissHigh: number;
  hissGain: number;
  /** Share of low roar (heavy rain on ground). */
  roar: number;
}

function rain(context: BedContext, kind: RainShape): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.7);
  const density = bend(character.pace, 2.5);
  const out = wide(0.9, (side) => {
    const own = random.fork(`hiss ${side}`);
    const noise = whiteNoise(own, sampleCount);
    filter(noise, highpass(kind.hissLow * pitch, 0.6));
    filter(noise, lowpass(kind.hissHigh * pitch, 0.6));
    modulate(noise, wander(own, sampleCount, 1.2), 1, 0.18);
    if (kind.roar > 0) add(noise, filter(pinkNoise(own, sampleCount), lowpass(700 * pitch)), kind.roar);
    return scale(noise, kind.hissGain * Math.sqrt(density));
  });
  const small = grainPool(random.fork('small'), 32, (own) => {
    const tick = burst(own, { t60: own.range(0.003, 0.012), low: 1500 * pitch, high: own.range(5000, 14000) });
    if (own.next() < 0.4) add(tick, bubble({ radius: drawRadius(own, 0.0004, 0.0011) / pitch, rise: 0.1 }), 0.5);
    return tick;
  });
  scatter(out, random.fork('drops'), {
    times: poissonTimes(random.fork('drop times'), sampleCount, kind.dropsPerSecond * density * (0.5 + detail)),
    pool: small,
    spreadDb: 5,
    width: 0.9,
    gain: 0.5,
  });
  const near = grainPool(random.fork('near'), 16 + Math.round(16 * detail), (own) => {
    const sound = blank(0.09);
    add(sound, burst(own, { t60: own.range(0.008, 0.03), low: 500 * pitch, high: 9000 }), 0.8);
    const ring = bubble({ radius: drawRadius(own, 0.0008, 0.0022) / pitch, rise: own.range(0.05, 0.25) });
    return fadeOut(add(sound, ring, 0.6, toSamples(own.range(0.002, 0.015))), 0.01);
  });
  scatter(out, random.fork('near drops'), {
    times: poissonTimes(random.fork('near times'), sampleCount, kind.nearPerSecond * density),
    pool: near,
    spreadDb: 4,
    width: 0.8,
    gain: 0.55,
  });
  return out;
}

/** A sheet of thin steel: dense inharmonic plate modes, low friction but damped by its fixings. */
function sheetModes(random: Random, pitch: number, count: number): Mode[] {
  return Array.from({ length: count }, (_, i) => {
    const ratio = MODE_RATIOS.plate[i % MODE_RATIOS.plate.length] ?? 1;
    const frequency = 390 * pitch * ratio * random.range(0.9, 1.12) * (i >= MODE_RATIOS.plate.length ? 1.37 : 1);
    return { frequency, t60: materialDecay(frequency, 0.006, 18), gain: random.range(0.4, 1) * Math.sqrt(ratio) };
  });
}

function rainOnMetal(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character);
  const density = bend(character.pace, 2.5);
  const modes = sheetModes(random.fork('sheet'), pitch, 10 + Math.round(8 * detail));
  const out = wide(0.8, (side) => {
    const own = random.fork(`wash ${side}`);
    const wash = modulate(whiteNoise(own, sampleCount), wander(own, sampleCount, 1.5), 1, 0.2);
    const body = excite(wash, modes);
    return scale(add(body, filter(wash, highpass(1800 * pitch)), 0.3), 0.35 * Math.sqrt(density));
  });
  const pool = grainPool(random.fork('pings'), 28, (own) => {
    const ping = blank(0.16);
    const struck = modes.map((mode) => ({ ...mode, gain: mode.gain * own.next() ** 1.5 }));
    strike(ping, struck, { contactSeconds: own.range(0.00012, 0.0005) });
    add(ping, burst(own, { t60: 0.006, low: 2000 * pitch }), 0.5);
    return fadeOut(ping, 0.04);
  });
  scatter(out, random.fork('drops'), {
    times: poissonTimes(random.fork('times'), sampleCount, 110 * density * (0.6 + 0.8 * detail)),
    pool,
    spreadDb: 8,
    width: 0.85,
    gain: 0.5,
  });
  return out;
}

function hail(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character);
  const out = wide(0.9, (side) => {
    const noise = whiteNoise(random.fork(side), sampleCount);
    return scale(filter(filter(noise, highpass(1200 * pitch)), lowpass(7000 * pitch)), 0.05);
  });
  scatter(out, random.fork('stones'), {
    times: poissonTimes(random.fork('times'), sampleCount, 90 * bend(character.pace, 2.5) * (0.6 + 0.8 * detail)),
    pool: grainPool(random.fork('pool'), 32, (own) => {
      const stone = blank(0.05);
      const base = own.range(900, 3200) * pitch;
      const modes = MODE_RATIOS.bar.slice(0, 4).map((ratio, i) => ({
        frequency: base * ratio,
        t60: own.range(0.006, 0.02),
        gain: 1 / (1 + i),
      }));
      strike(stone, modes, { contactSeconds: 0.00025 });
      return add(stone, burst(own, { t60: 0.008, low: 1000 * pitch, high: 9000 }), 0.4);
    }),
    spreadDb: 6,
    width: 0.9,
    gain: 0.8,
  });
  return out;
}

function wind(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.8);
  const speed = bend(character.pace, 1.7);
  const swell = wander(random.fork('swell'), sampleCount, 0.3 * speed);
  const drive = intensityCurve(context.intensity, sampleCount, 0.4);
  return wide(0.7, (side) => {
    const own = random.fork(side);
    const gust = wander(own, sampleCount, 1.1 * speed);
    const air = new Float32Array(sampleCount);
    for (let i = 0; i < sampleCount; i++) {
      const force = 1 + 0.45 * (swell[i] as number) + 0.2 * (gust[i] as number);
      air[i] = Math.max(0.15, force) * (0.65 + 0.35 * (drive[i] as number));
    }
    const hz = (base: number): Float32Array => air.map((v) => base * pitch * speed * v);
    const noise = pinkNoise(own, sampleCount);
    const out = sweep(noise.slice(), 'band', hz(430), 1.1);
    add(out, filtered(noise, lowpass(160 * pitch)), 0.5);
    const tones = 1 + Math.round(2 * detail);
    for (let k = 0; k < tones; k++) {
      const tone = sweep(noise.slice(), 'band', hz(620 * (1 + 0.47 * k)), 16 + 6 * k);
      add(out, modulate(tone, air, -0.5, 1), 0.7 / (k + 1));
    }
    return shape(out, air);
  });
}

function clap(random: Random, target: Float32Array, at: number, cutoff: number, gain: number): void {
  const sound = burst(random, { t60: random.range(0.25, 0.9), attackSeconds: random.range(0.004, 0.02), high: cutoff });
  add(target, filter(sound, lowpass(cutoff * 1.5)), gain * Math.sqrt(2000 / cutoff), at);
}

function thunder({ random, character, strength, detail }: EventContext): Float32Array {
  const length = lengthOf(character, 1.4);
  const pitch = pitchOf(character, 1.8);
  const out = blank(5.5 * length);
  const claps = 10 + Math.round(14 * detail);
  for (let i = 0; i < claps; i++) {
    const t = i === 0 ? 0 : random.next() ** 1.7 * 3.2 * length;
    const cutoff = (i === 0 ? 900 + 1800 * strength : random.range(90, 420) / (1 + 0.4 * t)) * pitch;
    clap(
      random.fork(`clap ${i}`),
      out,
      toSamples(t),
      cutoff,
      (i === 0 ? 1.1 : random.range(0.4, 1)) * Math.exp(-0.55 * t),
    );
  }
  const rumble = filter(brownNoise(random.fork('rumble'), out.length), lowpass(140 * pitch));
  modulate(rumble, wander(random.fork('roll'), out.length, 3.5), 0.6, 0.5);
  add(out, shape(rumble, decay(out.length, 4.6 * length, 0.12)), 0.5);
  return reverberateMono(out, { t60: 2.4, size: 1.6, damping: 0.7, wet: 0.5 });
}

function farThunder(context: BedContext): Stereo {
  const { random, sampleCount, character } = context;
  const out = wide(0.6, (side) => {
    const own = random.fork(`rumble ${side}`);
    const rumble = filter(brownNoise(own, sampleCount), lowpass(110 * pitchOf(character, 1.8)));
    return scale(modulate(rumble, wander(own, sampleCount, 1.3), 0.5, 0.5), 0.3);
  });
  const perSecond = 0.3 * bend(character.pace, 2);
  let at = toSamples(random.range(0.1, 0.5));
  for (let i = 0; at < sampleCount && i < 60; i++) {
    const own = random.fork(`roll ${i}`);
    const roll = thunder({ ...context, random: own, strength: own.range(0.2, 0.9) });
    add(out.left, roll, 0.8, at);
    add(out.right, roll, own.range(0.5, 1), at + toSamples(own.range(0.002, 0.012)));
    at += toSamples(own.range(0.6, 1.4) / perSecond);
  }
  return out;
}

function leaves(context: BedContext): Stereo {
  const { random, sampleCount, character, detail } = context;
  const pitch = pitchOf(character, 1.6);
  const gust = wander(random.fork('gust'), sampleCount, 0.7 * bend(character.pace, 2));
  const out = wide(0.9, (side) => {
    const noise = whiteNoise(random.fork(side), sampleCount);
    filter(filter(noise, highpass(2200 * pitch)), lowpass(7500 * pitch));
    return scale(modulate(noise, gust, 0.65, 0.35), 0.16);
  });
  scatter(out, random.fork('flutter'), {
    times: poissonTimes(
      random.fork('times'),
      sampleCount,
      420 * bend(character.pace, 1.8) * (0.5 + detail),
      (sample) => (0.66 + 0.34 * (gust[sample] ?? 0)) ** 2,
    ),
    pool: grainPool(random.fork('pool'), 32, (own) =>
      burst(own, { t60: own.range(0.01, 0.05), attackSeconds: 0.003, centre: own.range(2500, 6500) * pitch, q: 1.2 }),
    ),
    spreadDb: 6,
    width: 0.95,
    gain: 0.4,
  });
  return out;
}

export const weather: readonly Voice[] = [
  voice({
    id: 'rain',
    names: ['rain', 'rainfall', 'raining', 'rainy', 'drizzle', 'shower', 'raindrops', 'light rain', 'soft rain'],
    prefers: 'bed',
    bed: (context) =>
      rain(context, { dropsPerSecond: 380, nearPerSecond: 14, hissLow: 1000, hissHigh: 9000, hissGain: 0.12, roar: 0 }),
  }),
  voice({
    id: 'rain-heavy',
    names: [
      'heavy rain',
      'downpour',
      'pouring rain',
      'rainstorm',
      'torrential rain',
      'storm rain',
      'hard rain',
      'cloudburst',
    ],
    prefers: 'bed',
    bed: (context) =>
      rain(context, { dropsPerSecond: 900, nearPerSecond: 30, hissLow: 450, hissHigh: 8000, hissGain: 0.3, roar: 0.5 }),
  }),
  voice({
    id: 'rain-roof',
    names: [
      'rain on a tin roof',
      'rain on tin roof',
      'rain on roof',
      'rain on the roof',
      'rain on metal roof',
      'rain on metal',
      'rain on a metal roof',
      'tin roof',
      'metal roof',
      'rain on tin',
      'rain on car',
    ],
    prefers: 'bed',
    bed: rainOnMetal,
  }),
  voice({
    id: 'hail',
    names: ['hail', 'hailstorm', 'hailstones', 'hailing', 'sleet', 'ice pellets'],
    prefers: 'bed',
    bed: hail,
  }),
  voice({
    id: 'wind',
    names: ['wind', 'winds', 'windy', 'breeze', 'gust', 'gusts', 'gale', 'howling wind', 'blowing wind', 'air'],
    prefers: 'bed',
    bed: wind,
    releaseSeconds: 0.4,
  }),
  voice({
    id: 'thunder',
    names: ['thunder', 'thunderclap', 'thunderbolt', 'lightning', 'lightning strike', 'rolling thunder', 'thundering'],
    prefers: 'event',
    event: thunder,
    bed: farThunder,
    softAttack: true,
    releaseSeconds: 1.2,
  }),
  voice({
    id: 'leaves',
    names: ['leaves', 'rustling leaves', 'leaves rustling', 'foliage', 'rustling trees', 'bushes', 'branches'],
    prefers: 'bed',
    bed: leaves,
    releaseSeconds: 0.25,
  }),
];
