/** Curves over picture frames. */

/** Symmetric moving average over `2·radius + 1` frames, shorter at the ends. */
export function smooth(curve: Float32Array, radius: number): Float32Array {
  const result = new Float32Array(curve.length);
  let sum = 0;
  let low = 0;
  let high = 0;
  for (let i = 0; i < curve.length; i++) {
    while (high < Math.min(curve.length, i + radius + 1)) sum += curve[high++] ?? 0;
    while (low < i - radius) sum -= curve[low++] ?? 0;
    result[i] = sum / (high - low);
  }
  return result;
}

export function meanOf(curve: Float32Array, from = 0, to = curve.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += curve[i] ?? 0;
  return to > from ? sum / (to - from) : 0;
}

/** The value that `share` (0..1) of the curve does not exceed. */
export function quantile(curve: Float32Array, share: number): number {
  if (curve.length === 0) return 0;
  const sorted = Float32Array.from(curve).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Stretched so that its 95 % quantile becomes 1; a curve that stays under `floor` counts as no movement: all zero. */
export function normalised(curve: Float32Array, floor: number): Float32Array {
  const top = quantile(curve, 0.95);
  if (top < floor) return new Float32Array(curve.length);
  return curve.map((value) => Math.min(1, Math.max(0, value / top)));
}
