import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import { FetchRefused } from '../media/safe-fetch/fetch-errors.ts';
import type { SafeFetch } from '../media/safe-fetch/safe-fetch.ts';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { writeAttempt } from './attempt-log.ts';
import { type DeliverySlots, hostOf, LOOK_AGAIN_MS } from './delivery-slots.ts';
import { hashOfEndpoint, noteFailure } from './endpoints.ts';
import { notifyAccount } from './notification.ts';
import { nextDelayMs } from './schedule.ts';
import { signatureHeaders } from './sign.ts';

export interface DeliverParts {
  database: Database;
  fetch: SafeFetch;
  clock: Clock;
  random: () => number;
  timeoutMs: number;
  /** An endpoint is switched off after so long without one success. */
  disableAfterMs: number;
  slots: DeliverySlots;
  version: string;
  log: Logger;
  metrics: Metrics;
}

interface DueRow {
  id: string;
  account_id: number;
  task_id: string | null;
  event: string;
  sequence: number;
  endpoint: string;
  secret: string;
  body: string;
  attempts: number;
  attempts_before_replay: number;
  drop_first: number;
  next_at: Date;
  created_at: Date;
  replayed_at: Date | null;
  signing_secret: string;
  /** The one before it, while it still signs. */
  old_signing_secret: string | null;
}

type Outcome = { reply: Buffer | null } & (
  | { kind: 'delivered'; status: number }
  | { kind: 'failed'; status: number | null; reason: string; retryAfterMs: number }
  | { kind: 'gone'; status: number | null; reason: string }
);

/** Answers are read and kept for the log up to here; receivers owe us a status, not a text. */
const MAX_REPLY_BYTES = 65_536;
const MAX_REASON_LENGTH = 300;
const GONE = 410;
/** The receiver, or what stands before it, has too much to do. */
const OVERLOADED = new Set([429, 502, 503, 504]);
/** A task's own secret in the form of Standard Webhooks (base64 of 24 to 64 bytes) signs in place of the account's. */
const STANDARD_SECRET = /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Tries one delivery. Returns when to come back, or undefined when there is nothing more to do.
 * At least once: a crash between the answer and the row repeats it with the same webhook-id.
 */
export async function deliver(parts: DeliverParts, id: string): Promise<{ againAfterMs: number } | undefined> {
  const { database, clock } = parts;
  const row = await readDue(database, id, new Date(clock.now()));
  if (!row) return undefined;
  const waitMs = row.next_at.getTime() - clock.now();
  if (waitMs > 0) return { againAfterMs: waitMs };

  const place = { host: hostOf(row.endpoint), accountId: row.account_id };
  if (!parts.slots.enter(id, place)) return { againAfterMs: LOOK_AGAIN_MS };
  try {
    return await tryOnce(parts, row, place.host);
  } finally {
    parts.slots.leave(place);
  }
}

async function tryOnce(parts: DeliverParts, row: DueRow, host: string): Promise<{ againAfterMs: number } | undefined> {
  const { clock, metrics } = parts;
  const { id } = row;
  const at = new Date(clock.now());
  // Of the monotonic clock: a jump of the time of day is no slow receiver.
  const startedAt = performance.now();
  const outcome = await send(parts, row);
  const durationMs = performance.now() - startedAt;
  metrics.webhookAttempts.add({ result: outcome.kind });
  const triesMade = row.attempts - row.attempts_before_replay;
  const since = row.replayed_at ?? row.created_at;
  if (triesMade === 0) metrics.webhookDelay.observe({}, (clock.now() - since.getTime()) / 1000);
  if (outcome.status !== null && OVERLOADED.has(outcome.status)) parts.slots.slowDown(host);
  const log = parts.log.child({
    ...(row.task_id === null ? {} : { task_id: row.task_id }),
    account_id: String(row.account_id),
  });
  const secrets = [row.secret, ...signingSecretsOf(row)];

  if (outcome.kind === 'delivered') {
    log.info({ webhook_id: id, status: outcome.status }, 'webhook delivered');
    await parts.database.transaction(async (tx) => {
      await tx.query(
        `WITH works AS (DELETE FROM webhook_endpoints WHERE account_id = $4 AND endpoint_hash = $5)
         UPDATE webhook_deliveries SET state = 'delivered', attempts = attempts + 1, last_status = $2, last_error = NULL, delivered_at = $3
         WHERE id = $1`,
        [id, outcome.status, new Date(clock.now()), row.account_id, hashOfEndpoint(row.endpoint)],
      );
      await writeAttempt(
        tx,
        id,
        { at, status: outcome.status, error: null, durationMs, reply: outcome.reply },
        secrets,
      );
    });
    return undefined;
  }

  const attempts = row.attempts + 1;
  const delayMs = outcome.kind === 'gone' ? null : nextDelayMs(triesMade + 1, parts.random, outcome.retryAfterMs);
  log.warn({ webhook_id: id, attempts, status: outcome.status, reason: outcome.reason, delayMs }, 'webhook failed');
  const error = outcome.reason.slice(0, MAX_REASON_LENGTH);
  const isOff = await parts.database.transaction(async (tx) => {
    await tx.query(
      `UPDATE webhook_deliveries SET state = $2, attempts = $3, last_status = $4, last_error = $5, next_at = $6
       WHERE id = $1 AND state = 'due'`,
      [id, delayMs === null ? 'dead' : 'due', attempts, outcome.status, error, new Date(clock.now() + (delayMs ?? 0))],
    );
    await writeAttempt(tx, id, { at, status: outcome.status, error, durationMs, reply: outcome.reply }, secrets);
    return switchOffInTime(parts, tx, row, { status: outcome.status, reason: error });
  });
  if (isOff) log.warn({ webhook_id: id, endpoint: row.endpoint }, 'webhook endpoint switched off');
  return isOff || delayMs === null ? undefined : { againAfterMs: delayMs };
}

