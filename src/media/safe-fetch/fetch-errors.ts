export type RefusalReason = 'bad_url' | 'scheme' | 'credentials' | 'port' | 'name' | 'address' | 'downgrade';

/** The guard did not let a request out. Never retried; the sender must not learn which rule it was. */
export class FetchRefused extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, where: URL | string | null) {
    super(`refused to fetch${where === null ? '' : ` from ${originOf(where)}`}: ${reason}`);
    this.name = 'FetchRefused';
    this.reason = reason;
  }
}

export type FailureReason =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'aborted'
  | 'broken'
  | 'http_status'
  | 'too_large'
  | 'too_many_redirects'
  | 'bad_redirect'
  | 'encoded'
  | 'unwanted_type';

/** A request went out, or tried to, and did not bring what was asked for. */
export class FetchFailed extends Error {
  readonly reason: FailureReason;
  /** The HTTP status, when there was one. */
  readonly status: number | undefined;
  /** Whether the request may have reached the server: then repeating it may do the work twice. */
  readonly mayHaveArrived: boolean;
  constructor(reason: FailureReason, where: URL, details: { status?: number; cause?: unknown } = {}) {
    const status = details.status === undefined ? '' : ` ${details.status}`;
    super(
      `fetch from ${originOf(where)} failed: ${reason}${status}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'FetchFailed';
    this.reason = reason;
    this.status = details.status;
    this.mayHaveArrived = !['dns', 'connect', 'tls'].includes(reason);
  }
}

/** Scheme, host and port: all of a URL that may be written down. Paths and queries hold tokens. */
function originOf(where: URL | string): string {
  return typeof where === 'string'
    ? where
    : where.protocol === 'http:' || where.protocol === 'https:'
      ? where.origin
      : where.protocol;
}
