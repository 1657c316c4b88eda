import sharp from 'sharp';
import { MAX_PIXELS, type Medium } from '../sources.ts';

/** Texts about a picture: what can be measured is true, the rest says that it is a test. */

interface Look {
  colour: string;
  brightness: 'dark' | 'medium' | 'bright';
  shape: 'square' | 'wide' | 'tall';
}

const named: readonly [string, readonly [number, number, number]][] = [
  ['black', [20, 20, 24]],
  ['grey', [128, 128, 128]],
  ['white', [240, 240, 240]],
  ['red', [200, 50, 45]],
  ['orange', [235, 140, 50]],
  ['yellow', [240, 210, 70]],
  ['green', [70, 150, 80]],
  ['teal', [50, 150, 150]],
  ['blue', [50, 100, 190]],
  ['purple', [120, 70, 160]],
  ['pink', [235, 140, 170]],
  ['brown', [120, 80, 50]],
];

export async function lookOf(medium: Medium): Promise<Look> {
  const { dominant } = await sharp(medium.path, { limitInputPixels: MAX_PIXELS })
    .toColourspace('srgb')
    .flatten()
    .stats();
  const distance = ([r, g, b]: readonly [number, number, number]): number =>
    (r - dominant.r) ** 2 + (g - dominant.g) ** 2 + (b - dominant.b) ** 2;
  const [closest] = [...named].sort((one, other) => distance(one[1]) - distance(other[1]));
  const light = (dominant.r + dominant.g + dominant.b) / 3;
  const ratio = medium.width / medium.height;
  return {
    colour: closest?.[0] ?? 'grey',
    brightness: light < 80 ? 'dark' : light > 175 ? 'bright' : 'medium',
    shape: ratio > 1.15 ? 'wide' : ratio < 0.87 ? 'tall' : 'square',
  };
}

/** `length`: a number of words or one of the known names; only a number is kept to. */
export function caption(medium: Medium, look: Look, { style, length }: { style: string; length: string }): string {
  const { width, height } = medium;
  if (/tag|danbooru|e621|booru|rule34/i.test(style))
    return `test_output, no_model, ${look.colour}_theme, ${look.brightness}, ${look.shape}, ${width}x${height}`;
  const text = `Test description, made without looking closer: a ${look.shape} picture of ${width} by ${height} pixels, ${look.brightness}, in which ${look.colour} prevails.`;
  const most = Number(length);
  return Number.isInteger(most) && most > 0 ? text.split(' ').slice(0, Math.max(3, most)).join(' ') : text;
}

/** Four prompts, numbered with the signs the original uses. */
export function fourPrompts(medium: Medium, look: Look): string {
  const shape = `--ar ${medium.width}:${medium.height}`;
  return [
    `1️⃣ test prompt one: a ${look.brightness} ${look.colour} scene, ${look.shape} format ${shape}`,
    `2️⃣ test prompt two: ${look.colour} shapes on a ${look.brightness} ground, flat design ${shape}`,
    `3️⃣ test prompt three: study in ${look.colour}, ${look.brightness} light ${shape}`,
    `4️⃣ test prompt four: poster with much ${look.colour}, ${look.shape} crop ${shape}`,
  ].join('\n\n');
}
