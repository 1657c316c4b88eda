import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { hashApiKey, isMistyped } from './api-key.ts';
import { KEY_CHANNEL } from './keys.ts';
import type { Scope } from './scopes.ts';

/** Who is calling. */
export interface Caller {
  keyId: number;
  accountId: number;
  scopes: readonly Scope[];
  /** Of a test account. */
  isTest: boolean;
  /** The operator switched the account off, or that which it is the test account of. */
  isDisabled: boolean;
  /** Networks that the key may be used from; null: all. */
  addresses: readonly string[] | null;
  requestsPerMinute: number | null;
  /** For display: first three and last four characters. */
  maskedKey: string;
}

interface FoundRow {
  id: number;
  account_id: number;
  scopes: Scope[];
  is_test: boolean;
  is_disabled: boolean;
  addresses: string[] | null;
  requests_per_minute: number | null;
  shown_start: string;
  shown_end: string;
  is_old: boolean;
  old_until: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
}

interface Known {
  caller: Caller | null;
  /** When the row must be read again, or the key ends. */
  until: number;
}

/** Where a hint is lost, a revoked key fails within this time. */
const CACHE_MS = 15_000;
const MAX_CACHED = 10_000;
const USED_WRITE_MS = 60_000;

/** Finds the caller of a key by its hash; answers from memory for up to 15 s, or until it is told to forget. */
export function createKeyLookup(database: Database, clock: Clock) {
  const cache = new Map<string, Known>();
  const usedWritten = new Map<number, number>();
  /** Rises with every `forget`, so that a row read before it is not kept after it. */
  let generation = 0;

  async function read(hash: Buffer): Promise<Known> {
    const { rows } = await database.query<FoundRow>(
      `SELECT k.id, k.account_id, k.scopes, a.test_of IS NOT NULL AS is_test, coalesce(a.disabled_at, owner.disabled_at) IS NOT NULL AS is_disabled,
         k.addresses, k.requests_per_minute, k.shown_start, k.shown_end, k.hash <> $1 AS is_old, k.old_until,
         k.expires_at, k.revoked_at
       FROM api_keys k JOIN accounts a ON a.id = k.account_id LEFT JOIN accounts owner ON owner.id = a.test_of
       WHERE k.hash = $1 OR k.old_hash = $1`,
      [hash],
    );
    const row = rows[0];
    const now = clock.now();
    if (!row || row.revoked_at !== null) return { caller: null, until: now + CACHE_MS };
    const endsAt = Math.min(
      row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
      row.is_old ? (row.old_until?.getTime() ?? 0) : Number.POSITIVE_INFINITY,
    );
    if (endsAt <= now) return { caller: null, until: now + CACHE_MS };
    const caller = {
      keyId: row.id,
      accountId: row.account_id,
      scopes: row.scopes,
      isTest: row.is_test,
      isDisabled: row.is_disabled,
      addresses: row.addresses,
      requestsPerMinute: row.requests_per_minute,
      maskedKey: `${row.shown_start.slice(0, 3)}…${row.shown_end}`,
    };
    return { caller, until: Math.min(now + CACHE_MS, endsAt) };
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
      const cached = cache.get(name);
      if (cached && cached.until > clock.now()) return cached.caller;
      const before = generation;
      const known = await read(hash);
      if (cache.size >= MAX_CACHED) cache.clear();
      if (before === generation) cache.set(name, known);
      const { caller } = known;
      // Written behind: a failure here must not fail the request, and the next use tries again.
      if (caller) noteUse(caller.keyId).catch(() => usedWritten.delete(caller.keyId));
      return caller;
    },

    /** The record changed: the next request reads it anew. */
    forget(keyId: number): void {
      generation++;
      for (const [name, { caller }] of cache) if (caller?.keyId === keyId) cache.delete(name);
    },

    forgetAll(): void {
      generation++;
      cache.clear();
    },
  };
}

export type KeyLookup = ReturnType<typeof createKeyLookup>;

/** Hears what other processes change. Returns how to stop listening. */
export function hearKeyChanges(database: Database, keys: KeyLookup): Promise<() => Promise<void>> {
  return database.listen(
    KEY_CHANNEL,
    (payload) => (payload === '*' ? keys.forgetAll() : keys.forget(Number(payload))),
    () => keys.forgetAll(),
  );
}
