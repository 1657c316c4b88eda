import type { LlmPrice } from '../config/llm-settings.ts';
import { AppError } from '../errors.ts';
import type { ChatModels } from './chat-model.ts';
import { defaultPrices, isKnownModel, otherKnownModels } from './model-prices.ts';
import { nameAt, priceAt, type Upstream } from './upstreams.ts';

/** One upstream that can answer, the model's name there, and what the client pays. */
export interface Choice {
  upstream: Upstream;
  model: string;
  price: LlmPrice;
}

/** What kind of call: not every upstream has every path. */
export type CallKind = 'chat' | 'messages' | 'responses' | 'embeddings' | 'transcriptions';

const REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
const MAX_LISTED = 60;

export interface Chooser {
  /**
   * Who can answer, in the order to be asked: by priority, within one by weight at random, the ones that failed lately
   * last. @throws AppError `model_not_found`, `no_backend`.
   */
  choices(model: string, kind: CallKind): Choice[];
  /** Every model with a fixed name that can be served now. */
  models(): { id: string; ownedBy: string }[];
}

export function createChooser(
  upstreams: readonly Upstream[],
  parts: { prices: Readonly<Record<string, LlmPrice>>; own: ChatModels; now(): number; random(): number },
): Chooser {
  const tables = [parts.prices, defaultPrices];

  function models(): { id: string; ownedBy: string }[] {
    const found = new Map<string, string>();
    const fixed = Object.keys({ ...parts.prices, ...defaultPrices }).filter((name) => !name.endsWith('*'));
    for (const upstream of upstreams) {
      const listed = upstream.models === '*' ? [] : upstream.models.filter((name) => !name.endsWith('*'));
      const named = [...listed, ...Object.keys(upstream.aliases), ...Object.keys(upstream.prices), ...fixed];
      for (const id of named) {
        const there = id.endsWith('*') ? undefined : nameAt(upstream, id);
        if (there === undefined || found.has(id)) continue;
        if (priceAt(upstream, { asked: id, there }, tables)) found.set(id, upstream.name);
      }
    }
    return [...found].map(([id, ownedBy]) => ({ id, ownedBy }));
  }

  function refusal(model: string, unpriced: readonly Upstream[]): AppError {
    if (unpriced.length > 0) {
      return new AppError('no_backend', {
        message: `no backend can serve the model ${shown(model)}: it has no price; the operator sets one in llm.prices of polymuse.yaml`,
      });
    }
    if (isKnownModel(model)) {
      return new AppError('no_backend', {
        message: `no backend can serve the model ${shown(model)}: ${upstreams.length === 0 ? 'no upstream is configured' : 'no upstream has it'}; set ${variableFor(model)}, or name an upstream in llm.upstreams of polymuse.yaml`,
      });
    }
    const known = [...new Set([...parts.own.cards().map(({ id }) => id), ...models().map(({ id }) => id)])];
    const names = known.length > 0 ? known : [...Object.keys(defaultPrices), ...otherKnownModels];
    return new AppError('model_not_found', {
      message: `the model does not exist: ${shown(model)}; known models: ${names.slice(0, MAX_LISTED).join(', ')}`,
    });
  }

  return {
    models,
    choices(model, kind) {
      const having = upstreams.flatMap((upstream) => {
        const there = nameAt(upstream, model);
        return there === undefined ? [] : [{ upstream, model: there }];
      });
      const priced = having.flatMap((choice) => {
        const price = priceAt(choice.upstream, { asked: model, there: choice.model }, tables);
        return price ? [{ ...choice, price }] : [];
      });
      if (priced.length === 0) {
        // A wildcard takes every name, so only a name that is known misses no more than its price.
        const unpriced = having.filter(({ upstream }) => upstream.models !== '*' || isKnownModel(model));
        throw refusal(
          model,
          unpriced.map(({ upstream }) => upstream),
        );
      }
      const able = priced.filter(({ upstream }) => hasPath(upstream, kind));
      if (able.length === 0) {
        throw new AppError('model_not_found', {
          message: `the model does not exist: ${shown(model)} has no upstream with ${kind === 'responses' ? '/v1/responses; use /v1/chat/completions, or set "responses: true" at an upstream that has it' : kind}`,
        });
      }
      const now = parts.now();
      return able
        .map((choice) => ({
          choice,
          rests: choice.upstream.restsUntil > now ? 1 : 0,
          // Efraimidis and Spirakis (2006): the order of these draws is that of weighted sampling.
          draw: -Math.log(1 - parts.random()) / choice.upstream.weight,
        }))
        .sort((a, b) => a.rests - b.rests || a.choice.upstream.priority - b.choice.upstream.priority || a.draw - b.draw)
        .map(({ choice }) => choice);
    },
  };
}

function hasPath(upstream: Upstream, kind: CallKind): boolean {
  if (kind === 'responses') return upstream.responses;
  if (kind === 'embeddings' || kind === 'transcriptions') return upstream.type === 'openai';
  return true;
}

/** A failed upstream is left alone for a while that doubles with each failure in a row. */
export function noteFailure(upstream: Upstream, now: number): void {
  upstream.failures++;
  upstream.restsUntil = now + Math.min(LONGEST_REST_MS, REST_MS * 2 ** Math.min(10, upstream.failures - 1));
}

export function noteSuccess(upstream: Upstream): void {
  upstream.failures = 0;
  upstream.restsUntil = 0;
}

const shown = (model: string): string => JSON.stringify(model.length > 100 ? `${model.slice(0, 100)}…` : model);

function variableFor(model: string): string {
  if (model.startsWith('claude-')) return 'ANTHROPIC_API_KEY';
  if (model.startsWith('gemini-')) return 'GEMINI_API_KEY';
  return /^(gpt-|o\d)/.test(model) ? 'OPENAI_API_KEY' : 'OPENAI_BASE_URL';
}
