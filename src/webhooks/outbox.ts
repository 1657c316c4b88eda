import { randomUUID } from 'node:crypto';
import type { Queryable } from '../db/database.ts';
import { hashOfEndpoint, SWITCHED_OFF } from './endpoints.ts';

export interface NewDelivery {
  accountId: number;
  /** null: about the account itself. */
  taskId: string | null;
  /** `completed`, `failed`, `cancelled`, `processing` …, or the type of a notification. */
  event: string;
  /** Rises with each event of one task; 0 without one. */
  sequence: number;
  endpoint: string;
  /** Sent unchanged as x-webhook-secret; "" = none. */
  secret: string;
  /** The whole body as it will be sent, on every attempt the same. */
  body: string;
  at: Date;
  /** So many first attempts are dropped before they leave; for tests of receivers. */
  dropFirst?: number;
}

/**
 * Writes one delivery in the transaction that changes the task, so that neither exists without the other.
 * The id has no dot, as Standard Webhooks asks. For an endpoint that is switched off the delivery is dead at once, and
 * only there to be seen and sent again.
 */
export async function enqueueDelivery(tx: Queryable, delivery: NewDelivery): Promise<string> {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  await tx.query(
    `INSERT INTO webhook_deliveries
       (id, account_id, task_id, event, sequence, endpoint, secret, body, next_at, created_at, drop_first, state, last_error)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $12, CASE WHEN off THEN 'dead' ELSE 'due' END, CASE WHEN off THEN $11 END
     FROM (SELECT EXISTS (SELECT 1 FROM webhook_endpoints
       WHERE account_id = $2 AND endpoint_hash = $10 AND disabled_at IS NOT NULL) AS off) AS endpoint_is`,
    [
      id,
      delivery.accountId,
      delivery.taskId,
      delivery.event,
      delivery.sequence,
      delivery.endpoint,
      delivery.secret,
      delivery.body,
      delivery.at,
      hashOfEndpoint(delivery.endpoint),
      SWITCHED_OFF,
      delivery.dropFirst ?? 0,
    ],
  );
  return id;
}

/**
 * Deliveries whose time has come, oldest first; for the sweeper. Half of them at most to one endpoint: those that wait
 * for a slow receiver must not hide the others.
 */
export async function dueDeliveries(db: Queryable, at: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM (
       SELECT id, next_at, row_number() OVER (PARTITION BY account_id, endpoint ORDER BY next_at) AS nth
       FROM webhook_deliveries WHERE state = 'due' AND next_at <= $1) AS due
     WHERE nth <= $3 ORDER BY next_at LIMIT $2`,
    [at, limit, Math.ceil(limit / 2)],
  );
  return rows.map((row) => row.id);
}
