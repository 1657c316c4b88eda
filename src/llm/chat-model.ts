/**
 * Chat models that this server answers itself, without an upstream: the local assistant and the media models that are
 * spoken to through streamed chat. They are asked before any upstream, and plugged in with `createChatModels`.
 */

/** Parts of a message's content, as OpenAI words them; unknown kinds pass. */
export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string; detail?: string } }
  | { type: string; [member: string]: unknown };

export interface ChatMessage {
  role: string;
  content?: string | readonly ContentPart[] | null;
  [member: string]: unknown;
}

/** The body of `POST /v1/chat/completions`, checked only as far as these members go; everything else as it was sent. */
export interface ChatRequest {
  model: string;
  messages: readonly ChatMessage[];
  stream?: boolean | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  [member: string]: unknown;
}

export interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number };
}

/** One step of an answer. The gateway gives it id, created, model and the chunk's form. */
export interface ChatChunk {
  /** Text to add; each chunk with text becomes exactly one event, so a link in it is never split. */
  content?: string;
  tool_calls?: readonly Record<string, unknown>[];
  /** With the last chunk; `stop` when none is given. */
  finishReason?: string;
  /** With the last chunk; estimated from the texts when none is given. */
  usage?: ChatUsage;
}

/** One entry of `GET /v1/models`. */
export interface ModelCard {
  id: string;
  object: 'model';
  /** Unix seconds. */
  created: number;
  owned_by: string;
}

export interface ChatContext {
  /** Aborted when the client left, the deadline passed or the server stops. */
  signal: AbortSignal;
  accountId: number;
  keyId: number;
  isTest: boolean;
  requestId: string;
  /** Where file links and documentation of this server begin, for example `http://127.0.0.1:8787`. */
  publicUrl: string;
}

export interface ChatModelProvider {
  name: string;
  /** `system_fingerprint` of its answers. */
  fingerprint?: string;
  models(): readonly ModelCard[];
  supports(model: string): boolean;
  /**
   * `gateway`: the call is free, and the gateway writes its row of the history with tokens and times.
   * `provider`: the provider makes tasks of its own that are charged and listed.
   */
  chargedBy: 'gateway' | 'provider';
  /**
   * Answers chunk by chunk; the gateway streams them, or joins them when no stream was asked for.
   * What it throws before the first chunk becomes an HTTP error, after it an error event: throw AppError.
   */
  complete(request: ChatRequest, context: ChatContext): AsyncIterable<ChatChunk>;
}

export interface ChatModels {
  find(model: string): ChatModelProvider | undefined;
  cards(): ModelCard[];
}

/** The registry: the first provider that supports a name has it. */
export function createChatModels(providers: readonly ChatModelProvider[]): ChatModels {
  return {
    find: (model) => providers.find((provider) => provider.supports(model)),
    cards: () => providers.flatMap((provider) => provider.models()),
  };
}

/** The text of a message, whichever of the two forms it has; other parts are left out. */
export function textOf(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .flatMap((part) => (part.type === 'text' && typeof part.text === 'string' ? [part.text] : []))
    .join('\n');
}
