import { AppError } from '../../errors.ts';
import type { SseEvent } from '../sse-reader.ts';
import { readUsage } from '../usage.ts';
import {
  type AnswerStream,
  addText,
  dataLine,
  newFacts,
  openAiFailure,
  parsed,
  type StreamFacts,
} from './answer-stream.ts';

interface ChunkChoice {
  delta?: {
    content?: unknown;
    reasoning_content?: unknown;
    refusal?: unknown;
    tool_calls?: unknown;
    function_call?: unknown;
  };
  finish_reason?: unknown;
}

/** A member that an upstream adds to every chunk once it is asked for usage. Quotes inside texts are escaped. */
const NO_USAGE = /,\s*"usage"\s*:\s*null(?=\s*[,}])/;

/** Chat completion chunks as they are, but for a usage that the client did not ask for. */
export function createChatStream({ showsUsage }: { showsUsage: boolean }): AnswerStream {
  const facts = newFacts();
  return {
    facts,
    take({ data }: SseEvent): string {
      const chunk = readChunk(facts, data);
      if (chunk === undefined) return '';
      if (showsUsage || !('usage' in chunk)) return dataLine(data);
      if (chunk.usage === null) return dataLine(data.replace(NO_USAGE, ''));
      if (!Array.isArray(chunk.choices) || chunk.choices.length === 0) return '';
      const { usage: _hidden, ...rest } = chunk;
      return dataLine(JSON.stringify(rest));
    },
    end: () => 'data: [DONE]\n\n',
    failure: openAiFailure,
  };
}

/** Reads one event into the facts; undefined when nothing of it goes on to the client: the end, or an error. */
export function readChunk(facts: StreamFacts, data: string): Record<string, unknown> | undefined {
  if (data.trim() === '[DONE]') {
    facts.isDone = true;
    return undefined;
  }
  const chunk = parsed(data);
  if (chunk === undefined) {
    facts.error = new AppError('backend_failed', { detail: { reason: 'the upstream sent an event that is no JSON' } });
    return undefined;
  }
  return noteChunk(facts, chunk) ? undefined : chunk;
}

/** Whether the chunk is an error. */
function noteChunk(facts: StreamFacts, chunk: Record<string, unknown>): boolean {
  if (chunk.error !== undefined && chunk.error !== null) {
    facts.error = streamedError(chunk.error);
    return true;
  }
  if (chunk.usage) facts.usage = readUsage(chunk.usage) ?? facts.usage;
  const choices = Array.isArray(chunk.choices) ? (chunk.choices as ChunkChoice[]) : [];
  for (const choice of choices) {
    const { delta } = choice;
    if (delta) {
      addText(facts, delta.content);
      addText(facts, delta.reasoning_content);
      addText(facts, delta.refusal);
      if (delta.tool_calls !== undefined) addText(facts, argumentsOf(delta.tool_calls));
      if (delta.function_call !== undefined) addText(facts, argumentsOf([{ function: delta.function_call }]));
    }
    if (typeof choice.finish_reason === 'string') facts.finishReason = choice.finish_reason;
  }
  return false;
}

function argumentsOf(calls: unknown): string {
  if (!Array.isArray(calls)) return '';
  return calls
    .map((call: { function?: { name?: unknown; arguments?: unknown } } | null) =>
      [call?.function?.name, call?.function?.arguments].filter((part) => typeof part === 'string').join(''),
    )
    .join('');
}

/** An error that came as an event, in the upstream's words: the client's own request caused it, or nobody knows. */
export function streamedError(error: unknown): AppError {
  const message = typeof error === 'string' ? error : (error as { message?: unknown }).message;
  return new AppError('no_backend', {
    message: `no backend can serve this: the upstream broke off: ${String(message ?? 'no reason given').slice(0, 500)}`,
  });
}
