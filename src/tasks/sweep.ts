import { AppError } from '../errors.ts';
import { removeOldAttempts } from '../webhooks/attempt-log.ts';
import { dueDeliveries } from '../webhooks/outbox.ts';
import { endTask } from './end-task.ts';
import { promoteStaged } from './promote.ts';
import { removeExpiredFiles } from './store-file.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

/** Each query of one round looks at no more rows than this. */
const LIMIT = 500;
/** A task younger than this still has its own wake-up on the way. */
const SETTLE_MS = 3_000;
const DAY_MS = 86_400_000;
const IDEMPOTENCY_HOURS = 24;

/**
 * One round of picking up whatever a crash or a lost hint left behind. Every step is harmless when repeated or done by
 * two processes at once: adding to a lane twice does nothing, endings are compare-and-set.
 */
export async function sweep(parts: TaskParts): Promise<Record<string, number>> {
  const done = {
    queued: await queueForgotten(parts),
    expired: await failOverdue(parts),
    promoted: await promoteForgotten(parts),
    webhooks: await queueDueWebhooks(parts),
    files: await removeExpiredFiles(parts, parts.database, LIMIT),
    rows: await removeOldRows(parts),
  };
  for (const [action, count] of Object.entries(done))
    if (count > 0) parts.metrics.sweeperActions.add({ action }, count);
  return done;
}

/** Pending without a job, or processing whose holder went silent. */
async function queueForgotten({ database, clock, queues, metrics }: TaskParts): Promise<number> {
  const now = clock.now();
  const { rows } = await database.query<{ id: string; lane: string; status: string; taken: boolean }>(
    `SELECT id, lane, status, lease_owner IS NOT NULL AS taken FROM tasks
     WHERE lane <> 'llm' AND ((status = 'pending' AND updated_at <= $1 AND (lease_until IS NULL OR lease_until <= $2))
        OR (status = 'processing' AND lease_until IS NOT NULL AND lease_until <= $2)
        OR (status = 'processing' AND lease_until IS NULL AND updated_at <= $1))
     ORDER BY created_at LIMIT $3`,
    [new Date(now - SETTLE_MS), new Date(now), LIMIT],
  );
  let queued = 0;
  for (const { id, lane, taken } of rows) {
    const queue = queues.lane(lane);
    if (await queue.has(id)) continue;
    await queue.add(id);
    queued++;
    if (taken) metrics.leaseExpired.add({});
  }
  return queued;
}

/** A call of /v1 lives in the process that answers it, so one without a lease died with its process. */
async function failOverdue(parts: TaskParts): Promise<number> {
  const { rows } = await parts.database.query<TaskRow>(
    `SELECT * FROM tasks WHERE (status IN ('staged', 'pending') AND start_by <= $1)
       OR (status = 'processing' AND finish_by <= $1 AND (lease_until IS NULL OR lease_until <= $1))
       OR (status = 'processing' AND lane = 'llm' AND (lease_until IS NULL OR lease_until <= $1)) LIMIT $2`,
    [new Date(parts.clock.now()), LIMIT],
  );
  let failed = 0;
  for (const row of rows) {
    const error = new AppError('deadline_exceeded', {
      detail: { reason: row.status === 'processing' ? 'it ran for too long' : 'no worker became free in time' },
    });
    const ended = await endTask(
      parts,
      row.id,
      { status: 'failed', error: taskErrorOf(error, row.backend), logs: row.logs },
      // The end of one task may promote another that is overdue as well.
      row.status === 'processing' ? { version: row.version } : { from: ['staged', 'pending'] },
    );
    if (ended) failed++;
  }
  return failed;
}

/** Staged although a slot is free: after a change of limits, or of anything nobody thought of. */
async function promoteForgotten(parts: TaskParts): Promise<number> {
  const { rows } = await parts.database.query<{ account_id: number }>(
    `SELECT DISTINCT account_id FROM tasks WHERE status = 'staged' LIMIT $1`,
    [LIMIT],
  );
  let promoted = 0;
  for (const { account_id } of rows) {
    const next = await parts.database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [account_id]);
      return promoteStaged(parts, tx, account_id, new Date(parts.clock.now()));
    });
    for (const row of next) await parts.queues.lane(row.lane).add(row.id);
    promoted += next.length;
  }
  return promoted;
}

async function queueDueWebhooks({ database, clock, queues }: TaskParts): Promise<number> {
  const lane = queues.lane('webhooks');
  let queued = 0;
  for (const id of await dueDeliveries(database, new Date(clock.now() - SETTLE_MS), LIMIT)) {
    if (await lane.has(id)) continue;
    await lane.add(id);
    queued++;
  }
  return queued;
}

async function removeOldRows({ database, clock, settings }: TaskParts): Promise<number> {
  const now = clock.now();
  const keys = await database.query('DELETE FROM idempotency_keys WHERE created_at <= $1', [
    new Date(now - IDEMPOTENCY_HOURS * 3_600_000),
  ]);
  const before = new Date(now - settings.storage.taskDays * DAY_MS);
  // What they used is kept in sums: usage pages and monthly budgets must not forget it.
  const { rows: tasks } = await database.query<{ tasks: number }>(
    `WITH gone AS (
       DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE ended_at <= $1 ORDER BY ended_at LIMIT $2)
       RETURNING account_id, coalesce(api_key_id, 0) AS api_key_id, model,
         (created_at AT TIME ZONE 'UTC')::date AS day, status, captured_points
     ), kept AS (
       INSERT INTO past_usage AS past (account_id, api_key_id, model, day, status, tasks, points)
       SELECT account_id, api_key_id, model, day, status, count(*), sum(captured_points) FROM gone
       GROUP BY account_id, api_key_id, model, day, status
       ON CONFLICT (account_id, day, api_key_id, model, status)
         DO UPDATE SET tasks = past.tasks + EXCLUDED.tasks, points = past.points + EXCLUDED.points
     ) SELECT count(*) AS tasks FROM gone`,
    [before, LIMIT],
  );
  const webhooks = await database.query(
    `DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE state <> 'due' AND created_at <= $1 LIMIT $2)`,
    [before, LIMIT],
  );
  const tries = await removeOldAttempts(database, new Date(now - settings.webhooks.logDays * DAY_MS), LIMIT);
  return keys.rowCount + (tasks[0]?.tasks ?? 0) + webhooks.rowCount + tries;
}
