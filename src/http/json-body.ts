import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route also takes multipart/form-data. */
    takesForms?: boolean;
  }
}

/**
 * Reads JSON from `application/json`, any `+json`, `text/plain` and bodies without a type. An empty body is no body.
 * Keys such as `__proto__` become plain own members here and are dropped like every unknown field later.
 */
export function readJsonBodies(app: FastifyInstance, { maxDepth }: { maxDepth: number }): void {
  app.removeAllContentTypeParsers();
  refuseForms(app);
  const parse = (_request: unknown, body: string, done: (error: Error | null, value?: unknown) => void): void => {
    try {
      done(null, body.trim() === '' ? undefined : parseJson(body, maxDepth));
    } catch (error) {
      done(error as Error);
    }
  };
  for (const type of ['application/json', /^application\/[\w.-]+\+json/, 'text/plain']) {
    app.addContentTypeParser(type, { parseAs: 'string' }, parse);
  }
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.headers['content-type'] === undefined) parse(request, body as string, done);
    else done(new AppError('unsupported_media_type'));
  });
}

/** Forms are parsed by a plugin for all routes, so those that do not expect one refuse it here. */
function refuseForms(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const isForm = /^multipart\//i.test(request.headers['content-type'] ?? '');
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    if (isForm && hasBody && !request.is404 && !request.routeOptions.config.takesForms) {
      throw new AppError('unsupported_media_type');
    }
  });
}

function parseJson(text: string, maxDepth: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('invalid_request', { message: 'invalid request: body is not valid JSON' });
  }
  if (isDeeperThan(value, maxDepth)) {
    throw new AppError('invalid_request', {
      message: `invalid request: body is nested deeper than ${maxDepth} levels`,
    });
  }
  return value;
}

/** Level by level, without recursion, so that depth itself cannot hurt. */
function isDeeperThan(value: unknown, maxDepth: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const containers = level.filter((item): item is object => typeof item === 'object' && item !== null);
    if (containers.length === 0) return false;
    if (depth >= maxDepth) return true;
    level = containers.flatMap((item) => Object.values(item));
  }
  return false;
}

/** The body as a JSON object. @throws AppError `invalid_request`. */
export function bodyObject(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid_request', { message: 'invalid request: body is not a JSON object' });
  }
  return body as Record<string, unknown>;
}
