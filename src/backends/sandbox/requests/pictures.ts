import { fluxSize, MAX_PIXELS } from '../../../catalog/flux/size.ts';
import type { PictureFormat, PictureMake, PictureProduct, SizePlan, Source } from '../plan/plan.ts';
import { type Ask, nth, type Reading, required } from './ask.ts';
import { pixelsOfPicture, shaped } from './sizes.ts';

/** Readings of the families that make pictures. */

interface Wanted {
  size: SizePlan;
  make(scene: Ask['scene']): PictureMake;
  count?: number;
  format?: PictureFormat;
  role?: string;
}

export function pictures(
  ask: Ask,
  { size, make, count = 1, format = 'png', role = 'image' }: Wanted,
): PictureProduct[] {
  return Array.from({ length: count }, (_, index) => {
    const { label, scene } = nth(ask, index);
    return { kind: 'picture', role, format, size, label, make: make(scene) };
  });
}

export const fromText = (scene: Ask['scene']): PictureMake => ({ how: 'scene', scene });

export const redraw =
  (base: Source, strength: number, insets: Source[] = []) =>
  (scene: Ask['scene']): PictureMake => ({ how: 'redraw', base, scene, strength, insets });

export const flux: Reading = (ask) => {
  const { input, taskType } = ask;
  const count = ask.model.endsWith('schnell') ? Number(input.batch_size ?? 1) : 1;
  const image = ask.source('image');
  switch (taskType) {
    case 'txt2img':
    case 'txt2img-lora':
      return { products: pictures(ask, { size: fluxSize(input), make: fromText, count }) };
    case 'img2img':
    case 'img2img-lora': {
      const base = required(image, 'image');
      return {
        products: pictures(ask, {
          size: { like: base, maxPixels: MAX_PIXELS },
          make: redraw(base, Number(input.denoise ?? 0.7)),
          count,
        }),
      };
    }
    case 'controlnet-lora': {
      const [settings] = input.control_net_settings as { control_type: string; return_preprocessed_image: boolean }[];
      const base = required(ask.source('control_net_settings[0].control_image'), 'control_image');
      const size = controlSize(input.width, input.height, base);
      const map: PictureMake = { how: 'map', base, of: settings?.control_type === 'depth' ? 'depth' : 'edges' };
      return {
        products: [
          ...pictures(ask, { size, make: redraw(base, 0.9) }),
          ...(settings?.return_preprocessed_image ? pictures(ask, { size, make: () => map, role: 'control_map' }) : []),
        ],
      };
    }
    case 'fill-inpaint': {
      const base = required(image, 'image');
      return {
        products: pictures(ask, {
          size: { like: base, maxPixels: MAX_PIXELS },
          make: (scene) => ({ how: 'repaint', base, mask: null, scene }),
        }),
      };
    }
    case 'fill-outpaint': {
      const base = required(image, 'image');
      const [settings] = input.custom_settings as Record<string, number>[];
      const margin = (name: string): number => Number(settings?.[`outpaint_${name}`] ?? 0);
      const add = { left: margin('left'), right: margin('right'), top: margin('top'), bottom: margin('bottom') };
      return {
        products: pictures(ask, {
          size: { like: base, add },
          make: (scene) => ({ how: 'surround', base, scene, at: { left: add.left, top: add.top }, inner: null }),
        }),
      };
    }
    case 'redux-variation':
      return { products: pictures(ask, { size: fluxSize(input), make: redraw(required(image, 'image'), 0.8) }) };
    default:
      return { products: pictures(ask, { size: fluxSize(input), make: image ? redraw(image, 0.6) : fromText }) };
  }
};

function controlSize(width: unknown, height: unknown, base: Source): SizePlan {
  const [wide, high] = [Number(width), Number(height)];
  return wide && high ? { width: wide, height: high } : { like: base, maxPixels: MAX_PIXELS };
}

/** Without a shape of its own, that of the first picture; without pictures a square. */
export const byShapeAndPixels: Reading = (ask) => {
  const { input } = ask;
  const [base, ...others] = ask.sources('image_urls');
  const pixels = pixelsOfPicture(input.resolution ?? input.size ?? '1K');
  const follows = base !== undefined && input.aspect_ratio === undefined;
  const size: SizePlan = follows ? { like: base, pixels, multipleOf: 2 } : shaped(input.aspect_ratio ?? '1:1', pixels);
  const format = input.output_format === 'jpeg' ? 'jpeg' : 'png';
  return { products: pictures(ask, { size, format, make: base ? redraw(base, 0.6, others) : fromText }) };
};

export const qwenImage: Reading = (ask) => {
  const { input } = ask;
  const [base, ...others] = ['image1', 'image2', 'image3'].flatMap((name) => ask.source(name) ?? []);
  const [width, height] = [Number(input.width), Number(input.height)];
  const size: SizePlan =
    width > 0 && height > 0 ? { width, height } : base ? { like: base } : { width: 1024, height: 1024 };
  return { products: pictures(ask, { size, make: base ? redraw(base, 0.6, others) : fromText }) };
};

export const zImage: Reading = (ask) => {
  const { width, height, batch_size } = ask.input;
  const size = { width: Number(width), height: Number(height) };
  return { products: pictures(ask, { size, make: fromText, count: Number(batch_size ?? 1) }) };
};

export const pictureTools: Reading = (ask) => {
  const image = required(ask.source('image'), 'image');
  const one = (size: SizePlan, make: PictureMake) => pictures(ask, { size, make: () => make });
  switch (ask.taskType) {
    case 'upscale': {
      const scale = Number(ask.input.scale ?? 2);
      return {
        products: one({ like: image, times: scale }, { how: 'enlarge', base: image }),
        measure: { count: 'megapixels', of: [image], scale },
      };
    }
    case 'segment':
      return {
        products: one({ like: image }, { how: 'cutout', base: image, spread: 0.32 }),
        measure: { count: 'megapixels', of: [image] },
      };
    default:
      return { products: one({ like: image }, { how: 'cutout', base: image, spread: 0.47 }) };
  }
};

export const faceSwap: Reading = (ask) => {
  const base = required(ask.source('target_image'), 'target_image');
  const face = required(ask.source('swap_image'), 'swap_image');
  const named = String(ask.input.target_faces_index ?? '')
    .split(',')
    .filter(Boolean).length;
  const count = ask.taskType === 'multi-face-swap' ? Math.min(8, named || 2) : 1;
  return { products: pictures(ask, { size: { like: base }, make: () => ({ how: 'swap', base, face, count }) }) };
};

/** Each picture comes with a cover: the same again. */
export const tryOn: Reading = (ask) => {
  const base = required(ask.source('model_input'), 'model_input');
  const garments = ['dress_input', 'upper_input', 'lower_input'].flatMap((name) => ask.source(name) ?? []);
  const count = Number(ask.input.batch_size ?? 1);
  const wanted = { size: { like: base }, make: redraw(base, 0.25, garments), count };
  return { products: [...pictures(ask, wanted), ...pictures(ask, { ...wanted, role: 'cover', format: 'jpeg' })] };
};
