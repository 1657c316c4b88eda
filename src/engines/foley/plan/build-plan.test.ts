import { describe, expect, it } from 'vitest';
import type { PictureAnalysis } from '../contract.ts';
import { readPrompt } from '../prompt/read-prompt.ts';
import { indexVoiceNames } from '../prompt/voice-names.ts';
import { createRandom } from '../sound/dsp/random.ts';
import { buildPlan, type PlannableVoice } from './build-plan.ts';

const bed = (): void => {};
const event = (): void => {};
const list: PlannableVoice[] = [
  { id: 'rain', names: ['rain'], prefers: 'bed', bed },
  { id: 'wind', names: ['wind'], prefers: 'bed', bed },
  { id: 'leaves', names: ['leaves'], prefers: 'bed', bed },
  { id: 'birds', names: ['birds'], prefers: 'bed', bed },
  { id: 'fire', names: ['fire'], prefers: 'bed', bed },
  { id: 'river', names: ['river'], prefers: 'bed', bed },
  { id: 'car', names: ['car'], prefers: 'bed', bed },
  { id: 'room-tone', names: ['room tone'], prefers: 'bed', bed },
  { id: 'whoosh', names: ['whoosh'], prefers: 'event', bed, event },
  { id: 'ball', names: ['ball', 'bounce', 'ball bounce'], prefers: 'event', event },
  { id: 'impact-glass', names: ['glass'], prefers: 'event', event },
  { id: 'footsteps-concrete', names: ['footsteps'], prefers: 'event', bed, event },
  { id: 'thunder', names: ['thunder'], prefers: 'event', event },
  { id: 'dog', names: ['dog', 'bark'], prefers: 'event', event },
];
const names = indexVoiceNames(list);
const voices = new Map(list.map((voice) => [voice.id, voice]));

const frames = (seconds: number, value: (t: number) => number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * 25) }, (_, i) => value(i / 25));

function picture(changes: Partial<PictureAnalysis> = {}, seconds = 6): PictureAnalysis {
  const flat = (value = 0) => frames(seconds, () => value);
  return {
    durationSeconds: seconds,
    sourceSeconds: seconds,
    width: 640,
    height: 360,
    fps: 25,
    frameCount: Math.round(seconds * 25),
    motion: flat(),
    panX: flat(),
    panY: flat(),
    velocityX: flat(),
    velocityY: flat(),
    brightness: flat(0.5),
    texture: flat(0.1),
    flicker: flat(),
    onsets: [],
    cuts: [],
    colour: { hue: 0, saturation: 0.2, warm: 0, green: 0, blue: 0, dark: 0 },
    ...changes,
  };
}
const hits = (...times: number[]): PictureAnalysis['onsets'] =>
  times.map((time, i) => ({ time, strength: 1 - i * 0.1, panX: -0.5 + i * 0.25, panY: 0, kind: 'impact' }));

const plan = (prompt: string, seen: PictureAnalysis, seed = 1, negative = '') =>
  buildPlan({
    reading: readPrompt(prompt, negative, names),
    picture: seen,
    voices,
    names,
    random: createRandom(seed),
  });

describe('events', () => {
  it('fall on the picture onsets, as hard and where they are seen', () => {
    const { events } = plan('ball', picture({ onsets: hits(0.5, 1.5, 2.25) })).plan;
    expect(events.map(({ time }) => time)).toEqual([0.5, 1.5, 2.25]);
    expect(events[0]!.strength).toBeGreaterThan(events[2]!.strength);
    expect(events[0]!.pan).toBeLessThan(0);
    expect(events[0]!.pan).toBeLessThan(events[1]!.pan);
  });

  it('keep a rhythm of their own when nothing strikes, faster when asked', () => {
    const slow = plan('slow ball', picture()).plan.events;
    const fast = plan('fast ball', picture()).plan.events;
    expect(slow.length).toBeGreaterThan(0);
    expect(fast.length).toBeGreaterThan(slow.length * 2);
    for (const { time } of fast) expect(time).toBeLessThan(6);
  });

  it('come as often as the prompt says', () => {
    expect(plan('three barks', picture()).plan.events).toHaveLength(3);
    expect(plan('2 bounces', picture({ onsets: hits(1, 2, 3, 4) })).plan.events.map(({ time }) => time)).toEqual([
      1, 2,
    ]);
  });

  it('of a second struck sound take the strongest onsets only', () => {
    const { events } = plan('ball and glass', picture({ onsets: hits(1, 2, 3, 4, 5) })).plan;
    expect(events.filter(({ voiceId }) => voiceId === 'ball')).toHaveLength(5);
    expect(events.filter(({ voiceId }) => voiceId === 'impact-glass').map(({ time }) => time)).toEqual([1, 2]);
  });

  it('nobody strikes leave the onsets to the struck one, whatever the order of words', () => {
    const { events } = plan('dog and ball', picture({ onsets: hits(1, 2, 3) })).plan;
    expect(events.filter(({ voiceId }) => voiceId === 'ball').map(({ time }) => time)).toEqual([1, 2, 3]);
    expect(events.filter(({ voiceId }) => voiceId === 'dog').some(({ time }) => [1, 2, 3].includes(time))).toBe(false);
  });

  it('of the sky wait for a flash', () => {
    const flash = hits(2.5).map((onset) => ({ ...onset, kind: 'appear' as const }));
    const times = (onsets: PictureAnalysis['onsets']) =>
      plan('thunder', picture({ onsets })).plan.events.map(({ time }) => time);
    expect(times([...hits(1), ...flash])).toEqual([2.5]);
    expect(times(hits(1, 2, 3))).not.toContain(1);
  });

  it('are not added when only beds were asked for', () => {
    expect(plan('rain', picture({ onsets: hits(1, 2) })).plan.events).toEqual([]);
  });

  it('replace the walking rhythm when feet are seen', () => {
    expect(plan('footsteps', picture()).plan.beds).toHaveLength(1);
    const seen = plan('footsteps', picture({ onsets: hits(1, 2) })).plan;
    expect(seen.beds).toHaveLength(0);
    expect(seen.events).toHaveLength(2);
  });
});

