import type { FastifyInstance } from 'fastify';
import { createKey } from '../../ledger/accounts.ts';
import { checkKeyCount, readKey } from '../../ledger/keys.ts';
import { testAccountOf } from '../../ledger/test-account.ts';
import { checkedBody, idOf } from '../checked-body.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { onceInTransaction } from '../idempotent.ts';
import { adminOperations } from '../openapi/admin-operations.ts';
import { operations } from '../openapi/operations.ts';
import { adminBodies } from './admin-bodies.ts';
import { keyBodies, keyView, termsOf } from './key-body.ts';
import { changeKey, listPage, revoke, rotate } from './key-routes.ts';

type IdParams = { Params: { id: string } };

const admin = { auth: 'admin' } as const;

/** Keys of every account, for keys with the scope `admin`. */
export function adminKeyRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, database, settings } = parts;
  const target = (id: string) => readKey(database, clock, { id: idOf(id) });

  const create = { schema: operations.createKey, config: admin };
  app.post<IdParams>('/admin/v1/accounts/:id/keys', create, async (request, reply) => {
    const body = checkedBody(adminBodies.key, request.body);
    const terms = termsOf(body, { ...parts, nowMs: clock.now() });
    const owner = idOf(request.params.id);
    const work = async (tx: Parameters<typeof readKey>[0]) => {
      const accountId =
        body.mode === 'test'
          ? await testAccountOf(tx, clock, { accountId: owner, points: settings.accounts.testPoints })
          : owner;
      await checkKeyCount(tx, accountId);
      const scopes = terms.scopes ?? (['task', 'account'] as const);
      const { id, key } = await createKey(tx, clock, { accountId, name: body.name, ...terms, scopes });
      return { key, ...keyView(await readKey(tx, clock, { id }), clock.now()) };
    };
    reply.header('cache-control', 'no-store');
    return success(await onceInTransaction(parts, request, reply, work, { sealed: true }));
  });

  const list = { schema: adminOperations.listKeys, config: admin };
  app.get<IdParams>('/admin/v1/accounts/:id/keys', list, async (request) =>
    success(await listPage(parts, request, { ownerId: idOf(request.params.id) })),
  );

  app.get<IdParams>('/admin/v1/keys/:id', { schema: adminOperations.getKey, config: admin }, async (request) =>
    success(keyView(await target(request.params.id), clock.now())),
  );

  app.patch<IdParams>('/admin/v1/keys/:id', { schema: adminOperations.changeKey, config: admin }, async (request) => {
    const { name, ...limits } = checkedBody(keyBodies.change, request.body);
    const terms = termsOf(limits, { ...parts, nowMs: clock.now() });
    const change = { ...(name === undefined ? {} : { name }), ...terms };
    return success(await changeKey(parts, await target(request.params.id), change));
  });

  const rotation = { schema: adminOperations.rotateKey, config: admin };
  app.post<IdParams>('/admin/v1/keys/:id/rotate', rotation, async (request, reply) => {
    const body = checkedBody(keyBodies.rotate, request.body);
    reply.header('cache-control', 'no-store');
    const of = { target: await target(request.params.id), graceMs: body.grace_seconds * 1000 };
    return success(await rotate(parts, request, reply, of));
  });

  app.delete<IdParams>('/admin/v1/keys/:id', { schema: adminOperations.revokeKey, config: admin }, async (request) =>
    success(await revoke(parts, await target(request.params.id))),
  );
}
