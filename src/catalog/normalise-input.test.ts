import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { group, integer, list, media, number, seed, text } from './field.ts';
import { mmaudio } from './mmaudio.ts';
import { normaliseInput } from './normalise-input.ts';
import type { TaskType } from './task-type.ts';

const DRAWN = 48_511_119_825_268;
const draw = { drawSeed: () => DRAWN };
const [video2audio] = mmaudio as [TaskType];
const video = 'https://example.com/a.mp4';

/** A pair with the kinds of fields that MMAudio has not. */
const wide: TaskType = {
  ...video2audio,
  input: z.object({
    title: text({ required: true, maxLength: 20 }),
    strength: number({ min: 0, max: 1, default: 0.5, aliases: ['weight', 'power'] }),
    count: integer({ min: 1, max: 4 }),
    strict: integer({ min: 1, max: 4, strict: true }),
    image_urls: list(media('image'), { maxItems: 3 }),
    camera: group({ zoom: integer({ min: -10, max: 10 }), note: text() }),
    seed: seed(),
  }),
};

const normalise = (raw: Record<string, unknown>, taskType = wide) =>
  normaliseInput(taskType, taskType === wide ? { title: 't', seed: 7, ...raw } : raw, draw);
const refusal = (raw: Record<string, unknown>, taskType = wide): string => {
  try {
    normalise(raw, taskType);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_request', httpStatus: 400 });
    return (error as Error).message;
  }
  throw new Error('it was accepted');
};

describe('a normalised input', () => {
  test('has defaults filled in, a drawn seed, and its keys in alphabetical order', () => {
    const input = normalise({ video }, video2audio);
    expect(JSON.stringify(input)).toBe(
      JSON.stringify({ negative_prompt: '', prompt: '', seed: DRAWN, steps: 20, video }),
    );
  });

  test.each([undefined, null, '', [], {}])('takes %j in an optional field as absent', (absent) => {
    const input = normalise({ count: absent, strength: absent, image_urls: absent, camera: absent });
    expect(input).toEqual({ title: 't', seed: 7, strength: 0.5 });
  });

  test.each([undefined, null, '', [], {}, '\u0000\u0007'])('takes %j in a required field as missing', (absent) => {
    expect(refusal({ title: absent })).toBe('invalid request: title is required');
  });

  test.each([undefined, null, '', '   ', {}, []])('takes %j as no video', (absent) => {
    expect(refusal({ video: absent }, video2audio)).toBe('invalid request: video is required');
  });

  test('knows a field by its aliases, and the own name wins unless it says nothing', () => {
    expect(normalise({ weight: 0.1 })).toMatchObject({ strength: 0.1 });
    expect(normalise({ power: 0.2, weight: 0.1 })).toMatchObject({ strength: 0.1 });
    expect(normalise({ weight: 0.1, strength: 0.9 })).toMatchObject({ strength: 0.9 });
    expect(normalise({ weight: 0.1, strength: '' })).toMatchObject({ strength: 0.1 });
    expect(normalise({ video, seed: 3, seeds: 4 }, video2audio)).toMatchObject({ seed: 3 });
    const echoed = normalise({ video, seeds: 4 }, video2audio);
    expect(echoed.seed).toBe(4);
    expect(echoed).not.toHaveProperty('seeds');
  });

  test.each([
    ['3', 3],
    [' 3 ', 3],
    ['3.0', 3],
    ['+3', 3],
    ['3e0', 3],
  ])('reads the numeric text %j as a number', (given, number) => {
    expect(normalise({ count: given }).count).toBe(number);
  });

  test.each(['three', '0x3', '3,0', 'Infinity', 'NaN', '3 4', '1e9999'])('does not take %j for a number', (given) => {
    expect(refusal({ count: given })).toBe(`invalid request: invalid count: ${given} is not a whole number`);
  });

  test('never makes a number of a boolean, nor a text of a number, nor a number of text where the family is strict', () => {
    expect(refusal({ count: true })).toBe('invalid request: invalid count: true is not a whole number');
    expect(refusal({ title: 5 })).toBe('invalid request: invalid title: 5 is not a text');
    expect(refusal({ strict: '3' })).toBe('invalid request: invalid strict: 3 is not a whole number');
  });

  test.each([undefined, null, '', 0, -1, '0', '-1'])('draws a seed for %j and echoes it', (given) => {
    expect(normalise({ seed: given }).seed).toBe(DRAWN);
  });

  test.each([1, '99', Number.MAX_SAFE_INTEGER])('keeps the seed %j', (given) => {
    expect(normalise({ seed: given }).seed).toBe(Number(given));
  });

  test('loses control characters but not tabs and line ends', () => {
    expect(normalise({ title: 'a\u0000b\u001b\tc\r\nd\u0085é' }).title).toBe('ab\tc\r\ndé');
  });

  test('has no unknown field, whatever its name', () => {
    const raw = JSON.parse('{"video":"https://example.com/a.mp4","__proto__":{"steps":50},"constructor":1,"cfg":9}');
    const input = normalise(raw, video2audio);
    expect(Object.keys(input)).toEqual(['negative_prompt', 'prompt', 'seed', 'steps', 'video']);
    expect(input.steps).toBe(20);
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).steps).toBeUndefined();
  });

  test('has none of what an object inherits', () => {
    const raw = Object.create({ count: 4 });
    expect(normaliseInput(wide, Object.assign(raw, { title: 't' }), draw)).not.toHaveProperty('count');
  });

  test('leaves the input that was given as it was', () => {
    const raw = Object.freeze({ title: 'a\u0000', count: '2', camera: Object.freeze({ zoom: '1' }) });
    normaliseInput(wide, raw, draw);
    expect(raw).toEqual({ title: 'a\u0000', count: '2', camera: { zoom: '1' } });
  });
});

