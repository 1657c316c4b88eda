import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { asBudgetRefusal, type BudgetRefusal, monthOf } from '../ledger/key-usage.ts';
import { notifyAccount } from '../webhooks/notification.ts';
import type { TaskParts } from './task-parts.ts';

const QUOTA_EVERY_MS = 3_600_000;

/**
 * Tells the account that its balance crossed its threshold, downwards and once: again only after it was above in the
 * meantime. Call it with the account's row locked, after its balance changed. Returns the delivery for the lane.
 */
export async function tellOfLowBalance(tx: Queryable, accountId: number, at: Date): Promise<string | undefined> {
  const { rows } = await tx.query<{ is_low: boolean; available: number; threshold: number }>(
    `UPDATE accounts SET balance_low_told = NOT balance_low_told
     WHERE id = $1 AND notification_hook_url <> '' AND balance_low_told <> (available < balance_low_threshold)
     RETURNING balance_low_told AS is_low, available, balance_low_threshold AS threshold`,
    [accountId],
  );
  const row = rows[0];
  if (!row?.is_low) return undefined;
  const { available, threshold } = row;
  return notifyAccount(tx, accountId, {
    type: 'balance_low',
    message: `The balance is ${available} points, below the threshold of ${threshold}.`,
    detail: { available, threshold },
    at,
  });
}

/**
 * Tells the account why a task was refused for money: in a transaction of its own, since that of the task is rolled
 * back. What fails here is logged, for the refusal itself must reach the client.
 */
export async function tellOfRefusal(parts: TaskParts, accountId: number, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.code !== 'insufficient_balance') return;
  const at = new Date(parts.clock.now());
  const budget = asBudgetRefusal(error);
  const needed = Number(error.detail?.needed ?? 0);
  try {
    const delivery = await parts.database.transaction((tx) =>
      budget ? tellOfBudget(tx, accountId, budget, at) : tellOfQuota(tx, accountId, needed, at),
    );
    await wakeWebhooks(parts, delivery);
  } catch (problem) {
    parts.log.warn({ err: problem, account_id: String(accountId) }, 'could not write an account notification');
  }
}

/** Once per key and month (UTC), or change of the budget. */
async function tellOfBudget(
  tx: Queryable,
  accountId: number,
  { key_id, budget, used, resets_at }: BudgetRefusal,
  at: Date,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ name: string }>(
    `UPDATE api_keys SET budget_told_at = $2 WHERE id = $1 AND (budget_told_at IS NULL OR budget_told_at < $3)
       AND (SELECT notification_hook_url FROM accounts WHERE id = account_id) <> '' RETURNING name`,
    [key_id, at, monthOf(at).from],
  );
  if (!rows[0]) return undefined;
  return notifyAccount(tx, accountId, {
    type: 'budget_exceeded',
    message: `The key "${rows[0].name}" has used ${used} of its monthly budget of ${budget} points; a task was refused.`,
    detail: { key_id, budget, used, resets_at },
    at,
  });
}

/** At most once an hour. */
async function tellOfQuota(tx: Queryable, accountId: number, needed: number, at: Date): Promise<string | undefined> {
  const { rows } = await tx.query<{ available: number }>(
    `UPDATE accounts SET quota_told_at = $2 WHERE id = $1 AND (quota_told_at IS NULL OR quota_told_at <= $3)
       AND notification_hook_url <> '' RETURNING available`,
    [accountId, at, new Date(at.getTime() - QUOTA_EVERY_MS)],
  );
  if (!rows[0]) return undefined;
  const { available } = rows[0];
  return notifyAccount(tx, accountId, {
    type: 'go_api_quota_exchange_failed',
    message: `A task was refused: it needs ${needed} points and ${available} are available.`,
    // The first spelling is the original's.
    detail: { quota_type: 'point', credis_remain: available, credits_remain: available },
    at,
  });
}

/** A hint: what is lost here, the sweeper finds. */
export async function wakeWebhooks(parts: TaskParts, delivery: string | undefined): Promise<void> {
  if (delivery === undefined) return;
  try {
    await parts.queues.lane('webhooks').add(delivery);
  } catch (error) {
    parts.log.warn({ err: error }, 'could not wake the queue; the sweeper will');
  }
}
