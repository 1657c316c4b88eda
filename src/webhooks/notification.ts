import type { Queryable } from '../db/database.ts';
import { enqueueDelivery } from './outbox.ts';

/** What an account is told of itself (protocol page, section 11.2). */
export interface Notification {
  type: 'go_api_quota_exchange_failed' | 'balance_low' | 'budget_exceeded' | 'webhook_disabled';
  /** For people. */
  message: string;
  detail: Record<string, unknown>;
  at: Date;
}

/**
 * Writes the notification into the outbox, in the caller's transaction. Returns the id of the delivery, to be added to
 * its lane after the commit, or undefined when the account has no hook.
 */
export async function notifyAccount(
  tx: Queryable,
  accountId: number,
  { type, message, detail, at }: Notification,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ endpoint: string }>(
    'SELECT notification_hook_url AS endpoint FROM accounts WHERE id = $1',
    [accountId],
  );
  const endpoint = rows[0]?.endpoint ?? '';
  if (endpoint === '') return undefined;
  const body = JSON.stringify({ type, time: Math.floor(at.getTime() / 1000), message, detail });
  return enqueueDelivery(tx, { accountId, taskId: null, event: type, sequence: 0, endpoint, secret: '', body, at });
}
