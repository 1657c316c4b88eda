import type { Clock } from '../clock.ts';
import type { Settings } from '../config/schema.ts';
import type { Logger } from '../observe/log.ts';
import { createAnswerCache } from './answer-cache.ts';
import type { CallBook } from './call-book.ts';
import { type ChatModelProvider, createChatModels, type ModelCard } from './chat-model.ts';
import { createChooser } from './choose-upstream.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { Moderate } from './moderation.ts';
import { sandboxModel } from './sandbox-model.ts';
import { createUpstreams } from './upstreams.ts';

export interface LlmParts {
  settings: Settings;
  book: CallBook;
  clock: Clock;
  log: Logger;
  moderate: Moderate;
  /** Models that this server answers itself; the first that supports a name has it. */
  providers: readonly ChatModelProvider[];
  publicUrl(): string;
  uuid(): string;
}

export interface Llm {
  gateway: Gateway;
  /** `GET /v1/models`. */
  models(): ModelCard[];
  /** Names of the upstreams, for the start page. */
  upstreams: readonly string[];
  /** Ends what runs within the grace, then the connections. */
  close(options: { graceMs: number }): Promise<void>;
}

const MIB = 1_048_576;

/** The LLM section: gateway, models and upstreams, wired once. */
export function createLlm(parts: LlmParts): Llm {
  const { settings, clock } = parts;
  const { llm } = settings;
  const upstreams = createUpstreams(llm);
  const own = createChatModels(parts.providers);
  const chooser = createChooser(upstreams, {
    prices: llm.prices,
    own,
    now: () => clock.now(),
    random: Math.random,
  });
  const gateway = createGateway({
    ...parts,
    llm,
    chooser,
    own,
    sandbox: sandboxModel,
    cache: createAnswerCache({ seconds: llm.cacheSeconds, maxBytes: llm.cacheMb * MIB }, clock),
  });
  const startedAt = Math.floor(clock.now() / 1000);
  return {
    gateway,
    upstreams: upstreams.map(({ name }) => name),
    models() {
      const cards = own.cards();
      const known = new Set(cards.map(({ id }) => id));
      const others = chooser.models().filter(({ id }) => !known.has(id));
      return [
        ...cards,
        ...others.map(({ id, ownedBy }) => ({ id, object: 'model' as const, created: startedAt, owned_by: ownedBy })),
      ];
    },
    async close(options) {
      await gateway.close(options);
      await Promise.all(upstreams.map(({ dispatcher }) => dispatcher.destroy()));
    },
  };
}
