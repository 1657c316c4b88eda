import { createHash } from 'node:crypto';
import type { Queryable } from '../db/database.ts';

/** A receiver that fails now; who works has no row. */
export interface FailingEndpoint {
  endpoint: string;
  failing_since: Date;
  failures: number;
  last_status: number | null;
  last_error: string | null;
  /** Switched off: it gets nothing until its owner switches it on again. */
  disabled_at: Date | null;
}

export const SWITCHED_OFF = 'the endpoint is switched off';
const MAX_LISTED = 1_000;

/** Addresses may be longer than an index takes. */
export const hashOfEndpoint = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest();

export interface EndpointFailure {
  accountId: number;
  endpoint: string;
  status: number | null;
  reason: string;
  at: Date;
  /** Switch it off now, whatever came before: the receiver said that it is gone. */
  isGone: boolean;
  /** Switch it off after so long without one success. */
  disableAfterMs: number;
}

/**
 * Counts a failure, and switches the endpoint off when it is time: what still waits for it ends. Returns the row when
 * this failure was the one that did it.
 */
export async function noteFailure(tx: Queryable, failure: EndpointFailure): Promise<FailingEndpoint | undefined> {
  const { accountId, endpoint, status, reason, at, isGone, disableAfterMs } = failure;
  const off = `CASE WHEN $7 OR EXCLUDED.failing_since - failing.failing_since >= make_interval(secs => $8) THEN $6::timestamptz END`;
  const { rows } = await tx.query<FailingEndpoint & { disabled_at: Date | null }>(
    `INSERT INTO webhook_endpoints AS failing
       (account_id, endpoint_hash, endpoint, last_status, last_error, failing_since, disabled_at)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7 THEN $6::timestamptz END)
     ON CONFLICT (account_id, endpoint_hash) DO UPDATE SET failures = failing.failures + 1, last_status = $4,
       last_error = $5, disabled_at = coalesce(failing.disabled_at, ${off})
     RETURNING endpoint, failing_since, failures, last_status, last_error, disabled_at`,
    [accountId, hashOfEndpoint(endpoint), endpoint, status, reason, at, isGone, disableAfterMs / 1000],
  );
  const row = rows[0];
  if (row?.disabled_at?.getTime() !== at.getTime()) return undefined;
  await tx.query(
    `UPDATE webhook_deliveries SET state = 'dead', last_error = $3
     WHERE account_id = $1 AND endpoint = $2 AND state = 'due'`,
    [accountId, endpoint, SWITCHED_OFF],
  );
  return row;
}

/** It works, or its owner says that it will: the count starts anew. Returns whether it had failed. */
export async function clearFailures(db: Queryable, accountId: number, endpoint: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM webhook_endpoints WHERE account_id = $1 AND endpoint_hash = $2', [
    accountId,
    hashOfEndpoint(endpoint),
  ]);
  return rowCount > 0;
}

/** The account's failing receivers, those that are switched off first. */
export async function failingEndpoints(db: Queryable, accountId: number): Promise<FailingEndpoint[]> {
  const { rows } = await db.query<FailingEndpoint>(
    `SELECT endpoint, failing_since, failures, last_status, last_error, disabled_at FROM webhook_endpoints
     WHERE account_id = $1 ORDER BY disabled_at IS NULL, failing_since DESC LIMIT $2`,
    [accountId, MAX_LISTED],
  );
  return rows;
}
