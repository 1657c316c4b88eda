import { describe, expect, it } from 'vitest';
import { type AlphaMap, resizeMap } from '../alpha-map.ts';
import { boxMean } from './box-mean.ts';
import { withForegroundColours } from './foreground-colours.ts';
import { refineEdge } from './refine.ts';

const width = 48;
const height = 32;

/** A disc that ends softly, red over blue. */
function disc(): { map: AlphaMap; data: Uint8Array } {
  const alpha = new Float32Array(width * height);
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < alpha.length; at++) {
    const distance = Math.hypot((at % width) - 24, Math.floor(at / width) - 16);
    const share = Math.max(0, Math.min(1, (12 - distance) / 4));
    alpha[at] = share;
    data.set([Math.round(220 * share), 20, Math.round(200 * (1 - share))], at * 4);
  }
  return { map: { alpha, width, height }, data };
}

it('a mean over squares is what adding up gives, at the border too', () => {
  const source = Float32Array.from({ length: width * height }, (_, at) => (at * 31) % 17);
  const mean = boxMean(source, width, height, 3);
  for (const [x, y] of [
    [0, 0],
    [5, 1],
    [24, 16],
    [47, 31],
    [46, 3],
  ] as const) {
    let sum = 0;
    let count = 0;
    for (let dy = -3; dy <= 3; dy++) {
      for (let dx = -3; dx <= 3; dx++) {
        if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue;
        sum += source[(y + dy) * width + x + dx]!;
        count++;
      }
    }
    expect(mean[y * width + x]).toBeCloseTo(sum / count, 4);
  }
});

it('a map keeps its mean when it changes its size', () => {
  const { map } = disc();
  const mean = ({ alpha }: AlphaMap) => alpha.reduce((sum, value) => sum + value, 0) / alpha.length;
  for (const [toWidth, toHeight] of [
    [24, 16],
    [96, 64],
    [13, 57],
  ] as const) {
    const other = resizeMap(map, toWidth, toHeight);
    expect(other.alpha).toHaveLength(toWidth * toHeight);
    expect(Math.abs(mean(other) - mean(map))).toBeLessThan(0.01);
  }
});

describe('colours along the edge', () => {
  it("are the subject's own: no blue is left in a red disc that was in front of blue", () => {
    const { map, data } = disc();
    const rgba = withForegroundColours({ data, width, height }, map);
    for (let at = 0; at < map.alpha.length; at++) {
      const share = map.alpha[at]!;
      if (share > 0.3 && share < 1) {
        expect(rgba[at * 4]!).toBeGreaterThan(185);
        expect(rgba[at * 4 + 2]!).toBeLessThan(40);
      }
      expect(rgba[at * 4 + 3]).toBe(Math.round(share * 255));
    }
  });

  it('are erased where nothing is seen', () => {
    const { map, data } = disc();
    const rgba = withForegroundColours({ data, width, height }, map);
    map.alpha.forEach((share, at) => {
      if (share === 0) expect([...rgba.subarray(at * 4, at * 4 + 4)]).toEqual([0, 0, 0, 0]);
    });
  });
});

it("a rough mask's edge moves to the picture's", async () => {
  const { map, data } = disc();
  const rough = {
    ...map,
    alpha: map.alpha.map((_, at) => (Math.hypot((at % width) - 25, Math.floor(at / width) - 16) < 10 ? 1 : 0)),
  };
  const difference = (other: AlphaMap) =>
    map.alpha.reduce((sum, value, at) => sum + Math.abs(value - other.alpha[at]!), 0);
  const refined = await refineEdge({ data, width, height }, rough, 1);
  expect(difference(refined)).toBeLessThan(difference(rough) * 0.8);
  expect(refined.alpha[16 * width + 24]).toBe(1);
  expect(refined.alpha[0]).toBe(0);
});
