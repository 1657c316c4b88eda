import type { Database } from '../db/database.ts';
import { TASK_CHANNEL } from './announce.ts';

/** Wakes whoever waits for a task. Wake-ups are hints: after each, and now and then without one, read the row. */
export interface TaskWatch {
  /** Resolves at the next change of the task, at `timeoutMs`, or when the signal aborts; never rejects. */
  nextChange(taskId: string, options: { timeoutMs: number; signal: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

export async function createTaskWatch(database: Database): Promise<TaskWatch> {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (id: string) => {
    for (const resolve of waiting.get(id) ?? []) resolve();
  };
  const wakeAll = () => {
    for (const id of waiting.keys()) wake(id);
  };
  const unlisten = await database.listen(TASK_CHANNEL, (payload) => wake(payload.split(' ', 1)[0] ?? ''), wakeAll);

  return {
    nextChange(taskId, { timeoutMs, signal }) {
      return new Promise((resolve) => {
        const waiters = waiting.get(taskId) ?? new Set();
        waiting.set(taskId, waiters);
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiters.delete(done);
          if (waiters.size === 0) waiting.delete(taskId);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        waiters.add(done);
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted) done();
      });
    },
    async close() {
      wakeAll();
      await unlisten();
    },
  };
}
