import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { type Attempt, readAttempts, removeOldAttempts, writeAttempt } from './attempt-log.ts';
import { enqueueDelivery } from './outbox.ts';

let parts: MemoryParts;
let holder: Holder;
let id: string;

beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account();
  id = await enqueueDelivery(parts.database, {
    accountId: holder.accountId,
    taskId: null,
    event: 'balance_low',
    sequence: 0,
    endpoint: 'https://hooks.example.org/x',
    secret: '',
    body: '{}',
    at: new Date(parts.clock.now()),
  });
});

const write = (more: Partial<Attempt> = {}, secrets: string[] = []) =>
  writeAttempt(
    parts.database,
    id,
    { at: new Date(parts.clock.now()), status: 200, error: null, durationMs: 12.4, reply: Buffer.from('ok'), ...more },
    secrets,
  );

test('attempts are numbered in their order', async () => {
  await write({ status: null, error: 'timeout', reply: null, durationMs: 3_000 });
  await write();
  expect(await readAttempts(parts.database, id)).toMatchObject([
    { number: 1, status: null, error: 'timeout', duration_ms: 3_000, reply: null },
    { number: 2, status: 200, error: null, duration_ms: 12, reply: 'ok' },
  ]);
});

test('an answer that is no text is kept readably, and secrets in it are not kept', async () => {
  await write({ reply: Buffer.from([0x61, 0x00, 0xff, 0x62]) });
  await write({ reply: Buffer.from('you sent "my own secret"') }, ['my own secret']);
  expect((await readAttempts(parts.database, id)).map(({ reply }) => reply)).toEqual([
    'a\ufffd\ufffdb',
    'you sent "***"',
  ]);
});

test('of a delivery that is tried for ever the last 24 attempts stay', async () => {
  for (let n = 0; n < 30; n++) await write();
  const numbers = (await readAttempts(parts.database, id)).map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: 24 }, (_, n) => n + 7));
});

test('old attempts go, in pieces, and all of a delivery go with it', async () => {
  const at = new Date(parts.clock.now());
  for (let n = 0; n < 3; n++) await write();
  parts.clock.advance(1_000);
  await write();
  expect(await removeOldAttempts(parts.database, at, 2)).toBe(2);
  expect(await removeOldAttempts(parts.database, at, 2)).toBe(1);
  expect(await readAttempts(parts.database, id)).toMatchObject([{ number: 4 }]);
  await parts.database.query('DELETE FROM webhook_deliveries WHERE id = $1', [id]);
  expect(await readAttempts(parts.database, id)).toEqual([]);
});
