/** CIE L*a*b* (D65) of sRGB and back, in place on rows of three; L 0..100. Formulas: IEC 61966-2-1, CIE 15:2004. */

const WHITE = { x: 0.95047, z: 1.08883 };
const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;

/** 0..255 in sixteenths → linear 0..1. */
const LINEAR = Float32Array.from({ length: 255 * 16 + 1 }, (_, index) => {
  const value = index / (255 * 16);
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const linear = (value: number) => LINEAR[Math.min(4080, Math.max(0, Math.round(value * 16)))] ?? 0;
const forward = (t: number) => (t > EPSILON ? Math.cbrt(t) : (KAPPA * t + 16) / 116);
const backward = (f: number) => (f * f * f > EPSILON ? f * f * f : (116 * f - 16) / KAPPA);
/** Linear 0..1 in 4,096 steps → 0..255, read with linear interpolation: within 0.05 from 0.002 on. */
const ENCODED = Float32Array.from({ length: 4098 }, (_, index) => {
  const value = Math.min(1, index / 4096);
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
});
const encode = (value: number) => {
  const at = 4096 * Math.min(1, Math.max(0, value));
  const below = Math.floor(at);
  const low = ENCODED[below] ?? 0;
  return low + (at - below) * ((ENCODED[below + 1] ?? 0) - low);
};

/** One sRGB colour (0..255 each) to L, a, b, written at `at`. */
export function toLab(red: number, green: number, blue: number, out: Float32Array, at: number): void {
  const r = linear(red);
  const g = linear(green);
  const b = linear(blue);
  const fx = forward((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE.x);
  const fy = forward(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const fz = forward((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE.z);
  out[at] = 116 * fy - 16;
  out[at + 1] = 500 * (fx - fy);
  out[at + 2] = 200 * (fy - fz);
}

/** The reverse; what lies outside sRGB is cut to it. */
export function fromLab(l: number, a: number, b: number, out: Float32Array, at: number): void {
  const fy = (l + 16) / 116;
  const x = WHITE.x * backward(fy + a / 500);
  const y = backward(fy);
  const z = WHITE.z * backward(fy - b / 200);
  out[at] = encode(3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
  out[at + 1] = encode(-0.969266 * x + 1.8760108 * y + 0.041556 * z);
  out[at + 2] = encode(0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
}
