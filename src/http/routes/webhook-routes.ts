import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import { wakeWebhooks } from '../../tasks/account-notices.ts';
import { queryInteger } from '../../tasks/histories.ts';
import { readAttempts } from '../../webhooks/attempt-log.ts';
import { listDeliveries, readDelivery } from '../../webhooks/delivery-log.ts';
import { clearFailures } from '../../webhooks/endpoints.ts';
import { type Replay, replayDelivery, replayMany } from '../../webhooks/replay.ts';
import { callerOf } from '../auth.ts';
import { checkedBody } from '../checked-body.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { onceInTransaction } from '../idempotent.ts';
import { webhookOperations } from '../openapi/webhook-operations.ts';
import {
  cursorText,
  deliveryView,
  enableBody,
  fullDeliveryView,
  isDeliveryId,
  listFilter,
  readCursor,
  replayBody,
  replayFilter,
} from './webhook-bodies.ts';

type IdParams = { Params: { id: string } };

const account = { auth: 'account' } as const;
const PAGE = { min: 1, max: 100, fallback: 20 };
/** Jobs that are added at the same time after a bulk replay. */
const WAKE_AT_ONCE = 50;

/** The log of an account's webhooks, and sending them again: `/api/v1/webhooks/…`. */
export function webhookRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, database } = parts;
  const now = () => new Date(clock.now());

  const list = { schema: webhookOperations.listDeliveries, config: account };
  app.get('/api/v1/webhooks/deliveries', list, async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const limit = queryInteger(query, 'limit', PAGE);
    const rows = await listDeliveries(database, callerOf(request).accountId, listFilter(query), {
      after: readCursor(query.cursor),
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last ? { createdAt: last.created_at, id: last.id } : null;
    reply.header('cache-control', 'no-store');
    return success({ deliveries: page.map(deliveryView), next_cursor: cursorText(next) });
  });

  const one = { schema: webhookOperations.getDelivery, config: account };
  app.get<IdParams>('/api/v1/webhooks/deliveries/:id', one, async (request, reply) => {
    const { id } = request.params;
    const row = isDeliveryId(id) ? await readDelivery(database, callerOf(request).accountId, id) : undefined;
    if (!row) throw unknownDelivery();
    reply.header('cache-control', 'no-store');
    return success(fullDeliveryView(row, await readAttempts(database, id)));
  });

  const replayOne = { schema: webhookOperations.replayDelivery, config: account };
  app.post<IdParams>('/api/v1/webhooks/deliveries/:id/replay', replayOne, async (request, reply) => {
    const { id } = request.params;
    const { accountId } = callerOf(request);
    if (!isDeliveryId(id)) throw unknownDelivery();
    const view = await onceInTransaction(parts, request, reply, async (tx) => {
      checkReplayed(await replayDelivery(tx, { accountId, id, at: now() }));
      const row = await readDelivery(tx, accountId, id);
      if (!row) throw unknownDelivery();
      return deliveryView(row);
    });
    await wakeWebhooks(parts, id);
    return success(view);
  });

  app.post(
    '/api/v1/webhooks/replay',
    { schema: webhookOperations.replayMany, config: account },
    async (request, reply) => {
      const body = checkedBody(replayBody, request.body);
      const of = { accountId: callerOf(request).accountId, filter: replayFilter(body), after: readCursor(body.cursor) };
      let woken: readonly string[] = [];
      const told = await onceInTransaction(parts, request, reply, async (tx) => {
        const { ids, next } = await replayMany(tx, { ...of, at: now() });
        woken = ids;
        return { replayed: ids.length, next_cursor: cursorText(next) };
      });
      await wakeAll(parts, woken);
      return success(told);
    },
  );

  const enable = { schema: webhookOperations.enableEndpoint, config: account };
  app.post('/api/v1/account/webhook-endpoints/enable', enable, async (request, reply) => {
    const { endpoint, replay_dead = false } = checkedBody(enableBody, request.body);
    const { accountId } = callerOf(request);
    let woken: readonly string[] = [];
    const told = await onceInTransaction(parts, request, reply, async (tx) => {
      const had_failed = await clearFailures(tx, accountId, endpoint);
      const filter = { endpoint, states: ['dead'] as const };
      const { ids, next } = replay_dead
        ? await replayMany(tx, { accountId, filter, after: null, at: now() })
        : { ids: [], next: null };
      woken = ids;
      return { endpoint, is_enabled: true, had_failed, replayed: ids.length, next_cursor: cursorText(next) };
    });
    await wakeAll(parts, woken);
    return success(told);
  });
}

async function wakeAll(parts: HttpParts, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += WAKE_AT_ONCE)
    await Promise.all(ids.slice(from, from + WAKE_AT_ONCE).map((id) => wakeWebhooks(parts, id)));
}

function checkReplayed(replay: Replay): void {
  switch (replay) {
    case 'replayed':
      return;
    case 'unknown':
      throw unknownDelivery();
    case 'due already':
      throw new AppError('conflict', { message: 'conflict: the delivery is due already and will be sent by itself' });
    case 'switched off':
      throw new AppError('conflict', {
        message: 'conflict: the endpoint is switched off: POST /api/v1/account/webhook-endpoints/enable first',
      });
    default:
      replay satisfies never;
  }
}

function unknownDelivery(): AppError {
  return new AppError('not_found', { message: '404 page not found: no such webhook delivery' });
}
