import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Made } from '../file-cache.ts';
import { drawPicture, overlaid } from '../picture/draw-picture.ts';
import { markOnly } from '../picture/label.ts';
import { fromPixels, photograph } from '../picture/paint.ts';
import type { ModelProduct } from '../plan/plan.ts';
import type { Studio } from '../studio.ts';
import { cardModel } from './glb.ts';

/** Pixels of the longer side of the texture. */
const TEXTURE = 512;

/** A GLB: a standing card that shows the picture, with the mark on it. */
export async function makeModel(product: ModelProduct, folder: string, { sources }: Studio): Promise<Made> {
  const medium = product.picture ? await sources.read(product.picture) : null;
  const scale = medium ? TEXTURE / Math.max(medium.width, medium.height) : 1;
  const size = medium
    ? { width: Math.max(1, Math.round(medium.width * scale)), height: Math.max(1, Math.round(medium.height * scale)) }
    : { width: TEXTURE, height: TEXTURE };
  const bare = medium
    ? await photograph(medium, size)
    : await drawPicture({ how: 'scene', scene: product.scene }, size, sources);
  const texture = await fromPixels(await overlaid(bare, markOnly(size)))
    .png()
    .toBuffer();
  const file = path.join(folder, 'model.glb');
  await writeFile(file, cardModel(texture, size.width / size.height));
  return {
    files: [{ role: product.role, path: file, contentType: 'model/gltf-binary', width: 0, height: 0, durationMs: 0 }],
    facts: {},
  };
}
