import type { Queryable } from '../db/database.ts';
import { maskText } from './mask-secrets.ts';

/** One try of one delivery. */
export interface Attempt {
  at: Date;
  /** null: no answer came. */
  status: number | null;
  error: string | null;
  durationMs: number;
  reply: Buffer | null;
}

export interface AttemptRow {
  number: number;
  at: Date;
  status: number | null;
  error: string | null;
  duration_ms: number;
  reply: string | null;
}

/** Of one delivery, however often it is replayed: its answers must not fill the disk. */
const MAX_KEPT = 24;

/** Writes the attempt behind those that are there; call it with the row of the delivery locked. */
export async function writeAttempt(
  tx: Queryable,
  deliveryId: string,
  { at, status, error, durationMs, reply }: Attempt,
  secrets: readonly string[],
): Promise<void> {
  await tx.query(
    `WITH next AS (SELECT coalesce(max(number), 0) + 1 AS number FROM webhook_attempts WHERE delivery_id = $1),
       old AS (DELETE FROM webhook_attempts WHERE delivery_id = $1 AND number <= (SELECT number - $7::int FROM next))
     INSERT INTO webhook_attempts (delivery_id, number, at, status, error, duration_ms, reply)
     SELECT $1, number, $2, $3, $4, $5, $6 FROM next`,
    [deliveryId, at, status, error, Math.round(durationMs), reply && maskText(textOf(reply), secrets), MAX_KEPT],
  );
}

/** Bytes that are no UTF-8 become U+FFFD, and so does NUL, which no text column takes. */
function textOf(reply: Buffer): string {
  return reply.toString('utf8').replaceAll('\0', '\ufffd');
}

/** The attempts that are still kept, in their order. */
export async function readAttempts(db: Queryable, deliveryId: string): Promise<AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT number, at, status, error, duration_ms, reply FROM webhook_attempts
     WHERE delivery_id = $1 ORDER BY number LIMIT $2`,
    [deliveryId, MAX_KEPT],
  );
  return rows;
}

/** Attempts made at or before `before`, at most `limit`. Returns how many went. */
export async function removeOldAttempts(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM webhook_attempts WHERE (delivery_id, number) IN
       (SELECT delivery_id, number FROM webhook_attempts WHERE at <= $1 ORDER BY at LIMIT $2)`,
    [before, limit],
  );
  return rowCount;
}
