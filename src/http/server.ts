import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { AppError } from '../errors.ts';
import { checkKeys } from './auth.ts';
import { handleError, sendError } from './errors.ts';
import type { HttpParts } from './http-parts.ts';
import { readJsonBodies } from './json-body.ts';
import { legacyRoutes } from './legacy/legacy-routes.ts';
import { createLlmSection } from './llm-section.ts';
import { answerUnknownPaths } from './not-found.ts';
import { openaiMediaRoutes } from './openai/openai-media-routes.ts';
import { collectOpenApi, serveOpenApi } from './openapi/openapi.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { adminKeyRoutes } from './routes/admin-key-routes.ts';
import { adminPriceRoutes } from './routes/admin-price-routes.ts';
import { adminRoutes } from './routes/admin-routes.ts';
import { fileRoutes } from './routes/file-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { keyRoutes } from './routes/key-routes.ts';
import { llmRoutes } from './routes/llm-routes.ts';
import { modelRoutes } from './routes/model-routes.ts';
import { referenceRoutes } from './routes/reference-routes.ts';
import { taskListRoutes } from './routes/task-list-routes.ts';
import { taskLiveRoutes } from './routes/task-live-routes.ts';
import { taskRoutes } from './routes/task-routes.ts';
import { usageRoutes } from './routes/usage-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import { watchRequests } from './watch-requests.ts';

/** Ids that a client may give its request. */
const SAFE_REQUEST_ID = /^[\w.:-]{1,64}$/;
const KEEP_ALIVE_MS = 72_000;

/** The HTTP face: every route, no listening yet; `inject()` works at once. */
export async function createServer(parts: HttpParts): Promise<FastifyInstance> {
  const { settings } = parts;
  const app = fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: settings.server.bodyLimitBytes,
    requestTimeout: settings.server.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    trustProxy: settings.server.trustProxy,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && SAFE_REQUEST_ID.test(given) ? given : randomUUID();
    },
    // A base URL with a slash at its end gives paths that begin with two.
    rewriteUrl: (request) => (request.url ?? '/').replace(/^\/{2,}/, '/'),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_000 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
  });
  // Schemas on routes are documentation; the catalogue validates, and replies are shaped by the views.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(handleError);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  watchRequests(app, parts);
  readJsonBodies(app, { maxDepth: settings.limits.jsonDepth });

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: false,
  });
  await app.register(cors, { origin: false });
  await app.register(multipart);
  checkKeys(app, {
    keys: parts.keys,
    metrics: parts.metrics,
    failedAuthPerMinute: settings.limits.failedAuthPerMinute,
    now: () => parts.clock.now(),
  });
  await app.register(rateLimit, {
    // A key may have a limit of its own below the operator's.
    max: (request) =>
      Math.min(request.caller?.requestsPerMinute ?? Number.POSITIVE_INFINITY, settings.limits.requestsPerMinute),
    timeWindow: 60_000,
    cache: 10_000,
    enableDraftSpec: true,
    keyGenerator: (request) => (request.caller ? `key:${request.caller.keyId}` : `ip:${request.ip}`),
    errorResponseBuilder: (_request, context) => {
      parts.metrics.rateLimited.add({ reason: 'key' });
      return new AppError('rate_limited', {
        message: `too many requests: rate limit: ${context.max} per minute`,
        retryAfterSeconds: Math.ceil(context.ttl / 1000),
      });
    },
  });
  await collectOpenApi(app, parts);
  answerUnknownPaths(app);

  for (const routes of [
    taskRoutes,
    taskListRoutes,
    taskLiveRoutes,
    modelRoutes,
    accountRoutes,
    keyRoutes,
    usageRoutes,
    webhookRoutes,
    fileRoutes,
    healthRoutes,
    adminRoutes,
    adminKeyRoutes,
    adminPriceRoutes,
    legacyRoutes,
    openaiMediaRoutes,
  ])
    routes(app, parts);
  llmRoutes(app, parts, createLlmSection(app, parts));
  referenceRoutes(app);
  serveOpenApi(app, parts);
  await app.ready();
  return app;
}