describe('a refusal', () => {
  test.each([
    [{ count: 0 }, 'invalid count: 0 is not between 1 and 4'],
    [{ count: 5 }, 'invalid count: 5 is not between 1 and 4'],
    [{ count: 1.5 }, 'invalid count: 1.5 is not a whole number'],
    [{ strength: 1.01 }, 'invalid strength: 1.01 is not between 0 and 1'],
    [{ seed: -2 }, `invalid seed: -2 is not between -1 and ${Number.MAX_SAFE_INTEGER}`],
    [{ title: 'x'.repeat(21) }, `invalid title: ${'x'.repeat(21)} is longer than 20 characters`],
    [{ image_urls: ['a', 'b', 'c', 'd'] }, 'invalid image_urls: ["a","b","c","d"] has more than 3 entries'],
    [{ image_urls: ['a', 7] }, 'invalid image_urls[1]: 7 is not an http(s) URL, a data URI or base64 of an image'],
    [{ camera: { zoom: 11 } }, 'invalid camera.zoom: 11 is not between -10 and 10'],
    [{ camera: 'wide' }, 'invalid camera: wide is not an object'],
  ])('of %j names the field, the value and what is allowed', (raw, message) => {
    expect(refusal(raw)).toBe(`invalid request: ${message}`);
  });

  test('shows at most 100 characters of a value, on one line', () => {
    const shown = refusal({ title: `${'x'.repeat(50)}\n\n${'y'.repeat(5000)}` });
    expect(shown).toBe(
      `invalid request: invalid title: ${'x'.repeat(50)} ${'y'.repeat(49)}… is longer than 20 characters`,
    );
  });

  test.each(['steps', 'seed', 'prompt', 'negative_prompt'])('of MMAudio names %s first of all', (field) => {
    expect(refusal({ video, [field]: { a: 1 } }, video2audio)).toMatch(
      new RegExp(`^invalid request: invalid ${field}: \\{"a":1\\} is not a`),
    );
  });

  test('of a prompt comes at 2,001 characters and not before', () => {
    expect(normalise({ video, prompt: 'x'.repeat(2000) }, video2audio).prompt).toHaveLength(2000);
    expect(refusal({ video, prompt: 'x'.repeat(2001) }, video2audio)).toMatch(
      /invalid prompt: x+… is longer than 2000/,
    );
  });

  test('by a rule across fields has the text of the family', () => {
    const ruled = { ...wide, rules: [() => null, () => 'count and strength do not go together'] };
    expect(refusal({ title: 't' }, ruled)).toBe('invalid request: count and strength do not go together');
  });
});
