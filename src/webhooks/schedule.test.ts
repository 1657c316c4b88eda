import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextDelayMs } from './schedule.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Delay before attempt n and time since the start, as the reliability page, section 1, has them. */
const table: [attempt: number, delay: number, sinceStart: number][] = [
  [2, 5 * SECOND, 5 * SECOND],
  [3, 5 * SECOND, 10 * SECOND],
  [4, 5 * SECOND, 15 * SECOND],
  [5, 5 * MINUTE, 5.25 * MINUTE],
  [6, 30 * MINUTE, 35.25 * MINUTE],
  [7, 2 * HOUR, 2.5875 * HOUR],
  [8, 5 * HOUR, 7.5875 * HOUR],
  [9, 10 * HOUR, 17.5875 * HOUR],
  [10, 14 * HOUR, 31.5875 * HOUR],
  [11, 20 * HOUR, 51.5875 * HOUR],
  [12, 24 * HOUR, 75.5875 * HOUR],
];
/** In the middle of the jitter. */
const even = () => 0.5;

describe('the schedule of retries', () => {
  test.each(table)('starts attempt %i after %i ms, %i ms after the first', (attempt, delay, sinceStart) => {
    expect(nextDelayMs(attempt - 1, even)).toBe(delay);
    let sum = 0;
    for (let made = 1; made < attempt; made++) sum += nextDelayMs(made, even) ?? 0;
    expect(sum).toBe(Math.round(sinceStart));
  });

  test('ends after twelve attempts', () => {
    expect(nextDelayMs(12, even)).toBeNull();
    expect(nextDelayMs(13, even)).toBeNull();
  });

  test('spreads attempts from the fifth on by 20 % and the quick ones not at all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (made, random) => {
        const delay = table[made - 1]![1];
        const spread = made >= 4 ? 0.2 : 0;
        const next = nextDelayMs(made, () => random) ?? 0;
        expect(next).toBeGreaterThanOrEqual(delay * (1 - spread) - 1);
        expect(next).toBeLessThanOrEqual(delay * (1 + spread) + 1);
      }),
    );
  });

  test('waits longer when the receiver asks for it, by an hour at most, and never shorter', () => {
    expect(nextDelayMs(1, even, 60_000)).toBe(60_000);
    expect(nextDelayMs(1, even, 10 * HOUR)).toBe(HOUR);
    expect(nextDelayMs(1, even, 1)).toBe(5 * SECOND);
    expect(nextDelayMs(8, even, 1000)).toBe(10 * HOUR);
  });
});

test('the first three retries come 5 s apart, as the protocol page promises', () => {
  const page = readFileSync(new URL('../../spec/protocol.md', import.meta.url), 'utf8');
  expect(page).toContain('The first three retries come 5 s apart');
  expect([1, 2, 3].map((made) => nextDelayMs(made, even))).toEqual([5000, 5000, 5000]);
});
