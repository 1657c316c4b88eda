import type { TokenUsage } from '../model-prices.ts';
import type { SseEvent } from '../sse-reader.ts';
import { type AnswerStream, anthropicFailure, namedEvent, newFacts, parsed } from '../streams/answer-stream.ts';
import { readChunk } from '../streams/chat-stream.ts';
import { readUsage } from '../usage.ts';

type Json = Record<string, unknown>;

const stopReasons: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  content_filter: 'refusal',
};
const stopReason = (finish: unknown): string => stopReasons[String(finish)] ?? 'end_turn';

const anthropicUsage = (usage: TokenUsage | undefined) => ({
  input_tokens: usage ? usage.promptTokens - usage.cachedTokens : 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: usage?.cachedTokens ?? 0,
  output_tokens: usage?.completionTokens ?? 0,
});

const messageId = (id: unknown): string => `msg_${String(id ?? '').replace(/^chatcmpl-?/, '') || 'unknown'}`;

interface ToolCall {
  index?: number;
  id?: string;
  function?: { name?: string; arguments?: string };
}

/** A chat completion as Anthropic's message. */
export function toMessage(completion: Json, model: string): Json {
  const choice = (Array.isArray(completion.choices) ? completion.choices[0] : undefined) as
    | { message?: { content?: unknown; refusal?: unknown; tool_calls?: ToolCall[] }; finish_reason?: unknown }
    | undefined;
  const content: Json[] = [];
  const text = choice?.message?.content ?? choice?.message?.refusal;
  if (typeof text === 'string' && text !== '') content.push({ type: 'text', text });
  for (const call of choice?.message?.tool_calls ?? []) {
    const input = parsed(call.function?.arguments || '{}') ?? {};
    content.push({ type: 'tool_use', id: call.id, name: call.function?.name, input });
  }
  return {
    id: messageId(completion.id),
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason(choice?.finish_reason),
    stop_sequence: null,
    usage: anthropicUsage(readUsage(completion.usage)),
  };
}

/** Chat completion chunks as Anthropic's events: one block after the other, each opened and closed. */
export function createStreamFromChat({ model, promptTokens }: { model: string; promptTokens: number }): AnswerStream {
  const facts = newFacts();
  let isStarted = false;
  let index = -1;
  /** What the open block is: a text, or the tool call of this number. */
  let open: 'text' | number | undefined;

  const start = (id: unknown): string => {
    if (isStarted) return '';
    isStarted = true;
    const usage = { ...anthropicUsage(undefined), input_tokens: promptTokens, output_tokens: 1 };
    return namedEvent('message_start', {
      type: 'message_start',
      message: {
        id: messageId(id),
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    });
  };
  const close = (): string => {
    if (open === undefined) return '';
    open = undefined;
    return namedEvent('content_block_stop', { type: 'content_block_stop', index });
  };
  const begin = (what: 'text' | number, block: Json): string => {
    const before = close();
    open = what;
    index++;
    return `${before}${namedEvent('content_block_start', { type: 'content_block_start', index, content_block: block })}`;
  };
  const delta = (part: Json): string =>
    namedEvent('content_block_delta', { type: 'content_block_delta', index, delta: part });

  const text = (piece: string): string =>
    `${open === 'text' ? '' : begin('text', { type: 'text', text: '' })}${delta({ type: 'text_delta', text: piece })}`;
  const tool = (call: ToolCall, position: number): string => {
    const number = call.index ?? position;
    const block = { type: 'tool_use', id: call.id ?? `toolu_${number}`, name: call.function?.name ?? '', input: {} };
    const head = open === number ? '' : begin(number, block);
    const args = call.function?.arguments;
    return `${head}${args ? delta({ type: 'input_json_delta', partial_json: args }) : ''}`;
  };

  return {
    facts,
    take({ data }: SseEvent): string {
      const chunk = readChunk(facts, data);
      if (chunk === undefined) return '';
      const choices = (Array.isArray(chunk.choices) ? chunk.choices : []) as { delta?: Json }[];
      const { content, refusal, tool_calls: calls } = choices[0]?.delta ?? {};
      const words = content || refusal;
      return [
        start(chunk.id),
        ...(typeof words === 'string' && words !== '' ? [text(words)] : []),
        ...(Array.isArray(calls) ? (calls as ToolCall[]).map(tool) : []),
      ].join('');
    },
    end() {
      const usage = facts.usage ? anthropicUsage(facts.usage) : { output_tokens: Math.ceil(facts.text.length / 4) };
      const stop = { stop_reason: stopReason(facts.finishReason), stop_sequence: null };
      return [
        start(undefined),
        close(),
        namedEvent('message_delta', { type: 'message_delta', delta: stop, usage }),
        namedEvent('message_stop', { type: 'message_stop' }),
      ].join('');
    },
    failure: anthropicFailure,
  };
}
