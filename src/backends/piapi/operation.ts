import { z } from 'zod';
import type { TaskInput } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import type { Operation } from '../backend.ts';

/** Everything that the next look needs, in whatever process it happens. */
const form = z.object({
  task_id: z.string().min(1),
  /** Origin of the server that has it: an id means nothing at another one. */
  at: z.string(),
  model: z.string(),
  task_type: z.string(),
  /** As the client gave it. */
  input: z.record(z.string(), z.unknown()),
  /** Milliseconds since 1970. */
  started_at: z.number(),
  /** Units for the price where only the given media tell them. */
  units: z.number().optional(),
});

export type PiapiOperation = z.infer<typeof form> & { input: TaskInput };

export function readOperation(operation: Operation): PiapiOperation {
  const read = form.safeParse(operation);
  if (read.success) return read.data;
  throw new AppError('backend_failed', { detail: { reason: 'the task at the provider was lost' }, cause: read.error });
}
