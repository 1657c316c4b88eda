import type { ChatChunk, ChatContext, ChatModelProvider, ChatRequest, ChatUsage } from './chat-model.ts';
import type { SseEvent } from './sse-reader.ts';
import { estimatePrompt, estimateText } from './token-estimate.ts';

interface Head {
  id: string;
  created: number;
  model: string;
}

/** The chunks of a provider in OpenAI's form, ending with usage and `[DONE]`, as an upstream would send them. */
export async function* ownEvents(
  provider: ChatModelProvider,
  request: ChatRequest,
  context: ChatContext,
  head: Head,
): AsyncGenerator<SseEvent> {
  const { id, created, model } = head;
  const chunk = (choices: unknown[], more: object = {}): SseEvent => ({
    name: '',
    data: JSON.stringify({
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      ...fingerprintOf(provider),
      choices,
      ...more,
    }),
  });
  const choice = (delta: object, finish_reason: string | null = null) => [{ index: 0, delta, finish_reason }];
  let last: ChatChunk = {};
  let text = '';
  let isFirst = true;
  for await (const piece of provider.complete(request, context)) {
    last = piece;
    if (isFirst) yield chunk(choice({ role: 'assistant', content: '' }));
    isFirst = false;
    const { content, tool_calls } = piece;
    text += content ?? '';
    if (!content && !tool_calls) continue;
    yield chunk(choice({ ...(content ? { content } : {}), ...(tool_calls ? { tool_calls } : {}) }));
  }
  yield chunk(choice({}, last.finishReason ?? 'stop'));
  yield chunk([], { usage: last.usage ?? estimatedUsage(request, text) });
  yield { name: '', data: '[DONE]' };
}

/** The same, joined into one completion. */
export async function ownCompletion(
  provider: ChatModelProvider,
  request: ChatRequest,
  context: ChatContext,
  { id, created, model }: Head,
): Promise<Record<string, unknown>> {
  let last: ChatChunk = {};
  const texts: string[] = [];
  const calls: Record<string, unknown>[] = [];
  for await (const piece of provider.complete(request, context)) {
    last = piece;
    if (piece.content) texts.push(piece.content);
    calls.push(...(piece.tool_calls ?? []));
  }
  const content = texts.join('');
  const message = { role: 'assistant', content, refusal: null, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    ...fingerprintOf(provider),
    choices: [{ index: 0, message, logprobs: null, finish_reason: last.finishReason ?? 'stop' }],
    usage: last.usage ?? estimatedUsage(request, content),
  };
}

function estimatedUsage(request: ChatRequest, text: string): ChatUsage {
  const prompt_tokens = estimatePrompt([request.messages]).likely;
  const completion_tokens = estimateText(text);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

const fingerprintOf = ({ fingerprint }: ChatModelProvider): { system_fingerprint?: string } =>
  fingerprint === undefined ? {} : { system_fingerprint: fingerprint };
