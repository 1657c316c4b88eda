import { invalidFieldError, requiredError } from '../catalog/input-errors.ts';
import { normaliseInput } from '../catalog/normalise-input.ts';
import { pricePoints } from '../catalog/price.ts';
import type { TaskInput, TaskType } from '../catalog/task-type.ts';
import { type InlineFile, takeInlineMedia } from './input-media.ts';
import { findOrigin, originTask } from './origin.ts';
import { readTaskConfig } from './task-config.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskConfig } from './task-row.ts';

/** A request that passed every check but the account's own limits; nothing is stored yet. */
export interface PreparedTask {
  taskType: TaskType;
  config: TaskConfig;
  input: TaskInput;
  files: InlineFile[];
  /** The price when it is known, else the largest possible one. */
  holdPoints: number;
  lane: string;
  originTaskId: string | null;
  /** Members of `meta` that the family adds. */
  metaExtra: Record<string, unknown>;
}

/** Checks 7 to 9 of the protocol page, section 4.2. @throws AppError with the documented text. */
export async function prepareTask(
  parts: TaskParts,
  { body, accountId }: { body: Record<string, unknown>; accountId: number },
): Promise<PreparedTask> {
  const model = requiredText(body, 'model');
  const taskType = parts.catalog.find(model, requiredText(body, 'task_type'));
  const config = readTaskConfig(body.config);
  const raw = rawInput(taskType, model, body.input);
  const normalised = normaliseInput(taskType, raw, { drawSeed: () => parts.random.seed() });
  const { input, files } = await takeInlineMedia(parts, taskType, normalised);
  const origin = await findOrigin(parts, taskType, { input, accountId });
  const { backend } = parts.router.pick(taskType, input);
  const holdPoints = pricePoints(taskType.price, {
    input,
    serviceMode: config.service_mode,
    // What a follow-up took over from its own origin stands in its meta.
    ...(origin ? { origin: { ...origin.meta_extra, ...origin.input } } : {}),
  });
  return {
    taskType,
    config,
    input,
    files,
    holdPoints,
    lane: backend.lane,
    originTaskId: origin?.id ?? null,
    metaExtra: taskType.meta?.(input, origin && originTask(origin)) ?? {},
  };
}

function requiredText(body: Record<string, unknown>, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined || value === null || value === '') throw requiredError(name);
  if (typeof value !== 'string') throw invalidFieldError(name, value, 'is not a text');
  return value;
}

/** The input as sent, with what an alias of the model says put below it. */
function rawInput(taskType: TaskType, model: string, raw: unknown): Record<string, unknown> {
  const isAlias = model.toLowerCase() !== taskType.model.toLowerCase();
  const given = inputObject(raw);
  if (!isAlias || !taskType.aliasInput) return given;
  // What says nothing must not hide what the alias says.
  const said = Object.entries(given).filter(([, value]) => value !== '' && value !== null);
  return { ...taskType.aliasInput(model.toLowerCase()), ...Object.fromEntries(said) };
}

function inputObject(raw: unknown): Record<string, unknown> {
  if (raw === undefined || raw === null || raw === '') return {};
  if (typeof raw !== 'object' || Array.isArray(raw)) throw invalidFieldError('input', raw, 'is not an object');
  return raw as Record<string, unknown>;
}
