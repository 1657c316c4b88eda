import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import { readAccountInfo } from '../../tasks/account-info.ts';
import { readActiveTasks } from '../../tasks/active-tasks.ts';
import { callerOf } from '../auth.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { operations } from '../openapi/operations.ts';

/** Every key may see the balance it spends. */
const account = { auth: ['account', 'task'] } as const;

/** `GET /account/info` and `/account/active_tasks` (protocol page, sections 12.1 and 12.2). */
export function accountRoutes(app: FastifyInstance, parts: HttpParts): void {
  app.get('/account/info', { schema: operations.accountInfo, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const info = await readAccountInfo(parts.database, callerOf(request));
    if (!info) throw new AppError('unauthorized');
    return success(info);
  });

  app.get('/account/active_tasks', { schema: operations.activeTasks, config: account }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(await readActiveTasks(parts.database, callerOf(request).accountId));
  });
}
