import type { SizePlan } from '../plan/plan.ts';
import type { Sources } from '../sources.ts';
import type { Size } from './scene.ts';

/** Pixels of the largest side that is drawn; no family asks for more than an upscale of 2048 by 10. */
const MAX_SIDE = 20_480;

/** The size in pixels, once the media it depends on are there. */
export async function sizeOf(plan: SizePlan, sources: Sources): Promise<Size> {
  if (!('like' in plan)) return within(plan);
  const { times = 1, maxPixels, pixels, add, multipleOf = 1 } = plan;
  let { width, height } = await sources.read(plan.like);
  width = width * times + (add ? add.left + add.right : 0);
  height = height * times + (add ? add.top + add.bottom : 0);
  const area = width * height;
  const scale = Math.sqrt(pixels !== undefined ? pixels / area : Math.min(1, (maxPixels ?? area) / area));
  const side = (value: number): number => {
    const ideal = (value * scale) / multipleOf;
    // Cut, not rounded, where there is a limit to keep.
    return Math.max(1, maxPixels === undefined ? Math.round(ideal) : Math.floor(ideal + 1e-9)) * multipleOf;
  };
  return within({ width: side(width), height: side(height) });
}

function within({ width, height }: Size): Size {
  const side = (value: number): number => Math.min(MAX_SIDE, Math.max(1, Math.round(value)));
  return { width: side(width), height: side(height) };
}
