import { expect, it } from 'vitest';
import { type Frame, maskBetween, steadied } from './frame-masks.ts';
import { maskEveryFrame } from './mask-every-frame.ts';

const width = 60;
const height = 40;
const isDisc = (at: number, x: number) => Math.hypot((at % width) - x, Math.floor(at / width) - 20) < 9;
const discMask = (x: number) => ({
  alpha: Float32Array.from({ length: width * height }, (_, at) => (isDisc(at, x) ? 1 : 0)),
  width,
  height,
});
/** A red disc at x on grey with a little texture. */
const discPicture = (x: number) => ({
  colours: Float32Array.from({ length: width * height * 3 }, (_, index) => {
    const at = Math.floor(index / 3);
    const texture = ((at * 31) % 7) - 3;
    return (isDisc(at, x) ? [200, 40, 30] : [150, 155, 160])[index % 3]! + texture;
  }),
  width,
  height,
});

it('a frame between two that were looked at follows its own picture, not the mean of the two masks', () => {
  const between = maskBetween(discMask(24), discMask(36), 0.5, discPicture(30));
  const truth = discMask(30);
  let [both, either] = [0, 0];
  truth.alpha.forEach((value, at) => {
    const found = between.alpha[at]! >= 0.5;
    if (found && value === 1) both++;
    if (found || value === 1) either++;
  });
  expect(both / either).toBeGreaterThan(0.9);
});

it.each([
  [1, 7],
  [3, 7],
  [3, 6],
  [3, 8],
  [5, 2],
])(
  'with one frame in %i looked at, %i frames come out once each, in order, with the subject where it is',
  async (stride, count) => {
    const places = Array.from({ length: count }, (_, index) => 16 + index * 3);
    async function* frames(): AsyncGenerator<Frame> {
      for (const x of places) yield { data: new Uint8Array(0), width, height, small: discPicture(x) };
    }
    const middles: number[] = [];
    for await (const { mask } of maskEveryFrame(frames(), null, stride)) {
      let [sum, inside] = [0, 0];
      mask.alpha.forEach((value, at) => {
        if (value < 0.5) return;
        sum += at % width;
        inside++;
      });
      middles.push(sum / inside);
    }
    expect(middles).toHaveLength(count);
    middles.forEach((middle, index) => {
      expect(Math.abs(middle - places[index]!)).toBeLessThan(1.5);
    });
  },
);

it('where nothing moved half of the last mask stays; where it moved, none', () => {
  const small = discPicture(20);
  const moved = { ...small, colours: small.colours.map((value) => value + 90) };
  const [now, before] = [discMask(20), { ...discMask(20), alpha: new Float32Array(width * height) }];
  const centre = 20 * width + 20;
  expect(steadied(now, small, { mask: before, small }).alpha[centre]).toBeCloseTo(0.5, 5);
  expect(steadied(now, moved, { mask: before, small }).alpha[centre]).toBeCloseTo(1, 5);
  expect(steadied(now, small, null)).toBe(now);
});
