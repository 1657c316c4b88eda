import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { addressOf, credentialsOf, type Upstream } from './upstreams.ts';

export interface UpstreamCall {
  /** Below the base address, for example `/chat/completions`. */
  path: string;
  body: string | Buffer;
  headers: Record<string, string>;
  /** The path of Anthropic's own protocol, with its header for the key. */
  isAnthropicCall: boolean;
  /** Until the reply's headers. */
  firstByteMs: number;
  /** Between two pieces of the reply. */
  idleMs: number;
  signal: AbortSignal;
}

export interface UpstreamReply {
  status: number;
  contentType: string;
  retryAfterSeconds: number | undefined;
  body: Readable;
}

/** One request; redirects are not followed. @throws AppError `backend_failed` when there is no answer at all. */
export async function askUpstream(upstream: Upstream, call: UpstreamCall): Promise<UpstreamReply> {
  const { origin, path } = addressOf(upstream, call.path);
  try {
    const reply = await upstream.dispatcher.request({
      origin,
      path,
      method: 'POST',
      headers: {
        'accept-encoding': 'identity',
        'user-agent': 'Polymuse',
        ...call.headers,
        ...credentialsOf(upstream, call.isAnthropicCall),
      },
      body: call.body,
      headersTimeout: call.firstByteMs,
      bodyTimeout: call.idleMs,
      signal: call.signal,
    });
    const retryAfter = Number(reply.headers['retry-after']);
    return {
      status: reply.statusCode,
      contentType: String(reply.headers['content-type'] ?? ''),
      retryAfterSeconds:
        Number.isFinite(retryAfter) && retryAfter > 0 ? Math.min(Math.ceil(retryAfter), 3600) : undefined,
      body: reply.body,
    };
  } catch (error) {
    throw unreachable(upstream, error, call.signal);
  }
}

/** What a lost connection means; what was aborted keeps its reason. */
export function unreachable(upstream: Upstream, error: unknown, signal: AbortSignal): AppError {
  if (signal.aborted && signal.reason instanceof AppError) return signal.reason;
  if (error instanceof AppError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const isLate = typeof code === 'string' && /TIMEOUT/.test(code);
  return new AppError('no_backend', {
    message: `no backend can serve this now: the upstream ${upstream.name} ${isLate ? 'did not answer in time' : 'cannot be reached or broke off'}`,
    cause: error,
  });
}

/** The whole reply. @throws AppError for one over the cap or broken off. */
export async function readReply(upstream: Upstream, reply: UpstreamReply, maxBytes: number, signal: AbortSignal) {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of reply.body as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > maxBytes) {
        throw new AppError('no_backend', {
          message: `no backend can serve this: the answer of the upstream ${upstream.name} is longer than ${maxBytes} bytes`,
        });
      }
      pieces.push(piece);
    }
  } catch (error) {
    throw unreachable(upstream, error, signal);
  }
  return Buffer.concat(pieces);
}

const MAX_ERROR_BYTES = 65_536;
const MAX_MESSAGE = 1_000;

/**
 * What the client sees of a refusal: its own mistakes in the upstream's words, everything else in ours, since keys and
 * quotas of the operator are none of its business.
 */
export async function refusalOf(upstream: Upstream, reply: UpstreamReply, signal: AbortSignal): Promise<AppError> {
  const bytes = await readReply(upstream, reply, MAX_ERROR_BYTES, signal).catch(() => Buffer.alloc(0));
  const { message, code, param } = errorIn(bytes);
  const cause = new Error(
    `${upstream.name} answered ${reply.status}: ${bytes.subarray(0, MAX_MESSAGE).toString('utf8')}`,
  );
  const { status } = reply;
  if (status === 429 && !/insufficient_quota|billing/.test(code)) {
    return new AppError('rate_limited', {
      message: 'too many requests: rate limit of the upstream',
      retryAfterSeconds: reply.retryAfterSeconds ?? 1,
      cause,
    });
  }
  if (status === 404 && /model/i.test(`${code} ${message}`)) {
    return new AppError('model_not_found', { message: `the model does not exist at its upstream: ${message}`, cause });
  }
  if (status === 413) return new AppError('too_large', { message: `task input too large: ${message}`, cause });
  if (status === 400 || status === 422) {
    const detail = { ...(code === '' ? {} : { code }), ...(param === null ? {} : { param }) };
    return new AppError('invalid_request', { message: `invalid request: ${message || 'refused'}`, detail, cause });
  }
  return new AppError('no_backend', {
    message: `no backend can serve this now: the upstream ${upstream.name} answered ${status}`,
    cause,
  });
}

/** The error of an OpenAI or Anthropic reply, whichever form it has. */
function errorIn(bytes: Buffer): { message: string; code: string; param: string | null } {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    const first = Array.isArray(body) ? body[0] : body;
    const error = (first as { error?: unknown } | null)?.error ?? first;
    if (typeof error === 'string') return { message: error.slice(0, MAX_MESSAGE), code: '', param: null };
    const { message, code, type, param } = error as Record<string, unknown>;
    return {
      message: String(message ?? '').slice(0, MAX_MESSAGE),
      code: String(code ?? type ?? ''),
      param: typeof param === 'string' ? param : null,
    };
  } catch {
    return { message: bytes.toString('utf8').slice(0, 200), code: '', param: null };
  }
}

/** Whether another upstream may do better: not when the request itself is wrong. */
export const isWorthAnother = (error: AppError): boolean =>
  error.code === 'no_backend' || error.code === 'rate_limited' || error.code === 'backend_failed';
