import { describe, expect, it } from 'vitest';
import { decideByColour } from './decide-by-colour.ts';

const width = 120;
const height = 80;

/** A network that is sure of the upper half of a body and says `doubt` of the lower one. */
const maskWith = (doubt: number) => ({
  width,
  height,
  alpha: Float32Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x < 45 || x > 75 || y < 15 || y > 65) return 0;
    return y < 40 ? 1 : doubt;
  }),
});

/** Colours per pixel: the body's, or the ground's, each with a little texture. */
function picture(body: readonly number[], ground: (x: number, y: number) => readonly number[]) {
  const colours = Float32Array.from({ length: width * height * 3 }, (_, index) => {
    const at = Math.floor(index / 3);
    const [x, y] = [at % width, Math.floor(at / width)];
    const isBody = x >= 45 && x <= 75 && y >= 15 && y <= 65;
    return (isBody ? body : ground(x, y))[index % 3]! + ((at * 31) % 5) - 2;
  });
  return { colours, width, height };
}
const middleOfDoubt = 52 * width + 60;

describe('a region that a network leaves half in, half out', () => {
  it('is in when its colours are not those of the background', () => {
    const decided = decideByColour(
      maskWith(0.4),
      picture([190, 40, 40], () => [150, 160, 170]),
    );
    expect(decided.alpha[middleOfDoubt]).toBeGreaterThan(0.95);
    expect(decided.alpha[0]).toBe(0);
  });

  it('is out when they are', () => {
    const small = picture([190, 40, 40], () => [150, 160, 170]);
    for (let at = 41 * width * 3; at < small.colours.length; at++) small.colours[at] = [150, 160, 170][at % 3]!;
    expect(decideByColour(maskWith(0.6), small).alpha[middleOfDoubt]).toBeLessThan(0.05);
  });

  it('stays as it is when the colours are of two minds', () => {
    const mask = maskWith(0.5);
    const small = picture([190, 40, 40], () => [150, 160, 170]);
    for (let at = 0; at < width * height; at++) {
      if (Math.floor(at / width) > 40 && Math.floor((at % width) / 4) % 2 === 0)
        small.colours.set([150, 160, 170], at * 3);
    }
    expect(decideByColour(mask, small)).toBe(mask);
  });

  it('is no region when the doubt lies along an edge alone', () => {
    const mask = maskWith(1);
    mask.alpha = mask.alpha.map((value, at) => (at % width === 45 && value === 1 ? 0.5 : value));
    expect(
      decideByColour(
        mask,
        picture([190, 40, 40], () => [150, 160, 170]),
      ),
    ).toBe(mask);
  });
});
