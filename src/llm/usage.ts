import type { TokenUsage } from './model-prices.ts';

const number = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/**
 * Reads `usage` of chat completions, embeddings, responses, transcriptions or messages; undefined when it says nothing.
 * Anthropic counts cached tokens beside `input_tokens`, everybody else within.
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const u = usage as Record<string, unknown>;
  if (u.type === 'duration')
    return { promptTokens: 0, cachedTokens: 0, completionTokens: 0, seconds: number(u.seconds) };
  if ('cache_read_input_tokens' in u || 'cache_creation_input_tokens' in u) {
    const cached = number(u.cache_read_input_tokens);
    const prompt = number(u.input_tokens) + number(u.cache_creation_input_tokens) + cached;
    return { promptTokens: prompt, cachedTokens: cached, completionTokens: number(u.output_tokens) };
  }
  const prompt = number(u.prompt_tokens ?? u.input_tokens);
  const completion = number(u.completion_tokens ?? u.output_tokens);
  if (prompt === 0 && completion === 0) return undefined;
  const details = u.prompt_tokens_details ?? u.input_tokens_details;
  return {
    promptTokens: prompt,
    cachedTokens: number(member(details, 'cached_tokens') ?? u.prompt_cache_hit_tokens),
    completionTokens: completion,
  };
}
