/** Sounds whose pitch, syllables and spectrum are known, at 16 kHz. */
export const RATE = 16_000;

/** A buzz of harmonics that falls 6 dB per octave; `f0` in Hz by time in seconds. */
export function buzz(seconds: number, f0: (time: number) => number, level = 0.3): Float32Array {
  const out = new Float32Array(Math.round(seconds * RATE));
  let phase = 0;
  for (let i = 0; i < out.length; i++) {
    const here = f0(i / RATE);
    phase += here / RATE;
    let sum = 0;
    for (let h = 1; h * here < 5_000; h++) sum += Math.sin(2 * Math.PI * h * phase) / h;
    out[i] = (level * sum) / 1.6;
  }
  return out;
}

/** White noise of a small linear congruential generator. */
export function noise(seconds: number, level = 0.3): Float32Array {
  let state = 7;
  return Float32Array.from({ length: Math.round(seconds * RATE) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return level * (state / 2 ** 31 - 1);
  });
}

/** A buzz that swells and falls `rate` times a second, like syllables. */
export function syllables(seconds: number, rate: number, f0 = 120): Float32Array {
  return buzz(seconds, () => f0).map((value, i) => value * (0.02 + 0.98 * Math.sin((Math.PI * rate * i) / RATE) ** 2));
}
