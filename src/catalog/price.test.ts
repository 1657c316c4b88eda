import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mmaudio } from './mmaudio.ts';
import { billedUnits, POINTS_PER_USD, type PriceRule, pricePoints, priceText } from './price.ts';
import type { TaskType } from './task-type.ts';

const [video2audio] = mmaudio as [TaskType];
const { price } = video2audio;
const context = { input: {} };

interface PriceExample {
  input: Record<string, unknown>;
  measured_seconds: number;
  usd: number;
}
const family = parse(readFileSync(new URL('../../spec/catalog/mmaudio.yaml', import.meta.url), 'utf8')) as {
  tasks: { price: { examples: PriceExample[] } }[];
};
const examples = family.tasks[0]?.price.examples ?? [];

describe('the price of MMAudio', () => {
  test.each(examples)('of $measured_seconds s is US$ $usd, as the family page has it', (example) => {
    expect(pricePoints(price, { input: example.input }, example.measured_seconds)).toBe(
      Math.round(example.usd * POINTS_PER_USD),
    );
  });

  test('while the length is unknown is that of 30 seconds', () => {
    expect(pricePoints(price, context)).toBe(150_000);
  });

  test('of whole seconds is exactly 5,000 points each, without the noise of binary fractions', () => {
    for (let seconds = 1; seconds <= 30; seconds++) expect(pricePoints(price, context, seconds)).toBe(seconds * 5000);
  });

  test.each([
    [0, 0],
    [0.001, 1],
    [7.9999999, 8],
    [8.0000001, 8],
    [8.0001, 9],
    [8.04, 9],
    [29.97, 30],
    [30.01, 30],
    [7200, 30],
  ])('of %f s counts %i whole seconds', (seconds, units) => {
    expect(pricePoints(price, context, seconds)).toBe(units * 5000);
  });

  test('never exceeds its hold and never falls with the length', () => {
    const length = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(length, length, (a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)].map((seconds) => pricePoints(price, context, seconds));
        expect(short).toBeLessThanOrEqual(long!);
        expect(long).toBeLessThanOrEqual(pricePoints(price, context));
        expect(Number.isInteger(short)).toBe(true);
      }),
    );
  });

  test('is told in one line', () => {
    expect(priceText(price)).toBe('US$0.0005 per second, counted: length of input.video, at most 30');
  });
});

describe('a price rule', () => {
  test('rounds up to whole points at the very end', () => {
    const rule: PriceRule = { usd: 0.000_000_13, per: 'image', times: 'n' };
    expect(pricePoints(rule, { input: {} })).toBe(2);
    expect(pricePoints(rule, { input: { n: 10 } })).toBe(13);
    expect(pricePoints(rule, { input: { n: 11 } })).toBe(15);
  });

  test('takes the first row that matches, else its own price', () => {
    const rule: PriceRule = {
      usd: 3,
      per: 'generation',
      table: [
        { when: { mode: 'pro', duration: [5, 10] }, usd: 2 },
        { when: { mode: 'pro' }, usd: 1 },
      ],
    };
    expect(pricePoints(rule, { input: { mode: 'pro', duration: 10 } })).toBe(2 * POINTS_PER_USD);
    expect(pricePoints(rule, { input: { mode: 'pro', duration: 7 } })).toBe(POINTS_PER_USD);
    expect(pricePoints(rule, { input: {} })).toBe(3 * POINTS_PER_USD);
  });

  test('without any price for an input is an error of ours and never a gift', () => {
    expect(() => pricePoints({ per: 'image', table: [{ when: { a: 1 }, usd: 1 }] }, context)).toThrow('no row');
    expect(() => billedUnits({ of: 'x' }, undefined)).toThrow('no limit to hold for');
  });

  test('keeps to its smallest and largest measure, in units of its size', () => {
    const measure = { of: 'x', minUnits: 2, maxUnits: 6, size: 5 };
    expect([0, 9, 11, 29, 500].map((raw) => billedUnits(measure, raw))).toEqual([2, 2, 3, 6, 6]);
    expect(billedUnits({ ...measure, dropFraction: true }, 10.9)).toBe(2);
    expect(billedUnits(measure, 10.9)).toBe(3);
  });
});
