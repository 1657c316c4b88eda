import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import {
  readAccount,
  readSigningSecret,
  rotateSigningSecret,
  type SigningSecret,
  updateAccount,
} from '../../ledger/account-records.ts';
import { readAccountInfo } from '../../tasks/account-info.ts';
import { readActiveTasks } from '../../tasks/active-tasks.ts';
import { wireTime } from '../../tasks/task-view.ts';
import { failingEndpoints } from '../../webhooks/endpoints.ts';
import { callerOf } from '../auth.ts';
import { checkedBody } from '../checked-body.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { onceInTransaction } from '../idempotent.ts';
import { keyOperations } from '../openapi/key-operations.ts';
import { operations } from '../openapi/operations.ts';
import { accountView, changeOf, endpointView, ownSettings } from './account-settings.ts';

/** Every key may see the balance it spends. */
const account = { auth: ['account', 'task'] } as const;
const settingsOnly = { auth: 'account' } as const;
const SECRET_GRACE_MS = 24 * 3_600_000;

/**
 * `GET /account/info` and `/account/active_tasks` (protocol page, sections 12.1 and 12.2), and below `/api/v1/account`
 * what an account sets for itself.
 */
export function accountRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, database } = parts;

  app.get('/account/info', { schema: operations.accountInfo, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const info = await readAccountInfo(database, callerOf(request));
    if (!info) throw new AppError('unauthorized');
    return success(info);
  });

  app.get('/account/active_tasks', { schema: operations.activeTasks, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(await readActiveTasks(database, callerOf(request).accountId));
  });

  app.get('/api/v1/account', { schema: keyOperations.account, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(accountView(await readAccount(database, callerOf(request).accountId)));
  });

  app.patch('/api/v1/account', { schema: keyOperations.changeAccount, config: settingsOnly }, async (request) => {
    const change = changeOf(checkedBody(ownSettings, request.body), parts.settings);
    const { accountId } = callerOf(request);
    return success(accountView(await database.transaction((tx) => updateAccount(tx, clock, accountId, change))));
  });

  const secret = { schema: keyOperations.webhookSecret, config: settingsOnly };
  app.get('/api/v1/account/webhook-secret', secret, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(secretView(await readSigningSecret(database, clock, callerOf(request).accountId)));
  });

  const rotation = { schema: keyOperations.rotateWebhookSecret, config: settingsOnly };
  app.post('/api/v1/account/webhook-secret/rotate', rotation, async (request, reply) => {
    const of = { accountId: callerOf(request).accountId, graceMs: SECRET_GRACE_MS };
    const work = async (tx: Parameters<typeof rotateSigningSecret>[0]) =>
      secretView(await rotateSigningSecret(tx, clock, of));
    reply.header('cache-control', 'no-store');
    return success(await onceInTransaction(parts, request, reply, work, { sealed: true }));
  });

  const endpoints = { schema: keyOperations.webhookEndpoints, config: settingsOnly };
  app.get('/api/v1/account/webhook-endpoints', endpoints, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const failing = await failingEndpoints(database, callerOf(request).accountId);
    return success({ endpoints: failing.map(endpointView) });
  });
}

const secretView = ({ secret, oldUntil }: SigningSecret) => ({
  secret,
  old_secret_signs_until: oldUntil === null ? null : wireTime(oldUntil),
});
