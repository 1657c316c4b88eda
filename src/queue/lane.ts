import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeduplicationOptions, Job, JobsOptions, Queue, Worker } from 'bullmq';
import type { BaseLogger } from 'pino';
import { errorCode, lostTheConnection } from '../db/transient-error.ts';
import type { QueueMachinery } from './queue-machinery.ts';

/** Looks at one id. May run again for the same id after a crash, so it starts from the row every time. */
export type LaneHandler = (id: string, signal: AbortSignal) => Promise<undefined | void | { againAfterMs: number }>;

export interface AddOptions {
  delayMs?: number;
  /** Smaller comes first; 0 (the default) before all others. At most 2,097,152. */
  priority?: number;
}

export interface LaneCounts {
  waiting: number;
  active: number;
  delayed: number;
}

export interface Lane {
  /**
   * Asks for the id to be looked at. At most one job per id waits and at most one runs, so adding twice is harmless:
   * a waiting one stays, a delayed one is due at once (unless `delayMs` is given: then it keeps its time), and while
   * it runs the wish is kept and it runs once more afterwards.
   */
  add(id: string, options?: AddOptions): Promise<void>;
  /** True while a job for the id waits, is delayed, or runs. */
  has(id: string): Promise<boolean>;
  /**
   * Starts taking jobs, at most `concurrency` at once in this process; once per lane. `againAfterMs` comes back to
   * the id later (sooner when somebody adds it). A handler that throws is logged and tried again after 5 s.
   */
  work(handler: LaneHandler, options: { concurrency: number }): void;
  counts(): Promise<LaneCounts>;
  close(options: { graceMs: number }): Promise<void>;
}

interface LaneParts {
  queueName: string;
  machinery: QueueMachinery;
  lockMs: number;
  log: Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
}

interface JobData {
  id: string;
}

const jobName = 'look';
const pauseAfterThrowMs = 5_000;
const addRetries = 3;
/** After the abort: time for handlers to notice and for their ids to be handed back. */
const abortWaitMs = 3_000;

const jobOptions: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

/**
 * Jobs are told apart by BullMQ's deduplication id, not by their own id: a job id that is running makes a second add
 * vanish, while `keepLastIfActive` keeps it, atomically, for after the run.
 */
export function createLane({ queueName, machinery, lockMs, log }: LaneParts): Lane {
  const queue = machinery.queue(queueName);
  queue.on('error', (error) => report(error, 'queue connection failed'));
  // A lost connection is told once by the database itself; BullMQ repeats it for every queue and worker.
  const report = (error: Error, what: string) => {
    const level = lostTheConnection(error) ? 'debug' : 'warn';
    log[level]({ queue: queueName, code: errorCode(error), reason: error.message }, what);
  };
  let crew: Crew | undefined;
  let closed = false;
  return {
    async add(id, options = {}) {
      const delayMs = options.delayMs ?? 0;
      const deduplication: DeduplicationOptions = {
        id,
        keepLastIfActive: true,
        ...(delayMs > 0 ? {} : { replace: true }),
      };
      await addJob(queue, id, deduplication, options);
    },
    async has(id) {
      const jobId = await queue.getDeduplicationJobId(id);
      if (!jobId) return false;
      return (await queue.getJobState(jobId)) !== 'unknown';
    },
    work(handler, { concurrency }) {
      if (crew || closed) throw new Error(`lane ${queueName} has a handler already, or is closed`);
      crew = startCrew({ queue, queueName, machinery, lockMs, log, report, handler, concurrency });
    },
    async counts() {
      const found = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      return {
        waiting: (found.waiting ?? 0) + (found.prioritized ?? 0),
        active: found.active ?? 0,
        delayed: found.delayed ?? 0,
      };
    },
    async close({ graceMs }) {
      closed = true;
      await crew?.close(graceMs);
      await within(queue.close(), abortWaitMs);
    },
  };
}

async function addJob(
  queue: Queue,
  id: string,
  deduplication: DeduplicationOptions,
  { delayMs = 0, priority = 0 }: AddOptions,
): Promise<void> {
  const data: JobData = { id };
  await queue.add(jobName, data, {
    ...jobOptions,
    deduplication,
    ...(delayMs > 0 ? { delay: Math.ceil(delayMs) } : {}),
    ...(priority > 0 ? { priority } : {}),
  });
}

interface Crew {
  close(graceMs: number): Promise<void>;
}

/** The worker of one lane, and what is still owed to the queue after a run. */
function startCrew(
  parts: LaneParts & {
    queue: Queue;
    report(error: Error, what: string): void;
    handler: LaneHandler;
    concurrency: number;
  },
): Crew {
  const { queue, queueName, machinery, lockMs, log, report, handler, concurrency } = parts;
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  /** When to come back; added once the job has left the queue. */
  const again = new WeakMap<Job<JobData>, AddOptions>();
  const adding = new Set<Promise<void>>();

  const process = async (job: Job<JobData>) => {
    const { id } = job.data;
    const run = lookAt(id, job);
    running.add(run);
    try {
      await run;
    } finally {
      running.delete(run);
    }
  };

  const lookAt = async (id: string, job: Job<JobData>) => {
    const priority = job.opts.priority ?? 0;
    const comeBack = (delayMs: number) => again.set(job, { delayMs, priority });
    try {
      const result = await handler(id, stop.signal);
      if (result) comeBack(result.againAfterMs);
    } catch (error) {
      if (!stop.signal.aborted) log.error({ err: error, queue: queueName, id }, 'a queue handler threw');
      comeBack(stop.signal.aborted ? 0 : pauseAfterThrowMs);
    }
  };

  /**
   * Only after the job has left: while it is active a plain add is dropped, and one that is kept could push aside a
   * wish to run at once. A crash in between loses the job, not the task: the sweeper finds its row.
   */
  const onDone = (job: Job<JobData>) => {
    const owed = again.get(job);
    if (!owed) return;
    const { id } = job.data;
    const add = addWithRetries(queue, id, owed).catch((error: unknown) => {
      log.error({ err: error, queue: queueName, id }, 'could not put a job back; the sweeper will');
    });
    adding.add(add);
    add.finally(() => adding.delete(add));
  };

  const worker: Worker = machinery.worker(queueName, process, { concurrency, lockMs });
  worker.on('error', (error) => report(error, 'queue worker failed; it goes on'));
  worker.on('completed', onDone);

  return {
    async close(graceMs) {
      await worker.pause(true);
      // Closed while it still connects, a worker would leave its listening client behind.
      await within(worker.waitUntilReady(), abortWaitMs);
      await settled(running, graceMs);
      stop.abort(new Error('shutting down'));
      await settled(running, abortWaitMs);
      await within(worker.close(running.size > 0), abortWaitMs);
      await settled(adding, abortWaitMs);
    },
  };
}

async function addWithRetries(queue: Queue, id: string, options: AddOptions): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await addJob(queue, id, { id }, options);
    } catch (error) {
      if (attempt >= addRetries) throw error;
      await wait(100 * 3 ** attempt);
    }
  }
}

async function settled(work: Set<Promise<void>>, timeoutMs: number): Promise<void> {
  if (work.size > 0) await within(Promise.allSettled(work), timeoutMs);
}

async function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  const abort = new AbortController();
  const late = wait(timeoutMs, undefined, { signal: abort.signal }).catch(() => undefined);
  await Promise.race([work.catch(() => undefined), late]);
  abort.abort();
}
