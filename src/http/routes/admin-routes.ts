import type { FastifyInstance } from 'fastify';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { type AccountChange, adjust, listAccounts, readAccount, updateAccount } from '../../ledger/account-records.ts';
import { createAccount, topUp } from '../../ledger/accounts.ts';
import { verifyLedger } from '../../ledger/verify-ledger.ts';
import { tellOfLowBalance, wakeWebhooks } from '../../tasks/account-notices.ts';
import { attemptsOfTask } from '../../tasks/attempts-of-task.ts';
import { isFamilyKey } from '../../tasks/family-keys.ts';
import { queryInteger } from '../../tasks/histories.ts';
import { checkedBody, idOf } from '../checked-body.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { onceInTransaction } from '../idempotent.ts';
import { adminOperations } from '../openapi/admin-operations.ts';
import { operations } from '../openapi/operations.ts';
import { isPlain } from '../plain-text.ts';
import { accountView, changeOf } from './account-settings.ts';
import { adminBodies } from './admin-bodies.ts';

type IdParams = { Params: { id: string } };

const admin = { auth: 'admin' } as const;
const PAGE = { min: 1, max: 100, fallback: 50 };

/** Accounts, their money, and what happened to a task, for keys with the scope `admin`. */
export function adminRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, database, settings } = parts;

  app.post('/admin/v1/accounts', { schema: operations.createAccount, config: admin }, async (request, reply) => {
    const body = checkedBody(adminBodies.account, request.body);
    const maxConcurrentTasks = body.max_concurrent_tasks ?? settings.accounts.defaultConcurrency;
    const account = { name: body.name, maxConcurrentTasks, ...(body.points ? { points: body.points } : {}) };
    const made = await onceInTransaction(parts, request, reply, async (tx) => {
      const { id } = await createAccount(tx, clock, account);
      return accountView(await readAccount(tx, id));
    });
    return success(made);
  });

  app.get('/admin/v1/accounts', { schema: adminOperations.listAccounts, config: admin }, async (request) => {
    const query = request.query as Record<string, unknown>;
    const limit = queryInteger(query, 'limit', PAGE);
    const after = queryInteger(query, 'cursor', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 });
    const name = String(query.name ?? '');
    if (!isPlain(name)) throw invalidFieldError('name', name, 'has control characters');
    const rows = await listAccounts(database, { after, limit: limit + 1, ...(name === '' ? {} : { name }) });
    const page = rows.slice(0, limit);
    const next_cursor = rows.length > limit ? String(page.at(-1)?.id) : null;
    return success({ accounts: page.map(accountView), next_cursor });
  });

  const one = { schema: adminOperations.getAccount, config: admin };
  app.get<IdParams>('/admin/v1/accounts/:id', one, async (request) =>
    success(accountView(await readAccount(database, idOf(request.params.id)))),
  );

  const change = { schema: adminOperations.changeAccount, config: admin };
  app.patch<IdParams>('/admin/v1/accounts/:id', change, async (request) => {
    const body = checkedBody(adminBodies.change, request.body);
    const { plan, max_concurrent_tasks, family_limits, is_enable, ...own } = body;
    const fields: AccountChange = {
      ...changeOf(own, settings),
      ...(plan === undefined ? {} : { plan }),
      ...(max_concurrent_tasks === undefined ? {} : { maxConcurrentTasks: max_concurrent_tasks }),
      ...(family_limits === undefined ? {} : { familyLimits: checkedFamilies(parts, family_limits) }),
      ...(is_enable === undefined ? {} : { isDisabled: !is_enable }),
    };
    const id = idOf(request.params.id);
    const row = await database.transaction((tx) => updateAccount(tx, clock, id, fields));
    if (is_enable !== undefined) parts.keys.forgetAll();
    return success(accountView(row));
  });

  app.post<IdParams>(
    '/admin/v1/accounts/:id/topups',
    { schema: operations.topUp, config: admin },
    async (request, reply) => {
      const body = checkedBody(adminBodies.topup, request.body);
      const topup = { accountId: idOf(request.params.id), points: body.points, reference: body.reference };
      return success(await onceInTransaction(parts, request, reply, (tx) => topUp(tx, clock, topup)));
    },
  );

  const adjustment = { schema: adminOperations.adjust, config: admin };
  app.post<IdParams>('/admin/v1/accounts/:id/adjustments', adjustment, async (request, reply) => {
    const body = checkedBody(adminBodies.adjustment, request.body);
    const accountId = idOf(request.params.id);
    let notice: string | undefined;
    const balance = await onceInTransaction(parts, request, reply, async (tx) => {
      const after = await adjust(tx, clock, { accountId, ...body });
      notice = await tellOfLowBalance(tx, accountId, new Date(clock.now()));
      return after;
    });
    await wakeWebhooks(parts, notice);
    return success(balance);
  });

  const attempts = { schema: adminOperations.attempts, config: admin };
  app.get<IdParams>('/admin/v1/tasks/:id/attempts', attempts, async (request) =>
    success(await attemptsOfTask(database, request.params.id)),
  );

  app.get('/admin/v1/ledger/verify', { schema: operations.verifyLedger, config: admin }, async () =>
    success(await verifyLedger(database)),
  );
}

function checkedFamilies({ catalog }: HttpParts, limits: Record<string, number>): Record<string, number> {
  for (const family of Object.keys(limits)) {
    if (!isFamilyKey(family, catalog.served)) {
      throw invalidFieldError(`family_limits.${family}`, limits[family], 'is of no family: use a key of active_tasks');
    }
  }
  return limits;
}
