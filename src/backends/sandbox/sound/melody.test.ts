import { expect, it } from 'vitest';
import { melodyOf } from './melody.ts';
import { playMelody, RATE } from './play-melody.ts';

const music = (words: string, seed = 1) => melodyOf({ words, seed, voice: 'music' });

it('a stated tempo is kept to: four bars of four beats', () => {
  expect(music('funk, bass, 120 bpm').seconds).toBeCloseTo(8, 6);
  expect(music('90 BPM').seconds).toBeCloseTo((16 * 60) / 90, 6);
});

it('the same words and seed give the same loop, another seed another', () => {
  expect(music('rain')).toEqual(music('rain'));
  expect(music('rain', 2)).not.toEqual(music('rain'));
});

it('speech takes longer for more words, and ten thousand lines neither hang nor overflow', () => {
  const spoken = (words: string) => melodyOf({ words, seed: 1, voice: 'speech' }).seconds;
  expect(spoken('one two three four five six')).toBeGreaterThan(spoken('one two'));
  expect(spoken('')).toBeGreaterThan(0.5);
  expect(spoken('שלום 🙂 猫')).toBeGreaterThan(0.5);
  expect(spoken('la la\n'.repeat(10_000))).toBeLessThan(2_000);
});

it('the loop is as long as the melody, is heard, and does not clip', async () => {
  const melody = music('calm piano');
  const wav = await playMelody(melody);
  const samples = (wav.length - 44) / 2;
  expect(samples).toBe(Math.round(melody.seconds * RATE));
  let peak = 0;
  for (let index = 0; index < samples; index++) peak = Math.max(peak, Math.abs(wav.readInt16LE(44 + index * 2)));
  expect(peak).toBeGreaterThan(8_000);
  expect(peak).toBeLessThan(32_000);
});
