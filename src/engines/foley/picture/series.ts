/** The rate of all series that leave the picture half. */
export const SERIES_RATE = 25;

/** Resamples a series to 25 values per second by linear interpolation; the ends hold their value. */
export function resample(values: ArrayLike<number>, rate: number, count: number): Float32Array {
  const out = new Float32Array(count);
  const last = values.length - 1;
  if (last < 0) return out;
  for (let at = 0; at < count; at++) {
    const place = Math.min(last, (at * rate) / SERIES_RATE);
    const low = Math.floor(place);
    const share = place - low;
    out[at] = (values[low] as number) * (1 - share) + (values[Math.min(last, low + 1)] as number) * share;
  }
  return out;
}

/** Running median over `2·reach + 1` values; the window shrinks at the ends. */
export function runningMedian(values: ArrayLike<number>, reach: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const near: number[] = [];
    for (let other = Math.max(0, at - reach); other <= Math.min(values.length - 1, at + reach); other++) {
      near.push(values[other] as number);
    }
    near.sort((a, b) => a - b);
    out[at] = near[near.length >> 1] as number;
  }
  return out;
}

/** Mean over `2·reach + 1` values; the window shrinks at the ends. */
export function runningMean(values: ArrayLike<number>, reach: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    let sum = 0;
    let count = 0;
    for (let other = Math.max(0, at - reach); other <= Math.min(values.length - 1, at + reach); other++) {
      sum += values[other] as number;
      count++;
    }
    out[at] = sum / count;
  }
  return out;
}

/** Replaces gaps (NaN) by the last value; before the first value by the first one, or `fallback` when there is none. */
export function holdGaps(values: ArrayLike<number>, fallback: number): Float32Array {
  const out = new Float32Array(values.length);
  let held = fallback;
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at] as number)) {
      held = values[at] as number;
      break;
    }
  }
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (Number.isFinite(value)) held = value;
    out[at] = held;
  }
  return out;
}
