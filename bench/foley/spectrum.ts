import FFT from 'fft.js';

const plans = new Map<number, { fft: FFT; window: Float64Array; out: number[]; input: number[] }>();

function planFor(size: number) {
  let plan = plans.get(size);
  if (plan === undefined) {
    const fft = new FFT(size);
    const window = Float64Array.from(
      { length: size },
      (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / size),
    );
    plan = { fft, window, out: fft.createComplexArray(), input: new Array<number>(size).fill(0) };
    plans.set(size, plan);
  }
  return plan;
}

/** Hann-windowed magnitude spectrum, size/2 + 1 values, of the samples that start at `start`; outside is silence. */
export function magnitudes(samples: Float32Array, start: number, size: number): Float64Array {
  const { fft, window, out, input } = planFor(size);
  for (let at = 0; at < size; at++) input[at] = (samples[start + at] ?? 0) * (window[at] as number);
  fft.realTransform(out, input);
  return Float64Array.from({ length: size / 2 + 1 }, (_, bin) => Math.hypot(out[2 * bin] ?? 0, out[2 * bin + 1] ?? 0));
}
