import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS } from '../../test/support/sample-family.ts';
import { audioResult, scripted } from '../../test/support/scripted-backend.ts';
import { create, run } from '../../test/support/task-steps.ts';
import { readAccountInfo } from './account-info.ts';

const page = readFileSync(new URL('../../spec/protocol.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('### 12.1'), page.indexOf('### 12.2'));
const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '').data as Record<string, unknown>;

let parts: MemoryParts;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());

const infoOf = async (accountId: number) => {
  const info = await readAccountInfo(parts.database, { accountId, maskedKey: 'sk-…9fQ2' });
  if (!info) throw new Error('no such account');
  return info;
};

test('the account has every documented member in its order, with the documented values', async () => {
  const { accountId } = await parts.account({ points: 50_000_000 });
  const info = await infoOf(accountId);
  const times = { created_at: example.created_at, updated_at: example.updated_at };
  const untouched = {
    equivalent_in_usd: 4.996,
    credit_pack_info: expect.anything(),
    wallet: expect.anything(),
  };
  expect(Object.keys(info)).toEqual(Object.keys(example));
  expect({ ...info, ...times }).toEqual({ ...example, ...untouched, equivalent_in_usd: 5 });
  for (const name of ['credit_pack_info', 'wallet']) {
    expect(Object.keys(info[name] as object)).toEqual(Object.keys(example[name] as object));
  }
});

test('the balance counts what was charged, what is held and what is left, each once', async () => {
  const { accountId, ...keys } = await parts.account({ points: 10 * HOLD_POINTS });
  const holder = { accountId, ...keys };
  parts.serveWith(scripted({ start: () => ({ kind: 'done', result: audioResult(4) }) }));
  await run(parts, await create(parts, holder));
  await create(parts, holder);
  expect(await infoOf(accountId)).toMatchObject({
    equivalent_in_usd: (9 * HOLD_POINTS - 400) / 10_000_000,
    credit_pack_info: {
      available_credits: 9 * HOLD_POINTS - 400,
      frozen_credits: HOLD_POINTS,
      used_credits: 400,
      total_credits: 10 * HOLD_POINTS,
    },
    wallet: { point_remain: 9 * HOLD_POINTS - 400, llm_remain: 9 * HOLD_POINTS - 400, point_used: 400, llm_used: 0 },
  });
});

test('an account that is not there has no info', async () => {
  expect(await readAccountInfo(parts.database, { accountId: 999, maskedKey: '' })).toBeUndefined();
});

test('the limits of families are told under the names of the original', async () => {
  const { accountId } = await parts.account();
  const limits = JSON.stringify({ kling: 2, 'music-s': 3, 'music-u': 4, mmaudio: 9 });
  await parts.database.query('UPDATE accounts SET family_limits = $2 WHERE id = $1', [accountId, limits]);
  expect(await infoOf(accountId)).toMatchObject({
    max_kling_concurrency: 2,
    max_suno_concurrency: 3,
    max_udio_concurrency: 4,
    max_flux_concurrency: 0,
  });
});
