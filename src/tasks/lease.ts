import type { Route } from '../backends/router.ts';
import type { Queryable } from '../db/database.ts';
import { announce } from './announce.ts';
import { announceProgress } from './announce-progress.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

const MINUTE_MS = 60_000;

/**
 * Takes a pending task, or one in processing whose holder went silent. Compare-and-set: exactly one process gets it.
 * undefined: somebody else has it, or there is nothing to do.
 */
export async function claimTask(parts: TaskParts, id: string): Promise<TaskRow | undefined> {
  const now = parts.clock.now();
  const { rows } = await parts.database.query<TaskRow>(
    `UPDATE tasks SET lease_owner = $2, lease_until = $3, version = version + 1, updated_at = $4
     WHERE id = $1 AND (status = 'pending' OR status = 'processing') AND (lease_until IS NULL OR lease_until <= $4)
     RETURNING *`,
    [id, parts.processId, new Date(now + parts.settings.tasks.leaseSeconds * 1000), new Date(now)],
  );
  return rows[0];
}

/**
 * Claimed → processing; the first time also sets started_at and the deadline, and tells of it in the same transaction.
 * undefined: the claim was lost.
 */
export async function markProcessing(
  parts: TaskParts,
  row: TaskRow,
  { route, deadlineMinutes }: { route: Route; deadlineMinutes: number },
): Promise<TaskRow | undefined> {
  const at = new Date(parts.clock.now());
  const finishBy = new Date(at.getTime() + deadlineMinutes * MINUTE_MS);
  const { backend, engine, quality } = route;
  const detail = { backend: backend.name, ...(engine ? { engine, quality } : {}) };
  const done = await parts.database.transaction(async (tx) => {
    const { rows } = await tx.query<TaskRow>(
      `UPDATE tasks SET status = 'processing', version = version + 1, backend = $3, detail = $4,
         started_at = coalesce(started_at, $5), finish_by = coalesce(finish_by, $6), updated_at = $5
       WHERE id = $1 AND version = $2 AND status IN ('pending', 'processing') RETURNING *`,
      [row.id, row.version, backend.name, detail, at, finishBy],
    );
    const started = rows[0];
    if (!started) return undefined;
    const isFirst = row.status === 'pending';
    return { started, deliveryId: isFirst ? await announce(parts, tx, started, at) : undefined };
  });
  if (done?.deliveryId) await parts.queues.lane('webhooks').add(done.deliveryId);
  return done?.started;
}

export interface Shown {
  phase: string;
  progress: number;
  logs: readonly string[];
}

/** Keeps the lease and shows how far the work is. false: the lease is lost (cancelled, or taken over). */
export async function renewLease(parts: TaskParts, row: TaskRow, shown: Shown): Promise<boolean> {
  return (await renew(parts, parts.database, row, shown)) !== undefined;
}

/** The same, and the owner's webhook hears of the progress in the same transaction. `told`: a call is on its way. */
export async function renewLeaseAndTell(
  parts: TaskParts,
  row: TaskRow,
  shown: Shown,
): Promise<'lost' | 'renewed' | 'told'> {
  const at = new Date(parts.clock.now());
  const done = await parts.database.transaction(async (tx) => {
    const renewed = await renew(parts, tx, row, shown);
    return renewed && { deliveryId: await announceProgress(parts, tx, renewed, at) };
  });
  if (!done) return 'lost';
  if (done.deliveryId === undefined) return 'renewed';
  await parts.queues.lane('webhooks').add(done.deliveryId);
  return 'told';
}

async function renew(parts: TaskParts, db: Queryable, row: TaskRow, shown: Shown): Promise<TaskRow | undefined> {
  const now = parts.clock.now();
  const { rows } = await db.query<TaskRow>(
    `UPDATE tasks SET lease_until = $4, phase = $5, progress = greatest(progress, $6), logs = $7::json, updated_at = $8
     WHERE id = $1 AND version = $2 AND status = 'processing' AND lease_owner = $3 RETURNING *`,
    [
      row.id,
      row.version,
      parts.processId,
      new Date(now + parts.settings.tasks.leaseSeconds * 1000),
      shown.phase,
      Math.max(0, Math.min(99, Math.floor(shown.progress))),
      JSON.stringify(shown.logs),
      new Date(now),
    ],
  );
  return rows[0];
}

/** Gives a task back at shutdown, so that the next process takes it at once instead of waiting for the lease to end. */
export async function releaseLease(parts: TaskParts, row: TaskRow): Promise<void> {
  await parts.database.query(
    `UPDATE tasks SET lease_owner = NULL, lease_until = NULL WHERE id = $1 AND lease_owner = $2
       AND status IN ('pending', 'processing')`,
    [row.id, parts.processId],
  );
}
