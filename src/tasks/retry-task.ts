import { AppError } from '../errors.ts';
import { type CreateRequest, createTask } from './create-task.ts';
import type { TaskParts } from './task-parts.ts';
import { readTask, type TaskRow } from './task-row.ts';

/** A new task with the input of an earlier one, seed included; its media must still be there. @throws AppError. */
export async function retryTask(
  parts: TaskParts,
  { id, ...by }: Omit<CreateRequest, 'body'> & { id: string },
): Promise<TaskRow> {
  const row = await readTask(parts.database, id, by.accountId);
  if (!row) throw new AppError('task_not_found');
  const { task_type, input, config } = row;
  const body = { model: row.model_shown ?? row.model, task_type, input, config, metadata: row.client_metadata };
  return createTask(parts, { ...by, body });
}
