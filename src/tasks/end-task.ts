import type { Queryable } from '../db/database.ts';
import { settle } from '../ledger/ledger.ts';
import { announce } from './announce.ts';
import { promoteStaged } from './promote.ts';
import { sourcesOf, type TaskStatus, type TerminalStatus } from './status.ts';
import type { TaskParts } from './task-parts.ts';
import type { StoredWork, TaskError, TaskRow } from './task-row.ts';

export type Ending =
  | {
      status: 'completed';
      output: unknown;
      works: StoredWork[];
      capturedPoints: number;
      logs: string[];
      detail: TaskRow['detail'];
    }
  | { status: 'failed' | 'cancelled'; error: TaskError; logs: string[] };

export interface EndGuard {
  /** Only this holder may end it: the version it read. Absent: anyone, from the statuses below. */
  version?: number;
  /** Narrower than the state machine allows, for example cancel without force. */
  from?: readonly TaskStatus[];
}

const MAX_LOGS = 100;
const MAX_LOG_LENGTH = 500;

/**
 * The one way a task ends: status by compare-and-set, money, timeline, webhook and the next staged task in ONE
 * transaction, then the wake-ups. Returns the ended row, or undefined when somebody else was first.
 */
export async function endTask(
  parts: TaskParts,
  id: string,
  ending: Ending,
  guard: EndGuard = {},
): Promise<TaskRow | undefined> {
  const at = new Date(parts.clock.now());
  const done = await parts.database.transaction(async (tx) => {
    const row = await compareAndSet(tx, id, ending, guard, at);
    if (!row) return undefined;
    await settle(tx, {
      accountId: row.account_id,
      taskId: id,
      at,
      held: row.hold_points,
      captured: row.captured_points,
    });
    const deliveryId = await announce(parts, tx, row, at);
    const promoted = await promoteStaged(parts, tx, row.account_id, at);
    return { row, deliveryId, promoted };
  });
  if (!done) return undefined;
  await afterCommit(parts, done);
  return done.row;
}

async function compareAndSet(
  tx: Queryable,
  id: string,
  ending: Ending,
  guard: EndGuard,
  at: Date,
): Promise<TaskRow | undefined> {
  const completed = ending.status === 'completed' ? ending : undefined;
  const { rows } = await tx.query<TaskRow>(
    `UPDATE tasks SET status = $2, version = version + 1, ended_at = $3, updated_at = $3, lease_owner = NULL, lease_until = NULL,
       output = CASE WHEN $4 THEN $5::json ELSE output END, works = $6::json, captured_points = $7,
       error = $8::json, detail = coalesce($9::json, detail), logs = $10::json,
       progress = CASE WHEN $4 THEN 100 ELSE progress END, phase = CASE WHEN $4 THEN 'done' ELSE phase END
     WHERE id = $1 AND status = ANY ($11) AND ($12::integer IS NULL OR version = $12) RETURNING *`,
    [
      id,
      ending.status satisfies TerminalStatus,
      at,
      completed !== undefined,
      JSON.stringify(completed?.output ?? null),
      JSON.stringify(completed?.works ?? []),
      completed?.capturedPoints ?? 0,
      completed ? null : JSON.stringify((ending as { error: TaskError }).error),
      completed?.detail ? JSON.stringify(completed.detail) : null,
      JSON.stringify(cappedLogs(ending.logs)),
      [...(guard.from ?? sourcesOf(ending.status))],
      guard.version ?? null,
    ],
  );
  return rows[0];
}

export function cappedLogs(logs: readonly string[]): string[] {
  return logs.slice(-MAX_LOGS).map((line) => line.slice(0, MAX_LOG_LENGTH));
}

/** Hints only: whatever is lost here, the sweeper finds. */
async function afterCommit(
  parts: TaskParts,
  { row, deliveryId, promoted }: { row: TaskRow; deliveryId: string | undefined; promoted: TaskRow[] },
): Promise<void> {
  const { clock, log, metrics, queues } = parts;
  const labels = { model: row.model, task_type: row.task_type, status: row.status, backend: row.backend ?? 'none' };
  metrics.tasks.add(labels);
  metrics.taskDuration.observe(labels, (clock.now() - row.created_at.getTime()) / 1000);
  if (row.captured_points > 0) metrics.ledgerCaptured.add({}, row.captured_points);
  log.info(
    {
      task_id: row.id,
      account_id: String(row.account_id),
      request_id: row.request_id,
      status: row.status,
      points: row.captured_points,
      reason: row.error?.raw_message,
    },
    'task ended',
  );
  try {
    if (deliveryId) await queues.lane('webhooks').add(deliveryId);
    for (const next of promoted) await queues.lane(next.lane).add(next.id);
  } catch (error) {
    log.warn({ err: error, task_id: row.id }, 'could not wake the queue; the sweeper will');
  }
}
