import { describe, expect, test } from 'vitest';
import { centroidOf } from '../dsp/descriptors.ts';
import { peakOf } from '../dsp/level.ts';
import { SAMPLE_RATE } from '../dsp/rate.ts';
import type { SoundCharacter } from '../voice.ts';
import { voices } from './index.ts';
import { soloEvent } from './solo.ts';

const allFinite = (signal: Float32Array): boolean => signal.every(Number.isFinite);
const same = (a: Float32Array, b: Float32Array): boolean => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
const withEvent = voices.filter(({ event }) => event !== undefined).map((voice) => [voice.id, voice] as const);

describe.each(withEvent)('%s as an event', (_id, voice) => {
  test('is the same for the same seed, another for another seed, and finite', () => {
    const one = soloEvent(voice);
    expect(same(one, soloEvent(voice))).toBe(true);
    expect(same(one, soloEvent(voice, { seed: 2 }))).toBe(false);
    expect(allFinite(one)).toBe(true);
  });

  test('peaks at 0.3..1 when struck hard, starts at once, ends in silence, within 7 seconds', () => {
    for (const seed of [1, 2, 3]) {
      const sound = soloEvent(voice, { seed });
      const peak = peakOf(sound);
      expect(peak).toBeGreaterThanOrEqual(0.3);
      expect(peak).toBeLessThanOrEqual(1);
      expect(sound.length / SAMPLE_RATE).toBeLessThan(7);
      const onset = sound.findIndex((x) => Math.abs(x) > peak * 0.1);
      expect(onset / SAMPLE_RATE).toBeLessThan(voice.softAttack ? 0.15 : 0.005);
      expect(peakOf(sound.subarray(-8))).toBeLessThan(0.003);
    }
  });

  test('a soft one is quieter; a bigger source is lower, a brighter one brighter', () => {
    expect(peakOf(soloEvent(voice, { strength: 0.2 }))).toBeLessThan(peakOf(soloEvent(voice)) * 0.8);
    const centroid = (character: Partial<SoundCharacter>): number =>
      centroidOf(soloEvent(voice, { character, seed: 4 }));
    expect(centroid({ size: 0.9 })).toBeLessThan(centroid({ size: 0.1 }) * 0.95);
    expect(centroid({ brightness: 0.9 })).toBeGreaterThan(centroid({ brightness: 0.1 }) * 1.005);
  });
});
