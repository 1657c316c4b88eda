/** The one face of the database: PGlite in a folder, or PostgreSQL. Same SQL on both. */
export interface Queryable {
  /** Rows come back as plain objects; bigint columns as JavaScript numbers are refused: see `src/db/value-types.ts`. */
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
   * side effect outside the database.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Calls `onPayload` for every NOTIFY on the channel; a hint only, never the truth. Returns the unsubscriber. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /** True when a trivial statement answers within the deadline. */
  ping(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}
