import { z } from 'zod';
import { envelope, errors, object, ok, text } from '../openapi/operations.ts';

type JsonSchema = Record<string, unknown>;

const createStatuses = [400, 401, 402, 403, 409, 413, 415, 422, 429, 500, 503] as const;
const readStatuses = [400, 401, 404, 429, 500] as const;
const taskIdParam = object({ task_id: { type: 'string', description: 'UUID of the task' } });

export const bodySchema = (fields: Record<string, z.ZodType>): JsonSchema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(z.object(fields), { io: 'input', unrepresentable: 'any' });
  return rest as JsonSchema;
};

/** A create call that answers with the task's id. */
export const legacyCreate = (
  operationId: string,
  summary: string,
  { body, reply = envelope(object({ task_id: text })) }: { body: JsonSchema; reply?: JsonSchema },
) => ({
  tags: ['Legacy'],
  operationId,
  summary,
  body,
  response: { 200: ok(reply), ...errors(...createStatuses) },
});

/** A call that reads by `{"task_id"}` in its body. */
export const legacyFetch = (operationId: string, summary: string, reply: JsonSchema) => ({
  tags: ['Legacy'],
  operationId,
  summary,
  body: object({ task_id: text }),
  response: { 200: ok(reply), ...errors(...readStatuses, 413, 415) },
});

/** A call that reads by the id in its path. */
export const legacyRead = (operationId: string, summary: string, reply: JsonSchema) => ({
  tags: ['Legacy'],
  operationId,
  summary,
  params: taskIdParam,
  response: { 200: ok(reply), ...errors(...readStatuses) },
});
