import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';

/** 405 with Allow for a known path, else 404. Register before the routes, since it watches them being made. */
export function answerUnknownPaths(app: FastifyInstance): void {
  const known: { pattern: RegExp; method: string }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`);
    for (const one of [method].flat()) known.push({ pattern, method: one });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (allowed.length === 0) throw new AppError('not_found');
    reply.header('allow', [...new Set(allowed)].join(', '));
    throw new AppError('method_not_allowed', {
      message: `method not allowed: use ${[...new Set(allowed)].join(', ')}`,
    });
  });
}
