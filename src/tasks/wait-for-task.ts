import { isTerminal } from './status.ts';
import type { TaskParts } from './task-parts.ts';
import { readTask, type TaskRow } from './task-row.ts';
import type { TaskWatch } from './task-watch.ts';

/** A wake-up may be lost with its connection, so the row is read at least this often. */
const LOOK_MS = 2_000;

/** The task once it has ended, or as it is when the time is over or the caller has gone. */
export async function waitForTask(
  parts: TaskParts,
  watch: TaskWatch,
  row: TaskRow,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<TaskRow> {
  const deadline = parts.clock.now() + timeoutMs;
  let current = row;
  while (!isTerminal(current.status) && !signal.aborted) {
    const left = deadline - parts.clock.now();
    if (left <= 0) break;
    await watch.nextChange(row.id, { timeoutMs: Math.min(left, LOOK_MS), signal });
    current = (await readTask(parts.database, row.id, row.account_id)) ?? current;
  }
  return current;
}
