import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Queryable } from './database.ts';
import { lostRace, lostTheConnection } from './transient-error.ts';

/** The part of pg's pool and client that transactions and statements use; PglitePool has it too. */
export interface PoolClientLike {
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>;
  release(destroy?: Error | boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}
export interface PoolLike {
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>;
  connect(): Promise<PoolClientLike>;
}

const mostRetries = 3;
const firstPauseMs = 50;

/** See `Database.transaction`. */
export async function runTransaction<T>(pool: PoolLike, work: (tx: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await tryOnce(pool, work);
    } catch (error) {
      const retryable = lostRace(error) || (lostTheConnection(error) && !(error instanceof UnknownOutcome));
      if (!retryable || attempt >= mostRetries) throw error instanceof UnknownOutcome ? error.cause : error;
      await wait(firstPauseMs * 4 ** attempt * (0.5 + Math.random()));
    }
  }
}

class UnknownOutcome extends Error {}

async function tryOnce<T>(pool: PoolLike, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  let open = true;
  const tx: Queryable = {
    query(text, values) {
      if (!open) return Promise.reject(new Error('this transaction has ended'));
      return runStatement(client, text, values);
    },
  };
  try {
    await client.query('BEGIN');
    const result = await work(tx);
    open = false;
    await commit(client);
    return result;
  } catch (error) {
    open = false;
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

async function commit(client: PoolClientLike): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error: unknown) => {
    throw lostTheConnection(error) ? new UnknownOutcome('connection lost while committing', { cause: error }) : error;
  });
  // PostgreSQL answers ROLLBACK to a COMMIT of a failed transaction: somebody swallowed a statement's error.
  if (command === 'ROLLBACK') throw new Error('the transaction was rolled back: one of its statements had failed');
}

export async function runStatement<Row extends object>(
  target: Pick<PoolLike, 'query'>,
  text: string,
  values?: readonly unknown[],
): Promise<{ rows: Row[]; rowCount: number }> {
  const answer: pg.QueryResult | pg.QueryResult[] = await (values
    ? target.query(text, [...values])
    : target.query(text));
  // Several statements in one text give several results; the last one counts.
  const result = Array.isArray(answer) ? answer.at(-1) : answer;
  return { rows: (result?.rows ?? []) as Row[], rowCount: result?.rowCount ?? 0 };
}

/** True when `SELECT 1` answers in time; never throws. */
export async function answersWithin(target: Pick<PoolLike, 'query'>, timeoutMs: number): Promise<boolean> {
  const abort = new AbortController();
  const late = wait(timeoutMs, false, { signal: abort.signal }).catch(() => false);
  const answer = target.query('SELECT 1').then(
    () => true,
    () => false,
  );
  const answered = await Promise.race([answer, late]);
  abort.abort();
  return answered;
}
