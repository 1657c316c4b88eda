/** Why an engine's process gave no result although its input was not found at fault. */
export type EngineFailureReason =
  /** No such engine in the registry. */
  | 'unknown_engine'
  /** The engine threw. */
  | 'failed'
  /** The process ended by itself without a result, or could not start. */
  | 'crashed'
  | 'out_of_memory'
  | 'timed_out'
  /** The work folder grew over its cap. */
  | 'output_too_large'
  /** The result names files that do not exist or lie outside the work folder. */
  | 'bad_result'
  /** The caller's signal. */
  | 'cancelled';

export class EngineFailure extends Error {
  readonly reason: EngineFailureReason;
  /** The end of what the process wrote to standard error; for the log only. */
  readonly errorText: string;

  constructor(reason: EngineFailureReason, message: string, options: { errorText?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineFailure';
    this.reason = reason;
    this.errorText = options.errorText ?? '';
  }
}
