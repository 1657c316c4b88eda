/**
 * Band-limited resampling by any factor: a windowed sinc evaluated at each output point (J. O. Smith, "Digital audio
 * resampling", CCRMA; Kaiser window), with the sinc widened when the rate falls.
 */
const ZERO_CROSSINGS = 16;
const STEPS = 256;
const KAISER_BETA = 8;

/** One half of the windowed sinc, `STEPS` values per zero crossing. */
const kernel = Float32Array.from({ length: ZERO_CROSSINGS * STEPS + 2 }, (_, i) => {
  const x = i / STEPS;
  if (x >= ZERO_CROSSINGS) return 0;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return (sinc * besselI0(KAISER_BETA * Math.sqrt(1 - (x / ZERO_CROSSINGS) ** 2))) / besselI0(KAISER_BETA);
});

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** `ratio` = new rate / old rate: 1.5 gives one and a half times as many samples. */
export function resample(samples: Float32Array, ratio: number): Float32Array {
  if (Math.abs(ratio - 1) < 1e-6) return samples.slice();
  const scale = Math.min(1, ratio);
  const reach = ZERO_CROSSINGS / scale;
  const out = new Float32Array(Math.round(samples.length * ratio));
  for (let i = 0; i < out.length; i++) {
    const centre = i / ratio;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let at = first; at <= last; at++) {
      const place = Math.abs(at - centre) * scale * STEPS;
      const below = Math.floor(place);
      const low = kernel[below] ?? 0;
      sum += (samples[at] as number) * (low + (place - below) * ((kernel[below + 1] ?? 0) - low));
    }
    out[i] = sum * scale;
  }
  return out;
}
