import path from 'node:path';
import { expect, it } from 'vitest';
import { likeness } from '../__fixtures__/likeness.ts';
import { resized, SIDE, testPictures } from '../__fixtures__/test-pictures.ts';
import { restoreAperture } from '../picture/restore-aperture.ts';
import { loadNetwork, type Network } from './load-network.ts';
import { enlargeByTiles, type Rgb, TILE_MARGIN, type TileMemory, tilesOf } from './tiles.ts';

const { signal } = new AbortController();
const small = async ({ picture }: { picture: Rgb }) => resized(picture, SIDE / 2, SIDE / 2, 'cubic');
const network = async () => {
  const loaded = await loadNetwork({ enginesDir: path.resolve('.setup/engines') });
  if (!loaded) throw new Error('the packages of the engine are not installed in .setup/engines');
  return loaded;
};

it.each([
  [1, 1],
  [128, 128],
  [129, 300],
  [1000, 7],
])('the tiles of %d × %d cover it and stay inside', (width, height) => {
  const tiles = tilesOf({ width, height }, 128);
  const covered = new Uint8Array(width * height);
  for (const { left, top, width: across, height: down } of tiles) {
    expect(left >= 0 && top >= 0 && left + across <= width && top + down <= height).toBe(true);
    expect(Math.max(across, down)).toBeLessThanOrEqual(128);
    for (let y = top; y < top + down; y++) covered.fill(1, y * width + left, y * width + left + across);
  }
  expect(covered.every((value) => value === 1)).toBe(true);
});

it('small tiles and one large tile give the same pixels: there are no seams', async () => {
  const [, , , foliage] = await testPictures();
  const given = await resized(foliage!.picture, 96, 96, 'cubic');
  const model = await network();
  const whole = await enlargeByTiles(given, model, { signal, tileSide: 96 });
  const tiled = await enlargeByTiles(given, model, { signal, tileSide: 32 });
  expect(Buffer.compare(tiled.data, whole.data)).toBe(0);
}, 120_000);

it('the network and the basic way are both closer to the truth than bicubic, on average', async () => {
  const model = await network();
  const sums = { bicubic: 0, basic: 0, network: 0 };
  for (const test of await testPictures()) {
    const given = await small(test);
    const score = async (picture: Rgb) => likeness(picture, test.picture);
    const bicubic = await score(await resized(given, SIDE, SIDE, 'cubic'));
    const basic = await score(await resized(restoreAperture(given), SIDE, SIDE, 'lanczos3'));
    const enlarged = await score(await enlargeByTiles(given, model, { signal }));
    expect(enlarged.ssim).toBeGreaterThan(bicubic.ssim);
    sums.bicubic += bicubic.psnr / 5;
    sums.basic += basic.psnr / 5;
    sums.network += enlarged.psnr / 5;
  }
  expect(sums.basic).toBeGreaterThan(sums.bicubic - 0.05);
  expect(sums.network).toBeGreaterThan(sums.bicubic + 2);
}, 300_000);

it('a tile that did not change since the last frame is not enlarged again', async () => {
  let asked = 0;
  const doubling: Network = {
    async enlarge(_, width, height) {
      asked++;
      return new Float32Array(width * height * 12).fill(asked);
    },
  };
  const memory: TileMemory = [];
  const frame = { data: new Uint8Array(100 * 40 * 3), width: 100, height: 40 };
  const enlarge = () => enlargeByTiles(frame, doubling, { signal, memory, tileSide: 50 });
  const first = await enlarge();
  expect(asked).toBe(2);
  // Within the margin of the left tile too.
  frame.data[(50 + TILE_MARGIN) * 3] = 9;
  const second = await enlarge();
  expect(asked).toBe(3);
  expect([second.data[0], second.data[199 * 3]]).toEqual([first.data[0], 3]);
});
