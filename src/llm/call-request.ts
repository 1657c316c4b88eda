import { AppError } from '../errors.ts';
import { toChatRequest } from './anthropic/to-chat-request.ts';
import type { CallOwner } from './call-book.ts';
import type { CallKind, Choice } from './choose-upstream.ts';
import { type FormPart, formBody } from './form-body.ts';
import { longestAnswer } from './model-prices.ts';
import { estimatePrompt, type TokenEstimate } from './token-estimate.ts';

/** A call of a client, as the routes hand it over. */
export interface CallRequest {
  kind: CallKind;
  owner: CallOwner;
  /** Parsed JSON, or the fields of a form. */
  body: Record<string, unknown>;
  /** A multipart request, in the order of its parts. */
  form?: readonly FormPart[];
  /** Of Anthropic's protocol, passed on. */
  headers?: Readonly<Record<string, string>>;
  /** Aborted when the client has gone. */
  left: AbortSignal;
  /** The client wants no answer from the cache. */
  isFresh?: boolean;
}

/** What of a call is known before anybody is asked. */
export interface CheckedCall extends CallRequest {
  model: string;
  stream: boolean;
  prompt: TokenEstimate;
  /** Tokens that may be written. */
  maxOutput: number;
  /** Audio, in seconds. */
  seconds: { likely: number; most: number };
}

const MAX_MODEL_NAME = 200;
/** Bytes of a second of audio: a usual MP3, and speech in Opus at its thinnest. */
const USUAL_BYTES_PER_SECOND = 16_000;
const LEAST_BYTES_PER_SECOND = 2_000;

/** @throws AppError `invalid_request` that names the member. */
export function checkCall(request: CallRequest, { maxOutputTokens }: { maxOutputTokens: number }): CheckedCall {
  const { body, kind } = request;
  const model = body.model;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is required');
  if (model.length > MAX_MODEL_NAME) throw invalid('model', 'model is too long');
  const stream = body.stream === true || body.stream === 'true';
  if (kind === 'chat' || kind === 'messages') checkMessages(body, model);
  if (kind === 'embeddings' && (body.input === undefined || body.input === null)) {
    throw invalid('input', 'input is required');
  }
  const bytes = request.form?.find(({ filename }) => filename !== undefined)?.bytes.length ?? 0;
  if (kind === 'transcriptions' && bytes === 0) throw invalid('file', 'file is required');
  return {
    ...request,
    model,
    stream: stream && kind !== 'embeddings',
    prompt: estimatePrompt(readParts(request)),
    maxOutput: kind === 'embeddings' ? 0 : maxOutputOf(body, model, maxOutputTokens) * timesOf(body.n),
    seconds: { likely: bytes / USUAL_BYTES_PER_SECOND, most: bytes / LEAST_BYTES_PER_SECOND },
  };
}

function checkMessages({ messages }: Record<string, unknown>, model: string): void {
  if (!Array.isArray(messages) || messages.length === 0) throw invalid('messages', 'messages is required');
  messages.forEach((message: unknown, index) => {
    const role = (message as { role?: unknown } | null)?.role;
    if (typeof role !== 'string') throw invalid(`messages[${index}].role`, `messages[${index}].role is required`);
    if (role === 'system' && /^o1-(preview|mini)/.test(model)) {
      throw invalid(`messages[${index}].role`, `invalid messages[${index}].role: ${model} takes no system messages`);
    }
  });
}

function readParts({ kind, body }: CallRequest): unknown[] {
  const { messages, tools, functions, response_format, system, input, instructions, prediction, prompt } = body;
  if (kind === 'embeddings') return [input];
  if (kind === 'responses') return [input, instructions, tools];
  if (kind === 'transcriptions') return [prompt];
  return [system, messages, tools, functions, response_format, prediction];
}

function maxOutputOf(body: Record<string, unknown>, model: string, otherwise: number): number {
  for (const name of ['max_completion_tokens', 'max_tokens', 'max_output_tokens']) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 10_000_000) {
      throw invalid(name, `invalid ${name}: ${JSON.stringify(value)?.slice(0, 100)} is not a whole number from 1`);
    }
    return value;
  }
  return longestAnswer(model, otherwise);
}

function timesOf(n: unknown): number {
  if (n === undefined || n === null) return 1;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > 128) {
    throw invalid('n', `invalid n: ${JSON.stringify(n)?.slice(0, 100)} is not a whole number from 1 to 128`);
  }
  return n;
}

const invalid = (param: string, what: string): AppError =>
  new AppError('invalid_request', { message: `invalid request: ${what}`, detail: { param } });

/** How a call is put to one upstream. */
export interface Outgoing {
  path: string;
  body: string | Buffer;
  headers: Record<string, string>;
  isAnthropicCall: boolean;
  /** Messages that are answered by chat completions. */
  isTranslated: boolean;
}

const paths: Readonly<Record<CallKind, string>> = {
  chat: '/chat/completions',
  messages: '/messages',
  responses: '/responses',
  embeddings: '/embeddings',
  transcriptions: '/audio/transcriptions',
};
const ANTHROPIC_VERSION = '2023-06-01';

export function outgoing(call: CheckedCall, { upstream, model }: Choice): Outgoing {
  const isAnthropicCall = call.kind === 'messages' && upstream.type === 'anthropic';
  const isTranslated = call.kind === 'messages' && !isAnthropicCall;
  const accept = call.stream ? 'text/event-stream' : 'application/json';
  if (call.form) {
    const { body, contentType } = formBody(
      call.form.map((part) => (part.name === 'model' ? { ...part, bytes: Buffer.from(model) } : part)),
    );
    const headers = { 'content-type': contentType, accept: call.stream ? accept : '*/*' };
    return { path: paths[call.kind], body, headers, isAnthropicCall, isTranslated };
  }
  const body: Record<string, unknown> = isTranslated ? { ...toChatRequest(call.body), model } : { ...call.body, model };
  const isChat = call.kind === 'chat' || isTranslated;
  if (isChat && call.stream && upstream.stream_usage) {
    const given = body.stream_options;
    body.stream_options = { ...(typeof given === 'object' ? given : {}), include_usage: true };
  }
  return {
    path: paths[isTranslated ? 'chat' : call.kind],
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      accept,
      ...(isAnthropicCall ? { 'anthropic-version': ANTHROPIC_VERSION, ...call.headers } : {}),
    },
    isAnthropicCall,
    isTranslated,
  };
}

/** Whether the client asked for the usage of a stream. */
export const asksForUsage = ({ body }: CheckedCall): boolean =>
  (body.stream_options as { include_usage?: unknown } | null | undefined)?.include_usage === true;
