import type { FastifyInstance } from 'fastify';
import { offerOf } from '../backends/router.ts';
import type { TaskType } from '../catalog/task-type.ts';
import { createLlm, type Llm } from '../llm/create-llm.ts';
import { createLocalAssistant } from '../llm/local-assistant/index.ts';
import { createCallBook } from '../tasks/llm-calls.ts';
import type { HttpParts } from './http-parts.ts';
import { createChatMedia } from './openai/chat-media.ts';

/** The gateway with the models that are answered here; it is drained when the server closes. */
export function createLlmSection(app: FastifyInstance, parts: HttpParts): Llm {
  const llm = createLlm({
    settings: parts.settings,
    book: createCallBook(parts),
    clock: parts.clock,
    log: parts.log,
    moderate: parts.moderate,
    providers: [createChatMedia(parts), createLocalAssistant({ catalog: parts.catalog, offer: liveOffer(parts) })],
    publicUrl: () => parts.fileUrls.base(),
    uuid: () => parts.random.uuid(),
  });
  app.addHook('preClose', () => llm.close({ graceMs: parts.settings.server.shutdownGraceMs }));
  return llm;
}

/** What the assistant says of a pair is what a live key would get. */
const liveOffer =
  ({ router }: HttpParts) =>
  (taskType: TaskType) =>
    offerOf(router, taskType, { isTest: false });
