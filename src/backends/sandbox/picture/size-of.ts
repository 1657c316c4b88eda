import { AppError } from '../../../errors.ts';
import type { SizePlan } from '../plan/plan.ts';
import type { Sources } from '../sources.ts';
import type { Size } from './scene.ts';

/** Pixels of the largest side that is made; no family asks for more than an upscale of 2048 by 10. */
const MAX_SIDE = 20_480;
/** A picture as large as its input is drawn up to this size and then made smaller: layers are held in memory. */
const MAX_LIKE = 4096 ** 2;
/** A widened picture cannot be made smaller, since the margins are given in pixels. */
const MAX_WIDENED = 40_000_000;

/** The size in pixels, once the media it depends on are there. @throws AppError for a picture widened beyond reason. */
export async function sizeOf(plan: SizePlan, sources: Sources): Promise<Size> {
  if (!('like' in plan)) return within(plan);
  const { times = 1, pixels, add, multipleOf = 1 } = plan;
  const medium = await sources.read(plan.like);
  const width = medium.width * times + (add ? add.left + add.right : 0);
  const height = medium.height * times + (add ? add.top + add.bottom : 0);
  const area = width * height;
  if (add && area > MAX_WIDENED) {
    const message = `invalid request: the widened picture would have ${width} × ${height} pixels`;
    throw new AppError('invalid_request', { message });
  }
  const maxPixels = plan.maxPixels ?? (plan.times === undefined && area > MAX_LIKE ? MAX_LIKE : undefined);
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
