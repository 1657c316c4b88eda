import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Scope } from './accounts.ts';
import { hashApiKey, isMistyped } from './api-key.ts';

/** Who is calling. */
export interface Caller {
  keyId: number;
  accountId: number;
  scopes: readonly Scope[];
  /** For display: first three and last four characters. */
  maskedKey: string;
}

interface KeyRow {
  id: number;
  account_id: number;
  scopes: Scope[];
  shown_start: string;
  shown_end: string;
  expires_at: Date | null;
  revoked_at: Date | null;
}

/** A revoked key fails within this time everywhere. */
const CACHE_MS = 15_000;
const MAX_CACHED = 10_000;
const USED_WRITE_MS = 60_000;

/** Finds the caller of a key by its hash; answers from memory for up to 15 s. */
export function createKeyLookup(database: Database, clock: Clock) {
  const cache = new Map<string, { caller: Caller | null; until: number }>();
  const usedWritten = new Map<number, number>();

  async function read(hash: Buffer): Promise<Caller | null> {
    const { rows } = await database.query<KeyRow>(
      `SELECT id, account_id, scopes, shown_start, shown_end, expires_at, revoked_at FROM api_keys WHERE hash = $1`,
      [hash],
    );
    const row = rows[0];
    if (!row || row.revoked_at !== null) return null;
    if (row.expires_at !== null && row.expires_at.getTime() <= clock.now()) return null;
    return {
      keyId: row.id,
      accountId: row.account_id,
      scopes: row.scopes,
      maskedKey: `${row.shown_start.slice(0, 3)}…${row.shown_end}`,
    };
  }

  async function noteUse(keyId: number): Promise<void> {
    const now = clock.now();
    if (now - (usedWritten.get(keyId) ?? 0) < USED_WRITE_MS) return;
    usedWritten.set(keyId, now);
    await database.query('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [keyId, new Date(now)]);
  }

  return {
    /** null for a key that is unknown, revoked, expired or mistyped: the caller learns no more than that. */
    async find(key: string): Promise<Caller | null> {
      if (key.length > 512 || isMistyped(key)) return null;
      const hash = hashApiKey(key);
      const name = hash.toString('base64');
      const now = clock.now();
      const known = cache.get(name);
      if (known && known.until > now) return known.caller;
      const caller = await read(hash);
      if (cache.size >= MAX_CACHED) cache.clear();
      cache.set(name, { caller, until: now + CACHE_MS });
      // Written behind: a failure here must not fail the request, and the next use tries again.
      if (caller) noteUse(caller.keyId).catch(() => usedWritten.delete(caller.keyId));
      return caller;
    },
  };
}

export type KeyLookup = ReturnType<typeof createKeyLookup>;
