/**
 * A photographed backdrop is rarely one colour: light falls off over it. A second-degree polynomial of the position,
 * fitted to the picture's border, is taken away from the colours, so that an evenly lit wall becomes one tight cluster.
 */

const TERMS = 6;
const ROUNDS = 4;
/** Six numbers per channel need no more. */
const MAX_SAMPLES = 3000;
/** Only when it explains at least this share of the border's variance. */
const MIN_EXPLAINED = 0.6;

/**
 * Colours (three per pixel, 8-bit levels) minus the light on the backdrop; the same colours when the border does not
 * look like one lit surface.
 * @param ring 1 for the pixels of the border.
 */
export function withoutBackdropLight(
  colours: Float32Array,
  ring: Uint8Array,
  { width, height }: { width: number; height: number },
): Float32Array {
  let samples: number[] = [];
  for (let at = 0; at < ring.length; at++) if (ring[at] === 1) samples.push(at);
  const every = Math.ceil(samples.length / MAX_SAMPLES);
  samples = samples.filter((_, index) => index % every === 0);
  const termsAt = (pixel: number): number[] => {
    const x = (2 * ((pixel % width) + 0.5)) / width - 1;
    const y = (2 * (Math.floor(pixel / width) + 0.5)) / height - 1;
    return [1, x, y, x * x, x * y, y * y];
  };

  let kept = samples;
  let fit: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const solved = [0, 1, 2].map((channel) => leastSquares(kept, termsAt, (at) => colours[at * 3 + channel] ?? 0));
    if (solved.some((one) => one === null)) return colours;
    fit = solved as number[][];
    // What touches the border without being backdrop lies far off: the worst tenth is left out of the next round.
    const errors = samples.map((at) => errorOf(colours, fit, termsAt(at), at));
    const limit = [...errors].sort((a, b) => a - b)[Math.floor(errors.length * 0.9)] ?? 0;
    kept = samples.filter((_, index) => (errors[index] ?? 0) <= limit);
  }

  const left = kept.reduce((sum, at) => sum + errorOf(colours, fit, termsAt(at), at), 0);
  if (left > (1 - MIN_EXPLAINED) * varianceOf(colours, kept)) return colours;
  const result = new Float32Array(colours.length);
  for (let at = 0; at < ring.length; at++) {
    const terms = termsAt(at);
    for (let channel = 0; channel < 3; channel++) {
      result[at * 3 + channel] = (colours[at * 3 + channel] ?? 0) - evaluate(fit[channel] ?? [], terms);
    }
  }
  return result;
}

const evaluate = (weights: readonly number[], terms: readonly number[]): number =>
  weights.reduce((sum, weight, term) => sum + weight * (terms[term] ?? 0), 0);

const errorOf = (colours: Float32Array, fit: number[][], terms: readonly number[], at: number): number =>
  fit.reduce((sum, weights, channel) => sum + ((colours[at * 3 + channel] ?? 0) - evaluate(weights, terms)) ** 2, 0);

function varianceOf(colours: Float32Array, samples: readonly number[]): number {
  let variance = 0;
  for (let channel = 0; channel < 3; channel++) {
    const mean = samples.reduce((sum, at) => sum + (colours[at * 3 + channel] ?? 0), 0) / Math.max(1, samples.length);
    variance += samples.reduce((sum, at) => sum + ((colours[at * 3 + channel] ?? 0) - mean) ** 2, 0);
  }
  return variance;
}

/** Normal equations with elimination; null when the samples do not determine the polynomial. */
function leastSquares(
  samples: readonly number[],
  termsAt: (pixel: number) => number[],
  valueAt: (pixel: number) => number,
): number[] | null {
  const rows = Array.from({ length: TERMS }, () => new Array<number>(TERMS + 1).fill(0));
  for (const at of samples) {
    const terms = termsAt(at);
    const value = valueAt(at);
    rows.forEach((row, i) => {
      for (let j = 0; j < TERMS; j++) row[j] = (row[j] ?? 0) + (terms[i] ?? 0) * (terms[j] ?? 0);
      row[TERMS] = (row[TERMS] ?? 0) + (terms[i] ?? 0) * value;
    });
  }
  for (let pivot = 0; pivot < TERMS; pivot++) {
    const best = rows.reduce(
      (top, row, at) => (at >= pivot && Math.abs(row[pivot] ?? 0) > Math.abs(rows[top]?.[pivot] ?? 0) ? at : top),
      pivot,
    );
    const [chosen, other] = [rows[best], rows[pivot]];
    if (chosen === undefined || other === undefined || Math.abs(chosen[pivot] ?? 0) < 1e-6) return null;
    rows[best] = other;
    rows[pivot] = chosen;
    for (const row of rows) {
      if (row === chosen) continue;
      const factor = (row[pivot] ?? 0) / (chosen[pivot] ?? 1);
      for (let j = pivot; j <= TERMS; j++) row[j] = (row[j] ?? 0) - factor * (chosen[j] ?? 0);
    }
  }
  return rows.map((row, at) => (row[TERMS] ?? 0) / (row[at] ?? 1));
}
