import type { Queryable } from '../db/database.ts';
import { dropProgress } from './announce-progress.ts';
import { isTerminal } from './status.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { enqueueTaskWebhook, isAskedFor } from './task-webhook.ts';

/** Channel of NOTIFY; payload: `<task id> <status>`. A hint that wakes waiting requests on every replica. */
export const TASK_CHANNEL = 'polymuse_task';

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
  if (isTerminal(row.status)) await dropProgress(tx, row);
  if (!isAskedFor(row, row.status)) return undefined;
  return enqueueTaskWebhook(parts, tx, row, { event: row.status, at });
}
