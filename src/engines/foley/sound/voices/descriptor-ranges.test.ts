import { expect, test } from 'vitest';
import { type Descriptors, describe as measure, toMono } from '../dsp/descriptors.ts';
import { DESCRIPTOR_RANGES, type DescriptorRange } from './descriptor-ranges.ts';
import { soloBed, soloEvent, voiceById } from './solo.ts';

const SECONDS = 4;
const measured = new Map<string, Descriptors>();

function soundOf({ voiceId, kind }: DescriptorRange, seed: number): Float32Array {
  const voice = voiceById(voiceId);
  if (kind === 'event') return soloEvent(voice, { seed, strength: 0.8 });
  return toMono(soloBed(voice, { seed, seconds: SECONDS }));
}

test.each(DESCRIPTOR_RANGES.map((entry) => [`${entry.voiceId} ${entry.kind}`, entry] as const))(
  '%s measures as the literature says, for two seeds',
  (name, entry) => {
    for (const seed of [11, 12]) {
      const found = measure(soundOf(entry, seed));
      measured.set(name, found);
      for (const [key, range] of Object.entries(entry.ranges)) {
        const value = found[key as keyof Descriptors];
        expect(value, `${key}, seed ${seed}`).toBeGreaterThanOrEqual(range[0]);
        expect(value, `${key}, seed ${seed}`).toBeLessThanOrEqual(range[1]);
      }
    }
  },
);

test('every pair of these classes is apart in descriptor space', () => {
  // One unit is about one clearly heard difference: an octave of centroid, a doubling of onset rate, 6 dB of crest …
  const point = (d: Descriptors): number[] => [
    Math.log2(d.centroidHz),
    Math.log2(1 + d.onsetsPerSecond),
    Math.log2(d.modulationDepth + 0.05),
    2.5 * d.harmonicity,
    2 * d.lowShare,
    2 * d.highShare,
    Math.log10(d.flatness + 1e-3),
    d.crestDb / 6,
  ];
  const points = [...measured].map(([name, found]) => [name, point(found)] as const);
  expect(points.length).toBe(DESCRIPTOR_RANGES.length);
  for (const [i, [a, p]] of points.entries()) {
    for (const [b, q] of points.slice(i + 1)) {
      const distance = Math.hypot(...p.map((x, k) => x - q[k]!));
      expect(distance, `${a} and ${b}`).toBeGreaterThan(0.8);
    }
  }
});

test('no class passes for most of the others', () => {
  const passes = (d: Descriptors, { ranges }: DescriptorRange): boolean =>
    Object.entries(ranges).every(
      ([key, [low, high]]) => d[key as keyof Descriptors] >= low && d[key as keyof Descriptors] <= high,
    );
  for (const entry of DESCRIPTOR_RANGES) {
    const others = [...measured].filter(([name]) => name !== `${entry.voiceId} ${entry.kind}`);
    const taken = others.filter(([, found]) => passes(found, entry)).map(([name]) => name);
    expect(taken.length, `${entry.voiceId} is also met by ${taken.join(', ')}`).toBeLessThanOrEqual(
      others.length * 0.2,
    );
  }
});
