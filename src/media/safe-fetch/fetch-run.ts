import { type FailureReason, FetchFailed, FetchRefused } from './fetch-errors.ts';
import { DnsFailed } from './guarded-connector.ts';

export interface FetchRun {
  signal: AbortSignal;
  /** Why the signal fired, if it did. */
  endedBy(): 'timeout' | 'aborted' | null;
  end(): void;
}

/** One deadline and the caller's signal as one signal. `end` must be called: it lets go of both. */
export function startFetch(timeoutMs: number, outer: AbortSignal | undefined): FetchRun {
  const controller = new AbortController();
  let why: 'timeout' | 'aborted' | null = null;
  const stop = (reason: 'timeout' | 'aborted') => (): void => {
    why ??= reason;
    controller.abort();
  };
  const onAbort = stop('aborted');
  const timer = setTimeout(stop('timeout'), timeoutMs);
  if (outer?.aborted) onAbort();
  outer?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    endedBy: () => why,
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
    },
  };
}

/** An error of our own disk while storing a body; passed through as it is. */
export class StoringFailed extends Error {}

/** Names what undici, node:net or node:tls threw. */
export function asFetchError(thrown: unknown, url: URL, run: FetchRun): unknown {
  if (thrown instanceof FetchRefused || thrown instanceof FetchFailed) return thrown;
  if (thrown instanceof StoringFailed) return thrown.cause;
  const endedBy = run.endedBy();
  if (endedBy !== null) return new FetchFailed(endedBy, url, { cause: thrown });
  return new FetchFailed(reasonOf(thrown), url, { cause: thrown });
}

const CONNECT_CODES = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'EACCES',
  'EPERM',
]);
const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function reasonOf(thrown: unknown): FailureReason {
  if (thrown instanceof DnsFailed) return 'dns';
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (TIMEOUT_CODES.has(code)) return 'timeout';
  if (CONNECT_CODES.has(code)) return 'connect';
  // An ETIMEDOUT of connect() carries its name; one of an open socket must count as "may have arrived".
  if (thrown instanceof Error && 'syscall' in thrown && thrown.syscall === 'connect') return 'connect';
  if (thrown instanceof AggregateError && thrown.errors.every((each) => reasonOf(each) === 'connect')) return 'connect';
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/.test(code)) return 'tls';
  return 'broken';
}
