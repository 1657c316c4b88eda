import path from 'node:path';
import type { Sharp } from 'sharp';
import { mediaError } from '../../../media/media-error.ts';
import type { Made, MadeFile } from '../file-cache.ts';
import type { GridProduct, PictureFormat, PictureProduct } from '../plan/plan.ts';
import type { Medium } from '../sources.ts';
import type { Studio } from '../studio.ts';
import { drawPicture, overlaid } from './draw-picture.ts';
import { labelCard, markOnly } from './label.ts';
import { drawn, fromPixels, layer, layered, type Pixels, photo } from './paint.ts';
import { madeOf, type PictureOrigin, withOrigin } from './picture-origin.ts';
import { type Size, svg } from './scene.ts';
import { sizeOf } from './size-of.ts';

const LOSSY_QUALITY = 90;
const PNG_LEVEL = 4;
const PAINT_SECONDS = 120;
/** Pixels from which an enlarged picture is not held in memory. */
const LARGE = 24_000_000;
/** Side of the corner that holds the mark there. */
const CORNER = 2_000;
/** Pixels between the tiles of a grid. */
const GUTTER = 8;

/** A single picture with its label. */
export async function makePicture(product: PictureProduct, folder: string, studio: Studio): Promise<Made> {
  const size = await sizeOf(product.size, studio.sources);
  if (product.make.how === 'enlarge' && size.width * size.height > LARGE) {
    const medium = await studio.sources.read(product.make.base);
    return { files: [await enlarge(medium, size, product, folder)], facts: {} };
  }
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

/** Row by row through libvips: 400 megapixels would not fit into memory. */
async function enlarge(medium: Medium, size: Size, product: PictureProduct, folder: string): Promise<MadeFile> {
  const file = path.join(folder, `${product.role}.png`);
  const corner = { width: Math.min(size.width, CORNER), height: Math.min(size.height, CORNER) };
  const image = photo(medium, size, 'fill').composite([{ input: Buffer.from(markOnly(corner)), left: 0, top: 0 }]);
  await withOrigin(image, madeOf(product.label, product.make))
    .timeout({ seconds: PAINT_SECONDS })
    .png({ compressionLevel: 1 })
    .toFile(file)
    .catch((cause: unknown) => {
      throw mediaError('image', 'unreadable', cause);
    });
  return { role: product.role, path: file, contentType: 'image/png', ...size, durationMs: 0 };
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
  options: { role: string; format: PictureFormat; folder: string; name: string; origin: PictureOrigin },
): Promise<MadeFile> {
  const { role, format, folder, name, origin } = options;
  const image = withOrigin(fromPixels(pixels).timeout({ seconds: PAINT_SECONDS }), origin);
  const file = path.join(folder, `${name}.${format === 'jpeg' ? 'jpg' : format}`);
  await encoded(image, format).toFile(file);
  return {
    role,
    path: file,
    contentType: `image/${format}`,
    width: pixels.width,
    height: pixels.height,
    durationMs: 0,
  };
}

function encoded(image: Sharp, format: PictureFormat): Sharp {
  switch (format) {
    case 'png':
      // Adaptive filters cost three times the time and save little on flat colours.
      return image.png({ compressionLevel: PNG_LEVEL });
    case 'jpeg':
      return image.jpeg({ quality: LOSSY_QUALITY });
    case 'webp':
      return image.webp({ quality: LOSSY_QUALITY });
  }
}
