import { invalidFieldError, requiredError } from '../catalog/input-errors.ts';
import { normaliseInput } from '../catalog/normalise-input.ts';
import { pricePoints } from '../catalog/price.ts';
import { type PriceOverride, withOverride } from '../catalog/price-override.ts';
import type { TaskInput, TaskType } from '../catalog/task-type.ts';
import type { Queryable } from '../db/database.ts';
import { readClientMetadata } from './client-metadata.ts';
import { type InlineFile, takeInlineMedia } from './input-media.ts';
import { checkModelAllowed } from './key-models.ts';
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
  /** Waits in `staged` for a moment, though a slot may be free. */
  isStagedFirst: boolean;
  originTaskId: string | null;
  /** Members of `meta` that the family adds. */
  metaExtra: Record<string, unknown>;
  /** How the client named the model, when by another name. */
  modelShown: string | null;
  clientMetadata: Record<string, unknown> | null;
  price: PriceOverride | null;
  /** Of a test account: the sandbox's. */
  isTest: boolean;
}

/** Checks 6 to 9 of the protocol page, section 4.2. @throws AppError with the documented text. */
export async function prepareTask(
  parts: TaskParts,
  { body, accountId, keyId }: { body: Record<string, unknown>; accountId: number; keyId: number },
): Promise<PreparedTask> {
  const model = requiredText(body, 'model');
  const pair = typeof body.task_type === 'string' ? parts.catalog.get(model, body.task_type) : undefined;
  const terms = await readTerms(parts.database, { pair, accountId, keyId });
  const { is_test: isTest, price } = terms;
  checkModelAllowed(parts.catalog, model, terms.models);
  const taskType = parts.catalog.find(model, requiredText(body, 'task_type'));
  const config = readTaskConfig(body.config);
  const raw = rawInput(taskType, model, body.input);
  const normalised = normaliseInput(taskType, raw, { drawSeed: () => parts.random.seed() });
  const { input, files } = await takeInlineMedia(parts, taskType, normalised);
  const origin = await findOrigin(parts, taskType, { input, accountId });
  const { backend } = parts.router.pick(taskType, input, { isTest, originBackend: origin?.backend ?? null });
  const holdPoints = pricePoints(withOverride(taskType.price, price), {
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
    isStagedFirst: backend.wishes?.(input).stage === true,
    originTaskId: origin?.id ?? null,
    metaExtra: taskType.meta?.(input, origin && originTask(origin)) ?? {},
    modelShown: aliasOf(taskType, model),
    clientMetadata: readClientMetadata(body.metadata),
    price,
    isTest,
  };
}

/** The alias in its documented spelling, or null for the model's own name. */
function aliasOf(taskType: TaskType, model: string): string | null {
  if (model.toLowerCase() === taskType.model.toLowerCase()) return null;
  return taskType.modelAliases?.find((alias) => alias.toLowerCase() === model.toLowerCase()) ?? null;
}

interface Terms {
  is_test: boolean;
  /** The key's; null: all. */
  models: string[] | null;
  price: PriceOverride | null;
}

/** What of account, key and the operator's prices decides on permission, route and price; one statement. */
async function readTerms(
  db: Queryable,
  { pair, accountId, keyId }: { pair: TaskType | undefined; accountId: number; keyId: number },
): Promise<Terms> {
  const { rows } = await db.query<Terms>(
    `SELECT test_of IS NOT NULL AS is_test, (SELECT models FROM api_keys WHERE id = $4) AS models,
       (SELECT rule FROM prices WHERE model = $2 AND task_type = $3) AS price
     FROM accounts WHERE id = $1`,
    [accountId, pair?.model ?? '', pair?.taskType ?? '', keyId],
  );
  if (!rows[0]) throw new Error(`there is no account ${accountId}`);
  return rows[0];
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
