import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { isInNetworks } from '../ledger/addresses.ts';
import type { Caller, KeyLookup } from '../ledger/key-lookup.ts';
import type { Scope } from '../ledger/scopes.ts';
import type { Metrics } from '../observe/metrics.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a key needs for this route (of a list: one of them); `none`: no key is asked for. Default `task`. */
    auth?: Scope | 'none' | readonly Scope[];
  }
  interface FastifyRequest {
    /** Set on every route whose `auth` is not `none`. */
    caller: Caller | null;
  }
}

const MINUTE_MS = 60_000;
const MAX_ADDRESSES = 10_000;

/** Checks the key before anything of the body is read (protocol page, sections 1 and 4.2). */
export function checkKeys(
  app: FastifyInstance,
  parts: { keys: KeyLookup; metrics: Metrics; failedAuthPerMinute: number; now(): number },
): void {
  const failures = createFailureCount(parts);
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    const needed = request.routeOptions.config.auth ?? 'task';
    if (needed === 'none' || request.is404) return;
    if (failures.isOver(request.ip)) {
      parts.metrics.rateLimited.add({ reason: 'failed_auth' });
      throw new AppError('rate_limited', {
        message: 'too many requests: rate limit: too many wrong keys from this address',
        retryAfterSeconds: 60,
      });
    }
    const key = keyOf(request);
    const caller = key === null ? null : await parts.keys.find(key);
    if (!caller) {
      failures.add(request.ip);
      parts.metrics.authFailures.add({ reason: key === null ? 'missing' : 'unknown' });
      throw new AppError('unauthorized');
    }
    checkPlace(caller, request.ip);
    const fitting = [needed].flat() as readonly Scope[];
    if (!fitting.some((scope) => caller.scopes.includes(scope)) && !caller.scopes.includes('admin')) {
      throw new AppError('forbidden', { message: `forbidden: the key lacks the scope "${fitting[0]}"` });
    }
    request.caller = caller;
  });
}

function checkPlace({ addresses, isDisabled }: Caller, ip: string): void {
  if (addresses !== null && !isInNetworks(ip, addresses)) {
    throw new AppError('forbidden', { message: `forbidden: the key may not be used from the address ${ip}` });
  }
  if (isDisabled) {
    throw new AppError('forbidden', { message: 'forbidden: the account is switched off: ask the operator' });
  }
}

/** The caller of a route that asks for a key. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('a route without a key asked who is calling');
  return request.caller;
}

/** X-API-Key first, unless empty; then Authorization, with or without the Bearer scheme. Never query or body. */
export function keyOf(request: FastifyRequest): string | null {
  const header = request.headers['x-api-key'];
  const own = (Array.isArray(header) ? header[0] : header)?.trim();
  if (own) return own;
  const authorization = request.headers.authorization?.trim() ?? '';
  const bare = authorization.replace(/^Bearer(\s+|$)/i, '').trim();
  return bare === '' ? null : bare;
}

/** Wrong keys per address and minute; a window that starts anew, which is exact enough to stop guessing. */
function createFailureCount({ failedAuthPerMinute, now }: { failedAuthPerMinute: number; now(): number }) {
  let windowStart = now();
  let counts = new Map<string, number>();
  const renew = () => {
    if (now() - windowStart < MINUTE_MS && counts.size < MAX_ADDRESSES) return;
    windowStart = now();
    counts = new Map();
  };
  return {
    isOver(address: string): boolean {
      renew();
      return (counts.get(address) ?? 0) >= failedAuthPerMinute;
    },
    add(address: string): void {
      counts.set(address, (counts.get(address) ?? 0) + 1);
    },
  };
}
