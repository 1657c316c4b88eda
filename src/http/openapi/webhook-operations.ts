import { enableBody, replayBody } from '../routes/webhook-bodies.ts';
import { bodyOf, pageQuery } from './key-operations.ts';
import { envelope, errors, idempotency, integer, object, ok, text } from './operations.ts';

const nullable = (type: string, description?: string) => ({
  type: [type, 'null'],
  ...(description ? { description } : {}),
});
const cursor = nullable('string', 'Give it back as `cursor` to go on; null: that was all');
const deliveryId = object({ id: { type: 'string', description: '`webhook-id` of the delivery, evt_…' } });
const conflict = { 409: ok({ $ref: 'Error#' }, 'It is due already, or its endpoint is switched off') };

const members = {
  id: { type: 'string', description: 'The header `webhook-id`' },
  task_id: nullable('string', 'null: about the account'),
  event: { type: 'string', description: '`task.completed`, `account.webhook_disabled` …' },
  sequence: { type: 'integer', description: 'The header `x-event-seq`' },
  endpoint: text,
  secret: { type: 'string', description: 'Masked; empty: none' },
  state: { type: 'string', enum: ['due', 'delivered', 'dead'] },
  attempt_count: integer,
  last_status: nullable('integer'),
  last_error: nullable('string'),
  next_attempt_at: nullable('string', 'Of what is due'),
  created_at: text,
  delivered_at: nullable('string'),
  replayed_at: nullable('string', 'When it was sent again on request, last'),
};
const delivery = object(members);
const fullDelivery = object({
  ...members,
  body: { type: 'object', additionalProperties: true, description: 'As it is sent; secrets masked' },
  attempts: {
    type: 'array',
    description: 'The last 24, as long as `webhooks.logDays` says',
    items: object({
      number: integer,
      at: text,
      status: nullable('integer', 'null: no answer came'),
      error: nullable('string'),
      duration_ms: integer,
      reply: nullable('string', 'The first 64 kB of the answer, secrets masked'),
    }),
  },
});

const webhooks = { tags: ['Webhooks'] };

/** The log of webhooks and their replay. */
export const webhookOperations = {
  listDeliveries: {
    ...webhooks,
    operationId: 'listWebhookDeliveries',
    summary: 'List webhook deliveries, newest first',
    querystring: object(
      {
        task_id: text,
        state: { type: 'string', description: 'due, delivered, dead; several with commas' },
        event: { type: 'string', description: 'task.completed, or completed …' },
        endpoint: text,
        created_after: { type: 'integer', description: 'Unix seconds, included' },
        created_before: { type: 'integer', description: 'Unix seconds, not included' },
        ...pageQuery,
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
      [],
    ),
    response: {
      200: ok(envelope(object({ deliveries: { type: 'array', items: delivery }, next_cursor: cursor }))),
      ...errors(400, 401, 403, 429, 500),
    },
  },
  getDelivery: {
    ...webhooks,
    operationId: 'getWebhookDelivery',
    summary: 'One delivery: body, attempts, answers',
    params: deliveryId,
    response: { 200: ok(envelope(fullDelivery)), ...errors(401, 403, 404, 429, 500) },
  },
  replayDelivery: {
    ...webhooks,
    operationId: 'replayWebhookDelivery',
    summary: 'Send a delivery again, delivered or dead: same webhook-id, same body, new attempts',
    headers: idempotency,
    params: deliveryId,
    response: { 200: ok(envelope(delivery)), ...errors(400, 401, 403, 404, 422, 429, 500), ...conflict },
  },
  replayMany: {
    ...webhooks,
    operationId: 'replayWebhookDeliveries',
    summary: 'Send many deliveries again, oldest first, at most 1,000 a call',
    description:
      'Left out: what is due anyhow, endpoints that are switched off, and progress unless `event` asks for it.',
    headers: idempotency,
    body: bodyOf(replayBody),
    response: {
      200: ok(envelope(object({ replayed: integer, next_cursor: cursor }))),
      ...errors(400, 401, 403, 409, 422, 429, 500),
    },
  },
  enableEndpoint: {
    ...webhooks,
    operationId: 'enableWebhookEndpoint',
    summary: 'Switch a webhook endpoint on again, and send what it missed if asked to',
    headers: idempotency,
    body: bodyOf(enableBody),
    response: {
      200: ok(
        envelope(
          object({
            endpoint: text,
            is_enabled: { type: 'boolean' },
            had_failed: { type: 'boolean' },
            replayed: integer,
            next_cursor: cursor,
          }),
        ),
      ),
      ...errors(400, 401, 403, 409, 422, 429, 500),
    },
  },
};
