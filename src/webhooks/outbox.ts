import { randomUUID } from 'node:crypto';
import type { Queryable } from '../db/database.ts';

export interface NewDelivery {
  accountId: number;
  taskId: string;
  /** `completed`, `failed`, `cancelled`, `processing` … */
  event: string;
  /** Rises with each event of one task. */
  sequence: number;
  endpoint: string;
  /** Sent unchanged as x-webhook-secret; "" = none. */
  secret: string;
  /** The whole body as it will be sent, on every attempt the same. */
  body: string;
  at: Date;
}

/**
 * Writes one delivery in the transaction that changes the task, so that neither exists without the other.
 * The id has no dot, as Standard Webhooks asks.
 */
export async function enqueueDelivery(tx: Queryable, delivery: NewDelivery): Promise<string> {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  await tx.query(
    `INSERT INTO webhook_deliveries (id, account_id, task_id, event, sequence, endpoint, secret, body, state, next_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'due', $9, $9)`,
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
    ],
  );
  return id;
}

/** Deliveries whose time has come, oldest first; for the sweeper. */
export async function dueDeliveries(db: Queryable, at: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM webhook_deliveries WHERE state = 'due' AND next_at <= $1 ORDER BY next_at LIMIT $2`,
    [at, limit],
  );
  return rows.map((row) => row.id);
}
