import { expect, it } from 'vitest';
import { matchColour } from './colour.ts';
import { fromLab, toLab } from './lab.ts';
import { depthInside, featheredInside } from './mask.ts';
import { MOUTH_TRIANGLES } from './mesh-parts.ts';
import { smoothField } from './smooth-field.ts';

it('every sRGB colour comes back from L*a*b* within one step', () => {
  const lab = new Float32Array(3);
  const back = new Float32Array(3);
  for (let code = 0; code < 4096; code++) {
    const colour = [(code & 15) * 17, ((code >> 4) & 15) * 17, (code >> 8) * 17];
    toLab(colour[0]!, colour[1]!, colour[2]!, lab, 0);
    fromLab(lab[0]!, lab[1]!, lab[2]!, back, 0);
    colour.forEach((value, k) => {
      expect(Math.abs(back[k]! - value)).toBeLessThanOrEqual(1);
    });
  }
});

it('known colours have their published L*a*b* values', () => {
  const lab = new Float32Array(3);
  toLab(255, 255, 255, lab, 0);
  expect([...lab].map((value) => Math.abs(Math.round(value)))).toEqual([100, 0, 0]);
  toLab(255, 0, 0, lab, 0);
  expect([...lab].map(Math.round)).toEqual([53, 80, 67]);
});

it('a mask is 0 outside, rises with depth, and is 1 further in than the feather', () => {
  const square = Float32Array.from([10, 10, 50, 10, 50, 50, 10, 50]);
  const region = { left: 5, top: 5, width: 50, height: 50 };
  const alpha = featheredInside(square, region, 10);
  const at = (x: number, y: number) => alpha[(y - 5) * 50 + x - 5]!;
  expect(at(7, 30)).toBe(0);
  expect(at(30, 30)).toBe(1);
  expect(at(12, 30)).toBeGreaterThan(0);
  expect(at(12, 30)).toBeLessThan(at(15, 30));
  expect(depthInside(square, 15.5, 30.5, 10)).toBeCloseTo(at(15, 30), 6);
  expect(depthInside(square, 4, 30, 10)).toBe(0);
});

it('smoothing keeps a constant, fills what is unknown, and ignores what has no weight', () => {
  const [width, height] = [40, 20];
  const weight = Float32Array.from({ length: width * height }, (_, index) => (index % width < 20 ? 1 : 0));
  const values = Float32Array.from({ length: width * height * 3 }, (_, at) =>
    Math.floor(at / 3) % width < 20 ? 7 : 1e6,
  );
  const smooth = smoothField({ values, weight, width, height, length: 6 });
  expect(smooth[0]).toBeCloseTo(7, 4);
  expect(smooth[22 * 3]).toBeCloseTo(7, 4);
});

it('skin takes the colour of the target, while black and white stay what they are', () => {
  const count = 400;
  const fill = (l: number, a: number, b: number) =>
    Float32Array.from({ length: count * 3 }, (_, at) => [l, a, b][at % 3]!);
  const [swap, target] = [fill(40, 10, 12), fill(75, 18, 24)];
  swap.set([2, 0, 0], 0);
  swap.set([97, 0, 2], 3);
  const alpha = new Float32Array(count).fill(1);
  const skin = new Float32Array(count).fill(1).fill(0, 0, 2);
  matchColour({ swap, target, alpha, skin, width: 20, height: 20, faceWidth: 20 });
  expect(swap[300]).toBeCloseTo(75, 0);
  expect(swap[301]).toBeCloseTo(18, 0);
  expect(Math.abs(swap[1]!)).toBeLessThan(4);
  expect(swap[0]).toBeLessThan(15);
  expect(swap[3]).toBeLessThanOrEqual(100);
});

it('the triangles of the mouth join each upper point to its lower one', () => {
  expect(MOUTH_TRIANGLES.length % 3).toBe(0);
  expect(MOUTH_TRIANGLES.length / 3).toBe(18);
  expect(new Set(MOUTH_TRIANGLES).size).toBe(20);
});
