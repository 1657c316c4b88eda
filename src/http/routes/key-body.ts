import { z } from 'zod';
import type { Catalog } from '../../catalog/catalog.ts';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { POINTS_PER_USD } from '../../catalog/price.ts';
import type { Settings } from '../../config/schema.ts';
import { plainNetwork } from '../../ledger/addresses.ts';
import type { KeyTerms } from '../../ledger/key-terms.ts';
import type { KeyRow } from '../../ledger/keys.ts';
import { scopes } from '../../ledger/scopes.ts';
import { isLlmName } from '../../llm/upstreams.ts';
import { modelsOfName } from '../../tasks/key-models.ts';
import { wireTime } from '../../tasks/task-view.ts';
import { plainText } from '../plain-text.ts';

const DAY_MS = 86_400_000;
const MAX_LISTED = 100;
export const MAX_GRACE_SECONDS = 7 * 86_400;

const limits = {
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .meta({ description: '`task`: create, read, cancel; `account`: balance, keys, usage; `admin`: everything.' }),
  expires_at: z
    .union([z.iso.datetime({ offset: true }), z.int().min(1)])
    .nullable()
    .meta({ description: 'ISO 8601 with a zone, or Unix seconds; null: never.' }),
  expires_in_days: z.int().min(1).max(36_500).meta({ description: 'The same, from now.' }),
  models: z.array(z.string().min(1).max(200)).min(1).max(MAX_LISTED).nullable().meta({
    description:
      'Models, families or family keys that the key is good for, LLMs by name, by pattern (`gpt-*`), or all as `llm`; null: all.',
  }),
  addresses: z
    .array(z.string().min(1).max(60))
    .min(1)
    .max(MAX_LISTED)
    .nullable()
    .meta({ description: 'IP addresses and networks (CIDR) that it may be used from; null: all.' }),
  requests_per_minute: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .meta({ description: 'At most; never more than the server allows anyway.' }),
  max_concurrent_tasks: z
    .int()
    .min(1)
    .max(10_000)
    .nullable()
    .meta({ description: 'Its tasks that run at the same time; further ones are staged.' }),
  monthly_budget: z
    .int()
    .min(1)
    .max(1_000_000_000_000_000)
    .nullable()
    .meta({ description: 'Points that its tasks of one calendar month (UTC) may cost.' }),
};
const name = plainText({ max: 100 }).meta({ description: 'For people.' });

/** Unknown members are refused here: a limit that is misspelt must not make a key without it. */
export const keyBodies = {
  create: z.strictObject({ name, mode: z.enum(['live', 'test']).optional(), ...z.object(limits).partial().shape }),
  change: z.strictObject({ name, ...limits }).partial(),
  rotate: z.strictObject({
    grace_seconds: z
      .int()
      .min(0)
      .max(MAX_GRACE_SECONDS)
      .default(0)
      .meta({ description: 'How long the old key works too.' }),
  }),
};

type AllLimits = z.output<z.ZodObject<typeof limits>>;
type Limits = { [Name in keyof AllLimits]?: AllLimits[Name] | undefined };

/** The limits of a body as the ledger has them; what the body leaves out is left out. @throws AppError. */
export function termsOf(
  body: Limits,
  { catalog, settings, nowMs }: { catalog: Catalog; settings: Settings; nowMs: number },
): Partial<KeyTerms> {
  const isModel = (name: string) => modelsOfName(catalog, name).length > 0 || isLlmName(settings.llm, name);
  const expiresAt = expiryOf(body, nowMs);
  return {
    ...(body.scopes === undefined ? {} : { scopes: [...new Set(body.scopes)] }),
    ...(body.models === undefined ? {} : { models: checkedModels(body.models, isModel) }),
    ...(body.addresses === undefined ? {} : { addresses: checkedAddresses(body.addresses) }),
    ...(body.requests_per_minute === undefined ? {} : { requestsPerMinute: body.requests_per_minute }),
    ...(body.max_concurrent_tasks === undefined ? {} : { maxConcurrentTasks: body.max_concurrent_tasks }),
    ...(body.monthly_budget === undefined ? {} : { monthlyBudget: body.monthly_budget }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function expiryOf({ expires_at, expires_in_days }: Limits, nowMs: number): Date | null | undefined {
  if (expires_at !== undefined && expires_in_days !== undefined) {
    throw invalidFieldError('expires_in_days', expires_in_days, 'cannot be given together with expires_at');
  }
  if (expires_in_days !== undefined) return new Date(nowMs + expires_in_days * DAY_MS);
  if (expires_at === undefined || expires_at === null) return expires_at;
  const at = new Date(typeof expires_at === 'number' ? expires_at * 1000 : expires_at);
  if (!(at.getTime() > nowMs && at.getUTCFullYear() < 10_000)) {
    throw invalidFieldError('expires_at', expires_at, 'is not a time to come');
  }
  return at;
}

function checkedModels(models: readonly string[] | null, isModel: (name: string) => boolean): string[] | null {
  if (models === null) return null;
  const unknown = models.findIndex((model) => !isModel(model));
  if (unknown >= 0) throw invalidFieldError(`models[${unknown}]`, models[unknown], 'is no model or family');
  return [...new Set(models)];
}

function checkedAddresses(addresses: readonly string[] | null): string[] | null {
  if (addresses === null) return null;
  const plain = addresses.map((address, i) => {
    const network = plainNetwork(address.trim());
    if (network !== null) return network;
    throw invalidFieldError(`addresses[${i}]`, address, 'is no IP address and no network such as 10.0.0.0/8');
  });
  return [...new Set(plain)];
}

/** A key on the wire; never the key itself. */
export function keyView(row: KeyRow, nowMs: number) {
  const isOldAlive = row.old_until !== null && row.old_until.getTime() > nowMs && row.revoked_at === null;
  return {
    id: row.id,
    account_id: row.account_id,
    name: row.name,
    mode: row.is_test ? ('test' as const) : ('live' as const),
    status: statusOf(row, nowMs),
    masked_key: `${row.shown_start}…${row.shown_end}`,
    scopes: row.scopes,
    models: row.models,
    addresses: row.addresses,
    requests_per_minute: row.requests_per_minute,
    max_concurrent_tasks: row.max_concurrent_tasks,
    monthly_budget: row.monthly_budget,
    usage_this_month: {
      tasks: row.usage.tasks,
      points_charged: row.usage.charged,
      points_held: row.usage.held,
      usd: row.usage.charged / POINTS_PER_USD,
    },
    created_at: wireTime(row.created_at),
    expires_at: timeOrNull(row.expires_at),
    last_used_at: timeOrNull(row.last_used_at),
    revoked_at: timeOrNull(row.revoked_at),
    old_key_works_until: isOldAlive ? timeOrNull(row.old_until) : null,
  };
}

function statusOf(row: KeyRow, nowMs: number): 'active' | 'expired' | 'revoked' {
  if (row.revoked_at !== null) return 'revoked';
  return row.expires_at !== null && row.expires_at.getTime() <= nowMs ? 'expired' : 'active';
}

const timeOrNull = (at: Date | null): string | null => (at === null ? null : wireTime(at));
