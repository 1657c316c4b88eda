import type { Queryable } from '../db/database.ts';
import { AppError } from '../errors.ts';

/**
 * Two-phase money: a hold when a task is created, then one capture or one release in the transaction that ends it.
 * Amounts are whole points. Every function here runs in the caller's transaction and locks the account's row,
 * so call it after the slow parts and keep what follows short.
 */
interface Move {
  accountId: number;
  taskId: string;
  at: Date;
}

/**
 * Takes `points` out of what is available, if it is there.
 * @throws AppError `insufficient_balance`; nothing is changed then.
 */
export async function hold(tx: Queryable, { accountId, taskId, at, points }: Move & { points: number }): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE accounts SET available = available - $2, held = held + $2, updated_at = $3
     WHERE id = $1 AND available >= $2`,
    [accountId, points, at],
  );
  if (rowCount === 0) throw await insufficient(tx, accountId, points);
  await tx.query(
    `INSERT INTO entries (account_id, task_id, kind, amount, created_at) VALUES ($1, $2, 'hold', $3, $4)`,
    [accountId, taskId, points, at],
  );
}

/** Ends a hold: `captured` points are charged (0 … held), the rest becomes available again. */
export async function settle(
  tx: Queryable,
  { accountId, taskId, at, held, captured }: Move & { held: number; captured: number },
): Promise<void> {
  if (captured < 0 || captured > held) throw new Error(`capture of ${captured} points does not fit a hold of ${held}`);
  const released = held - captured;
  await tx.query('UPDATE accounts SET available = available + $2, held = held - $3, updated_at = $4 WHERE id = $1', [
    accountId,
    released,
    held,
    at,
  ]);
  await tx.query(
    `INSERT INTO entries (account_id, task_id, kind, amount, created_at)
     SELECT $1, $2, kind, amount, $5 FROM (VALUES ('capture', $3::bigint), ('release', $4::bigint)) AS part (kind, amount)
     WHERE amount > 0`,
    [accountId, taskId, captured, released, at],
  );
}

async function insufficient(tx: Queryable, accountId: number, points: number): Promise<AppError> {
  const { rows } = await tx.query<{ available: number }>('SELECT available FROM accounts WHERE id = $1', [accountId]);
  const available = rows[0]?.available ?? 0;
  return new AppError('insufficient_balance', {
    message: `failed to freeze point: insufficient balance (insufficient credits): ${points} points needed, ${available} available`,
    detail: { needed: points, available },
  });
}
