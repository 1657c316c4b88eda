import type { Queryable } from '../db/database.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { enqueueTaskWebhook, isAskedFor } from './task-webhook.ts';

const EVENT = 'progress';
/** At most one in this time per task (protocol page, section 11.1). */
const PAUSE_MS = 5_000;

export const wantsProgress = (row: TaskRow): boolean => hearsEveryChange(row) || isAskedFor(row, EVENT);

/** The legacy Midjourney endpoint promises a call per change, without a pause. */
const hearsEveryChange = ({ legacy, config }: TaskRow): boolean =>
  legacy?.api === 'midjourney-v2' && legacy.notifyProgress && config.webhook_config.endpoint !== '';

/**
 * Tells of progress inside the transaction that wrote it. Returns the id of the delivery; undefined: the last one is
 * too fresh. Earlier ones that failed are not tried again: what they would say is old.
 */
export async function announceProgress(
  parts: TaskParts,
  tx: Queryable,
  row: TaskRow,
  at: Date,
): Promise<string | undefined> {
  if (!hearsEveryChange(row) && (await isTooSoon(tx, row.id, at))) return undefined;
  await tx.query(
    `UPDATE webhook_deliveries SET state = 'dead' WHERE task_id = $1 AND event = $2 AND state = 'due' AND attempts > 0`,
    [row.id, EVENT],
  );
  return enqueueTaskWebhook(parts, tx, row, { event: EVENT, at });
}

/** Progress that is not delivered when the task ends is dropped: none may follow the last event. */
export async function dropProgress(tx: Queryable, row: TaskRow): Promise<void> {
  if (!wantsProgress(row)) return;
  await tx.query(`UPDATE webhook_deliveries SET state = 'dead' WHERE task_id = $1 AND event = $2 AND state = 'due'`, [
    row.id,
    EVENT,
  ]);
}

async function isTooSoon(tx: Queryable, taskId: string, at: Date): Promise<boolean> {
  const { rows } = await tx.query(
    'SELECT 1 FROM webhook_deliveries WHERE task_id = $1 AND event = $2 AND created_at > $3 LIMIT 1',
    [taskId, EVENT, new Date(at.getTime() - PAUSE_MS)],
  );
  return rows.length > 0;
}
