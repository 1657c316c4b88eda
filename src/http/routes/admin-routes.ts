import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { createAccount, createKey, topUp } from '../../ledger/accounts.ts';
import { scopes } from '../../ledger/scopes.ts';
import { verifyLedger } from '../../ledger/verify-ledger.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';
import { operations } from '../openapi/operations.ts';

const admin = { auth: 'admin' } as const;
const name = z.string().min(1).max(100);
const points = z.int().min(1).max(1_000_000_000_000_000);

export const adminBodies = {
  account: z.object({
    name: name.meta({ description: 'For people.' }),
    points: points.optional().meta({ description: 'Opening balance; 10,000,000 points are US$1.' }),
    max_concurrent_tasks: z.int().min(1).max(10_000).optional(),
  }),
  key: z.object({
    name,
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length).default(['task', 'account']),
  }),
  topup: z.object({ points, reference: z.string().max(200).default('') }),
};

/** Accounts, keys and top-ups, for keys with the scope `admin`. */
export function adminRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, database, settings } = parts;

  app.post('/admin/v1/accounts', { schema: operations.createAccount, config: admin }, async (request) => {
    const body = checked(adminBodies.account, request.body);
    const maxConcurrentTasks = body.max_concurrent_tasks ?? settings.accounts.defaultConcurrency;
    const account = { name: body.name, maxConcurrentTasks, ...(body.points ? { points: body.points } : {}) };
    const { id } = await database.transaction((tx) => createAccount(tx, clock, account));
    return success({ id, name: body.name, available: body.points ?? 0, max_concurrent_tasks: maxConcurrentTasks });
  });

  app.post<{ Params: { id: string } }>(
    '/admin/v1/accounts/:id/keys',
    { schema: operations.createKey, config: admin },
    async (request) => {
      const body = checked(adminBodies.key, request.body);
      const { id, key } = await createKey(database, clock, {
        accountId: idOf(request.params.id),
        name: body.name,
        scopes: body.scopes,
      });
      return success({ id, key, name: body.name, scopes: body.scopes });
    },
  );

  app.post<{ Params: { id: string } }>(
    '/admin/v1/accounts/:id/topups',
    { schema: operations.topUp, config: admin },
    async (request) => {
      const body = checked(adminBodies.topup, request.body);
      const topup = { accountId: idOf(request.params.id), points: body.points, reference: body.reference };
      return success(await database.transaction((tx) => topUp(tx, clock, topup)));
    },
  );

  app.get('/admin/v1/ledger/verify', { schema: operations.verifyLedger, config: admin }, async () =>
    success(await verifyLedger(database)),
  );
}

function checked<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(bodyObject(body));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
  throw invalidFieldError(path.join('.'), value, `(${issue?.message ?? 'is not valid'})`);
}

function idOf(text: string): number {
  const id = Number(text);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}
