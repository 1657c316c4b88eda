import { join } from 'node:path';
import sharp from 'sharp';
import type { Engine } from '../engine.ts';
import type { EngineTools } from '../engine-tools.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { IMAGEOPS_LIMITS, type ImageopsInput } from './contract.ts';

export type { ImageopsInput } from './contract.ts';

const NAME = 'imageops@1';
const QUALITY = 'Exact picture operations: a tile is the very pixels of the grid, enlarged by interpolation.';

/** Cuts a tile out of a 2 × 2 grid and enlarges it to the grid's size (Lanczos, 3 lobes). Files: `image`. */
export function createImageops(_tools: EngineTools): Engine<ImageopsInput> {
  return {
    name: NAME,
    quality: QUALITY,
    async run({ imagePath, tile }, { workDir, onProgress, signal }) {
      onProgress('reading', 0);
      const grid = await decodePicture(imagePath, IMAGEOPS_LIMITS);
      signal.throwIfAborted();
      const [width, height] = [Math.floor(grid.width / 2), Math.floor(grid.height / 2)];
      const area = { left: ((tile - 1) % 2) * width, top: Math.floor((tile - 1) / 2) * height, width, height };
      const raw = { width: grid.width, height: grid.height, channels: 4 as const };
      const path = join(workDir, 'image.png');
      onProgress('writing', 0.5);
      const cut = await sharp(grid.data, { raw }).extract(area).raw().toBuffer();
      await sharp(cut, { raw: { width, height, channels: 4 } })
        .resize(width * 2, height * 2, { kernel: 'lanczos3' })
        .png({ compressionLevel: 6 })
        .toFile(path);
      onProgress('writing', 1);
      const size = { width: width * 2, height: height * 2 };
      return {
        files: [{ role: 'image', path, contentType: 'image/png', ...size, durationMs: 0 }],
        facts: { engine: NAME, tile, ...size },
        logs: [`${NAME}: ${QUALITY}`],
      };
    },
  };
}
