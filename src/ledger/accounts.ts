import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { hashApiKey, newApiKey, shownParts } from './api-key.ts';
import { type KeyTerms, termColumns } from './key-terms.ts';
import type { Scope } from './scopes.ts';

export interface NewAccount {
  name: string;
  plan?: string;
  /** Opening balance, points. */
  points?: number;
  maxConcurrentTasks: number;
  /** The account whose test keys this one serves. */
  testOf?: number;
}

const MAX_NAME_LENGTH = 100;

/** Makes an account and books its opening balance, in the caller's transaction. */
export async function createAccount(tx: Queryable, clock: Clock, account: NewAccount): Promise<{ id: number }> {
  checkName(account.name);
  const at = new Date(clock.now());
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO accounts (name, plan, max_concurrent_tasks, webhook_signing_secret, test_of, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id`,
    [account.name, account.plan ?? 'pro', account.maxConcurrentTasks, newSigningSecret(), account.testOf ?? null, at],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the new account has no id');
  if (account.points) await topUp(tx, clock, { accountId: id, points: account.points, reference: 'opening balance' });
  return { id };
}

/** Adds points to the purse. @throws AppError `not_found` when there is no such account. */
export async function topUp(
  tx: Queryable,
  clock: Clock,
  topup: { accountId: number; points: number; reference: string },
): Promise<{ available: number }> {
  if (!Number.isSafeInteger(topup.points) || topup.points <= 0) {
    throw new AppError('invalid_request', {
      message: 'invalid request: invalid points: must be a whole number above 0',
    });
  }
  const at = new Date(clock.now());
  const { rows } = await tx.query<{ available: number }>(
    `UPDATE accounts SET available = available + $2, updated_at = $3,
       balance_low_told = coalesce(balance_low_told AND available + $2 < balance_low_threshold, false)
     WHERE id = $1 RETURNING available`,
    [topup.accountId, topup.points, at],
  );
  const row = rows[0];
  if (!row) throw noSuchAccount();
  await tx.query(
    `INSERT INTO entries (account_id, kind, amount, reference, created_at) VALUES ($1, 'topup', $2, $3, $4)`,
    [topup.accountId, topup.points, topup.reference, at],
  );
  return row;
}

/** In the form of Standard Webhooks. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Makes a key, or takes the given one; the key itself is returned this once and kept only as a hash. */
export async function createKey(
  db: Queryable,
  clock: Clock,
  options: { accountId: number; name: string; scopes: readonly Scope[]; key?: string } & Partial<KeyTerms>,
): Promise<{ id: number; key: string }> {
  checkName(options.name);
  const { rows: accounts } = await db.query<{ is_test: boolean }>(
    'SELECT test_of IS NOT NULL AS is_test FROM accounts WHERE id = $1',
    [options.accountId],
  );
  if (!accounts[0]) throw noSuchAccount();
  const key = options.key ?? newApiKey({ isTest: accounts[0].is_test });
  const shown = shownParts(key);
  const columns: [string, unknown][] = [
    ['account_id', options.accountId],
    ['name', options.name],
    ['hash', hashApiKey(key)],
    ['shown_start', shown.start],
    ['shown_end', shown.end],
    ['created_at', new Date(clock.now())],
    ...termColumns(options),
  ];
  const { rows } = await db.query<{ id: number }>(
    `INSERT INTO api_keys (${columns.map(([column]) => column).join(', ')})
     VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')}) RETURNING id`,
    columns.map(([, value]) => value),
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the new key has no id');
  return { id, key };
}

/**
 * On an empty database only: the first account and its admin key.
 * Returns the key when it was made here and so must be shown, null when nothing was to do or the key was given.
 */
export async function bootstrap(
  database: Database,
  clock: Clock,
  options: { givenKey: string | null; points: number; maxConcurrentTasks: number },
): Promise<{ newKey: string | null; created: boolean }> {
  return database.transaction(async (tx) => {
    // Two processes may start on one PostgreSQL at the same moment.
    await tx.query('LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE');
    const { rows } = await tx.query('SELECT 1 FROM accounts LIMIT 1');
    if (rows.length > 0) return { newKey: null, created: false };
    const { id } = await createAccount(tx, clock, {
      name: 'default',
      points: options.points,
      maxConcurrentTasks: options.maxConcurrentTasks,
    });
    const { key } = await createKey(tx, clock, {
      accountId: id,
      name: 'first key',
      scopes: ['task', 'account', 'admin'],
      ...(options.givenKey === null ? {} : { key: options.givenKey }),
    });
    return { newKey: options.givenKey === null ? key : null, created: true };
  });
}

export const noSuchAccount = () => new AppError('not_found', { message: '404 page not found: no such account' });

export function checkName(name: string): void {
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    throw new AppError('invalid_request', {
      message: `invalid request: invalid name: must have 1 to ${MAX_NAME_LENGTH} characters`,
    });
  }
}
