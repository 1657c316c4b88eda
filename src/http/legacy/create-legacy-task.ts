import type { FastifyReply, FastifyRequest } from 'fastify';
import { text } from '../../catalog/field.ts';
import type { TaskInput } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { createTask } from '../../tasks/create-task.ts';
import type { LegacyOrigin } from '../../tasks/legacy-origin.ts';
import type { TaskRow } from '../../tasks/task-row.ts';
import { callerOf } from '../auth.ts';
import type { HttpParts } from '../http-parts.ts';
import { type Finish, once } from '../idempotent.ts';

/** What a legacy request means as a task. */
export interface Translation {
  model: string;
  taskType: string;
  input: TaskInput;
  legacy: LegacyOrigin;
}

/** Every legacy create call takes these; they become `config.webhook_config`. */
export const webhookFields = {
  webhook_endpoint: text({
    maxLength: 2_048,
    pattern: { form: /^https?:\/\/\S+$/i, says: 'an http(s) URL' },
    note: 'Called when the task has ended.',
  }),
  webhook_secret: text({ note: 'Sent unchanged in the header x-webhook-secret.' }),
};

/** A task like any other: same checks, price, hold and queue. `answer` is the reply; a repeated call gets it again. */
export async function createLegacyTask<T>(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { fields, translation, answer }: { fields: TaskInput; translation: Translation; answer: (row: TaskRow) => T },
): Promise<T> {
  if (parts.isStopping()) {
    throw new AppError('unavailable', { message: 'service unavailable: shutting down', retryAfterSeconds: 5 });
  }
  const { accountId, keyId } = callerOf(request);
  const { model, taskType, input, legacy } = translation;
  const create = async (finish: Finish): Promise<T> => {
    const row = await createTask(parts, {
      accountId,
      keyId,
      requestId: request.id,
      body: { model, task_type: taskType, input, config: configOf(fields) },
      legacy,
      inTransaction: (tx, row) => finish(tx, answer(row), row.id),
    });
    return answer(row);
  };
  return once(parts, request, reply, create);
}

const configOf = ({ service_mode, webhook_endpoint, webhook_secret }: TaskInput) => ({
  service_mode,
  webhook_config: { endpoint: webhook_endpoint, secret: webhook_secret },
});

/** What most legacy create calls answer with. */
export const taskIdAnswer = (row: TaskRow) => ({ code: 200, data: { task_id: row.id }, message: 'success' });
