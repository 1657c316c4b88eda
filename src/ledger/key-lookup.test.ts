import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { bootstrap, createAccount, createKey } from './accounts.ts';
import { hashApiKey, newApiKey } from './api-key.ts';
import { createKeyLookup } from './key-lookup.ts';

let parts: MemoryParts;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(() => parts.clear());

describe('the look-up of a key', () => {
  test('finds the account, the scopes and a masked form', async () => {
    const { key, accountId, keyId } = await parts.account({ scopes: ['task'] });
    const found = await createKeyLookup(parts.database, parts.clock).find(key);
    expect(found).toEqual({
      keyId,
      accountId,
      scopes: ['task'],
      isTest: false,
      isDisabled: false,
      addresses: null,
      requestsPerMinute: null,
      maskedKey: `sk-…${key.slice(-4)}`,
    });
  });

  test('finds nothing for unknown, mistyped and huge keys', async () => {
    const { key } = await parts.account();
    const keys = createKeyLookup(parts.database, parts.clock);
    const wrongEnd = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    for (const wrong of [newApiKey(), wrongEnd, 'x'.repeat(10_000), '', 'sk-']) {
      expect(await keys.find(wrong)).toBeNull();
    }
  });

  test('refuses a mistyped key without asking the database', async () => {
    const asked: string[] = [];
    const watched = {
      ...parts.database,
      query: ((text: string, values?: readonly unknown[]) => {
        asked.push(text);
        return parts.database.query(text, values);
      }) as typeof parts.database.query,
    };
    const { key } = await parts.account();
    const keys = createKeyLookup(watched, parts.clock);
    expect(await keys.find(key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a'))).toBeNull();
    expect(asked).toEqual([]);
    expect(await keys.find(key)).not.toBeNull();
    expect(asked.length).toBeGreaterThan(0);
  });

  test('forgets a revoked key within 15 seconds', async () => {
    const { key, keyId } = await parts.account();
    const keys = createKeyLookup(parts.database, parts.clock);
    expect(await keys.find(key)).not.toBeNull();
    await parts.database.query('UPDATE api_keys SET revoked_at = $2 WHERE id = $1', [keyId, new Date()]);
    parts.clock.advance(15_000);
    expect(await keys.find(key)).toBeNull();
  });

  test('refuses an expired key', async () => {
    const { key, keyId } = await parts.account();
    await parts.database.query('UPDATE api_keys SET expires_at = $2 WHERE id = $1', [
      keyId,
      new Date(parts.clock.now()),
    ]);
    expect(await createKeyLookup(parts.database, parts.clock).find(key)).toBeNull();
  });
});

describe('a key in the database', () => {
  test('is nowhere in clear: only its hash and eight plus four characters', async () => {
    const { key } = await parts.account();
    const { rows } = await parts.database.query<Record<string, unknown>>('SELECT * FROM api_keys');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.hash).toEqual(hashApiKey(key));
    const text = JSON.stringify(rows[0]);
    expect(text).not.toContain(key);
    expect(text).not.toContain(key.slice(8, -4));
  });

  test('needs an account that exists and a name', async () => {
    const key = { name: 'x', scopes: ['task'] as const };
    await expect(createKey(parts.database, parts.clock, { ...key, accountId: 77 })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(createKey(parts.database, parts.clock, { ...key, accountId: 77, name: '' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(
      parts.database.transaction((tx) =>
        createAccount(tx, parts.clock, { name: 'x'.repeat(101), maxConcurrentTasks: 1 }),
      ),
    ).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('the first start', () => {
  const first = (givenKey: string | null) =>
    bootstrap(parts.database, parts.clock, { givenKey, points: 1000, maxConcurrentTasks: 20 });

  test('makes one account with an admin key that is told once', async () => {
    const { newKey, created } = await first(null);
    expect(created).toBe(true);
    const found = await createKeyLookup(parts.database, parts.clock).find(newKey ?? '');
    expect(found?.scopes).toEqual(['task', 'account', 'admin']);
    expect(await first(null)).toEqual({ newKey: null, created: false });
  });

  test('takes the given key of any form and does not tell it again', async () => {
    const given = 'an-automation-key-without-our-checksum-1';
    expect(await first(given)).toEqual({ newKey: null, created: true });
    expect(await createKeyLookup(parts.database, parts.clock).find(given)).toMatchObject({ accountId: 1 });
  });

  test('happens once, also when several start at the same moment', async () => {
    const starts = await Promise.all(Array.from({ length: 5 }, () => first(null)));
    expect(starts.filter(({ created }) => created)).toHaveLength(1);
    const { rows } = await parts.database.query('SELECT 1 FROM accounts');
    expect(rows).toHaveLength(1);
  });
});
