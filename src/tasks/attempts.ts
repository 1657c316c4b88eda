import { randomBytes } from 'node:crypto';
import type { Operation } from '../backends/backend.ts';
import type { Queryable } from '../db/database.ts';

export interface AttemptRow {
  id: number;
  task_id: string;
  number: number;
  backend: string;
  state: 'submitting' | 'running' | 'done' | 'failed' | 'unknown';
  token: string;
  operation: Operation | null;
  reason: string | null;
}

export async function latestAttempt(db: Queryable, taskId: string): Promise<AttemptRow | undefined> {
  const { rows } = await db.query<AttemptRow>(
    'SELECT * FROM attempts WHERE task_id = $1 ORDER BY number DESC LIMIT 1',
    [taskId],
  );
  return rows[0];
}

/** Written before a byte leaves, so that a crash cannot hide a submission. */
export async function openAttempt(
  db: Queryable,
  attempt: { taskId: string; number: number; backend: string; at: Date },
): Promise<AttemptRow> {
  const { rows } = await db.query<AttemptRow>(
    `INSERT INTO attempts (task_id, number, backend, state, token, started_at)
     VALUES ($1, $2, $3, 'submitting', $4, $5) RETURNING *`,
    [attempt.taskId, attempt.number, attempt.backend, randomBytes(16).toString('hex'), attempt.at],
  );
  const row = rows[0];
  if (!row) throw new Error('the new attempt has no row');
  return row;
}

/** Saved at once after the submission, before anything else is awaited. */
export async function saveOperation(db: Queryable, attemptId: number, operation: Operation): Promise<void> {
  await db.query(`UPDATE attempts SET state = 'running', operation = $2 WHERE id = $1 AND state = 'submitting'`, [
    attemptId,
    operation,
  ]);
}

/**
 * Only by the process that has the task, or after the task's end: a process that lost its lease must not close an
 * attempt that another one goes on with, or the next look would submit it again.
 */
export async function closeAttempt(
  db: Queryable,
  attemptId: number,
  end: { state: 'done' | 'failed' | 'unknown'; reason: string | null; at: Date; processId: string },
): Promise<void> {
  await db.query(
    `UPDATE attempts SET state = $2, reason = $3, ended_at = $4 WHERE id = $1 AND state IN ('submitting', 'running')
       AND EXISTS (SELECT 1 FROM tasks WHERE id = attempts.task_id AND (lease_owner = $5 OR ended_at IS NOT NULL))`,
    [attemptId, end.state, end.reason, end.at, end.processId],
  );
}
