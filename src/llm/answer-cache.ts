import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** A whole answer as it went to the client. */
export interface KeptAnswer {
  contentType: string;
  body: Buffer;
}

export interface AnswerCache {
  find(key: string): KeptAnswer | undefined;
  keep(key: string, answer: KeptAnswer): void;
}

/** What tells two requests apart: everything but the order of members. Accounts never share an answer. */
export function cacheKey(accountId: number, kind: string, body: unknown): string {
  return createHash('sha256')
    .update(`${accountId} ${kind} ${canonical(body)}`)
    .digest('base64');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

/** In memory, for `seconds`; the answers that were used least lately go first. No seconds: no cache. */
export function createAnswerCache(
  { seconds, maxBytes }: { seconds: number; maxBytes: number },
  clock: Clock,
): AnswerCache | undefined {
  if (seconds === 0) return undefined;
  const kept = new Map<string, KeptAnswer & { until: number }>();
  let bytes = 0;
  const drop = (key: string) => {
    bytes -= kept.get(key)?.body.length ?? 0;
    kept.delete(key);
  };
  return {
    find(key) {
      const answer = kept.get(key);
      if (!answer) return undefined;
      if (answer.until <= clock.now()) {
        drop(key);
        return undefined;
      }
      kept.delete(key);
      kept.set(key, answer);
      return answer;
    },
    keep(key, answer) {
      if (answer.body.length > maxBytes / 8) return;
      drop(key);
      kept.set(key, { ...answer, until: clock.now() + seconds * 1000 });
      bytes += answer.body.length;
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) return;
        drop(oldest);
      }
    },
  };
}
