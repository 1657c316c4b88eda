import type { Queryable } from '../db/database.ts';
import { type DeliveryCursor, type DeliveryFilter, type DeliveryState, whereOf } from './delivery-log.ts';

/** Most deliveries of one call. */
export const MAX_REPLAYED = 1_000;
/** What it says is old by the time somebody replays: only on request. */
const PROGRESS = 'progress';

/** Due again, with a schedule that starts anew; id and body stay, so receivers can drop what they had. */
const DUE_AGAIN = `state = 'due', attempts_before_replay = attempts, next_at = $2::timestamptz, replayed_at = $2::timestamptz`;

/** Deliveries to a receiver that is switched off would be calls that its owner was told would not come. */
const IS_OFF = `EXISTS (SELECT 1 FROM webhook_endpoints AS e
  WHERE e.account_id = d.account_id AND e.endpoint = d.endpoint AND e.disabled_at IS NOT NULL)`;

export type Replay = 'replayed' | 'due already' | 'switched off' | 'unknown';

/** Sends one delivery again, delivered or dead. After the commit its id is to be added to its lane. */
export async function replayDelivery(
  tx: Queryable,
  { accountId, id, at }: { accountId: number; id: string; at: Date },
): Promise<Replay> {
  const { rows } = await tx.query<{ state: DeliveryState; is_off: boolean }>(
    `SELECT state, ${IS_OFF} AS is_off FROM webhook_deliveries AS d WHERE account_id = $1 AND id = $2 FOR UPDATE`,
    [accountId, id],
  );
  const row = rows[0];
  if (!row) return 'unknown';
  if (row.state === 'due') return 'due already';
  if (row.is_off) return 'switched off';
  await tx.query(`UPDATE webhook_deliveries SET ${DUE_AGAIN} WHERE id = $1`, [id, at]);
  return 'replayed';
}

export interface ReplayedMany {
  /** To be added to their lane after the commit. */
  ids: string[];
  /** Where the next call goes on; null: there are no more. */
  next: DeliveryCursor | null;
}

/**
 * Sends what the filter finds again, oldest first, at most 1,000. Left out: what is due anyhow, what goes to receivers
 * that are switched off, and progress unless the filter asks for it.
 */
export async function replayMany(
  tx: Queryable,
  {
    accountId,
    filter,
    after,
    at,
    limit = MAX_REPLAYED,
  }: { accountId: number; filter: DeliveryFilter; after: DeliveryCursor | null; at: Date; limit?: number },
): Promise<ReplayedMany> {
  const { where, values } = whereOf(accountId, filter);
  const { rows: found } = await tx.query<{ id: string; created_at: Date }>(
    `SELECT d.id, d.created_at FROM webhook_deliveries AS d WHERE ${where} AND d.state <> 'due' AND NOT ${IS_OFF}
       AND ($4::text IS NOT NULL OR d.event <> '${PROGRESS}')
       AND ($8::timestamptz IS NULL OR (d.created_at, d.id) > ($8, $9::text))
     ORDER BY d.created_at, d.id LIMIT $10 FOR UPDATE SKIP LOCKED`,
    [...values, after?.createdAt ?? null, after?.id ?? null, limit + 1],
  );
  const page = found.slice(0, limit);
  const ids = page.map(({ id }) => id);
  await tx.query(`UPDATE webhook_deliveries SET ${DUE_AGAIN} WHERE id = ANY ($1)`, [ids, at]);
  const last = page.at(-1);
  return { ids, next: found.length > limit && last ? { createdAt: last.created_at, id: last.id } : null };
}
