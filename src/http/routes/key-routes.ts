import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { createKey } from '../../ledger/accounts.ts';
import type { KeyTerms } from '../../ledger/key-terms.ts';
import { checkKeyCount, type KeyRow, listKeys, readKey, revokeKey, rotateKey, updateKey } from '../../ledger/keys.ts';
import { covers, type Scope } from '../../ledger/scopes.ts';
import { testAccountOf } from '../../ledger/test-account.ts';
import { queryInteger } from '../../tasks/histories.ts';
import { callerOf } from '../auth.ts';
import { checkedBody, idOf } from '../checked-body.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { onceInTransaction } from '../idempotent.ts';
import { keyOperations } from '../openapi/key-operations.ts';
import { keyBodies, keyView, termsOf } from './key-body.ts';

type IdParams = { Params: { id: string } };

const account = { auth: 'account' } as const;
const DEFAULT_SCOPES: readonly Scope[] = ['task', 'account'];
const PAGE = { min: 1, max: 100, fallback: 50 };

/**
 * `/api/v1/keys`: a live key manages the keys of its account and of the test account beside it, a test key those of the
 * test account. Nobody can give away more than the calling key has.
 */
export function keyRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, database, settings } = parts;
  const ownKey = (request: FastifyRequest) => readKey(database, clock, { id: callerOf(request).keyId });
  const targetOf = (request: FastifyRequest<IdParams>) =>
    readKey(database, clock, { id: idOf(request.params.id), ownerId: callerOf(request).accountId });

  app.post('/api/v1/keys', { schema: keyOperations.createKey, config: account }, async (request, reply) => {
    const caller = callerOf(request);
    const body = checkedBody(keyBodies.create, request.body);
    const terms = termsOf(body, { ...parts, nowMs: clock.now() });
    const own = await ownKey(request);
    const granted = terms.scopes ?? DEFAULT_SCOPES.filter((scope) => covers(caller.scopes, [scope]));
    checkMayGrant(own, granted);
    checkMayManage(own);
    const mode = body.mode ?? (caller.isTest ? 'test' : 'live');
    if (mode === 'live' && caller.isTest) {
      throw new AppError('forbidden', { message: 'forbidden: a test key can make test keys only' });
    }
    const work = async (tx: Parameters<typeof readKey>[0]) => {
      const accountId =
        mode === 'live'
          ? caller.accountId
          : await testAccountOf(tx, clock, { accountId: caller.accountId, points: settings.accounts.testPoints });
      await checkKeyCount(tx, accountId);
      const { id, key } = await createKey(tx, clock, {
        accountId,
        name: body.name,
        ...terms,
        scopes: granted,
        ...cappedExpiry(own, terms.expiresAt ?? null),
      });
      return { key, ...keyView(await readKey(tx, clock, { id }), clock.now()) };
    };
    reply.header('cache-control', 'no-store');
    return success(await onceInTransaction(parts, request, reply, work, { sealed: true }));
  });

  app.get('/api/v1/keys', { schema: keyOperations.listKeys, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(await listPage(parts, request, { ownerId: callerOf(request).accountId }));
  });

  app.get<IdParams>('/api/v1/keys/:id', { schema: keyOperations.getKey, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(keyView(await targetOf(request), clock.now()));
  });

  app.patch<IdParams>('/api/v1/keys/:id', { schema: keyOperations.changeKey, config: account }, async (request) => {
    const { name, ...limits } = checkedBody(keyBodies.change, request.body);
    const [own, target] = [await ownKey(request), await targetOf(request)];
    const terms = termsOf(limits, { ...parts, nowMs: clock.now() });
    checkMayGrant(own, [...target.scopes, ...(terms.scopes ?? [])]);
    checkMayManage(own);
    const expiry = terms.expiresAt === undefined ? {} : cappedExpiry(own, terms.expiresAt);
    return success(await changeKey(parts, target, { ...(name === undefined ? {} : { name }), ...terms, ...expiry }));
  });

  app.post<IdParams>(
    '/api/v1/keys/:id/rotate',
    { schema: keyOperations.rotateKey, config: account },
    async (request, reply) => {
      const body = checkedBody(keyBodies.rotate, request.body);
      const [own, target] = [await ownKey(request), await targetOf(request)];
      if (own.id !== target.id) {
        checkMayGrant(own, target.scopes);
        checkMayManage(own);
        checkOutlives(own, target);
      }
      reply.header('cache-control', 'no-store');
      return success(await rotate(parts, request, reply, { target, graceMs: body.grace_seconds * 1000 }));
    },
  );

  app.delete<IdParams>('/api/v1/keys/:id', { schema: keyOperations.revokeKey, config: account }, async (request) => {
    const [own, target] = [await ownKey(request), await targetOf(request)];
    if (own.id !== target.id) {
      checkMayGrant(own, target.scopes);
      checkMayManage(own);
    }
    return success(await revoke(parts, target));
  });
}

