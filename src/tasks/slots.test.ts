import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { createTask } from './create-task.ts';
import { endTask } from './end-task.ts';
import { taskErrorOf } from './task-error.ts';
import { readTask, type TaskRow } from './task-row.ts';

let parts: MemoryParts;
let user: Holder;

beforeAll(async () => {
  parts = await openMemoryParts();
  parts.serveWith(scripted());
}, 60_000);
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  user = await parts.account({ maxConcurrentTasks: 3 });
});

const make = async (model = 'Test/sample', by: Holder = user): Promise<TaskRow> => {
  parts.clock.advance(10);
  const input =
    model === 'Test/sample' ? { prompt: 'rain' } : { video: 'https://media.example.org/a.mp4', prompt: 'x' };
  const task_type = model === 'Test/sample' ? 'make' : 'video2audio';
  return createTask(parts, { ...by, requestId: '', body: { model, task_type, input } });
};
const end = (task: TaskRow) =>
  endTask(parts, task.id, { status: 'failed', error: taskErrorOf(new Error('over')), logs: [] });
const statusOf = async (task: TaskRow) => (await readTask(parts.database, task.id, user.accountId))?.status;
const limitFamily = (limits: Record<string, number>) =>
  parts.database.query('UPDATE accounts SET family_limits = $1 WHERE id = $2', [
    JSON.stringify(limits),
    user.accountId,
  ]);

test('a family at its own limit stages its tasks while other families still run', async () => {
  await limitFamily({ mmaudio: 1 });
  const first = await make('Qubico/mmaudio');
  const second = await make('Qubico/mmaudio');
  const other = await make();
  expect([first.status, second.status, other.status]).toEqual(['pending', 'staged', 'pending']);
});

test('the slot of another family goes to the oldest task that fits, not to the oldest of all', async () => {
  await limitFamily({ mmaudio: 1 });
  const sound = await make('Qubico/mmaudio');
  const running = [await make(), await make()];
  const waitingSound = await make('Qubico/mmaudio');
  const waiting = await make();
  await end(running[0]!);
  expect([await statusOf(waitingSound), await statusOf(waiting)]).toEqual(['staged', 'pending']);
  await end(sound);
  expect(await statusOf(waitingSound)).toBe('pending');
});

test('a key with a limit of its own waits for its own tasks only', async () => {
  await parts.database.query('UPDATE api_keys SET max_concurrent_tasks = 1 WHERE id = $1', [user.keyId]);
  const first = await make();
  const second = await make();
  expect([first.status, second.status]).toEqual(['pending', 'staged']);
  await end(first);
  expect(await statusOf(second)).toBe('pending');
});
