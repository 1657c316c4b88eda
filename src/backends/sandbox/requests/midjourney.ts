import { promptFlags } from '../../../catalog/midjourney/prompt-flags.ts';
import { hashNumber } from '../chance.ts';
import type { GridProduct, PictureMake, Plan, SceneKey, SizePlan, Source } from '../plan/plan.ts';
import { type Ask, asSource, labelOf, originFiles, type Reading, required, requiredOrigin } from './ask.ts';
import { shaped } from './sizes.ts';

/** Pixels of a tile; the sheet of four has four times as many. */
const TILE_PIXELS = 512 ** 2;
/** An upscale of a tile doubles its sides, and so do the later ones, but for the two that say otherwise. */
const UPSCALES: Readonly<Record<string, number>> = { '4x': 4, subtle: 2, creative: 2, '2x': 2, light: 2, beta: 2 };
const PAN_PART = 0.5;

export const midjourney: Reading = (ask) => {
  const { input } = ask;
  switch (ask.taskType) {
    case 'imagine':
      return grid(ask, shaped(input.aspect_ratio ?? '1:1', TILE_PIXELS), (scene) => ({ how: 'scene', scene }));
    case 'blend': {
      const bases = ask.sources('image_urls');
      const shape = { square: '1:1', portrait: '2:3', landscape: '3:2' }[String(input.dimension)] ?? '1:1';
      const words = { ...ask, prompt: `blend of ${bases.length} pictures` };
      return grid(words, shaped(shape, TILE_PIXELS), (_, index) => ({ how: 'blend', bases, lead: index }));
    }
    case 'upscale':
      return upscale(ask);
    case 'variation': {
      const base = pictureOf(ask, String(input.index));
      const strength = input.index === 'low_variation' ? 0.25 : input.index === 'high_variation' ? 0.75 : 0.5;
      return grid(ask, tileSize(ask, base), (scene, index) => ({
        how: 'redraw',
        base,
        scene,
        strength: strength + index * 0.06,
        insets: [],
      }));
    }
    case 'reroll': {
      const [tile] = originFiles(ask.origin, 'tile');
      const like = requiredOrigin(asSource(tile), 'image');
      return grid(ask, tileSize(ask, like), (scene) => ({ how: 'scene', scene }));
    }
    case 'inpaint': {
      const base = pictureOf(ask, '');
      const mask = required(ask.source('mask'), 'mask');
      return grid(ask, { like: base, pixels: TILE_PIXELS, multipleOf: 2 }, (scene) => ({
        how: 'repaint',
        base,
        mask,
        scene,
      }));
    }
    case 'outpaint':
      return outpaint(ask);
    case 'pan':
      return pan(ask);
    case 'describe':
      return {
        products: [],
        words: {
          name: 'description',
          kind: 'prompts',
          about: required(ask.source('image_url'), 'image_url'),
          style: '',
          length: '',
        },
      };
    default:
      return seed(ask);
  }
};

/** Follow-ups start from new numbers, so that a second try looks different; still the same for the same request. */
function grid(ask: Ask, tile: SizePlan, make: (scene: SceneKey, index: number) => PictureMake): Partial<Plan> {
  const { prompt, seed } = keyOf(ask);
  const scene = (index: number): SceneKey => ({ prompt, seed: seed + index, model: ask.model });
  const tiles: GridProduct['tiles'] = [make(scene(0), 0), make(scene(1), 1), make(scene(2), 2), make(scene(3), 3)];
  return { products: [{ kind: 'grid', tile, label: labelOf(ask.label.title, prompt, seed), tiles }] };
}

function upscale(ask: Ask): Partial<Plan> {
  const { input } = ask;
  const base = pictureOf(ask, String(input.index));
  const { prompt, seed } = keyOf(ask);
  const isTile = /^[1-4]$/.test(String(input.index));
  const title = isTile
    ? `${ask.label.title} of tile ${String(input.index)}`
    : `${ask.label.title} ${String(input.index)}`;
  const times = isTile ? 2 : (UPSCALES[String(input.index)] ?? 2);
  return {
    products: [
      {
        kind: 'picture',
        role: 'image',
        format: 'png',
        size: { like: base, times },
        label: labelOf(title, prompt, seed),
        make: { how: 'enlarge', base },
      },
    ],
  };
}

