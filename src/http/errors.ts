import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { FastifyContextConfig, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, toAppError } from '../errors.ts';
import { failure } from './envelope.ts';
import { openAiRefusal } from './llm-refusal.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How the route words a refusal; default: the envelope of the protocol page. */
    failure?: (httpStatus: number, message: string) => unknown;
    /** The same where the status differs too; wins over `failure`. */
    refusal?: (error: AppError) => { status: number; body: unknown };
  }
}

/** Fastify's own refusals, in our words. */
const fastifyErrors: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('too_large'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('unsupported_media_type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new AppError('invalid_request', { message: 'invalid request: the body is shorter or longer than Content-Length' }),
  FST_ERR_BAD_URL: () => new AppError('not_found'),
  FST_REQ_FILE_TOO_LARGE: () => new AppError('too_large'),
  FST_FILES_LIMIT: () => new AppError('invalid_upload', { message: 'Invalid request parameters: send one file' }),
};

const REST_OF_BODY_MS = 10_000;

/** The handler of everything that a route or a hook throws. */
export async function handleError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (asAppError(thrown).code === 'too_large') await dropRestOfBody(request.raw);
  return sendError(thrown, request, reply);
}

/**
 * Answering and closing while a client still sends would reset the connection before it has read why. So the rest is
 * read and dropped first, for a while.
 */
async function dropRestOfBody(body: IncomingMessage): Promise<void> {
  body.resume();
  await finished(body, { writable: false, signal: AbortSignal.timeout(REST_OF_BODY_MS) }).catch(() => undefined);
}

/** The one place where an error becomes a reply. Unknown ones are logged whole and shown as `internal error`. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = asAppError(thrown);
  if (error.httpStatus >= 500) request.log.error({ err: error.cause ?? error }, error.message);
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
  // A request that fastify could not read has no route.
  const config = request.routeOptions?.config;
  const refusal = refusalOf(request, config)?.(error);
  if (refusal) return reply.status(refusal.status).send(refusal.body);
  const answer = config?.failure ?? failure;
  return reply.status(error.httpStatus).send(answer(error.httpStatus, error.message));
}

/** Everything below /v1 answers in the words of OpenAI, unknown paths and requests that cannot be read included. */
function refusalOf({ url }: FastifyRequest, config: FastifyContextConfig | undefined) {
  if (config?.refusal || config?.failure) return config.refusal;
  return url.startsWith('/v1/') ? openAiRefusal : undefined;
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, statusCode } = (thrown ?? {}) as Partial<FastifyError>;
  const known = code === undefined ? undefined : fastifyErrors[code];
  if (known) return known();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError('invalid_request', { cause: thrown });
  }
  return toAppError(thrown);
}
