import { Agent, type Dispatcher } from 'undici';
import type { LlmPrice, LlmUpstreamSetting } from '../config/llm-settings.ts';
import type { Settings } from '../config/schema.ts';
import { fits, isKnownModel, lookUp } from './model-prices.ts';

/** A server that answers calls, and what is known of its state. */
export interface Upstream extends Readonly<LlmUpstreamSetting> {
  /** A model without a price costs nothing there: it is the operator's own machine. */
  isFree: boolean;
  dispatcher: Dispatcher;
  /** Calls that run. */
  busy: number;
  /** Milliseconds since the epoch until which it is asked only when no other is left, after it failed. */
  restsUntil: number;
  failures: number;
}

const openAiModels = ['gpt-*', 'o1*', 'o3*', 'o4*', 'chatgpt-*', 'text-embedding-*', 'whisper-*', 'omni-moderation-*'];
/** Another provider behind everything that is named closer. */
const LAST = 100;

/** The upstreams of the settings file, then those that the environment's keys and addresses make. */
export function upstreamSettings(llm: Settings['llm']): (LlmUpstreamSetting & { isFree: boolean })[] {
  const listed = llm.upstreams.map((upstream) => ({ ...upstream, isFree: false }));
  const names = new Set(listed.map(({ name }) => name));
  return [...listed, ...fromEnvironment(llm).filter(({ name }) => !names.has(name))];
}

/** Whether a key may be limited to this name or pattern: one that is known, or that the settings have. */
export function isLlmName(llm: Settings['llm'], name: string): boolean {
  if (isKnownModel(name) || /^[\w./:-]{2,}\*$/.test(name) || Object.hasOwn(llm.prices, name)) return true;
  return llm.upstreams.some(
    ({ models, aliases, prices }) =>
      Object.hasOwn(aliases, name) || Object.hasOwn(prices, name) || (models !== '*' && models.includes(name)),
  );
}

function fromEnvironment(llm: Settings['llm']): (LlmUpstreamSetting & { isFree: boolean })[] {
  const made: (LlmUpstreamSetting & { isFree: boolean })[] = [];
  const add = (own: Pick<LlmUpstreamSetting, 'name' | 'base_url'> & Partial<LlmUpstreamSetting>, isFree = false) =>
    made.push({
      type: 'openai',
      api_key: null,
      models: '*',
      aliases: {},
      weight: 1,
      priority: 0,
      concurrency: 1_000,
      prices: {},
      responses: false,
      stream_usage: true,
      ...own,
      isFree,
    });
  if (llm.openaiKey !== null || llm.openaiUrl !== null) {
    add({
      name: 'openai',
      base_url: llm.openaiUrl ?? 'https://api.openai.com/v1',
      api_key: llm.openaiKey,
      models: llm.openaiUrl === null ? openAiModels : '*',
      responses: llm.openaiUrl === null,
    });
  }
  if (llm.anthropicKey !== null) {
    add({
      name: 'anthropic',
      type: 'anthropic',
      base_url: llm.anthropicUrl ?? 'https://api.anthropic.com',
      api_key: llm.anthropicKey,
      models: ['claude-*'],
    });
  }
  if (llm.geminiKey !== null) {
    add({
      name: 'gemini',
      base_url: llm.geminiUrl ?? 'https://generativelanguage.googleapis.com/v1beta/openai',
      api_key: llm.geminiKey,
      models: ['gemini-*', 'gemma-*'],
    });
  }
  if (llm.openrouterKey !== null) {
    add({
      name: 'openrouter',
      base_url: 'https://openrouter.ai/api/v1',
      api_key: llm.openrouterKey,
      priority: LAST,
    });
  }
  for (const name of ['ollama', 'vllm', 'llamacpp'] as const) {
    const url = llm[`${name}Url`];
    if (url !== null) add({ name, base_url: url.endsWith('/v1') ? url : `${url}/v1`, priority: LAST + 1 }, true);
  }
  return made;
}

/** Connections are kept open between calls; one pool of sockets per upstream. */
export function createUpstreams(llm: Settings['llm']): Upstream[] {
  return upstreamSettings(llm).map((setting) => ({
    ...setting,
    dispatcher: new Agent({
      connect: { timeout: llm.connectSeconds * 1000 },
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 300_000,
      connections: setting.concurrency,
      pipelining: 1,
      maxHeaderSize: 32_768,
    }),
    busy: 0,
    restsUntil: 0,
    failures: 0,
  }));
}

/** The name of the model there, or undefined when the upstream does not have it. */
export function nameAt(upstream: Upstream, model: string): string | undefined {
  const alias = Object.hasOwn(upstream.aliases, model) ? upstream.aliases[model] : undefined;
  if (alias !== undefined) return alias;
  if (upstream.models === '*') return model;
  return upstream.models.some((pattern) => fits(pattern, model)) ? model : undefined;
}

/** The price that clients pay; an alias may have its own, else it costs what the model behind it does. */
export function priceAt(
  upstream: Upstream,
  names: { asked: string; there: string },
  tables: readonly Readonly<Record<string, LlmPrice>>[],
): LlmPrice | undefined {
  for (const table of [upstream.prices, ...tables]) {
    const price = lookUp(table, names.asked) ?? lookUp(table, names.there);
    if (price) return price;
  }
  return upstream.isFree ? { in: 0, out: 0 } : undefined;
}

export function addressOf(upstream: Upstream, path: string): { origin: string; path: string } {
  const url = new URL(upstream.base_url);
  // Anthropic's base has no version in it.
  const version = upstream.type === 'anthropic' && !/\/v\d+$/.test(url.pathname) ? '/v1' : '';
  return { origin: url.origin, path: `${url.pathname.replace(/\/$/, '')}${version}${path}` };
}

/** Anthropic's own protocol takes the key in a header of its own; everything else as Bearer. */
export function credentialsOf(upstream: Upstream, isAnthropicCall: boolean): Record<string, string> {
  if (upstream.api_key === null) return {};
  return isAnthropicCall ? { 'x-api-key': upstream.api_key } : { authorization: `Bearer ${upstream.api_key}` };
}
