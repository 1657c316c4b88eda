import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EngineInputError } from '../engine.ts';
import { createImageops, type ImageopsInput } from './index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polymuse-imageops-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const colours = ['#c81e1e', '#1ec81e', '#1e1ec8', '#c8c81e'];

const run = async (imagePath: string, tile: ImageopsInput['tile']) => {
  const workDir = join(folder, `tile-${tile}`);
  await mkdir(workDir, { recursive: true });
  const engine = createImageops({ ffmpeg: '', ffprobe: '', enginesDir: '' });
  return engine.run({ imagePath, tile }, { workDir, seed: 1, signal: new AbortController().signal, onProgress() {} });
};

it.each([1, 2, 3, 4] as const)('tile %i is that quarter of the grid, as large as the grid', async (tile) => {
  const parts = colours.map(
    (colour, n) => `<rect x="${(n % 2) * 40}" y="${Math.floor(n / 2) * 30}" width="40" height="30" fill="${colour}"/>`,
  );
  const grid = join(folder, `grid-${tile}.png`);
  await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60">${parts.join('')}</svg>`))
    .png()
    .toFile(grid);
  const { files } = await run(grid, tile);
  expect(files).toMatchObject([{ role: 'image', width: 80, height: 60, contentType: 'image/png' }]);
  const { dominant } = await sharp(files[0]!.path).stats();
  const wanted = Number.parseInt(colours[tile - 1]!.slice(1), 16);
  for (const [value, shift] of [
    [dominant.r, 16],
    [dominant.g, 8],
    [dominant.b, 0],
  ] as const)
    expect(Math.abs(value - ((wanted >> shift) & 255))).toBeLessThan(16);
});

it('a picture of one pixel has no tiles', async () => {
  const path = join(folder, 'one.png');
  await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .png()
    .toFile(path);
  await expect(run(path, 1)).rejects.toBeInstanceOf(EngineInputError);
});
