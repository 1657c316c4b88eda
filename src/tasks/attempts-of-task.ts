import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import { isTaskId } from './task-row.ts';
import { wireTime } from './task-view.ts';

interface TaskFacts {
  task_id: string;
  account_id: number;
  model: string;
  task_type: string;
  status: string;
  backend: string | null;
}

interface AttemptFacts {
  number: number;
  backend: string;
  state: string;
  operation: unknown;
  reason: string | null;
  started_at: Date;
  ended_at: Date | null;
}

/** For the operator: every try of a task on a backend, in order. @throws AppError `task_not_found`. */
export async function attemptsOfTask(db: Queryable, id: string) {
  if (!isTaskId(id)) throw new AppError('task_not_found');
  const { rows: tasks } = await db.query<TaskFacts>(
    'SELECT id AS task_id, account_id, model, task_type, status, backend FROM tasks WHERE id = $1',
    [id],
  );
  if (!tasks[0]) throw new AppError('task_not_found');
  const { rows } = await db.query<AttemptFacts>(
    `SELECT number, backend, state, operation, reason, started_at, ended_at FROM attempts
     WHERE task_id = $1 ORDER BY number LIMIT 100`,
    [id],
  );
  const attempts = rows.map((row) => ({
    ...row,
    started_at: wireTime(row.started_at),
    ended_at: row.ended_at === null ? null : wireTime(row.ended_at),
  }));
  return { ...tasks[0], attempts };
}
