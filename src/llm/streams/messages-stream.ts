import { AppError } from '../../errors.ts';
import type { SseEvent } from '../sse-reader.ts';
import { readUsage } from '../usage.ts';
import { type AnswerStream, addText, anthropicFailure, dataLine, newFacts, parsed } from './answer-stream.ts';
import { streamedError } from './chat-stream.ts';

/** Anthropic's events as they are; usage stands in `message_start` and, complete, in `message_delta`. */
export function createMessagesStream(): AnswerStream {
  const facts = newFacts();
  let usage: Record<string, unknown> = {};
  return {
    facts,
    take({ name, data }: SseEvent): string {
      const event = parsed(data);
      if (event === undefined) {
        facts.error = new AppError('backend_failed', {
          detail: { reason: 'the upstream sent an event that is no JSON' },
        });
        return '';
      }
      if (event.type === 'error') {
        facts.error = streamedError(event.error);
        return '';
      }
      const { message, delta, content_block: block } = event as Record<string, Record<string, unknown> | undefined>;
      if (message?.usage) usage = { ...usage, ...(message.usage as object) };
      if (event.usage) usage = { ...usage, ...(event.usage as object) };
      facts.usage = readUsage(usage);
      for (const text of [delta?.text, delta?.thinking, delta?.partial_json, block?.name]) addText(facts, text);
      if (typeof delta?.stop_reason === 'string') facts.finishReason = delta.stop_reason;
      if (event.type === 'message_stop') facts.isDone = true;
      return `${name === '' ? '' : `event: ${name}\n`}${dataLine(data)}`;
    },
    end: () => '',
    failure: anthropicFailure,
  };
}