/** Counts the failure; true when the endpoint was switched off for it, of which its account is told. */
async function switchOffInTime(
  { clock, disableAfterMs }: DeliverParts,
  tx: Queryable,
  row: DueRow,
  { status, reason }: { status: number | null; reason: string },
): Promise<boolean> {
  const at = new Date(clock.now());
  const { account_id: accountId, endpoint } = row;
  const isGone = status === GONE;
  const off = await noteFailure(tx, { accountId, endpoint, status, reason, at, isGone, disableAfterMs });
  if (!off) return false;
  // To the hook that was just switched off itself this is dead at once, but can be seen.
  await notifyAccount(tx, accountId, {
    type: 'webhook_disabled',
    message: isGone
      ? `The webhook endpoint ${endpoint} answered 410 Gone and was switched off.`
      : `The webhook endpoint ${endpoint} has failed since ${off.failing_since.toISOString()} and was switched off.`,
    detail: { endpoint, failures: off.failures, last_status: status ?? 0, disabled_at: at.toISOString() },
    at,
  });
  return true;
}

async function readDue(database: Database, id: string, at: Date): Promise<DueRow | undefined> {
  const { rows } = await database.query<DueRow>(
    `SELECT d.*, a.webhook_signing_secret AS signing_secret,
       CASE WHEN a.webhook_signing_secret_old_until > $2 THEN a.webhook_signing_secret_old END AS old_signing_secret
     FROM webhook_deliveries d JOIN accounts a ON a.id = d.account_id WHERE d.id = $1 AND d.state = 'due'`,
    [id, at],
  );
  return rows[0];
}

async function send(parts: DeliverParts, row: DueRow): Promise<Outcome> {
  if (row.attempts < row.drop_first) return failedWithoutReply('dropped on request of the test');
  try {
    const reply = await parts.fetch.request(row.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `Polymuse-Webhooks/${parts.version}`,
        ...(row.secret === '' ? {} : { 'x-webhook-secret': row.secret }),
        ...signatureHeaders(row, secretsOf(row), new Date(parts.clock.now())),
        ...eventHeaders(row),
      },
      body: row.body,
      timeoutMs: parts.timeoutMs,
      maxBytes: MAX_REPLY_BYTES,
      longBody: 'cut',
    });
    return { ...outcomeOf(reply.status, reply.headers['retry-after'], parts.clock), reply: reply.body };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof FetchRefused) return { kind: 'gone', status: null, reason, reply: null };
    return failedWithoutReply(reason);
  }
}

const failedWithoutReply = (reason: string): Outcome => ({
  kind: 'failed',
  status: null,
  reason,
  retryAfterMs: 0,
  reply: null,
});

const secretsOf = (row: DueRow): string[] => (STANDARD_SECRET.test(row.secret) ? [row.secret] : signingSecretsOf(row));

function signingSecretsOf({ signing_secret, old_signing_secret }: DueRow): string[] {
  return old_signing_secret === null ? [signing_secret] : [signing_secret, old_signing_secret];
}

function eventHeaders({ task_id, event, sequence }: DueRow): Record<string, string> {
  if (task_id === null) return { 'x-polymuse-event': `account.${event}` };
  return {
    'x-event-seq': String(sequence),
    'x-polymuse-event': `task.${event}`,
    'x-polymuse-event-seq': String(sequence),
  };
}

type Answered = Outcome extends infer O ? (O extends Outcome ? Omit<O, 'reply'> : never) : never;

function outcomeOf(status: number, retryAfter: string | string[] | undefined, clock: Clock): Answered {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status === GONE) return { kind: 'gone', status, reason: 'the receiver answered 410 Gone' };
  const redirected = status >= 300 && status < 400;
  return {
    kind: 'failed',
    status,
    reason: redirected ? `answered ${status}; redirects are not followed` : `answered ${status}`,
    retryAfterMs: retryAfterMs(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, clock),
  };
}

/** Seconds or an HTTP date (RFC 9110, section 10.2.3); 0 when absent or unreadable. */
function retryAfterMs(value: string | undefined, clock: Clock): number {
  if (value === undefined) return 0;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, at - clock.now());
}