/** The picture becomes smaller by the zoom and the scene goes on around it; with a new shape it keeps its height or width. */
function outpaint(ask: Ask): Partial<Plan> {
  const base = pictureOf(ask, '');
  const zoom = Math.min(2, Math.max(1, Number(ask.input.zoom_ratio) || 1));
  const origin = ask.origin?.meta.aspect_ratio ?? '1:1';
  const inside = shaped(origin, TILE_PIXELS / zoom ** 2);
  const outside = shaped(ask.input.aspect_ratio ?? origin, TILE_PIXELS);
  const scale = Math.min(1, outside.width / inside.width, outside.height / inside.height);
  const inner = { width: Math.round(inside.width * scale), height: Math.round(inside.height * scale) };
  const at = {
    left: Math.round((outside.width - inner.width) / 2),
    top: Math.round((outside.height - inner.height) / 2),
  };
  return grid(ask, outside, (scene) => ({ how: 'surround', base, scene, at, inner }));
}

function pan(ask: Ask): Partial<Plan> {
  const base = pictureOf(ask, '');
  const inner = shaped(ask.origin?.meta.aspect_ratio ?? '1:1', TILE_PIXELS);
  const direction = String(ask.input.direction);
  const isSideways = direction === 'left' || direction === 'right';
  const more = (side: number): number => 2 * Math.round((side * PAN_PART) / 2);
  const size = isSideways
    ? { width: inner.width + more(inner.width), height: inner.height }
    : { width: inner.width, height: inner.height + more(inner.height) };
  const at = {
    left: direction === 'left' ? size.width - inner.width : 0,
    top: direction === 'up' ? size.height - inner.height : 0,
  };
  return grid(ask, size, (scene) => ({ how: 'surround', base, scene, at, inner }));
}

function seed(ask: Ask): Partial<Plan> {
  const file = originFiles(ask.origin, 'image')[0];
  const otherwise = String(hashNumber('seed', ask.origin?.taskId) % 10_000_000_000);
  return {
    products: [],
    ...(file ? { seedOf: { file: { from: 'origin', file }, otherwise } } : { data: { seed: otherwise } }),
  };
}

/** Tile 1 to 4 of a grid, or the single picture. */
function pictureOf(ask: Ask, index: string): Source {
  const tile = /^[1-4]$/.test(index) ? originFiles(ask.origin, 'tile')[Number(index) - 1] : undefined;
  return requiredOrigin(asSource(tile ?? originFiles(ask.origin, 'image')[0]), 'image');
}

function tileSize(ask: Ask, like: Source): SizePlan {
  const { aspect_ratio } = ask.input;
  return aspect_ratio === undefined ? { like, pixels: TILE_PIXELS, multipleOf: 2 } : shaped(aspect_ratio, TILE_PIXELS);
}

/** Prompt and seed of a follow-up: its own words, else those of the task it goes back to. */
function keyOf(ask: Ask): { prompt: string; seed: number } {
  const own = ask.prompt || String(ask.origin?.input.prompt ?? '');
  const prompt = withoutFlags(own);
  if (!ask.origin) return { prompt, seed: ask.seed };
  const { taskId: _task, ...what } = { taskId: 0, type: ask.taskType, input: { ...ask.input, origin_task_id: '' } };
  return { prompt, seed: hashNumber(what, ask.origin.taskType, ask.origin.input.prompt ?? '') % 1_000_000_000 };
}

function withoutFlags(prompt: string): string {
  const { aspectRatio, modelVersion, processMode } = promptFlags(prompt);
  if (aspectRatio === undefined && modelVersion === undefined && processMode === undefined && !prompt.includes('--'))
    return prompt;
  return prompt
    .replace(/(^|\s)(--|—)[a-z]+(\s+[\d.:]+)?(?=\s|$)/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
