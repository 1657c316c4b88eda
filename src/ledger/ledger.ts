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

interface Moves {
  accountId: number;
  at: Date;
}

/**
 * Several holds of one account at once. undefined: what is available does not cover them all, and nothing is changed;
 * else what is available now.
 */
export async function holdAll(
  tx: Queryable,
  { accountId, at }: Moves,
  moves: readonly { taskId: string; points: number }[],
): Promise<number | undefined> {
  const sum = moves.reduce((total, { points }) => total + points, 0);
  const { rows } = await tx.query<{ available: number }>(
    `UPDATE accounts SET available = available - $2, held = held + $2, updated_at = $3
     WHERE id = $1 AND available >= $2 RETURNING available`,
    [accountId, sum, at],
  );
  if (!rows[0]) return undefined;
  await tx.query(
    `INSERT INTO entries (account_id, task_id, kind, amount, created_at)
     SELECT $1, task_id, 'hold', amount, $4 FROM unnest($2::uuid[], $3::bigint[]) AS move (task_id, amount)`,
    [accountId, moves.map(({ taskId }) => taskId), moves.map(({ points }) => points), at],
  );
  return rows[0].available;
}

/** Several ends of holds of one account at once. */
export async function settleAll(
  tx: Queryable,
  { accountId, at }: Moves,
  moves: readonly { taskId: string; held: number; captured: number }[],
): Promise<void> {
  const wrong = moves.find(({ held, captured }) => captured < 0 || captured > held);
  if (wrong) throw new Error(`capture of ${wrong.captured} points does not fit a hold of ${wrong.held}`);
  const held = moves.reduce((total, move) => total + move.held, 0);
  const captured = moves.reduce((total, move) => total + move.captured, 0);
  await tx.query('UPDATE accounts SET available = available + $2, held = held - $3, updated_at = $4 WHERE id = $1', [
    accountId,
    held - captured,
    held,
    at,
  ]);
  const entries = moves.flatMap((move) => [
    { ...move, kind: 'capture', amount: move.captured },
    { ...move, kind: 'release', amount: move.held - move.captured },
  ]);
  const shown = entries.filter(({ amount }) => amount > 0);
  if (shown.length === 0) return;
  await tx.query(
    `INSERT INTO entries (account_id, task_id, kind, amount, created_at)
     SELECT $1, task_id, kind, amount, $5 FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS move (task_id, kind, amount)`,
    [
      accountId,
      shown.map(({ taskId }) => taskId),
      shown.map(({ kind }) => kind),
      shown.map(({ amount }) => amount),
      at,
    ],
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
