import { request } from 'undici';
import type { Settings } from '../config/schema.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../observe/log.ts';

/** What the hook is told. */
export interface Moderated {
  /** `task`, or the kind of call. */
  kind: string;
  accountId: number;
  model: string;
  input: unknown;
}

export type Moderate = (what: Moderated) => Promise<void>;

const MAX_REPLY_BYTES = 65_536;

/**
 * Asks the operator's service before anything is charged. Resolves when it allows; without an address it always does.
 * @throws AppError `content_violation` when it refuses, `no_backend` when it must be asked and does not answer.
 */
export function createModeration(settings: Settings['moderation'], log: Pick<Logger, 'warn'>): Moderate {
  const { url, token, timeoutSeconds, whenUnreachable } = settings;
  if (url === null) return async () => undefined;
  return async ({ kind, accountId, model, input }) => {
    let verdict: { allow?: unknown; reason?: unknown };
    try {
      const reply = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ kind, account_id: accountId, model, input }),
        signal: AbortSignal.timeout(timeoutSeconds * 1000),
      });
      verdict = JSON.parse(await shortText(reply.body)) as typeof verdict;
      if (reply.statusCode !== 200 || typeof verdict?.allow !== 'boolean') {
        throw new Error(`the moderation service answered ${reply.statusCode} without a verdict`);
      }
    } catch (error) {
      log.warn({ err: error }, `the moderation service did not answer; ${whenUnreachable}`);
      if (whenUnreachable === 'allow') return;
      throw new AppError('no_backend', {
        message: 'no backend can serve this now: moderation does not answer',
        cause: error,
      });
    }
    if (verdict.allow === true) return;
    const reason = typeof verdict.reason === 'string' ? `: ${verdict.reason.slice(0, 500)}` : '';
    throw new AppError('content_violation', { message: `content violation${reason}` });
  };
}

async function shortText(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MAX_REPLY_BYTES) throw new Error('the verdict is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
