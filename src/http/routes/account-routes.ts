import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import { readAccountInfo } from '../../tasks/account-info.ts';
import { callerOf } from '../auth.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { operations } from '../openapi/operations.ts';

/** `GET /account/info` (protocol page, section 12.1). */
export function accountRoutes(app: FastifyInstance, parts: HttpParts): void {
  app.get('/account/info', { schema: operations.accountInfo }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const info = await readAccountInfo(parts.database, callerOf(request));
    if (!info) throw new AppError('unauthorized');
    return success(info);
  });
}
