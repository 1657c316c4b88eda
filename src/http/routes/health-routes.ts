import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { HttpParts } from '../http-parts.ts';
import { operations } from '../openapi/operations.ts';

const open = { auth: 'none', rateLimit: false } as const;

/** `/healthz`: the process answers. `/readyz`: tasks can be served. `/metrics`: Prometheus text. */
export function healthRoutes(app: FastifyInstance, parts: HttpParts): void {
  app.get('/healthz', { schema: operations.health, config: open }, async () => ({
    status: 'ok',
    version: parts.version,
  }));

  app.get('/readyz', { schema: operations.ready, config: open }, async (_request, reply) => {
    const reason = await parts.notReady();
    if (reason === null) return { status: 'ready' };
    return reply.status(503).send({ status: 'not ready', reason });
  });

  app.get('/metrics', { schema: operations.metrics, config: open }, async (request, reply) => {
    checkScraper(request, parts.settings.server.metricsToken);
    const { contentType, body } = await parts.metrics.render();
    return reply.header('content-type', contentType).send(body);
  });
}

/** With a token in the settings it is asked for; without one only this machine may look. */
function checkScraper(request: FastifyRequest, token: string | null): void {
  if (token === null) {
    if (!isLoopback(request.ip))
      throw new AppError('forbidden', {
        message: 'forbidden: /metrics answers this machine only; set server.metricsToken',
      });
    return;
  }
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new AppError('unauthorized');
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return isIP(plain) === 4 ? plain.startsWith('127.') : plain === '::1';
}
