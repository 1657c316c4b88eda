import { AppError } from '../errors.ts';
import { closeAttempt, latestAttempt } from './attempts.ts';
import { endTask } from './end-task.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskParts } from './task-parts.ts';
import { readTask, type TaskRow } from './task-row.ts';

/**
 * Cancels a task that has not started (protocol page, section 8). `force` also stops one in `processing`, where its
 * backend can: the worker sees its lease gone and aborts.
 * A second cancel changes nothing. @throws AppError `task_not_found`, `not_cancelable`.
 */
export async function cancelTask(
  parts: TaskParts,
  { id, accountId, force }: { id: string; accountId: number; force: boolean },
): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const row = await readTask(parts.database, id, accountId);
    if (!row) throw new AppError('task_not_found');
    if (row.status === 'cancelled') return;
    if (!isCancelable(parts, row, force)) {
      throw new AppError('not_cancelable', { message: `task can not be canceled: status is ${row.status}` });
    }
    const ended = await endTask(
      parts,
      row.id,
      { status: 'cancelled', error: taskErrorOf(new AppError('cancelled')), logs: row.logs },
      { version: row.version, from: [row.status] },
    );
    if (ended) {
      if (row.status === 'processing') await stopRunning(parts, row);
      return;
    }
    // Somebody changed the status meanwhile: look again.
  }
  throw new AppError('conflict', { message: 'conflict: the task is changing state, try again' });
}

/** The task is cancelled already, so what fails here costs the operator a run and the owner nothing. */
async function stopRunning(parts: TaskParts, row: TaskRow): Promise<void> {
  const { database, clock, processId } = parts;
  parts.running.get(row.id)?.abort(new AppError('cancelled'));
  const attempt = await latestAttempt(database, row.id);
  if (!attempt) return;
  try {
    if (attempt.operation) await parts.router.byName(attempt.backend)?.cancel?.(attempt.operation);
  } catch (error) {
    parts.log.warn(
      { err: error, task_id: row.id, backend: attempt.backend },
      'a backend did not stop a cancelled task',
    );
  }
  await closeAttempt(database, attempt.id, {
    state: 'failed',
    reason: 'cancelled',
    at: new Date(clock.now()),
    processId,
  });
}

function isCancelable(parts: TaskParts, row: TaskRow, force: boolean): boolean {
  if (row.status === 'staged' || row.status === 'pending') return true;
  if (row.status !== 'processing' || !force) return false;
  const backend = row.backend === null ? undefined : parts.router.byName(row.backend);
  return backend?.lane === 'engines' || backend?.cancel !== undefined;
}
