import path from 'node:path';
import type { Made, MadeFile } from '../file-cache.ts';
import type { GridProduct, PictureProduct } from '../plan/plan.ts';
import type { Studio } from '../studio.ts';
import { drawPicture, overlaid } from './draw-picture.ts';
import { labelCard, markOnly } from './label.ts';
import { drawn, fromPixels, layer, layered, type Pixels } from './paint.ts';
import { madeOf, type PictureOrigin, withOrigin } from './picture-origin.ts';
import { type Size, svg } from './scene.ts';
import { sizeOf } from './size-of.ts';

const JPEG_QUALITY = 90;
const PNG_LEVEL = 4;
const PAINT_SECONDS = 120;
/** Pixels between the tiles of a grid. */
const GUTTER = 8;

/** A single picture with its label. */
export async function makePicture(product: PictureProduct, folder: string, studio: Studio): Promise<Made> {
  const size = await sizeOf(product.size, studio.sources);
  const bare = await drawPicture(product.make, size, studio.sources);
  const label = { ...product.label, note: `${product.label.note} · ${size.width} × ${size.height}` };
  const card = isFaithful(product.make) ? markOnly(size) : labelCard(size, label);
  const file = await save(await overlaid(bare, card), {
    role: product.role,
    format: product.format,
    folder,
    name: product.role,
    origin: madeOf(product.label, product.make),
  });
  return { files: [file], facts: {} };
}

/** What is to be compared with its input, or laid on something, is not spoilt by a card across it. */
const isFaithful = ({ how }: PictureProduct['make']): boolean =>
  how === 'enlarge' || how === 'cutout' || how === 'swap' || how === 'map';

/** Four tiles, each with a small mark, and the sheet that shows them all. */
export async function makeGrid(product: GridProduct, folder: string, { sources }: Studio): Promise<Made> {
  const size = await sizeOf(product.tile, sources);
  const tiles = await Promise.all(
    product.tiles.map(async (make, index) =>
      overlaid(await drawPicture(make, size, sources), markOnly(size, String(index + 1))),
    ),
  );
  const sheet: Size = { width: size.width * 2 + GUTTER, height: size.height * 2 + GUTTER };
  const ground = await drawn(svg(sheet, `<rect width="100%" height="100%" fill="#0b0e16"/>`));
  const places = tiles.map((tile, index) =>
    layer(tile, { left: (index % 2) * (size.width + GUTTER), top: Math.floor(index / 2) * (size.height + GUTTER) }),
  );
  const origin = (index: number): PictureOrigin => madeOf(product.label, product.tiles[index]);
  const grid = await overlaid(await layered(ground, places), labelCard(sheet, product.label));
  const files = await Promise.all([
    save(grid, { role: 'image', format: 'png', folder, name: 'grid', origin: origin(0) }),
    ...tiles.map((tile, index) =>
      save(tile, { role: 'tile', format: 'png', folder, name: `tile-${index + 1}`, origin: origin(index) }),
    ),
  ]);
  return { files, facts: {} };
}

async function save(
  pixels: Pixels,
  options: { role: string; format: 'png' | 'jpeg'; folder: string; name: string; origin: PictureOrigin },
): Promise<MadeFile> {
  const { role, format, folder, name, origin } = options;
  const image = withOrigin(fromPixels(pixels).timeout({ seconds: PAINT_SECONDS }), origin);
  const file = path.join(folder, `${name}.${format === 'png' ? 'png' : 'jpg'}`);
  // Adaptive filters cost three times the time and save little on flat colours.
  await (format === 'png' ? image.png({ compressionLevel: PNG_LEVEL }) : image.jpeg({ quality: JPEG_QUALITY })).toFile(
    file,
  );
  return {
    role,
    path: file,
    contentType: `image/${format}`,
    width: pixels.width,
    height: pixels.height,
    durationMs: 0,
  };
}
