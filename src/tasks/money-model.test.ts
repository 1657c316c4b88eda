import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { HOLD_POINTS, MAX_UNITS, UNIT_POINTS } from '../../test/support/sample-family.ts';
import { audioResult, scripted } from '../../test/support/scripted-backend.ts';
import { balance, create, read } from '../../test/support/task-steps.ts';
import { AppError } from '../errors.ts';
import { topUp } from '../ledger/accounts.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { openAttempt, saveOperation } from './attempts.ts';
import { cancelTask } from './cancel-task.ts';
import { type Ending, endTask } from './end-task.ts';
import { claimTask, markProcessing } from './lease.ts';
import { runTask } from './run-task.ts';
import { sweep } from './sweep.ts';
import { taskErrorOf } from './task-error.ts';
import type { TaskRow } from './task-row.ts';

/**
 * Random lives of tasks through the real create, run, end, cancel and sweep, against a purse that can be read at a
 * glance. `task` picks one of the tasks made so far.
 */
type Step =
  | { do: 'create'; account: number }
  | { do: 'finish'; task: number; units: number }
  | { do: 'fail' | 'cancel' | 'force' | 'end twice'; task: number }
  | { do: 'crash'; task: number; reached: 'claim' | 'attempt' | 'operation' }
  | { do: 'top up'; account: number; points: number };

const ACCOUNTS = 3;
const CONCURRENCY = 2;
const OPENING = [0, 3 * HOLD_POINTS + 1, 8 * HOLD_POINTS] as const;
const LEASE_MS = 30_000;
const never = new AbortController().signal;

/** The model: a purse is what it was opened with, less what ended tasks cost, less what live ones hold. */
class Model {
  purse: number[] = [...OPENING];
  tasks: { account: number; live: boolean }[] = [];
  create = (account: number): boolean => {
    const fits = this.available(account) >= HOLD_POINTS;
    if (fits) this.tasks.push({ account, live: true });
    return fits;
  };
  end = (task: number, cost: number): void => {
    const found = this.tasks[task];
    if (!found?.live) return;
    found.live = false;
    this.purse[found.account]! -= cost;
  };
  held = (account: number): number =>
    this.tasks.filter((task) => task.live && task.account === account).length * HOLD_POINTS;
  available = (account: number): number => this.purse[account]! - this.held(account);
}

let parts: MemoryParts;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(() => parts.clear());

const account = fc.nat(ACCOUNTS - 1);
const task = fc.nat(9);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), account }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('finish' as const), task, units: fc.integer({ min: 0, max: 14 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('fail', 'cancel', 'force', 'end twice'), task }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      task,
      reached: fc.constantFrom('claim', 'attempt', 'operation'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('top up' as const),
      account,
      points: fc.integer({ min: 1, max: 2 * HOLD_POINTS }),
    }),
  },
);

test('after any life of any tasks every balance is what the model says and the ledger has no problem', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      await parts.clear();
      parts.serveWith(scripted());
      const model = new Model();
      const holders = [];
      for (const points of OPENING) holders.push(await parts.account({ points, maxConcurrentTasks: CONCURRENCY }));
      const made: TaskRow[] = [];

      for (const one of steps) {
        if (one.do === 'create') {
          const outcome = await create(parts, holders[one.account]!).catch((error: unknown) => error);
          if (model.create(one.account)) made.push(outcome as TaskRow);
          else expect(outcome).toMatchObject({ code: 'insufficient_balance' });
        } else if (one.do === 'top up') {
          const { accountId } = holders[one.account]!;
          await parts.database.transaction((tx) =>
            topUp(tx, parts.clock, { accountId, points: one.points, reference: '' }),
          );
          model.purse[one.account]! += one.points;
        } else {
          const row = made[one.task];
          if (row) await live(one, row, (cost) => model.end(one.task, cost));
        }
        for (const [index, { accountId }] of holders.entries()) {
          expect(await balance(parts, accountId)).toEqual({
            available: model.available(index),
            held: model.held(index),
          });
        }
      }
      expect((await verifyLedger(parts.database)).problems).toEqual([]);
      for (const [index, row] of made.entries()) {
        const { ended_at } = await read(parts, row);
        expect(ended_at === null).toBe(model.tasks[index]?.live);
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

/** Does one step to one task, and tells `ended` when that must have ended it. */
async function live(
  one: Exclude<Step, { do: 'create' | 'top up' }>,
  row: TaskRow,
  ended: (cost: number) => void,
): Promise<void> {
  const { id, account_id: accountId } = row;
  const before = await read(parts, row);
  const startable = before.status === 'pending' || before.status === 'processing';
  const cost = (units: number) => Math.min(units, MAX_UNITS) * UNIT_POINTS;
  switch (one.do) {
    case 'finish':
    case 'fail': {
      const reply = () => {
        if (one.do !== 'finish') throw new AppError('backend_failed');
        return { kind: 'done' as const, result: audioResult(one.units) };
      };
      parts.serveWith(scripted({ submitPolicy: 'idempotent', start: reply, check: reply }));
      await runTask(parts, id, never);
      if (startable) ended(one.do === 'finish' ? cost(one.units) : 0);
      return;
    }
    case 'cancel':
    case 'force': {
      parts.serveWith(scripted({ cancel: () => undefined }));
      const force = one.do === 'force';
      const may =
        before.status === 'staged' || before.status === 'pending' || (force && before.status === 'processing');
      const outcome = await cancelTask(parts, { id, accountId, force }).catch((error: unknown) => error);
      if (may) ended(0);
      else if (before.status !== 'cancelled') expect(outcome).toMatchObject({ code: 'not_cancelable' });
      return;
    }
    case 'end twice': {
      const failed: Ending = { status: 'failed', error: taskErrorOf(new AppError('backend_failed')), logs: [] };
      const both = await Promise.all([endTask(parts, id, failed), endTask(parts, id, failed)]);
      const isLive = before.ended_at === null;
      expect(both.filter(Boolean)).toHaveLength(isLive ? 1 : 0);
      ended(0);
      return;
    }
    case 'crash': {
      await crash(row, one.reached);
      parts.clock.advance(LEASE_MS);
      await sweep(parts);
      if (startable) expect(await parts.queues.lane('remote').has(id)).toBe(true);
      return;
    }
  }
}

/** Another process takes the task, gets as far as `reached`, and is never heard of again. */
async function crash(row: TaskRow, reached: 'claim' | 'attempt' | 'operation'): Promise<void> {
  const dead = parts.otherProcess();
  const backend = scripted({ submitPolicy: 'idempotent' });
  parts.serveWith(backend);
  const claimed = await claimTask(dead, row.id);
  if (!claimed || reached === 'claim') return;
  const started = await markProcessing(dead, claimed, { route: { backend }, deadlineMinutes: 15 });
  if (!started) return;
  const { rows } = await dead.database.query<{ open: number; last: number }>(
    `SELECT count(*) FILTER (WHERE state IN ('submitting', 'running')) AS open, coalesce(max(number), 0) AS last
     FROM attempts WHERE task_id = $1`,
    [row.id],
  );
  const { open = 0, last = 0 } = rows[0] ?? {};
  if (open > 0) return;
  const at = new Date(parts.clock.now());
  const attempt = await openAttempt(dead.database, { taskId: row.id, number: last + 1, backend: backend.name, at });
  if (reached === 'operation') await saveOperation(dead.database, attempt.id, { id: row.id });
}
