import { expect, it } from 'vitest';
import type { PlannedBed, PlannedEvent, SoundPlan } from '../plan/sound-plan.ts';
import { createRandom } from '../sound/dsp/random.ts';
import type { Stereo, Voice } from '../sound/voice.ts';
import { renderPlan } from './render-plan.ts';

const rate = 44_100;
const seconds = 2;

/** Two plain voices: a short burst and steady noise, so that what is heard is the mixer and nothing else. */
const voices = new Map<string, Voice>([
  [
    'tick',
    {
      id: 'tick',
      names: ['tick'],
      prefers: 'event',
      event: ({ random }) =>
        Float32Array.from({ length: 2_000 }, (_, i) => Math.exp(-i / 300) * (2 * random.next() - 1)),
    },
  ],
  [
    'noise',
    {
      id: 'noise',
      names: ['noise'],
      prefers: 'bed',
      bed({ random, sampleCount, intensity }) {
        const channel = () =>
          Float32Array.from({ length: sampleCount }, (_, i) => {
            const frame = Math.min(intensity.length - 1, Math.floor((i / rate) * 25));
            return 0.17 * (2 * random.next() - 1) * intensity[frame]!;
          });
        return { left: channel(), right: channel() };
      },
    },
  ],
]);
const neutral = {
  character: { size: 0.5, pace: 0.5, brightness: 0.5 },
  gainDb: 0,
  distance: 0.2,
  effects: { muffle: 0, underwater: 0, echo: 0, space: 0, distortion: 0 },
};
const tick = (changes: Partial<PlannedEvent> = {}): PlannedEvent => ({
  ...neutral,
  voiceId: 'tick',
  time: 0.5,
  strength: 1,
  pan: 0,
  ...changes,
});
const noise = (changes: Partial<PlannedBed> = {}): PlannedBed => ({
  ...neutral,
  voiceId: 'noise',
  intensity: new Float32Array(seconds * 25).fill(1),
  pan: new Float32Array(seconds * 25),
  width: 1,
  ...changes,
});
const render = (plan: Partial<SoundPlan>, detail = 0.5, seed = 1): Promise<Stereo> =>
  renderPlan(
    { durationSeconds: seconds, beds: [], events: [], room: { space: 0 }, ...plan },
    { voices, sampleRate: rate, sampleCount: seconds * rate, random: createRandom(seed), detail, async onPart() {} },
  );
const rms = (samples: Float32Array, from = 0, to = seconds): number => {
  let sum = 0;
  const part = samples.subarray(from * rate, to * rate);
  for (const value of part) sum += value * value;
  return Math.sqrt(sum / part.length);
};
/** Share of the power that lies in sample-to-sample differences: a crude measure of brightness. */
const brightness = (samples: Float32Array): number => {
  let sum = 0;
  for (let i = 1; i < samples.length; i++) sum += (samples[i]! - samples[i - 1]!) ** 2;
  return Math.sqrt(sum / samples.length) / rms(samples);
};

it('puts a hit on its sample', async () => {
  const { left } = await render({ events: [tick()] });
  const first = left.findIndex((value) => Math.abs(value) > 0.05);
  expect(first / rate).toBeGreaterThanOrEqual(0.5);
  expect(first / rate).toBeLessThan(0.501);
});

it('pans a hit with equal power', async () => {
  const power = async (pan: number) => {
    const { left, right } = await render({ events: [tick({ pan })] });
    return { left: rms(left, 0.5, 0.52), right: rms(right, 0.5, 0.52) };
  };
  const [far, centre] = [await power(-0.9), await power(0)];
  expect(20 * Math.log10(far.left / far.right)).toBeGreaterThan(15);
  expect(centre.left).toBeCloseTo(centre.right, 3);
  expect(Math.hypot(far.left, far.right)).toBeCloseTo(Math.hypot(centre.left, centre.right), 3);
});

it('moves a point-like bed from left to right', async () => {
  const pan = Float32Array.from({ length: 50 }, (_, i) => -0.9 + (1.8 * i) / 49);
  const { left, right } = await render({ beds: [noise({ pan, width: 0 })] });
  const difference = Array.from(
    { length: 8 },
    (_, i) => 20 * Math.log10(rms(right, i / 4, (i + 1) / 4) / rms(left, i / 4, (i + 1) / 4)),
  );
  for (let i = 1; i < difference.length; i++) expect(difference[i]!).toBeGreaterThan(difference[i - 1]!);
  expect(difference[0]!).toBeLessThan(-10);
  expect(difference[7]!).toBeGreaterThan(10);
});

it('makes far sounds quieter and duller', async () => {
  const near = (await render({ beds: [noise()] })).left;
  const far = (await render({ beds: [noise({ distance: 0.8 })] })).left;
  expect(rms(far)).toBeLessThan(0.4 * rms(near));
  expect(brightness(far)).toBeLessThan(0.4 * brightness(near));
});

it.each(['muffle', 'underwater'] as const)('%s takes the highs away', async (effect) => {
  const plain = (await render({ beds: [noise()] })).left;
  const dull = (await render({ beds: [noise({ effects: { ...neutral.effects, [effect]: 1 } })] })).left;
  expect(brightness(dull)).toBeLessThan(0.3 * brightness(plain));
});

it('an echo repeats, a large room rings on', async () => {
  const dry = (await render({ events: [tick()] })).left;
  const echoed = (await render({ events: [tick({ effects: { ...neutral.effects, echo: 1 } })] })).left;
  const roomy = (
    await render({ events: [tick({ effects: { ...neutral.effects, space: 0.8 } })], room: { space: 0.8 } })
  ).left;
  expect(rms(echoed, 0.76, 0.8)).toBeGreaterThan(10 * rms(dry, 0.76, 0.8));
  expect(rms(roomy, 1.2, 1.6)).toBeGreaterThan(10 * rms(dry, 1.2, 1.6));
});

it('fades beds at the ends but not hits', async () => {
  const { left } = await render({ beds: [noise({ effects: neutral.effects })] });
  expect(Math.abs(left[0]!)).toBeLessThan(0.001);
  expect(Math.abs(left.at(-1)!)).toBeLessThan(0.01);
  const hit = await render({ events: [tick({ time: 0 })] });
  expect(Math.max(...hit.left.subarray(0, 44))).toBeGreaterThan(0.1);
});

it('uses several takes of a repeated hit, more with detail', async () => {
  const events = Array.from({ length: 12 }, (_, i) => tick({ time: 0.1 + i * 0.15 }));
  const shapes = async (detail: number) => {
    const { left } = await render({ events }, detail);
    return new Set(events.map(({ time }) => left[Math.round(time * rate) + 2]!.toFixed(2))).size;
  };
  expect(await shapes(0)).toBeLessThan(await shapes(1));
});
