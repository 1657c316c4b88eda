import { z } from 'zod';
import { ownSettings } from '../routes/account-settings.ts';
import { keyBodies } from '../routes/key-body.ts';
import { envelope, errors, idempotency, integer, object, ok, text } from './operations.ts';

type JsonSchema = Record<string, unknown>;

/** A zod schema as the document's JSON Schema, as clients send it. */
export function bodyOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

const nullable = (type: string, description?: string) => ({
  type: [type, 'null'],
  ...(description ? { description } : {}),
});
const list = { type: ['array', 'null'], items: text };
const number = { type: 'number' };
const boolean = { type: 'boolean' };

const keyMembers = {
  id: integer,
  account_id: integer,
  name: text,
  mode: { type: 'string', enum: ['live', 'test'] },
  status: { type: 'string', enum: ['active', 'expired', 'revoked'] },
  masked_key: text,
  scopes: { type: 'array', items: text },
  models: list,
  addresses: list,
  requests_per_minute: nullable('integer'),
  max_concurrent_tasks: nullable('integer'),
  monthly_budget: nullable('integer', 'Points'),
  usage_this_month: object({ tasks: integer, points_charged: integer, points_held: integer, usd: number }),
  created_at: text,
  expires_at: nullable('string'),
  last_used_at: nullable('string'),
  revoked_at: nullable('string'),
  old_key_works_until: nullable('string', 'After a rotation with a grace'),
};
export const key = object(keyMembers);
export const shownKey = object({ key: { type: 'string', description: 'Shown this once' }, ...keyMembers });
export const keyPage = object({ keys: { type: 'array', items: key }, next_cursor: nullable('string') });
export const pageQuery = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
  cursor: { type: 'string', description: 'next_cursor of the last reply' },
};
export const keyQuery = object({ ...pageQuery, include_revoked: { type: 'string', enum: ['true', 'false'] } }, []);
export const keyId = object({ id: { type: 'integer', description: 'Number of the key' } });

export const account = object({
  id: integer,
  name: text,
  plan: text,
  mode: { type: 'string', enum: ['live', 'test'] },
  test_of: nullable('integer', 'The account whose test keys this one serves'),
  test_account_id: nullable('integer'),
  is_enable: boolean,
  available: { type: 'integer', description: 'Points' },
  held: { type: 'integer', description: 'Points' },
  available_usd: number,
  max_concurrent_tasks: integer,
  family_limits: { type: 'object', additionalProperties: integer },
  service_mode: text,
  keep_prompts: { type: 'boolean', description: 'Texts of LLM calls are kept with their tasks' },
  notification_hook_url: text,
  balance_low_threshold: nullable('integer', 'Points'),
  created_at: text,
  updated_at: text,
});

const secret = object({
  secret: { type: 'string', description: '`whsec_` and base64, as Standard Webhooks has it' },
  old_secret_signs_until: nullable('string'),
});
const usageRow = object(
  {
    day: { type: 'string', description: 'YYYY-MM-DD, UTC' },
    model: text,
    key_id: nullable('integer'),
    key_name: nullable('string'),
    tasks: integer,
    by_status: { type: 'object', additionalProperties: integer },
    points_charged: integer,
    points_held: integer,
    usd: number,
  },
  ['tasks', 'by_status', 'points_charged', 'points_held', 'usd'],
);

const keys = { tags: ['Keys'] };
const own = { tags: ['Account'] };

