import type { PictureMake } from '../plan/plan.ts';
import type { Sources } from '../sources.ts';
import {
  clearnessOf,
  drawn,
  drawnClear,
  fromPixels,
  layer,
  layered,
  maskOf,
  type Pixels,
  photograph,
  toPixels,
  veiled,
} from './paint.ts';
import { type Size, sceneOf, svg } from './scene.ts';

/** Draws what a plan says at a size; label and mark come later. @throws AppError `bad_image`. */
export async function drawPicture(make: PictureMake, size: Size, sources: Sources): Promise<Pixels> {
  switch (make.how) {
    case 'scene':
      return drawn(sceneOf(make.scene).still(size));
    case 'front':
      return drawnClear(sceneOf(make.scene).front(size));
    case 'redraw': {
      const base = await photograph(await sources.read(make.base), size);
      const scene = await drawn(sceneOf(make.scene).still(size));
      const soft = await layered(base, [layer(await veiled(scene, make.strength * 0.9), { blend: 'soft-light' })]);
      const wash = await veiled(scene, make.strength * 0.38);
      return withInsets(
        await layered(soft, [layer(wash)]),
        await Promise.all(make.insets.map((inset) => sources.read(inset))),
      );
    }
    case 'swap': {
      const base = await photograph(await sources.read(make.base), size);
      const face = await sources.read(make.face);
      const least = Math.min(size.width, size.height);
      const across = Math.max(1, Math.round((least * 0.42) / Math.sqrt(make.count)));
      const oval = { width: across, height: Math.max(1, Math.round(across * 1.25)) };
      const { width, height } = oval;
      const mask = await maskOf(
        fromPixels(
          await drawn(
            svg(
              oval,
              `<rect width="${width}" height="${height}"/><ellipse cx="${width / 2}" cy="${height / 2}" rx="${width * 0.48}" ry="${height * 0.48}" fill="#fff"/>`,
            ),
          ),
        ),
      );
      const cut = await veiled(await photograph(face, oval), mask);
      const fits = oval.height <= size.height;
      return layered(
        base,
        Array.from({ length: fits ? make.count : 0 }, (_, index) =>
          layer(cut, {
            left: Math.max(
              0,
              Math.min(size.width - width, Math.round(((index + 0.5) / make.count) * size.width - width / 2)),
            ),
            top: Math.max(0, Math.min(size.height - height, Math.round(size.height * 0.38 - height / 2))),
          }),
        ),
      );
    }
    case 'enlarge':
      return photograph(await sources.read(make.base), size, 'fill');
    case 'cutout': {
      const { width, height } = size;
      const base = await photograph(await sources.read(make.base), size, 'fill');
      const soft =
        '<defs><radialGradient id="soft"><stop offset=".97" stop-color="#fff"/><stop offset="1"/></radialGradient></defs>';
      const oval = `<ellipse cx="${width / 2}" cy="${height / 2}" rx="${width * make.spread}" ry="${height * make.spread}" fill="url(#soft)"/>`;
      const mask = await drawn(svg(size, `${soft}<rect width="${width}" height="${height}"/>${oval}`));
      return veiled(base, await maskOf(fromPixels(mask)));
    }
    case 'repaint': {
      const base = await photograph(await sources.read(make.base), size);
      const mask = make.mask
        ? await maskOf(
            fromPixels(await photograph(await sources.read(make.mask), size, 'fill'))
              .greyscale()
              .threshold(128),
          )
        : await maskOf(fromPixels(base).greyscale().threshold(255));
      const fresh = await veiled(await drawn(sceneOf(make.scene).still(size)), mask);
      return layered(base, [layer(fresh)]);
    }
    case 'refill': {
      const base = await photograph(await sources.read(make.base), size);
      const clear = await clearnessOf(await sources.read(make.mask), size);
      return layered(base, [layer(await veiled(await drawn(sceneOf(make.scene).still(size)), clear))]);
    }
    case 'surround': {
      const medium = await sources.read(make.base);
      const inner = make.inner ?? { width: medium.width, height: medium.height };
      const fitting = { width: Math.min(size.width, inner.width), height: Math.min(size.height, inner.height) };
      const base = await photograph(medium, fitting);
      const place = {
        left: Math.max(0, Math.min(size.width - fitting.width, make.at.left)),
        top: Math.max(0, Math.min(size.height - fitting.height, make.at.top)),
      };
      return layered(await drawn(sceneOf(make.scene).still(size)), [layer(base, place)]);
    }
    case 'map': {
      const base = fromPixels(await photograph(await sources.read(make.base), size)).modulate({ saturation: 0 });
      if (make.of === 'depth') return toPixels(base.blur(Math.max(0.5, Math.min(size.width, size.height) / 60)));
      const kernel = [-1, -1, -1, -1, 8, -1, -1, -1, -1];
      return toPixels(base.blur(1.2).convolve({ width: 3, height: 3, kernel, scale: 0.25 }).linear(3, 0));
    }
    case 'blend': {
      const media = await Promise.all(make.bases.map((base) => sources.read(base)));
      // The leading picture first, the others over it at falling weights: an average that leans to the lead.
      const order = [...media.slice(make.lead % media.length), ...media.slice(0, make.lead % media.length)];
      const [first, ...others] = await Promise.all(order.map((medium) => photograph(medium, size)));
      if (!first) throw new Error('nothing to blend');
      const layers = await Promise.all(others.map((pixels, index) => veiled(pixels, 0.8 / (index + 2))));
      return layered(
        first,
        layers.map((pixels) => layer(pixels)),
      );
    }
  }
}

/** Further pictures of the request as small framed prints along the upper edge. */
async function withInsets(base: Pixels, media: readonly Awaited<ReturnType<Sources['read']>>[]): Promise<Pixels> {
  const side = Math.round(Math.min(base.width, base.height) / 5.5);
  if (media.length === 0 || side < 16) return base;
  const gap = Math.round(side * 0.16);
  const room = Math.floor((base.width - gap) / (side + gap));
  const prints = await insetPrints(media.slice(0, room), side);
  return layered(
    base,
    prints.map((print, index) => layer(print, { left: base.width - (index + 1) * (side + gap), top: gap })),
  );
}

/** Square prints with a white frame. */
export async function insetPrints(
  media: readonly Awaited<ReturnType<Sources['read']>>[],
  side: number,
): Promise<Pixels[]> {
  const frame = Math.max(2, Math.round(side * 0.04));
  const inner = side - 2 * frame;
  return Promise.all(
    media.map(async (medium) =>
      layered(await drawn(svg({ width: side, height: side }, `<rect width="${side}" height="${side}" fill="#fff"/>`)), [
        layer(await photograph(medium, { width: inner, height: inner }), { left: frame, top: frame }),
      ]),
    ),
  );
}

/** A drawing laid over a picture of the same size. */
export const overlaid = async (base: Pixels, drawing: string): Promise<Pixels> =>
  layered(base, [layer(await drawnClear(drawing))]);
