import type { z } from 'zod';
import { errorNames, integer, noKey, object, ok, text } from '../openapi/operations.ts';
import { bodySchema } from './legacy-operation.ts';

type JsonSchema = Record<string, unknown>;

const created = object({
  task_id: text,
  status: { type: 'string', const: 'success' },
  message: { type: 'string', const: '' },
  code: { type: 'integer', const: 200 },
  data: object({ task_id: text }),
});

const failed = object({
  code: integer,
  task_id: { type: 'string', const: '' },
  status: { type: 'string', const: 'failed' },
  message: text,
  data: { type: 'null' },
});

const urls = { type: ['array', 'null'], items: text };

const fetched = object({
  task_id: text,
  status: { type: 'string', enum: ['staged', 'pending', 'processing', 'finished', 'failed'] },
  process_time: { type: 'integer', description: 'Seconds from start to end; 0 before' },
  retry_count: integer,
  meta: object({
    created_at: { type: 'integer', description: 'Unix seconds, 0 = not yet' },
    started_at: integer,
    ended_at: integer,
    task_type: text,
    process_mode: text,
    service_mode: text,
    model_version: text,
    account_id: text,
    account_name: text,
    task_param: object({ prompt: text, aspect_ratio: text, index: text, zoom_ratio: text, direction: text }),
    task_request: { type: 'object', additionalProperties: true },
    usage: object({ type: text, frozen: integer, consume: integer }),
  }),
  task_result: object({
    image_url: text,
    discord_image_url: text,
    temporary_image_urls: urls,
    intermediate_image_urls: urls,
    task_progress: { type: 'integer', minimum: 0, maximum: 100 },
    actions: { type: 'array', items: text },
    seed: text,
    message: text,
    error_messages: { type: 'array', items: text },
  }),
});

const failures = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, ok(failed, errorNames[status])]));

/** The operation of one name; the body is flat. */
export const createOperation = (operation: string, fields: Record<string, z.ZodType>): JsonSchema => ({
  tags: ['Legacy'],
  operationId: `legacyMidjourney${operation.charAt(0).toUpperCase()}${operation.slice(1)}`,
  summary: `Midjourney ${operation} (v2)`,
  body: bodySchema(fields),
  response: { 200: ok(created), ...failures(400, 401, 402, 403, 409, 413, 415, 422, 429, 500, 503) },
});

/** `isOpen`: nobody is asked for a key. */
export const fetchOperation = (isOpen: boolean): JsonSchema => ({
  tags: ['Legacy'],
  operationId: 'legacyMidjourneyFetch',
  summary: 'Read a Midjourney task (v2)',
  ...(isOpen ? { security: noKey } : {}),
  body: object({ task_id: text }),
  response: { 200: ok(fetched), ...failures(400, ...(isOpen ? [] : [401]), 404, 413, 415, 429, 500) },
});