/** Keys, usage and settings of one's own account. */
export const keyOperations = {
  createKey: {
    ...keys,
    operationId: 'createOwnKey',
    summary: 'Make a key; it is shown this once',
    description:
      'Test keys (`sk-test-…`) belong to a test account beside the account, with a balance and a history of its own.',
    headers: idempotency,
    body: bodyOf(keyBodies.create),
    response: { 200: ok(envelope(shownKey)), ...errors(400, 401, 403, 409, 422, 429, 500) },
  },
  listKeys: {
    ...keys,
    operationId: 'listOwnKeys',
    summary: 'List keys, newest first, with what they used this month',
    querystring: keyQuery,
    response: { 200: ok(envelope(keyPage)), ...errors(400, 401, 403, 429, 500) },
  },
  getKey: {
    ...keys,
    operationId: 'getOwnKey',
    summary: 'Get a key, masked',
    params: keyId,
    response: { 200: ok(envelope(key)), ...errors(401, 403, 404, 429, 500) },
  },
  changeKey: {
    ...keys,
    operationId: 'changeOwnKey',
    summary: 'Change name, scopes, expiry or limits; null takes a limit away',
    params: keyId,
    body: bodyOf(keyBodies.change),
    response: { 200: ok(envelope(key)), ...errors(400, 401, 403, 404, 429, 500) },
  },
  rotateKey: {
    ...keys,
    operationId: 'rotateOwnKey',
    summary: 'Replace a key; the old one works for grace_seconds more',
    headers: idempotency,
    params: keyId,
    body: bodyOf(keyBodies.rotate),
    response: { 200: ok(envelope(shownKey)), ...errors(400, 401, 403, 404, 409, 422, 429, 500) },
  },
  revokeKey: {
    ...keys,
    operationId: 'revokeOwnKey',
    summary: 'Revoke a key for good',
    params: keyId,
    response: { 200: ok(envelope(key)), ...errors(401, 403, 404, 429, 500) },
  },
  usage: {
    ...own,
    operationId: 'accountUsage',
    summary: 'Tasks and what they cost, by day, model and key; JSON or CSV',
    querystring: object(
      {
        from: { type: 'string', description: 'First day (UTC), 2026-01-31 or Unix seconds. Default: 30 days in all' },
        to: { type: 'string', description: 'Last day, included. Default: today' },
        group_by: { type: 'string', default: 'day', description: 'One or several of day, model, key with commas' },
        format: { type: 'string', enum: ['json', 'csv'], description: 'Or Accept: text/csv' },
      },
      [],
    ),
    response: {
      200: {
        description: 'At most 1,000 rows',
        content: {
          'application/json': {
            schema: envelope(
              object({
                from: text,
                to: text,
                group_by: { type: 'array', items: text },
                rows: { type: 'array', items: usageRow },
                total: usageRow,
              }),
            ),
          },
          'text/csv': { schema: text },
        },
      },
      ...errors(400, 401, 403, 429, 500),
    },
  },
  account: {
    ...own,
    operationId: 'getAccount',
    summary: 'The account and its settings',
    response: { 200: ok(envelope(account)), ...errors(401, 403, 429, 500) },
  },
  changeAccount: {
    ...own,
    operationId: 'changeAccount',
    summary: 'Set name, notification hook, low-balance threshold, service mode',
    body: bodyOf(ownSettings),
    response: { 200: ok(envelope(account)), ...errors(400, 401, 403, 429, 500) },
  },
  webhookSecret: {
    ...own,
    operationId: 'webhookSecret',
    summary: 'The secret that signs webhooks (Standard Webhooks)',
    response: { 200: ok(envelope(secret)), ...errors(401, 403, 429, 500) },
  },
  rotateWebhookSecret: {
    ...own,
    operationId: 'rotateWebhookSecret',
    summary: 'A new signing secret; the old one signs too for 24 hours',
    headers: idempotency,
    response: { 200: ok(envelope(secret)), ...errors(401, 403, 409, 422, 429, 500) },
  },
  webhookEndpoints: {
    ...own,
    operationId: 'failingWebhookEndpoints',
    summary: 'Webhook endpoints that fail now or are switched off',
    response: {
      200: ok(
        envelope(
          object({
            endpoints: {
              type: 'array',
              items: object({
                endpoint: text,
                is_enabled: boolean,
                failing_since: text,
                failures: integer,
                last_status: nullable('integer'),
                last_error: nullable('string'),
                disabled_at: nullable('string'),
              }),
            },
          }),
        ),
      ),
      ...errors(401, 403, 429, 500),
    },
  },
};
