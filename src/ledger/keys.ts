import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { checkName } from './accounts.ts';
import { hashApiKey, newApiKey, shownParts } from './api-key.ts';
import { type KeyTerms, termColumns } from './key-terms.ts';
import { type KeyUsage, noUsage, usageThisMonth } from './key-usage.ts';
import type { Scope } from './scopes.ts';

/** Channel of NOTIFY; payload: a key's number, or `*` for all. Other processes forget what they know of it. */
export const KEY_CHANNEL = 'polymuse_key';

/** Unrevoked keys of one account at most. */
const MAX_KEYS = 1_000;

/** A key as the database has it; the key itself is nowhere. */
export interface KeyRow {
  id: number;
  account_id: number;
  is_test: boolean;
  name: string;
  shown_start: string;
  shown_end: string;
  scopes: Scope[];
  models: string[] | null;
  addresses: string[] | null;
  requests_per_minute: number | null;
  max_concurrent_tasks: number | null;
  monthly_budget: number | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  old_until: Date | null;
  usage: KeyUsage;
}

const selectKeys = `SELECT k.id, k.account_id, a.test_of IS NOT NULL AS is_test, k.name, k.shown_start, k.shown_end, k.scopes,
  k.models, k.addresses, k.requests_per_minute, k.max_concurrent_tasks, k.monthly_budget, k.created_at, k.expires_at,
  k.revoked_at, k.last_used_at, k.old_until FROM api_keys k JOIN accounts a ON a.id = k.account_id`;

export interface KeyFilter {
  /** Whose keys, with those of its test account; absent: everybody's. */
  ownerId?: number;
  /** Default: left out. */
  includeRevoked?: boolean;
  /** Only numbers below it. */
  below?: number;
  limit: number;
}

/** Newest first. */
export async function listKeys(db: Queryable, clock: Clock, filter: KeyFilter): Promise<KeyRow[]> {
  const { rows } = await db.query<KeyRow>(
    `${selectKeys} WHERE ($1::bigint IS NULL OR a.id = $1 OR a.test_of = $1) AND ($2 OR k.revoked_at IS NULL)
       AND ($3::bigint IS NULL OR k.id < $3) ORDER BY k.id DESC LIMIT $4`,
    [filter.ownerId ?? null, filter.includeRevoked === true, filter.below ?? null, filter.limit],
  );
  return withUsage(db, clock, rows);
}

/** A key of this owner (or of anybody). @throws AppError `not_found`, also for somebody else's key. */
export async function readKey(db: Queryable, clock: Clock, of: { id: number; ownerId?: number }): Promise<KeyRow> {
  const { rows } = await db.query<KeyRow>(
    `${selectKeys} WHERE k.id = $1 AND ($2::bigint IS NULL OR a.id = $2 OR a.test_of = $2)`,
    [of.id, of.ownerId ?? null],
  );
  const [row] = await withUsage(db, clock, rows);
  if (!row) throw new AppError('not_found', { message: '404 page not found: no such key' });
  return row;
}

/** @throws AppError `invalid_request` when the account has as many keys as it may. */
export async function checkKeyCount(db: Queryable, accountId: number): Promise<void> {
  const { rows } = await db.query<{ count: number }>(
    'SELECT count(*) AS count FROM api_keys WHERE account_id = $1 AND revoked_at IS NULL',
    [accountId],
  );
  if ((rows[0]?.count ?? 0) < MAX_KEYS) return;
  throw new AppError('invalid_request', {
    message: `invalid request: the account has ${MAX_KEYS} keys already: revoke some`,
  });
}

/** Changes what is given; null takes a limit away. A changed budget may be told of anew. */
export async function updateKey(
  tx: Queryable,
  id: number,
  change: { name?: string } & Partial<KeyTerms>,
): Promise<void> {
  if (change.name !== undefined) checkName(change.name);
  const columns: [string, unknown][] = [
    ...(change.name === undefined ? [] : [['name', change.name] as [string, unknown]]),
    ...termColumns(change),
    ...(change.monthlyBudget === undefined ? [] : [['budget_told_at', null] as [string, unknown]]),
  ];
  if (columns.length > 0) {
    await tx.query(
      `UPDATE api_keys SET ${columns.map(([column], i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1`,
      [id, ...columns.map(([, value]) => value)],
    );
  }
  await tellOfChange(tx, id);
}

/**
 * Gives the record a new key, returned this once; the old one works for `graceMs` more. One old key at a time: what was
 * left of an earlier rotation ends here.
 */
export async function rotateKey(
  tx: Queryable,
  clock: Clock,
  { id, isTest, graceMs }: { id: number; isTest: boolean; graceMs: number },
): Promise<string> {
  const key = newApiKey({ isTest });
  const shown = shownParts(key);
  const oldUntil = graceMs > 0 ? new Date(clock.now() + graceMs) : null;
  await tx.query(
    `UPDATE api_keys SET old_hash = CASE WHEN $5::timestamptz IS NULL THEN NULL ELSE hash END, old_until = $5,
       hash = $2, shown_start = $3, shown_end = $4 WHERE id = $1`,
    [id, hashApiKey(key), shown.start, shown.end, oldUntil],
  );
  await tellOfChange(tx, id);
  return key;
}

/** For good, the old key of a rotation too; a second time changes nothing. */
export async function revokeKey(tx: Queryable, clock: Clock, id: number): Promise<void> {
  await tx.query(
    'UPDATE api_keys SET revoked_at = coalesce(revoked_at, $2), old_hash = NULL, old_until = NULL WHERE id = $1',
    [id, new Date(clock.now())],
  );
  await tellOfChange(tx, id);
}

async function tellOfChange(tx: Queryable, id: number): Promise<void> {
  await tx.query(`SELECT pg_notify('${KEY_CHANNEL}', $1)`, [String(id)]);
}

async function withUsage(db: Queryable, clock: Clock, rows: readonly KeyRow[]): Promise<KeyRow[]> {
  if (rows.length === 0) return [];
  const usage = await usageThisMonth(
    db,
    rows.map(({ id }) => id),
    new Date(clock.now()),
  );
  return rows.map((row) => ({ ...row, usage: usage.get(row.id) ?? noUsage }));
}
