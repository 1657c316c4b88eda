import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS } from '../../test/support/sample-family.ts';
import { audioResult, scripted } from '../../test/support/scripted-backend.ts';
import { create, run } from '../../test/support/task-steps.ts';
import { cancelTask } from '../tasks/cancel-task.ts';
import { verifyLedger } from './verify-ledger.ts';

let parts: MemoryParts;
let holder: Holder;
let live: string;
let ended: string;

beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account({ points: 10 * HOLD_POINTS });
  parts.serveWith(scripted({ start: () => ({ kind: 'done', result: audioResult(3) }) }));
  ended = (await run(parts, await create(parts, holder))).id;
  live = (await create(parts, holder)).id;
  const cancelled = await create(parts, holder);
  await cancelTask(parts, { id: cancelled.id, accountId: holder.accountId, force: false });
});

test('a ledger that nobody touched has no problem, and its sums are told', async () => {
  expect(await verifyLedger(parts.database)).toEqual({
    accounts: 1,
    entries: 1 + 3 + 1 + 2,
    heldPoints: HOLD_POINTS,
    capturedPoints: 300,
    problems: [],
  });
});

/** Each plants one fault; the rules that must tell of it, with the subject and the points it is off by. */
describe('a planted fault is found:', () => {
  const available = 'available = topups + adjustments + releases - holds - overages - expiries';
  const held = 'held = holds - captures - releases';
  const settled = 'an ended task has hold = capture + release';
  const charged = 'an ended task was charged what it says';
  const holds = 'a live task has exactly its hold';
  const gone = 'a task that is gone left no hold behind';

  const faults: { name: string; plant: () => [sql: string, ...values: unknown[]]; found: () => unknown[] }[] = [
    {
      name: 'points out of nowhere',
      plant: () => ['UPDATE accounts SET available = available + 7'],
      found: () => [{ rule: available, subject: '1', off: 7 }],
    },
    {
      name: 'points that vanished',
      plant: () => ['UPDATE accounts SET available = available - 7'],
      found: () => [{ rule: available, subject: '1', off: -7 }],
    },
    {
      name: 'a held sum that no hold explains',
      plant: () => ['UPDATE accounts SET held = held + 5'],
      found: () => [{ rule: held, subject: '1', off: 5 }],
    },
    {
      name: 'a hold of an ended task that was never settled',
      plant: () => [`DELETE FROM entries WHERE task_id = $1 AND kind IN ('capture', 'release')`, ended],
      found: () => [
        { rule: available, subject: '1', off: 700 },
        { rule: held, subject: '1', off: -HOLD_POINTS },
        { rule: settled, subject: ended, off: HOLD_POINTS },
        { rule: charged, subject: ended, off: 300 },
      ],
    },
    {
      name: 'a charge that the task does not show',
      plant: () => ['UPDATE tasks SET captured_points = 299 WHERE id = $1', ended],
      found: () => [{ rule: charged, subject: ended, off: -1 }],
    },
    {
      name: 'a charge turned into a gift',
      plant: () => [`UPDATE entries SET kind = 'adjust', amount = -300 WHERE task_id = $1 AND kind = 'capture'`, ended],
      found: () => [
        { rule: available, subject: '1', off: 300 },
        { rule: held, subject: '1', off: -300 },
        { rule: settled, subject: ended, off: 300 },
        { rule: charged, subject: ended, off: 300 },
      ],
    },
    {
      name: 'a live task whose hold was released too early',
      plant: () => [
        `WITH given AS (UPDATE accounts SET available = available + $2, held = held - $2)
         INSERT INTO entries (account_id, task_id, kind, amount, created_at) VALUES (1, $1, 'release', $2::bigint, now())`,
        live,
        HOLD_POINTS,
      ],
      found: () => [{ rule: holds, subject: live, off: HOLD_POINTS }],
    },
    {
      name: 'a live task that holds less than its price',
      plant: () => [
        `WITH given AS (UPDATE accounts SET available = available + 1, held = held - 1)
         UPDATE entries SET amount = amount - 1 WHERE task_id = $1`,
        live,
      ],
      found: () => [{ rule: holds, subject: live, off: 1 }],
    },
    {
      name: 'a hold whose task does not exist',
      plant: () => [
        `WITH taken AS (UPDATE accounts SET available = available - 4, held = held + 4)
         INSERT INTO entries (account_id, task_id, kind, amount, created_at) VALUES (1, $1, 'hold', 4, now())`,
        strayId,
      ],
      found: () => [{ rule: gone, subject: strayId, off: 4 }],
    },
  ];
  const strayId = randomUUID();

  test.each(faults)('$name', async ({ plant, found }) => {
    const [sql, ...values] = plant();
    await parts.database.query(sql, values);
    expect((await verifyLedger(parts.database)).problems).toEqual(found());
  });
});

test('the entries of tasks that were removed after retention are no problem', async () => {
  await parts.database.query('DELETE FROM tasks WHERE id = $1', [ended]);
  expect((await verifyLedger(parts.database)).problems).toEqual([]);
});
