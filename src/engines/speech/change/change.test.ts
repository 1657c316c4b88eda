import { describe, expect, it } from 'vitest';
import { buzz, noise, RATE } from '../listen/__fixtures__/synthetic-voice.ts';
import { summarisePitch, trackPitch } from '../listen/pitch.ts';
import { averageSpectrum } from '../listen/spectrum.ts';
import { equalise, matchingGains } from './equalise.ts';
import { changePitch } from './psola.ts';
import { resample } from './resample.ts';

const tone = (hz: number, seconds: number, rate = RATE): Float32Array =>
  Float32Array.from({ length: seconds * rate }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate));
const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

/** A buzz through one resonance: a vowel with a single formant. */
function vowel(f0: number, formant: number): Float32Array {
  const source = buzz(2, () => f0);
  const radius = Math.exp((-Math.PI * 120) / RATE);
  const [a1, a2] = [-2 * radius * Math.cos((2 * Math.PI * formant) / RATE), radius * radius];
  const out = new Float32Array(source.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = 0.05 * (source[i] as number) - a1 * (out[i - 1] ?? 0) - a2 * (out[i - 2] ?? 0);
  }
  return out;
}

describe('a change of pitch', () => {
  it.each([0.6, 0.8, 1, 1.3, 1.8])('by %d moves the median by it within two percent and keeps the length', (factor) => {
    const voice = vowel(120, 900);
    const changed = changePitch(voice, RATE, trackPitch(voice, RATE), { pitch: (f0) => f0 * factor, stretch: 1 });
    expect(changed).toHaveLength(voice.length);
    const { median } = summarisePitch(trackPitch(changed, RATE));
    expect(median / (120 * factor)).toBeGreaterThan(0.98);
    expect(median / (120 * factor)).toBeLessThan(1.02);
  });

  it('leaves the formant where it is', () => {
    const voice = vowel(110, 1_000);
    const changed = changePitch(voice, RATE, trackPitch(voice, RATE), { pitch: (f0) => f0 * 1.5, stretch: 1 });
    const loudestBand = (samples: Float32Array) => {
      const { levelsDb, centres } = averageSpectrum(samples, RATE);
      return centres[levelsDb.indexOf(0)] ?? 0;
    };
    expect(Math.abs(Math.log2(loudestBand(changed) / loudestBand(voice)))).toBeLessThanOrEqual(0.34);
  });

  it('can stretch time without moving the pitch', () => {
    const voice = vowel(140, 800);
    const slower = changePitch(voice, RATE, trackPitch(voice, RATE), { pitch: (f0) => f0, stretch: 1.15 });
    expect(slower).toHaveLength(Math.round(1.15 * voice.length));
    expect(summarisePitch(trackPitch(slower, RATE)).median).toBeCloseTo(140, 0);
  });

  it('passes noise and silence through at their level', () => {
    const hiss = noise(1);
    const passed = changePitch(hiss, RATE, trackPitch(hiss, RATE), { pitch: (f0) => 2 * f0, stretch: 1 });
    expect(rms(passed) / rms(hiss)).toBeGreaterThan(0.8);
    expect(rms(passed) / rms(hiss)).toBeLessThan(1.2);
    const nothing = new Float32Array(RATE);
    const silence = changePitch(nothing, RATE, trackPitch(nothing, RATE), { pitch: (f0) => f0, stretch: 1 });
    expect(silence.every((value) => value === 0)).toBe(true);
    expect(
      changePitch(new Float32Array(10), RATE, { f0: new Float32Array(1), hop: 160 }, { pitch: (f0) => f0, stretch: 1 }),
    ).toHaveLength(10);
  });
});

describe('resampling', () => {
  it.each([
    [1.5, 24_000],
    [16_000 / 22_050, 16_000],
    [0.9, 14_400],
  ])('by %d keeps a tone at its place in time', (ratio, newRate) => {
    const oldRate = newRate / ratio;
    const got = resample(tone(700, 1, Math.round(oldRate)), ratio);
    const wanted = tone(700, 1, newRate);
    let worst = 0;
    for (let i = 200; i < Math.min(got.length, wanted.length) - 200; i++) {
      worst = Math.max(worst, Math.abs((got[i] as number) - (wanted[i] as number)));
    }
    expect(worst).toBeLessThan(0.002);
  });

  it('to a lower rate leaves out what the new rate cannot hold', () => {
    expect(rms(resample(tone(7_500, 1), 0.5))).toBeLessThan(0.001);
  });
});

describe('the filter', () => {
  it('brings one spectrum to another, as far as 9 dB a band', () => {
    const own = noise(4);
    const wanted = averageSpectrum(equalise(own, RATE, averageSpectrum(own, RATE).centres, tilt(4)), RATE);
    const gains = matchingGains(averageSpectrum(own, RATE), wanted);
    const got = averageSpectrum(equalise(own, RATE, wanted.centres, gains), RATE);
    for (const band of [4, 8, 12, 16]) {
      const difference =
        (got.levelsDb[band] ?? 0) - (got.levelsDb[8] ?? 0) - ((wanted.levelsDb[band] ?? 0) - (wanted.levelsDb[8] ?? 0));
      expect(Math.abs(difference)).toBeLessThan(1.5);
    }
    expect(Math.max(...gains)).toBeLessThanOrEqual(9);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(-9);
  });

  it('falls off where the reference holds nothing, as over a telephone', () => {
    const own = averageSpectrum(noise(4), RATE);
    const telephone = {
      ...own,
      levelsDb: own.levelsDb.map((level, band) => ((own.centres[band] ?? 0) > 3_500 ? -90 : level)),
    };
    const heard = averageSpectrum(equalise(noise(4), RATE, own.centres, matchingGains(own, telephone)), RATE);
    expect(heard.levelsDb.at(-1)).toBeLessThan(-20);
    expect(heard.levelsDb[12]).toBeGreaterThan(-3);
  });

  it('delays nothing', () => {
    const click = new Float32Array(2_000);
    click[1_000] = 1;
    const filtered = equalise(click, RATE, averageSpectrum(noise(1), RATE).centres, tilt(2));
    expect(filtered.reduce((best, value, i) => (Math.abs(value) > Math.abs(filtered[best] ?? 0) ? i : best), 0)).toBe(
      1_000,
    );
  });
});

/** `db` more per octave above 800 Hz, as much less below; within 8 dB. */
function tilt(db: number): Float32Array {
  return Float32Array.from({ length: 19 }, (_, band) => Math.max(-8, Math.min(8, db * (band / 3 - 3))));
}
