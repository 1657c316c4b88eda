import type { LlmPrice } from '../config/llm-settings.ts';

/** The documented prices (protocol page, section 14.1), US$ per million tokens; `*` at the end stands for any ending. */
export const defaultPrices: Readonly<Record<string, LlmPrice>> = {
  'gpt-4o-mini': { in: 0.1125, out: 0.45 },
  'gpt-4o': { in: 1.875, out: 7.5 },
  'gpt-4-gizmo-*': { in: 2.5, out: 10, minimum: 0.005 },
  'o1-mini': { in: 2.25, out: 9 },
  'o1-preview': { in: 11.25, out: 45 },
  'claude-3-5-haiku-20241022': { in: 0.75, out: 3.75 },
  'claude-3-5-sonnet-20240620': { in: 2.25, out: 11.25 },
  'claude-3-5-sonnet-20241022': { in: 2.25, out: 11.25 },
  'claude-3-opus-20240229': { in: 11.25, out: 56.25 },
  'uncensored-small-32k-20240717': { in: 0.125, out: 0.5 },
};

/** Names that clients use and that have no documented price: known, so that the refusal says what is missing. */
export const otherKnownModels: readonly string[] = [
  'gpt-5',
  'gpt-5.2',
  'gpt-4.1',
  'claude-opus-4-6',
  'claude-sonnet-4-6',
  'gemini-2.5-flash-nothinking',
];

/** Longest answers, as their makers publish them; what is held when a request sets no limit. */
const longestAnswers: Readonly<Record<string, number>> = {
  'gpt-4o*': 16_384,
  'gpt-4-gizmo-*': 16_384,
  'o1-mini': 65_536,
  'o1-preview': 32_768,
  'claude-3-5-*': 8_192,
  'claude-3-opus-*': 4_096,
  'uncensored-small-32k-*': 8_192,
};

/** 10,000,000 points = US$1, so one US$ per million tokens is 10 points per token. */
const POINTS_PER_TOKEN = 10;
const POINTS_PER_USD = 10_000_000;

export interface TokenUsage {
  promptTokens: number;
  /** Part of the prompt's. */
  cachedTokens: number;
  completionTokens: number;
  /** Audio that was counted by time. */
  seconds?: number;
}

/** Whole points, rounded up per call. Binary noise must not raise a price that is whole. */
export function callPoints(price: LlmPrice, usage: TokenUsage): number {
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  const tokens =
    (usage.promptTokens - cached) * price.in + cached * (price.cached ?? price.in) + usage.completionTokens * price.out;
  const points = tokens * POINTS_PER_TOKEN + ((usage.seconds ?? 0) / 60) * (price.minute ?? 0) * POINTS_PER_USD;
  const least = (price.minimum ?? 0) * POINTS_PER_USD;
  return Math.ceil(Math.round(Math.max(points, least) * 1e6) / 1e6);
}

export function longestAnswer(model: string, otherwise: number): number {
  return lookUp(longestAnswers, model) ?? otherwise;
}

/** Exactly the name first, then the longest pattern that fits. */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, model: string): Value | undefined {
  if (Object.hasOwn(table, model)) return table[model];
  const patterns = Object.keys(table).filter((pattern) => pattern.endsWith('*') && fits(pattern, model));
  const closest = patterns.sort((a, b) => b.length - a.length)[0];
  return closest === undefined ? undefined : table[closest];
}

export const fits = (pattern: string, model: string): boolean =>
  pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : pattern === model;

/** Whether the name is one that this server has heard of. */
export const isKnownModel = (model: string): boolean =>
  lookUp(defaultPrices, model) !== undefined || otherKnownModels.includes(model);
