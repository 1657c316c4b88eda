import { createTask } from '../../src/tasks/create-task.ts';
import { runTask } from '../../src/tasks/run-task.ts';
import type { TaskParts } from '../../src/tasks/task-parts.ts';
import { readTask, type TaskRow } from '../../src/tasks/task-row.ts';
import type { Holder } from './memory-parts.ts';

/** A task of the sample family, created as the HTTP route does it. */
export function create(
  parts: TaskParts,
  holder: Holder,
  body: { input?: Record<string, unknown>; config?: unknown; model?: string; task_type?: string } = {},
): Promise<TaskRow> {
  return createTask(parts, {
    accountId: holder.accountId,
    keyId: holder.keyId,
    requestId: 'request-1',
    body: { model: 'Test/sample', task_type: 'make', input: { prompt: 'rain' }, ...body },
  });
}

export async function read(parts: TaskParts, task: Pick<TaskRow, 'id' | 'account_id'>): Promise<TaskRow> {
  const row = await readTask(parts.database, task.id, task.account_id);
  if (!row) throw new Error('the task is gone');
  return row;
}

/** One look of a worker at a task, then its row. */
export async function run(parts: TaskParts, task: TaskRow, shutdown = new AbortController().signal): Promise<TaskRow> {
  await runTask(parts, task.id, shutdown);
  return read(parts, task);
}

export async function balance(parts: TaskParts, accountId: number): Promise<{ available: number; held: number }> {
  const { rows } = await parts.database.query<{ available: number; held: number }>(
    'SELECT available, held FROM accounts WHERE id = $1',
    [accountId],
  );
  const row = rows[0];
  if (!row) throw new Error('the account is gone');
  return row;
}

export async function attemptsOf(parts: TaskParts, id: string) {
  const { rows } = await parts.database.query<{ number: number; state: string; operation: unknown; reason: string }>(
    'SELECT number, state, operation, reason FROM attempts WHERE task_id = $1 ORDER BY number',
    [id],
  );
  return rows;
}
