import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { checkName, newSigningSecret, noSuchAccount } from './accounts.ts';
import { KEY_CHANNEL } from './keys.ts';

/** An account as its owner and the operator see it. */
export interface AccountRow {
  id: number;
  name: string;
  plan: string;
  available: number;
  held: number;
  max_concurrent_tasks: number;
  family_limits: Record<string, number>;
  service_mode: string;
  balance_low_threshold: number | null;
  notification_hook_url: string;
  keep_prompts: boolean;
  test_of: number | null;
  /** Its own test account, if there is one. */
  test_account_id: number | null;
  disabled_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface AccountChange {
  name?: string;
  plan?: string;
  maxConcurrentTasks?: number;
  /** Family keys and how many of their tasks may run; replaces what was there. */
  familyLimits?: Record<string, number>;
  serviceMode?: string;
  balanceLowThreshold?: number | null;
  /** "" for none. */
  notificationHookUrl?: string;
  isDisabled?: boolean;
  /** Texts of LLM calls are kept with their tasks. */
  keepPrompts?: boolean;
}

const selectAccounts = `SELECT a.id, a.name, a.plan, a.available, a.held, a.max_concurrent_tasks, a.family_limits,
  a.service_mode, a.balance_low_threshold, a.notification_hook_url, a.keep_prompts, a.test_of,
  (SELECT t.id FROM accounts t WHERE t.test_of = a.id) AS test_account_id, a.disabled_at, a.created_at, a.updated_at
  FROM accounts a`;

/** @throws AppError `not_found`. */
export async function readAccount(db: Queryable, id: number): Promise<AccountRow> {
  const { rows } = await db.query<AccountRow>(`${selectAccounts} WHERE a.id = $1`, [id]);
  if (!rows[0]) throw noSuchAccount();
  return rows[0];
}

/** In the order of their numbers, above `after`; `name` is part of the name in any case. */
export async function listAccounts(
  db: Queryable,
  { after, limit, name }: { after: number; limit: number; name?: string },
): Promise<AccountRow[]> {
  const { rows } = await db.query<AccountRow>(
    `${selectAccounts} WHERE a.id > $1 AND ($2::text IS NULL OR position(lower($2) IN lower(a.name)) > 0)
     ORDER BY a.id LIMIT $3`,
    [after, name ?? null, limit],
  );
  return rows;
}

/** Changes what is given. @throws AppError `not_found`, `invalid_request`. */
export async function updateAccount(
  tx: Queryable,
  clock: Clock,
  id: number,
  change: AccountChange,
): Promise<AccountRow> {
  if (change.name !== undefined) checkName(change.name);
  const at = new Date(clock.now());
  const columns: [string, unknown][] = [['updated_at', at]];
  const set = (column: string, value: unknown) => {
    if (value !== undefined) columns.push([column, value]);
  };
  set('name', change.name);
  set('plan', change.plan);
  set('max_concurrent_tasks', change.maxConcurrentTasks);
  set('family_limits', change.familyLimits && JSON.stringify(change.familyLimits));
  set('service_mode', change.serviceMode);
  set('balance_low_threshold', change.balanceLowThreshold);
  // Another threshold is another crossing.
  set('balance_low_told', change.balanceLowThreshold === undefined ? undefined : false);
  set('notification_hook_url', change.notificationHookUrl);
  set('keep_prompts', change.keepPrompts);
  set('disabled_at', change.isDisabled === undefined ? undefined : change.isDisabled ? at : null);
  await tx.query(
    `UPDATE accounts SET ${columns.map(([column], i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1`,
    [id, ...columns.map(([, value]) => value)],
  );
  if (change.isDisabled !== undefined) await tx.query(`SELECT pg_notify('${KEY_CHANNEL}', '*')`);
  return readAccount(tx, id);
}

/** Corrects the purse by a number of points, below 0 to take some. @throws AppError when it holds less. */
export async function adjust(
  tx: Queryable,
  clock: Clock,
  { accountId, points, reference }: { accountId: number; points: number; reference: string },
): Promise<{ available: number }> {
  const at = new Date(clock.now());
  const { rows } = await tx.query<{ available: number }>(
    `UPDATE accounts SET available = available + $2, updated_at = $3,
       balance_low_told = coalesce(balance_low_told AND available + $2 < balance_low_threshold, false)
     WHERE id = $1 AND available + $2 >= 0 RETURNING available`,
    [accountId, points, at],
  );
  if (!rows[0]) {
    const { available } = await readAccount(tx, accountId);
    throw new AppError('invalid_request', {
      message: `invalid request: invalid points: ${points} is more than the ${available} that are available`,
    });
  }
  await tx.query(
    `INSERT INTO entries (account_id, kind, amount, reference, created_at) VALUES ($1, 'adjust', $2, $3, $4)`,
    [accountId, points, reference, at],
  );
  return rows[0];
}

export interface SigningSecret {
  secret: string;
  /** When the secret before it stops signing; null: it has, or there was none. */
  oldUntil: Date | null;
}

/** The secret that signs the account's webhooks. @throws AppError `not_found`. */
export async function readSigningSecret(db: Queryable, clock: Clock, accountId: number): Promise<SigningSecret> {
  const { rows } = await db.query<{ secret: string; old_until: Date | null }>(
    `SELECT webhook_signing_secret AS secret, webhook_signing_secret_old_until AS old_until FROM accounts WHERE id = $1`,
    [accountId],
  );
  const row = rows[0];
  if (!row) throw noSuchAccount();
  const isOver = row.old_until === null || row.old_until.getTime() <= clock.now();
  return { secret: row.secret, oldUntil: isOver ? null : row.old_until };
}

/** A new secret; the one before it signs as well for `graceMs`, so that receivers can change in their own time. */
export async function rotateSigningSecret(
  tx: Queryable,
  clock: Clock,
  { accountId, graceMs }: { accountId: number; graceMs: number },
): Promise<SigningSecret> {
  const oldUntil = new Date(clock.now() + graceMs);
  const secret = newSigningSecret();
  const { rowCount } = await tx.query(
    `UPDATE accounts SET webhook_signing_secret_old = webhook_signing_secret, webhook_signing_secret_old_until = $3,
       webhook_signing_secret = $2, updated_at = $4 WHERE id = $1`,
    [accountId, secret, oldUntil, new Date(clock.now())],
  );
  if (rowCount === 0) throw noSuchAccount();
  return { secret, oldUntil };
}
