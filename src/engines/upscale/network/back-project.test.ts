import sharp from 'sharp';
import { expect, it } from 'vitest';
import { backProject } from './back-project.ts';

const [WIDTH, HEIGHT] = [24, 16];
const wave = (x: number, y: number, channel: number) => 128 + 60 * Math.sin(x / 3 + channel) * Math.cos(y / 4);
const given = Float32Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) =>
  Math.round(wave(Math.floor(at / 3) % WIDTH, Math.floor(at / 3 / WIDTH), at % 3)),
);

/** Largest difference between the given picture and the large one made smaller by sharp. */
async function distance(large: Float32Array, factor: number): Promise<number> {
  const raw = { width: WIDTH * factor, height: HEIGHT * factor, channels: 3 } as const;
  const bytes = Uint8Array.from(large, (value) => Math.max(0, Math.min(255, Math.round(value))));
  const reduced = await sharp(bytes, { raw })
    .resize({ width: WIDTH, height: HEIGHT, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return Math.max(...reduced.map((value, at) => Math.abs(value - given[at]!)));
}

it.each([2, 3, 4])(
  'a result by %d with a tint becomes what the given picture is once it is made smaller',
  async (factor) => {
    const large = Float32Array.from({ length: given.length * factor ** 2 }, (_, at) => {
      const [x, y] = [Math.floor(at / 3) % (WIDTH * factor), Math.floor(at / 3 / (WIDTH * factor))];
      return given[(Math.floor(y / factor) * WIDTH + Math.floor(x / factor)) * 3 + (at % 3)]! + 12 * (at % 3);
    });
    expect(await distance(large, factor)).toBeGreaterThan(20);
    backProject(large, given, WIDTH, HEIGHT, factor);
    expect(await distance(large, factor)).toBeLessThanOrEqual(3);
  },
);

it('a picture of one colour is left as it is', () => {
  const flat = new Float32Array(8 * 8 * 3).fill(77);
  const large = new Float32Array(16 * 16 * 3).fill(77);
  backProject(large, flat, 8, 8, 2);
  for (const value of large) expect(value).toBeCloseTo(77, 3);
});
