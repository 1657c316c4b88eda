import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { balance } from '../../test/support/task-steps.ts';
import { AppError } from '../errors.ts';
import { topUp } from './accounts.ts';
import { hold, settle } from './ledger.ts';

let parts: MemoryParts;
let holder: Holder;
const at = new Date('2026-01-15T09:30:00Z');
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account({ points: 1000 });
});

const takeHold = (points: number, taskId = randomUUID()) =>
  parts.database.transaction(async (tx) => {
    await hold(tx, { accountId: holder.accountId, taskId, at, points });
    return taskId;
  });
const end = (taskId: string, held: number, captured: number) =>
  parts.database.transaction((tx) => settle(tx, { accountId: holder.accountId, taskId, at, held, captured }));
const entriesOf = async (taskId: string) => {
  const { rows } = await parts.database.query('SELECT kind, amount FROM entries WHERE task_id = $1 ORDER BY id', [
    taskId,
  ]);
  return rows;
};

describe('a hold', () => {
  test('moves points from available to held and writes one entry', async () => {
    const taskId = await takeHold(300);
    expect(await balance(parts, holder.accountId)).toEqual({ available: 700, held: 300 });
    expect(await entriesOf(taskId)).toEqual([{ kind: 'hold', amount: 300 }]);
  });

  test('of the whole balance is allowed, of one point more is not, and then nothing is changed', async () => {
    await takeHold(1000);
    const taskId = randomUUID();
    await expect(takeHold(1, taskId)).rejects.toMatchObject({ code: 'insufficient_balance', httpStatus: 402 });
    expect(await balance(parts, holder.accountId)).toEqual({ available: 0, held: 1000 });
    expect(await entriesOf(taskId)).toEqual([]);
  });

  test('that does not fit says in the words that clients look for how much is missing', async () => {
    const refusal = await takeHold(150_000).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect((refusal as AppError).message).toBe(
      'failed to freeze point: insufficient balance (insufficient credits): 150000 points needed, 1000 available',
    );
    expect((refusal as AppError).detail).toEqual({ needed: 150_000, available: 1000 });
  });

  test('is taken once per task', async () => {
    const taskId = await takeHold(10);
    await expect(takeHold(10, taskId)).rejects.toThrow(/entries_once_per_task/);
    expect(await balance(parts, holder.accountId)).toEqual({ available: 990, held: 10 });
  });

  test('never comes out of an empty purse, however many ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 40 }, () => takeHold(90)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
    for (const one of asked) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'insufficient_balance' });
    }
    expect(await balance(parts, holder.accountId)).toEqual({ available: 10, held: 990 });
  });
});

describe('the end of a hold', () => {
  test.each([
    { captured: 0, available: 1000, entries: ['hold', 'release'] },
    { captured: 120, available: 880, entries: ['hold', 'capture', 'release'] },
    { captured: 300, available: 700, entries: ['hold', 'capture'] },
  ])('charges $captured of 300 points and gives the rest back', async ({ captured, available, entries }) => {
    const taskId = await takeHold(300);
    await end(taskId, 300, captured);
    expect(await balance(parts, holder.accountId)).toEqual({ available, held: 0 });
    expect((await entriesOf(taskId)).map(({ kind }) => kind)).toEqual(entries);
  });

  test('never charges more than the hold, nor less than nothing', async () => {
    const taskId = await takeHold(300);
    await expect(end(taskId, 300, 301)).rejects.toThrow('does not fit a hold');
    await expect(end(taskId, 300, -1)).rejects.toThrow('does not fit a hold');
    expect(await balance(parts, holder.accountId)).toEqual({ available: 700, held: 300 });
  });

  test('happens once: a second one is refused and changes nothing', async () => {
    const taskId = await takeHold(300);
    await takeHold(300);
    await end(taskId, 300, 120);
    await expect(end(taskId, 300, 120)).rejects.toThrow(/entries_once_per_task/);
    expect(await balance(parts, holder.accountId)).toEqual({ available: 580, held: 300 });
  });
});

describe('a top-up', () => {
  const add = (points: number, accountId = holder.accountId) =>
    parts.database.transaction((tx) => topUp(tx, parts.clock, { accountId, points, reference: 'invoice 7' }));

  test('adds to what is available and keeps its reference', async () => {
    expect(await add(500)).toEqual({ available: 1500 });
    const { rows } = await parts.database.query(`SELECT amount FROM entries WHERE reference = 'invoice 7'`);
    expect(rows).toEqual([{ amount: 500 }]);
  });

  test.each([0, -5, 1.5, Number.NaN, 2 ** 53])('of %s points is refused', async (points) => {
    await expect(add(points)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('of an unknown account is not found', async () => {
    await expect(add(5, 999)).rejects.toMatchObject({ code: 'not_found' });
  });
});
