import { describe, expect, test } from 'vitest';
import { centroidOf, toMono } from '../dsp/descriptors.ts';
import { peakOf, rmsOf, rmsOfStereo, toDb } from '../dsp/level.ts';
import { SAMPLE_RATE } from '../dsp/rate.ts';
import type { SoundCharacter, Stereo } from '../voice.ts';
import { voices } from './index.ts';
import { soloBed } from './solo.ts';

const allFinite = (signal: Float32Array): boolean => signal.every(Number.isFinite);
const same = (a: Float32Array, b: Float32Array): boolean => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
/** Few grains keep the run short; what is promised here holds for any detail. */
const detail = 0.15;
const withBed = voices.filter(({ bed }) => bed !== undefined).map((voice) => [voice.id, voice] as const);

describe.each(withBed)('%s as a bed', (_id, voice) => {
  let rendered: Stereo | undefined;
  const full = (): Stereo => {
    rendered ??= soloBed(voice, { detail, seconds: 0.8 });
    return rendered;
  };

  test('is the same for the same seed, another for another seed, finite, and never beyond full scale', () => {
    const one = full();
    const again = soloBed(voice, { detail, seconds: 0.8 });
    const other = soloBed(voice, { detail, seed: 2, seconds: 0.8 });
    expect(same(one.left, again.left) && same(one.right, again.right)).toBe(true);
    expect(same(one.left, other.left)).toBe(false);
    for (const pair of [one, other]) {
      expect(pair.left.length).toBe(0.8 * SAMPLE_RATE);
      expect(allFinite(pair.left) && allFinite(pair.right)).toBe(true);
      expect(Math.max(peakOf(pair.left), peakOf(pair.right))).toBeLessThanOrEqual(1);
    }
  });

  test('sounds at -26..-14 dBFS, without DC, from early on and to the end of 2 seconds', () => {
    const pair = soloBed(voice, { detail, seconds: 2, seed: 3 });
    expect(toDb(rmsOfStereo(pair))).toBeGreaterThan(-26);
    expect(toDb(rmsOfStereo(pair))).toBeLessThan(-14);
    const mean = pair.left.reduce((sum, x) => sum + x, 0) / pair.left.length;
    expect(Math.abs(mean)).toBeLessThan(0.004);
    const mono = toMono(pair);
    // Sparse beds (a door slam, a bell) may rest, but not for the first second and not for all the last one.
    expect(toDb(rmsOf(mono.subarray(0, SAMPLE_RATE)))).toBeGreaterThan(-45);
    expect(toDb(rmsOf(mono.subarray(SAMPLE_RATE)))).toBeGreaterThan(-50);
  });

  test('follows the intensity: a quarter is 8 to 16 dB below full, and none is silent', () => {
    const loud = toDb(rmsOfStereo(full()));
    const quarter = toDb(rmsOfStereo(soloBed(voice, { detail, intensity: 0.25, seconds: 0.8 })));
    expect(loud - quarter).toBeGreaterThan(8);
    expect(loud - quarter).toBeLessThan(16);
    expect(rmsOfStereo(soloBed(voice, { detail, intensity: 0, seconds: 0.2 }))).toBeLessThan(1e-4);
  });

  test('a bigger source has a lower spectral centroid, a brighter one a higher', () => {
    const centroid = (character: Partial<SoundCharacter>): number =>
      centroidOf(toMono(soloBed(voice, { detail, character, seconds: 0.7 })));
    expect(centroid({ size: 0.9 })).toBeLessThan(centroid({ size: 0.1 }) * 0.95);
    expect(centroid({ brightness: 0.9 })).toBeGreaterThan(centroid({ brightness: 0.1 }) * 1.02);
  });
});
