import { z } from 'zod';
import { parseUrl, type Setting } from './setting.ts';

const MAX_UPSTREAMS = 50;
const MAX_MODELS = 1_000;

/** US$ per million tokens, as providers publish them. */
const price = z.strictObject({
  in: z.number().min(0).max(100_000),
  /** Prompt tokens that the provider had in its cache; default: as `in`. */
  cached: z.number().min(0).max(100_000).optional(),
  out: z.number().min(0).max(100_000).default(0),
  /** US$ per call at least. */
  minimum: z.number().min(0).max(1_000).optional(),
  /** US$ per minute of audio, for transcriptions that are counted so. */
  minute: z.number().min(0).max(1_000).optional(),
});
const modelName = z.string().min(1).max(200);

const upstream = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i),
  /** `anthropic`: has /v1/messages; `openai`: everything that speaks OpenAI's protocol. */
  type: z.enum(['openai', 'anthropic']).default('openai'),
  base_url: z
    .string()
    .refine((value) => {
      const url = parseUrl(value);
      return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '';
    })
    .transform((value) => value.replace(/\/+$/, '')),
  api_key: z
    .string()
    .regex(/^[\x21-\x7e]{1,512}$/)
    .nullable()
    .default(null),
  /** Names, with `*` at the end for any ending; `*` alone: every name. */
  models: z.union([z.literal('*'), z.array(modelName).min(1).max(MAX_MODELS)]).default('*'),
  /** Name that clients use → name at the upstream. */
  aliases: z.record(modelName, modelName).default({}),
  /** Share of the calls among upstreams of the same priority. */
  weight: z.number().min(0.001).max(1_000).default(1),
  /** Lower numbers are asked first; higher ones when those fail. */
  priority: z.int().min(0).max(1_000).default(0),
  /** Calls at the same time at most. */
  concurrency: z.int().min(1).max(100_000).default(1_000),
  /** By name or pattern, before `llm.prices`. */
  prices: z.record(modelName, price).default({}),
  /** Whether it has /v1/responses. */
  responses: z.boolean().default(false),
  /** Whether it takes stream_options.include_usage; false: tokens of streams are estimated. */
  stream_usage: z.boolean().default(true),
});

export type LlmPrice = z.output<typeof price>;
export type LlmUpstreamSetting = z.output<typeof upstream>;

const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Where chat calls go; in the environment it is JSON. */
export function llmUpstreams(options: {
  meaning: string;
  example: readonly LlmUpstreamSetting[];
}): Setting<readonly LlmUpstreamSetting[]> {
  return {
    ...options,
    kind: 'list of upstreams',
    expected:
      'a list of upstreams, each with name and base_url, and if need be type (openai or anthropic), api_key, models, aliases, weight, priority, concurrency, prices, responses, stream_usage; names must differ',
    schema: z
      .array(upstream)
      .max(MAX_UPSTREAMS)
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length),
    fromText: fromJson,
    default: [],
    secret: 'inside',
  };
}

/** Model or pattern → price; in the environment it is JSON. */
export function llmPrices(options: {
  meaning: string;
  example: Readonly<Record<string, LlmPrice>>;
}): Setting<Readonly<Record<string, LlmPrice>>> {
  return {
    ...options,
    kind: 'prices by model',
    expected: 'models with US$ per million tokens, for example {"gpt-5": {"in": 1.25, "cached": 0.125, "out": 10}}',
    schema: z.record(modelName, price).refine((prices) => Object.keys(prices).length <= MAX_MODELS),
    fromText: fromJson,
    default: {},
  };
}
