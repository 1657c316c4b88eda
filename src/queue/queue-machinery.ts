import { createPostgresBackend, type Processor, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq';

interface CrewOptions {
  concurrency: number;
  /** How long a claim holds without being renewed. */
  lockMs: number;
}

/** Where BullMQ keeps its jobs. */
export interface QueueMachinery {
  queue(name: string): Queue;
  worker(name: string, processor: Processor, options: CrewOptions): Worker;
}

/** Event rows are for BullMQ's own QueueEvents, which nobody here reads. */
const keptEvents = 100;
const redisCommandMs = 10_000;

const queueSettings = { streams: { events: { maxLen: keptEvents } } };
/**
 * A claim is renewed every third of `lockMs`. After a crash the job is claimable again at most `lockMs * 5 / 3`
 * later: BullMQ marks in one pass and takes back in the next.
 */
const workerSettings = (lockMs: number) => ({
  lockDuration: lockMs,
  lockRenewTime: lockMs / 3,
  stalledInterval: lockMs / 3,
  // The default of 1 would fail a job for good after its second crash; ours must come back until the row says no.
  maxStalledCount: 1_000_000,
  runRetryDelay: 1_000,
  drainDelay: 5,
});

/**
 * BullMQ trusts TCP keepalive on the LISTEN connection and would otherwise sleep up to an hour when the next delayed
 * job is far; a half-open connection must cost seconds, so it looks for itself at least this often.
 */
const longestBlockSeconds = 10;

class PollingWorker extends Worker {
  override get maximumBlockTimeout(): number {
    return longestBlockSeconds;
  }
}

/** `pool` is a pg.Pool or our PglitePool. The schema was migrated when the database was opened. */
export function postgresMachinery(pool: unknown): QueueMachinery {
  // BullMQ's option types name Redis; the factory takes any pool.
  const base = { connection: pool } as unknown as { connection: QueueOptions['connection'] };
  const factory = createPostgresBackend as never;
  return {
    queue: (name) => new Queue(name, { ...base, ...queueSettings }, factory),
    worker: (name, processor, { concurrency, lockMs }) =>
      new PollingWorker(name, processor, { ...base, ...workerSettings(lockMs), concurrency }, factory),
  };
}

/** Producers give up after 10 s when Redis is away; workers wait for it to come back. */
export function redisMachinery(url: string, prefix: string): QueueMachinery {
  const producer = { url, maxRetriesPerRequest: 3, commandTimeout: redisCommandMs };
  const consumer = { url, maxRetriesPerRequest: null };
  return {
    queue: (name) => new Queue(name, { connection: producer, prefix, ...queueSettings } satisfies QueueOptions),
    worker: (name, processor, { concurrency, lockMs }) =>
      new Worker(name, processor, {
        connection: consumer,
        prefix,
        ...workerSettings(lockMs),
        concurrency,
      } satisfies WorkerOptions),
  };
}
