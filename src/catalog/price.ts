import type { PriceRule, TaskInput } from './task-type.ts';

/** 10,000,000 points = US$1 (protocol page, section 5.3). */
export const POINTS_PER_USD = 10_000_000;

/**
 * Points for an input. `measured` is the raw measure (seconds as a fraction is fine) and is rounded up to whole units;
 * while it is unknown the largest possible price is returned, which is what gets held.
 */
export function pricePoints(rule: PriceRule, input: TaskInput, measured?: number): number {
  return Math.ceil(roundNoise(rule.points(input) * billedUnits(rule, measured)));
}

export function billedUnits(rule: PriceRule, measured?: number): number {
  if (!rule.measure) return 1;
  const { maxUnits, minUnits = 0 } = rule.measure;
  if (measured === undefined) return maxUnits;
  return Math.min(maxUnits, Math.max(minUnits, Math.ceil(roundNoise(measured))));
}

/** Whole-number prices must not be raised by binary fractions: 0.0005 × 1e7 × 3 is 15000.000000000002. */
function roundNoise(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** US$ per unit as points. */
export const usd = (amount: number): number => roundNoise(amount * POINTS_PER_USD);
