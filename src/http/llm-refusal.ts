import type { AppError } from '../errors.ts';
import { anthropicError, openAiError } from '../llm/error-objects.ts';

/** Gateway failures have no status of their own on these endpoints (protocol page, section 14). */
const statusOf = ({ httpStatus }: AppError): number => (httpStatus === 502 || httpStatus === 504 ? 503 : httpStatus);

/** For `config.refusal` of routes that speak OpenAI's protocol. */
export function openAiRefusal(error: AppError): { status: number; body: unknown } {
  const status = statusOf(error);
  return { status, body: openAiError(status, error.message, error) };
}

/** The same in Anthropic's. */
export function anthropicRefusal(error: AppError): { status: number; body: unknown } {
  const status = statusOf(error);
  return { status, body: anthropicError(status, error.message) };
}
