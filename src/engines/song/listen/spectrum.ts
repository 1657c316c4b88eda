import FFT from 'fft.js';

/** Calls back with the Hann-windowed magnitude spectrum (`size`/2 + 1 values, reused) of every `hop` samples. */
export function eachSpectrum(
  samples: Float32Array,
  size: number,
  hop: number,
  use: (magnitudes: Float64Array, frame: number) => void,
): number {
  const fft = new FFT(size);
  const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size));
  const input = new Array<number>(size).fill(0);
  const out = fft.createComplexArray();
  const magnitudes = new Float64Array(size / 2 + 1);
  const frames = Math.max(0, Math.floor((samples.length - size) / hop) + 1);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop;
    for (let i = 0; i < size; i++) input[i] = (samples[start + i] as number) * (window[i] as number);
    fft.realTransform(out, input);
    for (let bin = 0; bin <= size / 2; bin++)
      magnitudes[bin] = Math.hypot(out[2 * bin] as number, out[2 * bin + 1] as number);
    use(magnitudes, frame);
  }
  return frames;
}
