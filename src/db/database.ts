import type { BaseLogger } from 'pino';
import type { Clock } from '../clock.ts';

/** The one face of the database: PGlite in a folder, or PostgreSQL. Same SQL on both. */
export interface Queryable {
  /** Rows come back as plain objects; how values are converted both ways is told in `src/db/value-types.ts`. */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[]; rowCount: number }>;
}

export interface Database extends Queryable {
  kind: 'pglite' | 'postgres';
  /** The `pg.Pool`-shaped object that BullMQ and drizzle take. */
  pool: unknown;
  /**
   * Runs `work` between BEGIN and COMMIT; any throw rolls back. Serialisation failures, deadlocks and lost
   * connections (40001, 40P01, 57P01-57P03, 08xxx) are retried at most 3 times with jitter, so `work` must have no
   * side effect outside the database. A connection lost while committing is not retried: the outcome is unknown.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * Calls `onPayload` for every NOTIFY on the channel; a hint only, never the truth. Returns the unsubscriber.
   * `onGap` is called after a lost connection came back: notifications may have been missed, so look for yourself.
   */
  listen(channel: string, onPayload: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  /** True when a trivial statement answers within the deadline. */
  ping(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** What every part of the database needs from outside. */
export interface DatabaseParts {
  log: Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
  clock: Clock;
}
