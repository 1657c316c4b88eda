import type { OriginRule, OriginTask, TaskInput } from '../task-type.ts';
import { DEFAULT_VERSION, majorVersion, promptFlags } from './prompt-flags.ts';

const GRID_OPERATIONS = ['imagine', 'variation', 'reroll', 'blend', 'inpaint', 'outpaint', 'pan'];

const grids = GRID_OPERATIONS.map((operation) => `midjourney/${operation}`);
const upscaled = ['midjourney/upscale'];
const fields = ['origin_task_id'];

export const onGrid: OriginRule = { fields, from: grids };
export const onUpscaled: OriginRule = { fields, from: upscaled };

/** Index 1 to 4 picks a tile of a grid; every other index needs a single picture. */
export const onGridOrUpscaled: OriginRule = {
  fields,
  from: [...grids, ...upscaled],
  check({ origin_task_id, index }, origin) {
    const name = String(index);
    const needsGrid = /^[1-4]$/.test(name);
    const isGrid = origin.taskType !== 'upscale';
    if (needsGrid && !isGrid) return refusal(origin_task_id, `is a single picture, and index ${name} needs a grid`);
    if (!needsGrid && isGrid) return refusal(origin_task_id, `is a grid, and index ${name} needs an upscaled picture`);
    const wanted = upscaleVersions.find(({ names }) => names.includes(name));
    const version = versionOf(origin);
    if (!wanted || wanted.fits(majorVersion(version))) return null;
    return refusal(origin_task_id, `was made by engine version ${version}, and index ${name} needs ${wanted.says}`);
  },
};

/** Which upscales of a single picture the engine's versions know. */
const upscaleVersions: readonly { names: readonly string[]; fits(major: number): boolean; says: string }[] = [
  { names: ['light', 'beta'], fits: (major) => major === 4, says: 'version 4' },
  { names: ['2x', '4x'], fits: (major) => major === 5, says: 'version 5' },
  { names: ['subtle', 'creative'], fits: (major) => major >= 6, says: 'version 6 or later' },
];

export function upscaleNamesOf(modelVersion: string): readonly string[] {
  return upscaleVersions.find(({ fits }) => fits(majorVersion(modelVersion)))?.names ?? [];
}

/** Zooming out by 1 changes nothing but the shape, so the shape has to change. */
export const onUpscaledToZoom: OriginRule = {
  ...onUpscaled,
  check({ zoom_ratio, aspect_ratio }, { meta }) {
    if (Number(zoom_ratio) !== 1) return null;
    const isSame = aspect_ratio === undefined || isSameShape(String(aspect_ratio), String(meta.aspect_ratio ?? ''));
    return isSame ? `invalid zoom_ratio: ${zoom_ratio} needs an aspect_ratio other than that of the origin task` : null;
  },
};

function isSameShape(a: string, b: string): boolean {
  const [[aWidth, aHeight], [bWidth, bHeight]] = [a.split(':').map(Number), b.split(':').map(Number)];
  return Number(aWidth) * Number(bHeight) === Number(bWidth) * Number(aHeight);
}

const refusal = (id: unknown, why: string) => `invalid origin_task_id: ${id} ${why}`;

const versionOf = ({ meta }: OriginTask): string => String(meta.model_version ?? DEFAULT_VERSION);

/** `meta` of a task without origin. */
export function firstMeta({ prompt, process_mode }: TaskInput, aspectRatio: unknown): Record<string, unknown> {
  return {
    aspect_ratio: aspectRatio,
    failover_triggered: false,
    model_version: promptFlags(prompt).modelVersion ?? DEFAULT_VERSION,
    process_mode,
  };
}

/**
 * A follow-up runs in the mode of its origin, which may be a follow-up itself, and keeps its engine version and shape
 * unless it names others. `aspect_ratio` is left out where the new shape is not known.
 */
export function followUpMeta(input: TaskInput, origin: OriginTask | undefined): Record<string, unknown> {
  const first = origin?.meta ?? {};
  return {
    aspect_ratio: input.direction === undefined ? (input.aspect_ratio ?? first.aspect_ratio) : undefined,
    failover_triggered: false,
    model_version: promptFlags(input.prompt).modelVersion ?? first.model_version ?? DEFAULT_VERSION,
    process_mode: first.process_mode ?? 'relax',
  };
}
