import type { Queryable } from '../db/database.ts';

export type DeliveryState = 'due' | 'delivered' | 'dead';
export const deliveryStates: readonly DeliveryState[] = ['due', 'delivered', 'dead'];

/** A row of the log, without the body. */
export interface DeliveryRow {
  id: string;
  task_id: string | null;
  event: string;
  sequence: number;
  endpoint: string;
  secret: string;
  state: DeliveryState;
  attempts: number;
  next_at: Date;
  last_status: number | null;
  last_error: string | null;
  created_at: Date;
  delivered_at: Date | null;
  replayed_at: Date | null;
}

export interface DeliveryFilter {
  taskId?: string;
  /** None: any. */
  states?: readonly DeliveryState[];
  /** As rows have it: `completed`, `webhook_disabled`. */
  event?: string;
  endpoint?: string;
  /** Included. */
  createdAfter?: Date;
  /** Not included. */
  createdBefore?: Date;
}

/** Where a page ended. */
export interface DeliveryCursor {
  createdAt: Date;
  id: string;
}

const COLUMNS = `id, task_id, event, sequence, endpoint, secret, state, attempts, next_at, last_status, last_error,
  created_at, delivered_at, replayed_at`;

/** The condition of a filter over `d`; its values take the places from $1 on, the account first. */
export function whereOf(accountId: number, filter: DeliveryFilter): { where: string; values: unknown[] } {
  return {
    where: `d.account_id = $1 AND ($2::uuid IS NULL OR d.task_id = $2) AND ($3::text[] IS NULL OR d.state = ANY ($3))
      AND ($4::text IS NULL OR d.event = $4) AND ($5::text IS NULL OR d.endpoint = $5)
      AND ($6::timestamptz IS NULL OR d.created_at >= $6) AND ($7::timestamptz IS NULL OR d.created_at < $7)`,
    values: [
      accountId,
      filter.taskId ?? null,
      filter.states ?? null,
      filter.event ?? null,
      filter.endpoint ?? null,
      filter.createdAfter ?? null,
      filter.createdBefore ?? null,
    ],
  };
}

/** Deliveries of an account, newest first. */
export async function listDeliveries(
  db: Queryable,
  accountId: number,
  filter: DeliveryFilter,
  { after, limit }: { after: DeliveryCursor | null; limit: number },
): Promise<DeliveryRow[]> {
  const { where, values } = whereOf(accountId, filter);
  const { rows } = await db.query<DeliveryRow>(
    `SELECT ${COLUMNS} FROM webhook_deliveries AS d WHERE ${where}
       AND ($8::timestamptz IS NULL OR (d.created_at, d.id) < ($8, $9::text))
     ORDER BY d.created_at DESC, d.id DESC LIMIT $10`,
    [...values, after?.createdAt ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** One delivery with its body and the secrets that must not be shown with it; undefined: none of this account. */
export async function readDelivery(
  db: Queryable,
  accountId: number,
  id: string,
): Promise<(DeliveryRow & { body: string; signing_secrets: string[] }) | undefined> {
  const { rows } = await db.query<DeliveryRow & { body: string; signing_secrets: (string | null)[] }>(
    `SELECT ${COLUMNS}, body, (SELECT ARRAY[a.webhook_signing_secret, a.webhook_signing_secret_old]
       FROM accounts AS a WHERE a.id = d.account_id) AS signing_secrets
     FROM webhook_deliveries AS d WHERE d.account_id = $1 AND d.id = $2`,
    [accountId, id],
  );
  const row = rows[0];
  return row && { ...row, signing_secrets: row.signing_secrets.filter((secret) => secret !== null) };
}
