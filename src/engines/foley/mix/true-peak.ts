import type { Stereo } from '../sound/voice.ts';

/**
 * True peak by ITU-R BS.1770-4 annex 2: four-fold oversampling with a windowed-sinc interpolator, 12 taps per phase.
 */
const PHASES = 4;
const TAPS = 12;

const kernels: readonly Float64Array[] = Array.from({ length: PHASES - 1 }, (_, i) => {
  const fraction = (i + 1) / PHASES;
  const kernel = new Float64Array(TAPS);
  let sum = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    // Distance from the interpolated point, which lies between taps 5 and 6.
    const x = tap - (TAPS / 2 - 1) - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (TAPS / 2 + 0.5));
    kernel[tap] = sinc * window;
    sum += sinc * window;
  }
  return kernel.map((value) => value / sum);
});

/** Most that band-limited interpolation realistically adds above the samples around it, as a factor. */
const OVERSHOOT = 2;

/**
 * Raises `peaks[n]` to the largest interpolated magnitude around sample n. Points whose neighbours are far below
 * `floor` keep their sample value: they cannot reach it, and most of a mix is such points.
 */
function raisePeaks(samples: Float32Array, peaks: Float32Array, floor: number): void {
  const count = samples.length;
  const [k1, k2, k3] = kernels as [Float64Array, Float64Array, Float64Array];
  const near = floor / OVERSHOOT;
  for (let i = 0; i < count; i++) {
    const here = Math.abs(samples[i] as number);
    if (here > (peaks[i] as number)) peaks[i] = here;
    const next = i + 1 < count ? Math.abs(samples[i + 1] as number) : 0;
    if (here < near && next < near) continue;
    let y1 = 0;
    let y2 = 0;
    let y3 = 0;
    const first = i - (TAPS / 2 - 1);
    for (let tap = 0; tap < TAPS; tap++) {
      const at = first + tap;
      if (at < 0 || at >= count) continue;
      const x = samples[at] as number;
      y1 += x * (k1[tap] as number);
      y2 += x * (k2[tap] as number);
      y3 += x * (k3[tap] as number);
    }
    const between = Math.max(Math.abs(y1), Math.abs(y2), Math.abs(y3));
    if (between > (peaks[i] as number)) peaks[i] = between;
    if (i + 1 < count && between > (peaks[i + 1] as number)) peaks[i + 1] = between;
  }
}

/** Per sample, the larger true-peak magnitude of both channels; exact where it may exceed `floor`. */
export function peakEnvelope({ left, right }: Stereo, floor: number): Float32Array {
  const peaks = new Float32Array(left.length);
  raisePeaks(left, peaks, floor);
  raisePeaks(right, peaks, floor);
  return peaks;
}

/** dBTP; -Infinity for silence. */
export function truePeakDb(sound: Stereo): number {
  let highest = 0;
  for (const channel of [sound.left, sound.right]) {
    for (let i = 0; i < channel.length; i++) {
      const value = Math.abs(channel[i] as number);
      if (value > highest) highest = value;
    }
  }
  const peaks = peakEnvelope(sound, highest);
  for (let i = 0; i < peaks.length; i++) if ((peaks[i] as number) > highest) highest = peaks[i] as number;
  return 20 * Math.log10(highest);
}
