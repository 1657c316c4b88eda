import type { FastifyInstance } from 'fastify';
import { cancelMany } from '../../tasks/cancel-many.ts';
import { readHistories } from '../../tasks/histories.ts';
import { listTasks } from '../../tasks/list-tasks.ts';
import { callerOf } from '../auth.ts';
import { success } from '../envelope.ts';
import type { HttpParts } from '../http-parts.ts';
import { operations } from '../openapi/operations.ts';

/** Lists of tasks: `GET` and `DELETE /api/v1/tasks`, `GET /api/open/tasks/histories` (sections 8, 12.3 and 18). */
export function taskListRoutes(app: FastifyInstance, parts: HttpParts): void {
  app.get('/api/v1/tasks', { schema: operations.listTasks }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(await listTasks(parts, callerOf(request).accountId, request.query as Record<string, unknown>));
  });

  app.delete('/api/v1/tasks', { schema: operations.cancelTasks }, async (request) => {
    return success(await cancelMany(parts, callerOf(request).accountId, request.query as Record<string, unknown>));
  });

  app.get('/api/open/tasks/histories', { schema: operations.histories }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return success(await readHistories(parts, callerOf(request).accountId, request.query as Record<string, unknown>));
  });
}
