import type { FastifyInstance } from 'fastify';
import type { HttpParts } from './http-parts.ts';

/** One log line and two figures per request; polling at debug level, since it is most of the traffic. */
export function watchRequests(app: FastifyInstance, { metrics }: HttpParts): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { route, method: request.method, status: `${Math.floor(reply.statusCode / 100)}xx` };
    metrics.httpRequests.add(labels);
    metrics.httpDuration.observe(labels, reply.elapsedTime / 1000);
    const level = request.method === 'GET' && reply.statusCode < 400 ? 'debug' : 'info';
    request.log[level](
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        account_id: request.caller ? String(request.caller.accountId) : undefined,
      },
      'request',
    );
  });
}
