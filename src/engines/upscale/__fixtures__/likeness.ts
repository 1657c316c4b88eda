import type { Rgb } from '../network/tiles.ts';

export interface Likeness {
  /** Decibels over red, green and blue; Infinity for the same picture. */
  psnr: number;
  /** Mean structural similarity of the brightness, 1 for the same picture. */
  ssim: number;
}

const WINDOW_RADIUS = 5;
const WINDOW_DEVIATION = 1.5;
const [C1, C2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/**
 * How like a result is to the truth; a border is left out, as usual, for what no method can know.
 * SSIM after Wang, Bovik, Sheikh & Simoncelli (2004): Gaussian window of 11 × 11, deviation 1.5.
 */
export function likeness(result: Rgb, truth: Rgb, border = 8): Likeness {
  const { width, height } = truth;
  if (result.width !== width || result.height !== height) throw new Error('the pictures differ in size');
  let [sum, count] = [0, 0];
  for (let y = border; y < height - border; y++) {
    for (let at = (y * width + border) * 3; at < (y * width + width - border) * 3; at++) {
      sum += ((result.data[at] ?? 0) - (truth.data[at] ?? 0)) ** 2;
      count++;
    }
  }
  const [one, other] = [brightness(result), brightness(truth)];
  const mean = (values: Float64Array) => blurred(values, width, height);
  const product = (a: Float64Array, b: Float64Array) => a.map((value, at) => value * (b[at] ?? 0));
  const [meanOne, meanOther] = [mean(one), mean(other)];
  const [squareOne, squareOther, cross] = [
    mean(product(one, one)),
    mean(product(other, other)),
    mean(product(one, other)),
  ];
  let [total, windows] = [0, 0];
  const edge = Math.max(border, WINDOW_RADIUS);
  for (let y = edge; y < height - edge; y++) {
    for (let x = edge; x < width - edge; x++) {
      const at = y * width + x;
      const [a, b] = [meanOne[at] ?? 0, meanOther[at] ?? 0];
      const varianceOne = (squareOne[at] ?? 0) - a * a;
      const varianceOther = (squareOther[at] ?? 0) - b * b;
      const covariance = (cross[at] ?? 0) - a * b;
      total += ((2 * a * b + C1) * (2 * covariance + C2)) / ((a * a + b * b + C1) * (varianceOne + varianceOther + C2));
      windows++;
    }
  }
  return { psnr: 10 * Math.log10(255 ** 2 / (sum / count)), ssim: total / windows };
}

const brightness = ({ data, width, height }: Rgb) =>
  Float64Array.from(
    { length: width * height },
    (_, at) => 0.299 * (data[at * 3] ?? 0) + 0.587 * (data[at * 3 + 1] ?? 0) + 0.114 * (data[at * 3 + 2] ?? 0),
  );

function blurred(values: Float64Array, width: number, height: number): Float64Array {
  const weights = Array.from({ length: 2 * WINDOW_RADIUS + 1 }, (_, index) =>
    Math.exp(-0.5 * ((index - WINDOW_RADIUS) / WINDOW_DEVIATION) ** 2),
  );
  const sum = weights.reduce((one, other) => one + other);
  const along = (from: Float64Array, step: number, length: number) =>
    from.map((_, at) => {
      const place = Math.floor(at / step) % length;
      let mean = 0;
      for (const [index, weight] of weights.entries()) {
        const shift = Math.max(-place, Math.min(length - 1 - place, index - WINDOW_RADIUS));
        mean += (weight / sum) * (from[at + shift * step] ?? 0);
      }
      return mean;
    });
  return along(along(values, 1, width), width, height);
}
