import { Agent, type Dispatcher } from 'undici';
import type { MediaKind } from '../content-types.ts';
import { type Received, receiveFile } from './download.ts';
import { FetchFailed, FetchRefused } from './fetch-errors.ts';
import { asFetchError, startFetch } from './fetch-run.ts';
import { guardedConnector, type Resolve, systemResolve } from './guarded-connector.ts';
import { crossOriginHeaders, nextHop } from './redirects.ts';
import { decodedBody } from './reply-body.ts';
import { checkUrl, parseUrl, type UrlRules } from './url-rules.ts';

export interface SafeFetchOptions extends UrlRules {
  /** Origins (scheme, host and port, exactly) that the operator named: they may be private, on any port. */
  trustedOrigins: readonly string[];
  resolve?: Resolve;
  /** Further certificate authorities, PEM. */
  ca?: string | readonly string[];
  /** For tests; the defaults are DNS 3 s, connect 5 s, headers 15 s, idle 15 s. */
  waits?: Partial<Waits>;
  userAgent?: string;
}

export interface Waits {
  dnsMs: number;
  connectMs: number;
  /** From the request to the end of the reply's headers. */
  headersMs: number;
  /** Between two pieces of the body. */
  idleMs: number;
}

export interface DownloadOptions {
  /** Checked while the body comes in, whatever Content-Length says. */
  maxBytes: number;
  /** For everything together, redirects included. */
  timeoutMs: number;
  /** Written anew; removed again when the download fails. */
  toPath: string;
  signal?: AbortSignal;
  /** Credentials among them are not sent on to another origin. */
  headers?: Record<string, string>;
  /** Stops as soon as the first bytes show another kind. Without it anything is taken, and contentType may be null. */
  accept?: readonly MediaKind[];
}

export interface Downloaded extends Received {
  path: string;
  /** Where the last redirect led. Holds whatever token its query has: not for logs. */
  finalUrl: string;
}

export interface RequestOptions {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  timeoutMs: number;
  /** Of the reply's body, inflated. */
  maxBytes: number;
  /** What a longer body means: `fail` (default) with too_large, or `cut` it there. */
  longBody?: 'fail' | 'cut';
  signal?: AbortSignal;
  /** A redirect is a reply like any other: its status is given back. */
  followRedirects?: false;
}

export interface FetchReply {
  status: number;
  /** Lower-case names; several values of one name are joined with a comma. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface SafeFetch {
  /** GETs a file. Throws FetchRefused or FetchFailed; other errors are of our own disk. */
  download(url: string, options: DownloadOptions): Promise<Downloaded>;
  /** One request, one reply of any status. Throws FetchRefused or FetchFailed. */
  request(url: string, options: RequestOptions): Promise<FetchReply>;
  /** Waits for what is running. */
  close(): Promise<void>;
}

const DEFAULT_WAITS: Waits = { dnsMs: 3000, connectMs: 5000, headersMs: 15_000, idleMs: 15_000 };
export const MAX_REDIRECTS = 5;

/** The only way out for URLs that we did not write ourselves: it never reaches a private address. */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const waits = { ...DEFAULT_WAITS, ...options.waits };
  const trusted = new Set(options.trustedOrigins.map((origin) => parseUrl(origin).origin));
  const agent = (reach: 'public' | 'any'): Agent =>
    new Agent({
      connect: guardedConnector({
        reach,
        resolve: options.resolve ?? systemResolve,
        dnsTimeoutMs: waits.dnsMs,
        connectTimeoutMs: waits.connectMs,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
      }),
      headersTimeout: waits.headersMs,
      bodyTimeout: waits.idleMs,
      connections: 64,
      pipelining: 1,
      maxHeaderSize: 16_384,
    });
  // Two pools, so that a socket opened to a trusted private origin can never serve a request without that trust.
  const publicOnly = agent('public');
  const anywhere = agent('any');

  const send = (
    url: URL,
    isTrusted: boolean,
    request: Pick<Dispatcher.RequestOptions, 'method' | 'body' | 'signal'> & { headers: Record<string, string> },
  ) =>
    (isTrusted ? anywhere : publicOnly).request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: {
        'user-agent': options.userAgent ?? 'Polymuse',
        accept: '*/*',
        'accept-encoding': 'identity',
        ...request.headers,
      },
      body: request.body ?? null,
      signal: request.signal ?? null,
    });

  /** Trust holds for a URL that we were given, and along redirects only from one trusted origin to another. */
  const check = (input: string, mayTrust: boolean): { url: URL; isTrusted: boolean } => {
    const url = parseUrl(input);
    if (mayTrust && trusted.has(url.origin)) return { url, isTrusted: true };
    return { url: checkUrl(input, options), isTrusted: false };
  };

  return {
    async download(input, download) {
      let { url, isTrusted } = check(input, true);
      let headers = download.headers ?? {};
      const run = startFetch(download.timeoutMs, download.signal);
      try {
        for (let hops = 0; ; hops++) {
          const reply = await send(url, isTrusted, { method: 'GET', headers, signal: run.signal });
          const location = nextHop(url, reply.statusCode, reply.headers.location);
          if (location === null) {
            const received = await receiveFile(url, reply, download);
            return { ...received, path: download.toPath, finalUrl: url.href };
          }
          discard(reply);
          if (hops === MAX_REDIRECTS) throw new FetchFailed('too_many_redirects', url);
          const next = check(location.href, isTrusted);
          if (url.protocol === 'https:' && next.url.protocol === 'http:') throw new FetchRefused('downgrade', next.url);
          if (url.origin !== next.url.origin) headers = crossOriginHeaders(headers);
          ({ url, isTrusted } = next);
        }
      } catch (thrown) {
        throw asFetchError(thrown, url, run);
      } finally {
        run.end();
      }
    },

    async request(input, request) {
      const { url, isTrusted } = check(input, true);
      const run = startFetch(request.timeoutMs, request.signal);
      try {
        const reply = await send(url, isTrusted, {
          method: request.method,
          headers: request.headers ?? {},
          body: request.body ?? null,
          signal: run.signal,
        });
        const headers = Object.fromEntries(
          Object.entries(reply.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
          ),
        );
        const body = await decodedBody(url, reply.body, headers['content-encoding'], {
          maxBytes: request.maxBytes,
          cut: request.longBody === 'cut',
        });
        return { status: reply.statusCode, headers, body };
      } catch (thrown) {
        throw asFetchError(thrown, url, run);
      } finally {
        run.end();
      }
    },

    async close() {
      await Promise.all([publicOnly.close(), anywhere.close()]);
    },
  };
}

/** Ends a reply that nobody reads, without waiting for its body. */
function discard(reply: Dispatcher.ResponseData): void {
  reply.body.on('error', () => undefined).destroy();
}
