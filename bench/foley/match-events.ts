export interface EventMatch {
  truthCount: number;
  foundCount: number;
  /** |true time − found time| of each matched pair, seconds. */
  distances: number[];
  /** Matched share of the truth; 1 when there is none. */
  recall: number;
  /** Matched share of what was found; 1 when nothing was. */
  precision: number;
}

/**
 * Pairs true and found times one to one, nearest first, as onset detection is usually scored (MIREX audio onset
 * detection uses ±50 ms; the default here is wider, so that a late sound counts as late and not as missing).
 */
export function matchEvents(truth: readonly number[], found: readonly number[], windowSeconds = 0.15): EventMatch {
  const pairs = truth.flatMap((time, truthIndex) =>
    found.map((other, foundIndex) => ({ truthIndex, foundIndex, distance: Math.abs(time - other) })),
  );
  pairs.sort((a, b) => a.distance - b.distance);
  const usedTruth = new Set<number>();
  const usedFound = new Set<number>();
  const distances: number[] = [];
  for (const { truthIndex, foundIndex, distance } of pairs) {
    if (distance > windowSeconds) break;
    if (usedTruth.has(truthIndex) || usedFound.has(foundIndex)) continue;
    usedTruth.add(truthIndex);
    usedFound.add(foundIndex);
    distances.push(distance);
  }
  return {
    truthCount: truth.length,
    foundCount: found.length,
    distances,
    recall: truth.length === 0 ? 1 : distances.length / truth.length,
    precision: found.length === 0 ? 1 : distances.length / found.length,
  };
}

/** Linear-interpolated quantile; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low] ?? Number.NaN;
  const above = sorted[Math.min(sorted.length - 1, low + 1)] ?? below;
  return below + (above - below) * (place - low);
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
