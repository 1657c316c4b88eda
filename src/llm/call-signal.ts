import { AppError } from '../errors.ts';

/** Why a call was stopped before its answer was whole. */
export type StopReason = 'client' | 'deadline' | 'shutdown';

/** One signal for everything that stops a call, and the reason. */
export interface CallSignal {
  signal: AbortSignal;
  stop(reason: StopReason): void;
  reason(): StopReason | undefined;
  /** Takes timer and listener away. */
  release(): void;
}

const errors: Readonly<Record<StopReason, () => AppError>> = {
  client: () => new AppError('cancelled'),
  deadline: () => new AppError('no_backend', { message: 'no backend can serve this: the call took too long' }),
  shutdown: () => new AppError('unavailable', { message: 'service unavailable: shutting down', retryAfterSeconds: 5 }),
};

export function createCallSignal(client: AbortSignal, deadlineMs: number): CallSignal {
  const controller = new AbortController();
  let why: StopReason | undefined;
  const stop = (reason: StopReason) => {
    if (why !== undefined) return;
    why = reason;
    controller.abort(errors[reason]());
  };
  const onClient = () => stop('client');
  if (client.aborted) onClient();
  client.addEventListener('abort', onClient, { once: true });
  const timer = setTimeout(() => stop('deadline'), deadlineMs);
  return {
    signal: controller.signal,
    stop,
    reason: () => why,
    release() {
      clearTimeout(timer);
      client.removeEventListener('abort', onClient);
    },
  };
}
