import type { LabGrid } from './grid.ts';

export interface Light {
  /** Mean L*, 0..100. */
  brightness: number;
  /** Standard deviation of L*. */
  contrast: number;
  /** Mean distance from grey, 0 to about 130. */
  colourfulness: number;
  /** Mean b*: yellow positive, blue negative. */
  warmth: number;
  /** Where the light is, by the mean L* of the halves; null when neither side is clearly brighter. */
  from: 'left' | 'right' | 'above' | 'below' | null;
}

const CLEARLY = 12;

export function lightOf({ values, width, height }: LabGrid): Light {
  const count = width * height;
  let [sum, squares, chroma, yellow] = [0, 0, 0, 0];
  const halves = { left: 0, right: 0, above: 0, below: 0 };
  for (let index = 0; index < count; index++) {
    const [l, a, b] = [values[index * 3] ?? 0, values[index * 3 + 1] ?? 0, values[index * 3 + 2] ?? 0];
    sum += l;
    squares += l * l;
    chroma += Math.hypot(a, b);
    yellow += b;
    const [x, y] = [(index % width) + 0.5, Math.floor(index / width) + 0.5];
    halves[x < width / 2 ? 'left' : 'right'] += l / (count / 2);
    halves[y < height / 2 ? 'above' : 'below'] += l / (count / 2);
  }
  const brightness = sum / count;
  const sides = [
    ['left', halves.left - halves.right],
    ['right', halves.right - halves.left],
    ['above', halves.above - halves.below],
    ['below', halves.below - halves.above],
  ] as const;
  const [brightest] = [...sides].sort((one, other) => other[1] - one[1]);
  return {
    brightness: tenth(brightness),
    contrast: tenth(Math.sqrt(Math.max(0, squares / count - brightness ** 2))),
    colourfulness: tenth(chroma / count),
    warmth: tenth(yellow / count),
    from: brightest !== undefined && brightest[1] > CLEARLY ? brightest[0] : null,
  };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
