import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineInputError } from '../engine.ts';
import { decodePicture, type Picture } from './decode-picture.ts';
import { writePng } from './encode-png.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polymuse-pictures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const plain = (width: number, height: number, background = '#c81e3c') =>
  sharp({ create: { width, height, channels: 3, background } });
const pixel = ({ data, width }: Picture, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4).subarray(0, 4),
];
const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineInputError);
  return (error as EngineInputError).message;
};

describe('a picture of any make comes out as upright 8-bit sRGB with alpha', () => {
  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('%s', async (format) => {
    await plain(24, 16)
      .toFormat(format)
      .toFile(at(`plain.${format}`));
    const picture = await decodePicture(at(`plain.${format}`));
    expect(picture).toMatchObject({ width: 24, height: 16, hadAlpha: false, sourceWidth: 24, sourceHeight: 16 });
    expect(picture.data).toHaveLength(24 * 16 * 4);
    pixel(picture, 12, 8).forEach((value, channel) => {
      expect(Math.abs(value - [200, 30, 60, 255][channel]!)).toBeLessThanOrEqual(5);
    });
  });

  it('CMYK', async () => {
    await plain(24, 16, '#ff0000').toColourspace('cmyk').jpeg({ quality: 95 }).toFile(at('cmyk.jpg'));
    expect((await sharp(at('cmyk.jpg')).metadata()).space).toBe('cmyk');
    const [red, green, blue, alpha] = pixel(await decodePicture(at('cmyk.jpg')), 12, 8);
    expect(red).toBeGreaterThan(200);
    expect(green).toBeLessThan(70);
    expect(blue).toBeLessThan(70);
    expect(alpha).toBe(255);
  });

  it('16 bit with alpha', async () => {
    const data = new Uint16Array(8 * 8 * 4).map((_, index) => [0x8000, 0xffff, 0, 0x4000][index % 4]!);
    await sharp(data, { raw: { width: 8, height: 8, channels: 4 } })
      .toColourspace('rgb16')
      .png()
      .toFile(at('deep.png'));
    expect((await sharp(at('deep.png')).metadata()).depth).toBe('ushort');
    const picture = await decodePicture(at('deep.png'));
    expect(picture.hadAlpha).toBe(true);
    pixel(picture, 3, 3).forEach((value, channel) => {
      expect(Math.abs(value - [128, 255, 0, 64][channel]!)).toBeLessThanOrEqual(1);
    });
  });

  it('grey', async () => {
    await plain(8, 8, '#777777').greyscale().png().toFile(at('grey.png'));
    expect(pixel(await decodePicture(at('grey.png')), 4, 4)).toEqual([0x77, 0x77, 0x77, 255]);
  });

  it('of an animation, the first frame', async () => {
    const frame = (value: number) => Buffer.alloc(6 * 6 * 3, value);
    await sharp(Buffer.concat([frame(10), frame(200)]), { raw: { width: 6, height: 12, channels: 3, pageHeight: 6 } })
      .webp({ lossless: true })
      .toFile(at('moves.webp'));
    expect((await sharp(at('moves.webp')).metadata()).pages).toBe(2);
    const picture = await decodePicture(at('moves.webp'));
    expect(picture).toMatchObject({ width: 6, height: 6 });
    expect(pixel(picture, 3, 3)).toEqual([10, 10, 10, 255]);
  });

  it.each([
    [1, 20, 10],
    [6, 10, 20],
    [8, 10, 20],
  ])('turned by its EXIF mark %i', async (orientation, width, height) => {
    await plain(20, 10).withMetadata({ orientation }).jpeg().toFile(at('turned.jpg'));
    expect(await decodePicture(at('turned.jpg'))).toMatchObject({ width, height, sourceWidth: width });
  });
});

describe('limits', () => {
  it('a larger picture is fitted, proportions kept', async () => {
    await plain(300, 100).png().toFile(at('wide.png'));
    const picture = await decodePicture(at('wide.png'), { fitSide: 60 });
    expect(picture).toMatchObject({ width: 60, height: 20, sourceWidth: 300, sourceHeight: 100 });
  });

  it('20,000 × 20,000 pixels are refused by the header, before they are decoded', async () => {
    const create = { width: 20_000, height: 20_000, channels: 3, background: '#c81e3c' } as const;
    await sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 }).toFile(at('huge.png'));
    expect(await refused(decodePicture(at('huge.png')))).toMatch(/too large \(20000×20000\)/);
  }, 120_000);

  it('more pixels than allowed, a longer or a shorter side are refused', async () => {
    await plain(30, 10).png().toFile(at('small.png'));
    expect(await refused(decodePicture(at('small.png'), { maxPixels: 299 }))).toMatch(/at most 299 pixels/);
    expect(await refused(decodePicture(at('small.png'), { maxSide: 29 }))).toMatch(/at most 29 pixels a side/);
    expect(await refused(decodePicture(at('small.png'), { minSide: 16 }))).toMatch(/too small \(30×10\)/);
    expect(await decodePicture(at('small.png'), { maxPixels: 300, maxSide: 30, minSide: 10 })).toMatchObject({
      width: 30,
    });
  });

  it('one pixel is a picture', async () => {
    await plain(1, 1).png().toFile(at('one.png'));
    expect(await decodePicture(at('one.png'))).toMatchObject({ width: 1, height: 1 });
  });
});

describe('what is no picture is refused', () => {
  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['text', 'only words'],
    ['nothing', ''],
  ])('%s', async (_, content) => {
    await writeFile(at('not.png'), content);
    expect(await refused(decodePicture(at('not.png')))).toBe('the file is no picture');
  });

  it('a picture that was cut short, and a file that is not there', async () => {
    const noise = Buffer.from(Array.from({ length: 120 * 120 * 3 }, (_, index) => (index * 7919) % 251));
    await sharp(noise, { raw: { width: 120, height: 120, channels: 3 } })
      .jpeg()
      .toFile(at('whole.jpg'));
    const whole = await readFile(at('whole.jpg'));
    await writeFile(at('cut.jpg'), whole.subarray(0, Math.floor(whole.length / 2)));
    expect(await refused(decodePicture(at('cut.jpg')))).toMatch(/damaged or cut short/);
    expect(await refused(decodePicture(at('absent.jpg')))).toMatch(/cannot be decoded/);
  });
});

it('a PNG that was written reads back to the same pixels, and twice to the same bytes', async () => {
  const data = Uint8Array.from({ length: 5 * 4 * 4 }, (_, index) => (index * 37) % 256);
  await writePng(at('first.png'), { data, width: 5, height: 4 });
  await writePng(at('second.png'), { data, width: 5, height: 4 });
  const back = await decodePicture(at('first.png'));
  expect([...back.data]).toEqual([...data]);
  expect(back.hadAlpha).toBe(true);
  expect((await readFile(at('first.png'))).equals(await readFile(at('second.png')))).toBe(true);
});