/** One page of keys, newest first. */
export async function listPage(
  { database, clock }: HttpParts,
  request: FastifyRequest,
  of: { ownerId: number },
): Promise<{ keys: ReturnType<typeof keyView>[]; next_cursor: string | null }> {
  const query = request.query as Record<string, unknown>;
  const limit = queryInteger(query, 'limit', PAGE);
  const below = queryInteger(query, 'cursor', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 });
  const rows = await listKeys(database, clock, {
    ...of,
    limit: limit + 1,
    includeRevoked: query.include_revoked === 'true',
    ...(below > 0 ? { below } : {}),
  });
  const page = rows.slice(0, limit);
  return {
    keys: page.map((row) => keyView(row, clock.now())),
    next_cursor: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}

export async function changeKey(
  { clock, database, keys }: HttpParts,
  target: KeyRow,
  change: { name?: string } & Partial<KeyTerms>,
): Promise<ReturnType<typeof keyView>> {
  checkNotRevoked(target);
  const row = await database.transaction(async (tx) => {
    await updateKey(tx, target.id, change);
    return readKey(tx, clock, { id: target.id });
  });
  keys.forget(target.id);
  return keyView(row, clock.now());
}

/** The new key is in the reply, this once. */
export async function rotate(
  parts: HttpParts,
  request: FastifyRequest,
  reply: Parameters<typeof onceInTransaction>[2],
  { target, graceMs }: { target: KeyRow; graceMs: number },
): Promise<{ key: string } & ReturnType<typeof keyView>> {
  const { clock } = parts;
  const work = async (tx: Parameters<typeof readKey>[0]) => {
    checkNotRevoked(target);
    const key = await rotateKey(tx, clock, { id: target.id, isTest: target.is_test, graceMs });
    return { key, ...keyView(await readKey(tx, clock, { id: target.id }), clock.now()) };
  };
  const rotated = await onceInTransaction(parts, request, reply, work, { sealed: true });
  parts.keys.forget(target.id);
  return rotated;
}

export async function revoke(
  { clock, database, keys }: HttpParts,
  target: KeyRow,
): Promise<ReturnType<typeof keyView>> {
  const row = await database.transaction(async (tx) => {
    await revokeKey(tx, clock, target.id);
    return readKey(tx, clock, { id: target.id });
  });
  keys.forget(target.id);
  return keyView(row, clock.now());
}

function checkNotRevoked({ revoked_at }: KeyRow): void {
  if (revoked_at === null) return;
  throw new AppError('invalid_request', { message: 'invalid request: the key is revoked: make a new one' });
}

/** Also of what it manages: who may rotate a key holds it afterwards. */
function checkMayGrant(own: KeyRow, wanted: readonly Scope[]): void {
  if (covers(own.scopes, wanted)) return;
  const lacking = wanted.find((scope) => !own.scopes.includes(scope));
  throw new AppError('forbidden', { message: `forbidden: the calling key lacks the scope "${lacking}" itself` });
}

/** Else a key could lift its limits, or make another without them. */
function checkMayManage(own: KeyRow): void {
  const isLimited =
    own.models !== null ||
    own.monthly_budget !== null ||
    own.requests_per_minute !== null ||
    own.max_concurrent_tasks !== null;
  if (!isLimited || own.scopes.includes('admin')) return;
  throw new AppError('forbidden', {
    message: 'forbidden: a key with limits of its own (models, requests, concurrency, budget) cannot manage keys',
  });
}

function checkOutlives(own: KeyRow, target: KeyRow): void {
  const end = target.expires_at?.getTime() ?? Number.POSITIVE_INFINITY;
  if (own.expires_at === null || end <= own.expires_at.getTime()) return;
  throw new AppError('forbidden', { message: 'forbidden: the calling key expires earlier than the other key' });
}

/** A key that expires makes none that outlives it. */
function cappedExpiry(own: KeyRow, wanted: Date | null): { expiresAt: Date | null } {
  if (own.expires_at === null) return { expiresAt: wanted };
  return { expiresAt: wanted === null || wanted > own.expires_at ? own.expires_at : wanted };
}
