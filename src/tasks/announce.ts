import type { Queryable } from '../db/database.ts';
import { enqueueDelivery } from '../webhooks/outbox.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { taskView } from './task-view.ts';
import { viewOptions } from './view-options.ts';

/** Channel of NOTIFY; payload: `<task id> <status>`. A hint that wakes waiting requests on every replica. */
export const TASK_CHANNEL = 'polymuse_task';

const WEBHOOK_EVENTS_BY_DEFAULT = ['completed', 'failed', 'cancelled'];

/**
 * Tells of a status change inside its own transaction: the timeline row, the wake-up, and the webhook if one was asked
 * for. Returns the id of the delivery, to be added to its lane after the commit.
 */
export async function announce(parts: TaskParts, tx: Queryable, row: TaskRow, at: Date): Promise<string | undefined> {
  await tx.query(
    `WITH event AS (INSERT INTO task_events (task_id, kind, data, at) VALUES ($1, $2, $3, $4))
     SELECT pg_notify('${TASK_CHANNEL}', $5)`,
    [row.id, row.status, { phase: row.phase, progress: row.progress }, at, `${row.id} ${row.status}`],
  );
  const { endpoint, secret, events = WEBHOOK_EVENTS_BY_DEFAULT } = row.config.webhook_config;
  if (endpoint === '' || !events.includes(row.status)) return undefined;
  const body = JSON.stringify({
    timestamp: Math.floor(at.getTime() / 1000),
    data: taskView(row, viewOptions(parts)),
  });
  return enqueueDelivery(tx, {
    accountId: row.account_id,
    taskId: row.id,
    event: row.status,
    sequence: row.version,
    endpoint,
    secret,
    body,
    at,
  });
}
