import { AppError } from '../../errors.ts';
import type { SseEvent } from '../sse-reader.ts';
import { readUsage } from '../usage.ts';
import { type AnswerStream, addText, dataLine, newFacts, openAiFailure, parsed } from './answer-stream.ts';
import { streamedError } from './chat-stream.ts';

const LAST = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled']);

/** The events of the Responses API as they are. */
export function createResponsesStream(): AnswerStream {
  const facts = newFacts();
  return {
    facts,
    take({ name, data }: SseEvent): string {
      if (data.trim() === '[DONE]') return '';
      const event = parsed(data);
      if (event === undefined) {
        facts.error = new AppError('backend_failed', {
          detail: { reason: 'the upstream sent an event that is no JSON' },
        });
        return '';
      }
      if (event.type === 'error') {
        facts.error = streamedError(event.error ?? event);
        return '';
      }
      if (typeof event.type === 'string' && event.type.endsWith('.delta')) addText(facts, event.delta);
      const response = event.response as Record<string, unknown> | undefined;
      if (response?.usage) facts.usage = readUsage(response.usage) ?? facts.usage;
      if (typeof event.type === 'string' && LAST.has(event.type)) {
        facts.isDone = true;
        facts.finishReason = typeof response?.status === 'string' ? response.status : null;
      }
      return `${name === '' ? '' : `event: ${name}\n`}${dataLine(data)}`;
    },
    end: () => '',
    failure: openAiFailure,
  };
}
