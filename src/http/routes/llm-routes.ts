import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, toAppError } from '../../errors.ts';
import type { CallRequest } from '../../llm/call-request.ts';
import type { CallKind } from '../../llm/choose-upstream.ts';
import type { Llm } from '../../llm/create-llm.ts';
import { anthropicFailure, openAiFailure } from '../../llm/streams/answer-stream.ts';
import { isLlmAllowed, readKeyModels } from '../../tasks/key-models.ts';
import { callerOf } from '../auth.ts';
import { openEventStream } from '../event-stream.ts';
import type { HttpParts } from '../http-parts.ts';
import { bodyObject } from '../json-body.ts';
import { anthropicRefusal, openAiRefusal } from '../llm-refusal.ts';
import { isMediaModel, mediaModelCards } from '../openai/media-models.ts';
import { llmOperations } from '../openapi/llm-operations.ts';
import { readForm } from './llm-form.ts';

const openAi = { refusal: openAiRefusal };
const anthropic = { refusal: anthropicRefusal };

/** Chat, messages, responses, embeddings, transcriptions and the list of models (protocol page, section 14). */
export function llmRoutes(app: FastifyInstance, parts: HttpParts, llm: Llm): void {
  const jsonCall = (kind: CallKind) => (request: FastifyRequest, reply: FastifyReply) =>
    answerCall(parts, llm, request, reply, { kind, body: bodyObject(request.body) });

  app.post('/v1/chat/completions', { schema: llmOperations.chat, config: openAi }, jsonCall('chat'));
  app.post('/v1/embeddings', { schema: llmOperations.embeddings, config: openAi }, jsonCall('embeddings'));
  app.post('/v1/responses', { schema: llmOperations.responses, config: openAi }, jsonCall('responses'));
  app.post('/v1/messages', { schema: llmOperations.messages, config: anthropic }, (request, reply) =>
    answerCall(parts, llm, request, reply, {
      kind: 'messages',
      body: bodyObject(request.body),
      headers: anthropicHeaders(request),
    }),
  );
  app.post(
    '/v1/audio/transcriptions',
    { schema: llmOperations.transcriptions, config: { ...openAi, takesForms: true } },
    async (request, reply) => {
      const { body, form } = await readForm(request, { maxBytes: parts.settings.server.uploadLimitBytes });
      return answerCall(parts, llm, request, reply, { kind: 'transcriptions', body, form });
    },
  );

  app.get('/v1/models', { schema: llmOperations.models, config: openAi }, async (request) => {
    const allowed = await readKeyModels(parts.database, callerOf(request).keyId);
    const chat = llm.models().filter(({ id }) => !isMediaModel(id) && isLlmAllowed(id, allowed));
    return {
      object: 'list',
      data: [...chat, ...mediaModelCards(parts, { isTest: callerOf(request).isTest, allowed })],
    };
  });
}

type Call = Pick<CallRequest, 'kind' | 'body' | 'form' | 'headers'>;

async function answerCall(parts: HttpParts, llm: Llm, request: FastifyRequest, reply: FastifyReply, call: Call) {
  if (parts.isStopping()) {
    throw new AppError('unavailable', { message: 'service unavailable: shutting down', retryAfterSeconds: 5 });
  }
  const { accountId, keyId, isTest } = callerOf(request);
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const answering = llm.gateway.answer({
    ...call,
    owner: { accountId, keyId, isTest, requestId: request.id },
    left: gone.signal,
    isFresh: /no-(cache|store)/i.test(String(request.headers['cache-control'] ?? '')),
  });
  const failure = call.kind === 'messages' ? anthropicFailure : openAiFailure;
  const stream = openEventStream(reply, gone);
  try {
    // Whether a stream was asked for or not: before the first 15 s are over nothing has been sent.
    if (call.body.stream !== true) stream.stop();
    const answer = await answering;
    if (answer.fromCache) reply.header('x-polymuse-cache', 'hit');
    if (answer.kind === 'whole') {
      stream.stop();
      return reply.header('content-type', answer.contentType).send(answer.body);
    }
    for await (const text of answer.texts) await stream.write(text);
  } catch (thrown) {
    stream.stop();
    // After a keep-alive the status is out: the error is an event, as after the first byte.
    if (!stream.isOpen()) throw thrown;
    await stream.write(failure(toAppError(thrown)));
  }
  stream.end();
  return reply;
}

/** What the protocol of Anthropic has in headers; the key is not among it. */
function anthropicHeaders({ headers }: FastifyRequest): Record<string, string> {
  const names = ['anthropic-version', 'anthropic-beta'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' && /^[\w.,: -]{1,500}$/.test(value) ? [[name, value]] : [];
    }),
  );
}
