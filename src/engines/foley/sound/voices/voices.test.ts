import { describe, expect, test } from 'vitest';
import { onsets, toMono } from '../dsp/descriptors.ts';
import { peakOf, rmsOf } from '../dsp/level.ts';
import { SAMPLE_RATE } from '../dsp/rate.ts';
import { voices } from './index.ts';
import { soloBed, voiceById } from './solo.ts';

describe('the list', () => {
  test('holds well over 50 classes, each with an id of its own and the form it prefers', () => {
    expect(voices.length).toBeGreaterThanOrEqual(100);
    expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length);
    for (const voice of voices) {
      expect(voice[voice.prefers], voice.id).toBeDefined();
      expect(voice.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    }
  });

  test('names are lower-case words, several per class, and belong to one class only', () => {
    const owner = new Map<string, string>();
    for (const { id, names } of voices) {
      expect(names.length, id).toBeGreaterThanOrEqual(4);
      for (const name of names) {
        expect(name).toMatch(/^[a-z0-9]+( [a-z0-9]+)*$/);
        expect(owner.get(name) ?? id, name).toBe(id);
        owner.set(name, id);
      }
    }
  });

  test.each([
    ['rain', 'rain'],
    ['heavy rain', 'rain-heavy'],
    ['rain on a tin roof', 'rain-roof'],
    ['footsteps on gravel', 'footsteps-gravel'],
    ['snow', 'footsteps-snow'],
    ['ocean waves', 'waves'],
    ['crackling fire', 'fire'],
    ['barking', 'dog'],
    ['galloping', 'horse'],
    ['hammer', 'impact-wood'],
    ['shattering glass', 'glass-break'],
    ['creaking', 'door-creak'],
    ['typing', 'keyboard'],
    ['ticking clock', 'clock'],
    ['church bells', 'church-bell'],
    ['clapping', 'applause'],
    ['bouncing ball', 'impact-rubber'],
    ['music box', 'music-box'],
    ['lightsaber', 'laser'],
    ['zipper', 'zipper'],
  ])('"%s" is a name of %s', (name, id) => {
    expect(voices.find(({ names }) => names.includes(name))?.id).toBe(id);
  });
});

test.each([
  'footsteps-concrete',
  'footsteps-snow',
  'clock',
  'heartbeat',
  'keyboard',
  'impact-wood',
  'horse',
  'drip',
  'bell',
])('pace sets the tempo of %s', (id) => {
  const voice = voiceById(id);
  const count = (pace: number): number => onsets(toMono(soloBed(voice, { seconds: 4, character: { pace } }))).length;
  expect(count(0.95)).toBeGreaterThan(count(0.05) * 1.25);
});

test.each(['rain', 'hail', 'applause'])('detail adds grains to %s', (id) => {
  const voice = voiceById(id);
  const plain = soloBed(voice, { detail: 0, seconds: 2 });
  const rich = soloBed(voice, { detail: 1, seconds: 2 });
  // Fewer grains at one level mean higher single ones.
  expect(peakOf(plain.left) / rmsOf(plain.left)).toBeGreaterThan((peakOf(rich.left) / rmsOf(rich.left)) * 0.95);
  expect(Buffer.from(plain.left.buffer).equals(Buffer.from(rich.left.buffer))).toBe(false);
});

test('a steady bed does not repeat itself: no period of 0.2 to 2 s correlates in rain, river or fire', () => {
  for (const id of ['rain', 'river', 'fire', 'static']) {
    const { left } = soloBed(voiceById(id), { seconds: 4 });
    const power = rmsOf(left) ** 2;
    let worst = 0;
    for (let lag = Math.round(0.2 * SAMPLE_RATE); lag < 2 * SAMPLE_RATE; lag += 441) {
      let sum = 0;
      for (let i = 0; i < 2 * SAMPLE_RATE; i += 2) sum += left[i]! * left[i + lag]!;
      worst = Math.max(worst, Math.abs(sum / SAMPLE_RATE / power));
    }
    expect(worst, id).toBeLessThan(0.15);
  }
});

test('the costliest beds stay far inside the budget (0.1 s per 8 s when the machine is free; ten times that here)', () => {
  for (const id of ['crowd', 'cheering', 'waves', 'rain-roof', 'wind']) {
    const voice = voiceById(id);
    const start = performance.now();
    soloBed(voice, { seconds: 8, detail: 0.5 });
    expect(performance.now() - start, id).toBeLessThan(1000);
  }
});
