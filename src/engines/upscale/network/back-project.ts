/** Weights of neighbouring samples, the first at `from` samples from the one with the same number times the step. */
interface Taps {
  from: number;
  weights: number[];
}

/** Planes of three values a pixel. */
interface Field {
  values: Float32Array;
  width: number;
  height: number;
}

const STEPS = 2;
const CHANNELS = 3;

/**
 * Takes back what the network invents in broad strokes, a tint or a shift in brightness: the result, made smaller
 * again, is to be the picture that was given. Method: iterative back-projection (Irani & Peleg, 1991) with the cubic of
 * Keys (1981), which the networks were trained to undo. Changes `large` in place; values are not limited.
 */
export function backProject(
  large: Float32Array,
  given: Float32Array,
  width: number,
  height: number,
  factor: number,
): void {
  const down = reducingTaps(factor);
  const up = enlargingTaps(factor);
  const field: Field = { values: large, width: width * factor, height: height * factor };
  for (let step = 0; step < STEPS; step++) {
    const small = reduced(field, down, factor);
    for (let at = 0; at < given.length; at++) small.values[at] = (given[at] ?? 0) - (small.values[at] ?? 0);
    const missing = enlarged(small, up, factor).values;
    for (let at = 0; at < large.length; at++) large[at] = (large[at] ?? 0) + (missing[at] ?? 0);
  }
}

/** Keys, Cubic convolution interpolation for digital image processing, 1981, a = −1/2. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
}

function tapsOf(middle: number, radius: number, stretch: number): Taps {
  const from = Math.ceil(middle - radius);
  const raw = Array.from({ length: Math.floor(middle + radius) - from + 1 }, (_, index) =>
    cubic((from + index - middle) / stretch),
  );
  const sum = raw.reduce((one, other) => one + other);
  return { from, weights: raw.map((weight) => weight / sum) };
}

/** Large samples around the middle of a small one. */
const reducingTaps = (factor: number): Taps => tapsOf((factor - 1) / 2, 2 * factor, factor);

/** Small samples around each of the large ones that lie in a small one. */
const enlargingTaps = (factor: number): Taps[] =>
  Array.from({ length: factor }, (_, phase) => tapsOf((phase + 0.5) / factor - 0.5, 2, 1));

function reduced(field: Field, taps: Taps, factor: number): Field {
  const across = resampled(field, field.width / factor, 1, (x) => [x * factor, taps]);
  return resampled(across, field.height / factor, across.width, (y) => [y * factor, taps]);
}

function enlarged(field: Field, taps: readonly Taps[], factor: number): Field {
  const place = (at: number): [number, Taps] => [
    Math.floor(at / factor),
    taps[at % factor] ?? { from: 0, weights: [1] },
  ];
  const across = resampled(field, field.width * factor, 1, place);
  return resampled(across, field.height * factor, across.width, place);
}

/** Along rows (`step` 1) or columns (`step` = width); the border is continued. */
function resampled(field: Field, length: number, step: number, place: (at: number) => [number, Taps]): Field {
  const isAcross = step === 1;
  const { width, height } = isAcross ? { width: length, height: field.height } : { width: field.width, height: length };
  const last = (isAcross ? field.width : field.height) - 1;
  const values = new Float32Array(width * height * CHANNELS);
  const [lines, lineStep] = isAcross ? [height, field.width] : [width, 1];
  const [toStep, toLine] = isAcross ? [1, width] : [width, 1];
  for (let at = 0; at < length; at++) {
    const [start, { from, weights }] = place(at);
    for (let tap = 0; tap < weights.length; tap++) {
      const weight = weights[tap] ?? 0;
      if (weight === 0) continue;
      const source = Math.max(0, Math.min(last, start + from + tap)) * step;
      for (let line = 0; line < lines; line++) {
        const to = (at * toStep + line * toLine) * CHANNELS;
        const read = (source + line * lineStep) * CHANNELS;
        values[to] = (values[to] ?? 0) + weight * (field.values[read] ?? 0);
        values[to + 1] = (values[to + 1] ?? 0) + weight * (field.values[read + 1] ?? 0);
        values[to + 2] = (values[to + 2] ?? 0) + weight * (field.values[read + 2] ?? 0);
      }
    }
  }
  return { values, width, height };
}
