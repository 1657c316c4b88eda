import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';

export interface IdempotentCall {
  keyId: number;
  /** Method and path. */
  route: string;
  /** The header's value, 1 to 255 printable ASCII characters. */
  key: string;
  body: unknown;
}

export type IdempotencyStart = { kind: 'first' } | { kind: 'replay'; status: number; reply: unknown };

const LOCK_MS = 60_000;
const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/;

/** @throws AppError `invalid_request` for a header that is no key. */
export function checkIdempotencyKey(key: string): void {
  if (!PRINTABLE_ASCII.test(key)) {
    throw new AppError('invalid_request', {
      message: 'invalid request: invalid Idempotency-Key: must be 1 to 255 printable ASCII characters',
    });
  }
}

/**
 * Claims the key, or tells what was answered before. The row of a request that died is free again when its lock ends.
 * @throws AppError `conflict` while the first request runs, `idempotency_key_reused` for another body.
 */
export async function startIdempotent(db: Queryable, clock: Clock, call: IdempotentCall): Promise<IdempotencyStart> {
  const now = clock.now();
  const values = [call.keyId, call.route, call.key];
  const { rowCount } = await db.query(
    `INSERT INTO idempotency_keys (api_key_id, route, key, body_hash, state, locked_until, created_at)
     VALUES ($1, $2, $3, $4, 'started', $5, $6)
     ON CONFLICT (api_key_id, route, key) DO UPDATE SET locked_until = $5, body_hash = $4
       WHERE idempotency_keys.state = 'started' AND idempotency_keys.locked_until <= $6`,
    [...values, hashOf(call.body), new Date(now + LOCK_MS), new Date(now)],
  );
  if (rowCount > 0) return { kind: 'first' };
  const { rows } = await db.query<{ body_hash: Buffer; state: string; status: number; reply: string }>(
    'SELECT body_hash, state, status, reply FROM idempotency_keys WHERE api_key_id = $1 AND route = $2 AND key = $3',
    values,
  );
  const row = rows[0];
  if (row && !row.body_hash.equals(hashOf(call.body))) throw new AppError('idempotency_key_reused');
  if (row?.state === 'finished') return { kind: 'replay', status: row.status, reply: JSON.parse(row.reply) };
  throw new AppError('conflict', {
    message: 'conflict: the first request with this Idempotency-Key is still running',
    retryAfterSeconds: 1,
  });
}

/** In the transaction of the work itself, so that the reply is saved if and only if the work is. */
export async function finishIdempotent(
  tx: Queryable,
  call: IdempotentCall,
  end: { status: number; reply: unknown; taskId: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE idempotency_keys SET state = 'finished', status = $4, reply = $5, task_id = $6
     WHERE api_key_id = $1 AND route = $2 AND key = $3`,
    [call.keyId, call.route, call.key, end.status, JSON.stringify(end.reply), end.taskId],
  );
}

/** The request was refused before it did anything: the key may be used again. */
export async function forgetIdempotent(db: Queryable, call: IdempotentCall): Promise<void> {
  await db.query(
    `DELETE FROM idempotency_keys WHERE api_key_id = $1 AND route = $2 AND key = $3 AND state = 'started'`,
    [call.keyId, call.route, call.key],
  );
}

/** Of the body with its keys in order, so that a client that writes them differently repeats the same request. */
function hashOf(body: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(body)) ?? '')
    .digest();
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