describe('beds', () => {
  const swell = frames(6, (t) => (t < 3 ? 0.02 : 0.3));

  it('of a machine follow motion while rain stays steady', () => {
    const { beds } = plan('car and rain', picture({ motion: swell })).plan;
    const at = (voiceId: string, frame: number) => beds.find((one) => one.voiceId === voiceId)!.intensity[frame]!;
    expect(at('car', 120)).toBeGreaterThan(2 * at('car', 30));
    expect(at('rain', 120)).toBeCloseTo(at('rain', 30), 1);
  });

  it('of one body follow it from side to side, weather stays around the listener', () => {
    const crossing = picture({ motion: frames(6, () => 0.1), panX: frames(6, (t) => -1 + t / 3) });
    const [car, rain] = plan('car and rain', crossing).plan.beds;
    expect(car!.width).toBe(0);
    expect(car!.pan[0]!).toBeLessThan(-0.8);
    expect(car!.pan[149]!).toBeGreaterThan(0.8);
    expect(rain!.width).toBe(1);
  });

  it('change a little after a scene cut and never jump', () => {
    const { intensity } = plan('rain', picture({ cuts: [3] })).plan.beds[0]!;
    expect(Math.abs(intensity[120]! - intensity[30]!)).toBeGreaterThan(0.005);
    for (let i = 1; i < intensity.length; i++) expect(Math.abs(intensity[i]! - intensity[i - 1]!)).toBeLessThan(0.1);
  });
});

describe('a picture without words', () => {
  const many = frames(6, () => 0.8);
  const colour = picture().colour;
  it.each([
    ['grey flicker', picture({ flicker: many, motion: many }), ['rain']],
    [
      'warm flicker in the dark',
      picture({ flicker: many, colour: { ...colour, warm: 0.8, dark: 0.6 }, brightness: frames(6, () => 0.2) }),
      ['fire'],
    ],
    ['green flicker', picture({ flicker: many, colour: { ...colour, green: 0.8 } }), ['leaves', 'birds']],
    ['a body with impacts', picture({ onsets: hits(1, 2, 2.7) }), ['ball']],
    [
      'a body that crosses',
      picture({
        motion: frames(6, () => 0.05),
        panX: frames(6, (t) => -0.9 + t * 0.3),
        velocityX: frames(6, () => 0.2),
      }),
      ['whoosh'],
    ],
    ['nothing moves', picture(), ['room-tone']],
  ] as const)('%s → %j', (_, seen, expected) => {
    const { classes, logs } = plan('', seen);
    expect(classes).toEqual(expected);
    expect(logs.join('\n')).toContain('the prompt is empty');
  });

  it('hears each shot by itself', () => {
    const flicker = frames(6, (t) => (t < 3 ? 0.9 : 0));
    const { plan: made, classes } = plan('', picture({ flicker, cuts: [3], onsets: hits(4, 5) }));
    expect(classes).toEqual(['rain', 'ball']);
    expect(made.beds[0]!.intensity[10]!).toBeGreaterThan(0.5);
    expect(made.beds[0]!.intensity[100]!).toBe(0);
    expect(made.events.map(({ time }) => time)).toEqual([4, 5]);
  });

  it('says when the words named no sound, keeps their mood, and obeys exclusions', () => {
    const unknown = plan('loud bagpipes', picture({ flicker: many }));
    expect(unknown.logs.join('\n')).toMatch(/bagpipes.*nothing in the prompt was recognised.*rain/s);
    expect(unknown.plan.beds[0]!.gainDb).toBe(6);
    expect(plan('no rain', picture({ flicker: many })).classes).not.toContain('rain');
    expect(plan('', picture({ flicker: many }), 1, 'rain').classes).not.toContain('rain');
  });
});

it('is the same for the same seed and another for another', () => {
  expect(plan('dog', picture(), 1)).toEqual(plan('dog', picture(), 1));
  expect(plan('dog', picture(), 1)).not.toEqual(plan('dog', picture(), 2));
});
