import { wantsProgress } from './announce-progress.ts';
import { cappedLogs } from './end-task.ts';
import { renewLease, renewLeaseAndTell } from './lease.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

export interface Progress {
  /** percent: 0..99; what is shown never falls. */
  set(phase: string, percent: number): void;
  log(line: string): void;
  logs(): string[];
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  /** Ends the renewals; further calls change nothing. */
  stop(): Promise<void>;
}

/** Often enough for a smooth bar, seldom enough for the database. */
const SHOW_MS = 400;

/**
 * Shows how far a running task is and renews its lease on the way, at most every 400 ms and at least every third of
 * the lease. `onLost` is called once when the lease is gone.
 */
export function createProgress(parts: TaskParts, row: TaskRow, onLost: () => void): Progress {
  const heartbeatMs = (parts.settings.tasks.leaseSeconds * 1000) / 3;
  let shown = { phase: row.phase, progress: row.progress, logs: [...row.logs] };
  const isWatched = wantsProgress(row);
  let told = row.progress;
  let changed = false;
  let stopped = false;
  let lastWrite = performance.now();
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    changed = false;
    lastWrite = performance.now();
    const snapshot = { ...shown, logs: cappedLogs(shown.logs) };
    writing = writing.then(async () => {
      if (stopped) return;
      try {
        if (await keep(snapshot)) return;
      } catch (error) {
        // The next renewal tries again; only an answer that says so means that the lease is lost.
        parts.log.warn({ err: error, task_id: row.id }, 'could not renew a lease');
        return;
      }
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      onLost();
    });
    return writing;
  }

  async function keep(snapshot: typeof shown): Promise<boolean> {
    if (!isWatched || snapshot.progress <= told) return renewLease(parts, row, snapshot);
    const outcome = await renewLeaseAndTell(parts, row, snapshot);
    if (outcome === 'told') told = snapshot.progress;
    return outcome !== 'lost';
  }

  const timer = setInterval(() => {
    if (changed || performance.now() - lastWrite >= heartbeatMs) void write();
  }, SHOW_MS);

  return {
    set(phase, percent) {
      if (stopped) return;
      const progress = Math.max(shown.progress, Math.min(99, Math.floor(percent)));
      if (phase === shown.phase && progress === shown.progress) return;
      const isNewPhase = phase !== shown.phase;
      shown = { ...shown, phase, progress };
      changed = true;
      if (isNewPhase) void write();
    },
    log(line) {
      shown.logs.push(line);
      changed = true;
    },
    logs: () => cappedLogs(shown.logs),
    flush: () => (changed ? write() : writing),
    async stop() {
      clearInterval(timer);
      await writing;
      stopped = true;
    },
  };
}
