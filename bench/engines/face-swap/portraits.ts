import { existsSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Sitting } from '../../../src/engines/face-swap/__fixtures__/measure-swap.ts';
import { findFaces } from '../../../src/engines/faces/find-faces.ts';
import { FACE_PACKAGES, type FaceModels } from '../../../src/engines/faces/load-human.ts';
import type { Raster } from '../../../src/engines/faces/raster.ts';
import { engineRequire } from '../../../src/engines/host/engine-packages.ts';

/** The sheet of portraits in the package's screenshot: 18 columns, rows of about 106 pixels. */
const COLUMN = 106.6;
const ROWS = [284, 394, 508, 620, 733, 845];
const CELL = { width: 104, height: 106 };
const ENLARGED = { width: 560, height: 570 };
/** Column and row of portraits without glasses, paint or a cut. */
const PICKS = [
  [6, 5],
  [10, 5],
  [5, 4],
  [3, 3],
  [12, 2],
  [11, 2],
  [15, 0],
  [4, 0],
  [13, 5],
  [11, 1],
  [6, 3],
  [17, 2],
] as const;

/**
 * Portraits that the installed package itself shows in a screenshot of its documentation, five times enlarged; empty
 * when the package has it no longer. They are read where they are and never copied into the project.
 */
export async function packagePortraits(models: FaceModels, enginesDir: string): Promise<Sitting[]> {
  const dist = path.dirname(engineRequire({ enginesDir }, FACE_PACKAGES).resolve('@vladmandic/human'));
  const sheet = path.join(dist, '..', 'assets', 'screenshot-facematch.jpg');
  if (!existsSync(sheet)) return [];
  const sittings: Sitting[] = [];
  for (const [column, row] of PICKS) {
    const area = { left: Math.round(column * COLUMN) + 1, top: (ROWS[row] ?? 0) - 1, ...CELL };
    const { data, info } = await sharp(sheet)
      .extract(area)
      .resize({ ...ENLARGED, kernel: 'lanczos3' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture: Raster = { data, width: info.width, height: info.height, channels: 3 };
    const [face] = await findFaces(models, picture);
    if (face) sittings.push({ picture, face });
  }
  return sittings;
}
