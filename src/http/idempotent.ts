import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';
import {
  checkIdempotencyKey,
  finishIdempotent,
  forgetIdempotent,
  type IdempotentCall,
  startIdempotent,
} from '../tasks/idempotency.ts';
import { callerOf, keyOf } from './auth.ts';
import type { HttpParts } from './http-parts.ts';

export interface IdempotentOptions {
  /** What makes the request the same one; default: its parsed body. */
  body?: unknown;
  /** The reply holds a secret: it is kept so that only who has the API key of the request can read it. */
  sealed?: boolean;
}

/** Saves the reply; call it in the transaction of the work, so that one exists if and only if the other does. */
export type Finish = (tx: Queryable, reply: unknown, taskId?: string) => Promise<void>;

const LONGEST_PATH_KEPT = 300;

/**
 * Runs the request once per Idempotency-Key (protocol page, section 18); without the header, every time. `run` must
 * call `finish` with what it returns; a replay returns that again and marks the reply `Idempotent-Replayed`.
 * Every POST that changes something goes through here.
 */
export async function once<T>(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  run: (finish: Finish) => Promise<T>,
  options: IdempotentOptions = {},
): Promise<T> {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return run(async () => undefined);
  const key = String(header);
  checkIdempotencyKey(key);
  const body = 'body' in options ? options.body : request.body;
  const call: IdempotentCall = { keyId: callerOf(request).keyId, route: routeOf(request), key, body };
  const start = await startIdempotent(parts.database, parts.clock, call);
  if (start.kind === 'replay') {
    parts.metrics.idempotentReplays.add({ reason: 'same_body' });
    reply.header('idempotent-replayed', 'true');
    return (options.sealed ? unseal(request, String(start.reply)) : start.reply) as T;
  }
  try {
    return await run((tx, value, taskId) =>
      finishIdempotent(tx, call, {
        status: 200,
        reply: options.sealed ? seal(request, value) : value,
        taskId: taskId ?? null,
      }),
    );
  } catch (error) {
    await forgetIdempotent(parts.database, call);
    throw error;
  }
}

/** The same for work that is one transaction: `work` returns the reply, which is saved with it. */
export function onceInTransaction<T>(
  parts: HttpParts,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Queryable) => Promise<T>,
  options: IdempotentOptions = {},
): Promise<T> {
  return once(
    parts,
    request,
    reply,
    (finish) =>
      parts.database.transaction(async (tx) => {
        const value = await work(tx);
        await finish(tx, value);
        return value;
      }),
    options,
  );
}

/** Method and path: the same key on another task's path is another request. */
function routeOf(request: FastifyRequest): string {
  const path = (request.url.split('?', 1)[0] ?? '').replace(/(?<=.)\/+$/, '');
  const kept = path.length > LONGEST_PATH_KEPT ? createHash('sha256').update(path).digest('hex') : path;
  return `${request.method} ${kept}`;
}

/**
 * API keys are kept as hashes only, so a saved reply that shows one must not undo that: AES-256-GCM under a key derived
 * (HKDF, RFC 5869) from the API key of the request, which the server does not store either.
 */
function seal(request: FastifyRequest, value: unknown): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(request, salt), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), text]).toString('base64');
}

function unseal(request: FastifyRequest, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      sealingKey(request, bytes.subarray(0, 16)),
      bytes.subarray(16, 28),
    );
    decipher.setAuthTag(bytes.subarray(28, 44));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()]).toString('utf8'));
  } catch (error) {
    // The same key record, but rotated meanwhile.
    throw new AppError('conflict', {
      message: 'conflict: the first reply to this Idempotency-Key can be shown to the API key of that request only',
      cause: error,
    });
  }
}

function sealingKey(request: FastifyRequest, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', keyOf(request) ?? '', salt, 'idempotent reply', 32));
}
