import { type AppError, toAppError } from '../../errors.ts';
import { anthropicError, openAiError } from '../error-objects.ts';
import type { TokenUsage } from '../model-prices.ts';
import type { SseEvent } from '../sse-reader.ts';

/** What a stream has told so far. */
export interface StreamFacts {
  usage: TokenUsage | undefined;
  /** Everything the model wrote, tool arguments included. */
  text: string;
  finishReason: string | null;
  /** The upstream said that it is done. */
  isDone: boolean;
  /** An error that the upstream sent as an event. */
  error: AppError | undefined;
}

/** Turns the upstream's events into the client's, in one protocol. */
export interface AnswerStream {
  readonly facts: StreamFacts;
  /** Wire text for the client; "" for what it is not to see. */
  take(event: SseEvent): string;
  /** What ends the stream; "" where the last event does. */
  end(): string;
  /** The one event that tells of an error after the first byte. */
  failure(error: AppError): string;
}

/** Kept for the estimate and, if asked for, for the history. */
const MAX_TEXT = 4_194_304;

export const newFacts = (): StreamFacts => ({
  usage: undefined,
  text: '',
  finishReason: null,
  isDone: false,
  error: undefined,
});

export function addText(facts: StreamFacts, text: unknown): void {
  if (typeof text === 'string' && facts.text.length < MAX_TEXT) facts.text += text;
}

/** JSON in one line, since a line end would end the `data:` line. */
export const dataLine = (json: string): string =>
  `data: ${json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json}\n\n`;

export const namedEvent = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export const openAiFailure = (thrown: unknown): string => {
  const error = toAppError(thrown);
  return dataLine(JSON.stringify(openAiError(error.httpStatus, error.message, error)));
};

export const anthropicFailure = (thrown: unknown): string => {
  const error = toAppError(thrown);
  return namedEvent('error', anthropicError(error.httpStatus, error.message));
};

export function parsed(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
