import type { JobOrigin } from '../backends/backend.ts';
import type { TaskInput, TaskType } from '../catalog/task-type.ts';
import { latestAttempt } from './attempts.ts';
import { namedOrigins, originTask } from './origin.ts';
import type { TaskParts } from './task-parts.ts';

/**
 * The finished tasks that an input names, with their files and where they ran. They were checked when the task was
 * created; one that vanished since is left out, and the backend says what is missing.
 */
export async function jobOrigins(
  parts: TaskParts,
  taskType: TaskType,
  { input, accountId }: { input: TaskInput; accountId: number },
): Promise<JobOrigin[]> {
  const found: JobOrigin[] = [];
  for (const { field, row } of await namedOrigins(parts, taskType, { input, accountId })) {
    const attempt = await latestAttempt(parts.database, row.id);
    found.push({
      ...originTask(row),
      field,
      taskId: row.id,
      files: row.works,
      backend: row.backend,
      operation: attempt?.operation ?? null,
    });
  }
  return found;
}
