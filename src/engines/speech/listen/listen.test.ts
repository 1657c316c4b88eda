import { describe, expect, it } from 'vitest';
import { buzz, noise, RATE, syllables } from './__fixtures__/synthetic-voice.ts';
import { describeVoice } from './describe-voice.ts';
import { summarisePitch, trackPitch } from './pitch.ts';
import { averageSpectrum } from './spectrum.ts';
import { countSyllables } from './syllables.ts';

const pitchOf = (samples: Float32Array) => summarisePitch(trackPitch(samples, RATE));

describe('pitch', () => {
  it.each([70, 90, 120, 165, 220, 310, 440])('of a buzz at %d Hz is found within one percent', (f0) => {
    const { median, rangeSemitones } = pitchOf(buzz(1.5, () => f0));
    expect(median / f0).toBeGreaterThan(0.99);
    expect(median / f0).toBeLessThan(1.01);
    expect(rangeSemitones).toBeLessThan(0.3);
  });

  it('that glides over an octave has the median and range of the glide', () => {
    const { median, rangeSemitones } = pitchOf(buzz(3, (time) => 120 * 2 ** (time / 3)));
    expect(median).toBeCloseTo(120 * Math.SQRT2, -1);
    expect(rangeSemitones).toBeGreaterThan(9);
    expect(rangeSemitones).toBeLessThan(10.2);
  });

  it('is not found in noise or silence', () => {
    expect(pitchOf(noise(2)).voicedFrames).toBeLessThan(5);
    expect(pitchOf(new Float32Array(RATE)).median).toBe(0);
    expect(pitchOf(new Float32Array(0)).median).toBe(0);
  });

  it('is found under noise 20 dB below the voice', () => {
    const hiss = noise(2, 0.03);
    const voice = buzz(2, () => 130).map((value, i) => value + (hiss[i] ?? 0));
    expect(pitchOf(voice).median).toBeCloseTo(130, 0);
  });
});

describe('syllables', () => {
  it.each([2, 3.5, 5, 6])('at %d per second are counted', (rate) => {
    const sound = syllables(6, rate);
    const { count } = countSyllables(sound, RATE, trackPitch(sound, RATE));
    expect(Math.abs(count - 6 * rate)).toBeLessThanOrEqual(2);
  });

  it('do not count in pauses of 0.3 s and more', () => {
    const spoken = syllables(2, 4);
    const sound = new Float32Array(6 * RATE);
    sound.set(spoken);
    sound.set(spoken, 4 * RATE);
    const { spokenSeconds, rate } = countSyllables(sound, RATE, trackPitch(sound, RATE));
    expect(spokenSeconds).toBeGreaterThan(3.5);
    expect(spokenSeconds).toBeLessThan(4.3);
    expect(rate).toBeGreaterThan(3.4);
    expect(rate).toBeLessThan(4.4);
  });

  it('are not found in noise that swells, since nothing is voiced', () => {
    const hiss = noise(4).map((value, i) => value * Math.sin((Math.PI * 4 * i) / RATE) ** 2);
    expect(countSyllables(hiss, RATE, trackPitch(hiss, RATE)).count).toBeLessThanOrEqual(1);
  });
});

describe('the average spectrum', () => {
  it('of white noise is flat, with its centre in the middle', () => {
    const { levelsDb, centroidHz } = averageSpectrum(noise(4), RATE);
    expect(Math.max(...levelsDb.slice(4)) - Math.min(...levelsDb.slice(4))).toBeLessThan(2);
    expect(centroidHz).toBeGreaterThan(3_800);
    expect(centroidHz).toBeLessThan(4_200);
  });

  it('of a tone lies at the tone', () => {
    const tone = Float32Array.from({ length: RATE }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 1_000 * i) / RATE));
    const { centroidHz, levelsDb, centres } = averageSpectrum(tone, RATE);
    expect(centroidHz).toBeCloseTo(1_000, -1);
    expect(centres[levelsDb.indexOf(0)]).toBeCloseTo(1_008, 0);
  });

  it('of silence is a number everywhere', () => {
    const { levelsDb, centroidHz, edgeHz } = averageSpectrum(new Float32Array(RATE), RATE);
    expect([...levelsDb, centroidHz, edgeHz].every(Number.isFinite)).toBe(true);
  });
});

it('a voice is described by all of them', () => {
  const described = describeVoice(syllables(5, 4, 180), RATE);
  expect(described.f0).toBeCloseTo(180, 0);
  expect(described.syllableRate).toBeCloseTo(4, 0);
  expect(described.loudnessLufs).toBeGreaterThan(-30);
  expect(described.loudnessLufs).toBeLessThan(-8);
});
