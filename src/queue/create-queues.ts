import type { BaseLogger } from 'pino';
import type { Database } from '../db/database.ts';
import { createLane, type Lane } from './lane.ts';
import { postgresMachinery, type QueueMachinery, redisMachinery } from './queue-machinery.ts';

export interface Queues {
  /** The lane of that name, made on first use; names are letters, digits and dashes. */
  lane(name: string): Lane;
  /**
   * Stops claiming at once, waits up to `graceMs` for what runs, then aborts the handlers' signals and hands their
   * ids back to the queue. Always resolves within `graceMs` plus a few seconds; what did not listen to its signal
   * comes back by itself when its lock expires.
   */
  close(options: { graceMs: number }): Promise<void>;
}

export interface QueueOptions {
  database: Database;
  /** With it the jobs live in Redis, else in the database. */
  redisUrl?: string;
  log: Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
  /** Keeps several installations on one Redis or database apart. */
  prefix?: string;
  /** How long the claims of a crashed process hold; it must outlast any pause of a live one. Default 12 s. */
  lockMs?: number;
}

const defaultLockMs = 12_000;

/**
 * Named lanes of ids to look at. The queue is only the hand that moves tasks on: the database row is the truth, so a
 * lost job costs a delay (the sweeper adds it again) and a doubled one costs nothing (handlers start from the row).
 */
export function createQueues(options: QueueOptions): Queues {
  const { database, redisUrl, log, prefix = 'polymuse', lockMs = defaultLockMs } = options;
  const machinery: QueueMachinery = redisUrl ? redisMachinery(redisUrl, prefix) : postgresMachinery(database.pool);
  const lanes = new Map<string, Lane>();
  let closing: Promise<void> | undefined;
  return {
    lane(name) {
      if (closing) throw new Error('the queues are closed');
      const known = lanes.get(name);
      if (known) return known;
      if (!/^[a-z0-9][a-z0-9-]*$/i.test(name)) throw new Error(`not a lane name: ${name}`);
      const lane = createLane({ queueName: `${prefix}-${name}`, machinery, lockMs, log });
      lanes.set(name, lane);
      return lane;
    },
    close({ graceMs }) {
      closing ??= Promise.all([...lanes.values()].map((lane) => lane.close({ graceMs }))).then(() => undefined);
      return closing;
    },
  };
}
