import { type ErrorCode, errorCatalogue } from './errors-catalogue.ts';

export interface AppErrorOptions {
  /** Public text; must start with the catalogue's message. Default: the catalogue's message itself. */
  message?: string;
  /** Machine-readable facts for the owner of the task; never secrets, paths or hosts of ours. */
  detail?: Record<string, unknown>;
  /** The internal reason; logged, never shown. */
  cause?: unknown;
  /** Seconds until a retry makes sense; sent as Retry-After. */
  retryAfterSeconds?: number;
}

/** The one error type that may reach a client. Anything else becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  /** `error.code` of a task that failed with this error (protocol page, section 10.3). */
  readonly taskErrorCode: number;
  readonly retryable: boolean;
  readonly detail: Record<string, unknown> | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const entry = errorCatalogue[code];
    super(options.message ?? entry.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.httpStatus = entry.httpStatus;
    this.taskErrorCode = entry.taskErrorCode;
    this.retryable = entry.retryable;
    this.detail = options.detail ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Turns anything thrown into an AppError; unknown errors keep their cause for the log and show nothing. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown });
}
