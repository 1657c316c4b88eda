import { toAppError } from '../errors.ts';
import type { TaskError } from './task-row.ts';

const MAX_RAW_LENGTH = 2_000;

/** What the owner of a failed task sees; nothing of ours leaks, and neither text is ever empty. */
export function taskErrorOf(thrown: unknown, backend: string | null = null): TaskError {
  const error = toAppError(thrown);
  const reason = error.detail?.reason;
  const raw = typeof reason === 'string' ? `${error.message}: ${reason}` : error.message;
  const detail = { ...(error.detail ?? {}), ...(backend ? { backend } : {}) };
  return {
    code: error.taskErrorCode || 10000,
    raw_message: raw.slice(0, MAX_RAW_LENGTH),
    message: error.message,
    detail: Object.keys(detail).length > 0 ? detail : null,
  };
}
