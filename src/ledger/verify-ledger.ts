import type { Queryable } from '../db/database.ts';

export interface LedgerProblem {
  rule: string;
  /** Account id or task id. */
  subject: string;
  /** Points by which it is off; 0 where the rule is about presence. */
  off: number;
}

export interface LedgerReport {
  accounts: number;
  entries: number;
  heldPoints: number;
  capturedPoints: number;
  problems: LedgerProblem[];
}

/** At most this many findings per rule are listed. */
const MAX_FINDINGS = 100;

/** Each rule is a query that returns what breaks it (subject, off). */
const rules: Record<string, string> = {
  'available = topups + adjustments + releases - holds - overages - expiries': `
    SELECT a.id::text AS subject, a.available - coalesce(sum(CASE
      WHEN e.kind IN ('topup', 'adjust', 'release') THEN e.amount
      WHEN e.kind IN ('hold', 'overage', 'expire') THEN -e.amount ELSE 0 END), 0)::bigint AS off
    FROM accounts a LEFT JOIN entries e ON e.account_id = a.id GROUP BY a.id`,
  'held = holds - captures - releases': `
    SELECT a.id::text AS subject, a.held - coalesce(sum(CASE
      WHEN e.kind = 'hold' THEN e.amount
      WHEN e.kind IN ('capture', 'release') THEN -e.amount ELSE 0 END), 0)::bigint AS off
    FROM accounts a LEFT JOIN entries e ON e.account_id = a.id GROUP BY a.id`,
  'an ended task has hold = capture + release': `
    SELECT t.id::text AS subject, coalesce(sum(CASE
      WHEN e.kind = 'hold' THEN e.amount WHEN e.kind IN ('capture', 'release') THEN -e.amount ELSE 0 END), 0)::bigint AS off
    FROM tasks t LEFT JOIN entries e ON e.task_id = t.id
    WHERE t.status IN ('completed', 'failed', 'cancelled') GROUP BY t.id`,
  'an ended task was charged what it says': `
    SELECT t.id::text AS subject, t.captured_points - coalesce(sum(e.amount) FILTER (WHERE e.kind = 'capture'), 0)::bigint AS off
    FROM tasks t LEFT JOIN entries e ON e.task_id = t.id
    WHERE t.status IN ('completed', 'failed', 'cancelled') GROUP BY t.id`,
  'a live task has exactly its hold': `
    SELECT t.id::text AS subject, t.hold_points - coalesce(sum(CASE WHEN e.kind = 'hold' THEN e.amount ELSE -e.amount END), 0)::bigint AS off
    FROM tasks t LEFT JOIN entries e ON e.task_id = t.id
    WHERE t.status IN ('staged', 'pending', 'processing') GROUP BY t.id`,
  // Old tasks are removed, their entries stay.
  'a task that is gone left no hold behind': `
    SELECT e.task_id::text AS subject, sum(CASE
      WHEN e.kind = 'hold' THEN e.amount WHEN e.kind IN ('capture', 'release') THEN -e.amount ELSE 0 END)::bigint AS off
    FROM entries e LEFT JOIN tasks t ON t.id = e.task_id
    WHERE e.task_id IS NOT NULL AND t.id IS NULL GROUP BY e.task_id`,
};

/** Checks every rule of the ledger; reads only. */
export async function verifyLedger(db: Queryable): Promise<LedgerReport> {
  const problems: LedgerProblem[] = [];
  for (const [rule, sql] of Object.entries(rules)) {
    const { rows } = await db.query<{ subject: string; off: number }>(
      `SELECT subject, off FROM (${sql}) AS checked WHERE off <> 0 LIMIT ${MAX_FINDINGS}`,
    );
    problems.push(...rows.map(({ subject, off }) => ({ rule, subject, off })));
  }
  const { rows } = await db.query<{ accounts: number; entries: number; held: number; captured: number }>(`
    SELECT (SELECT count(*) FROM accounts) AS accounts, (SELECT count(*) FROM entries) AS entries,
           (SELECT coalesce(sum(held), 0)::bigint FROM accounts) AS held,
           (SELECT coalesce(sum(amount), 0)::bigint FROM entries WHERE kind = 'capture') AS captured`);
  const sums = rows[0];
  return {
    accounts: sums?.accounts ?? 0,
    entries: sums?.entries ?? 0,
    heldPoints: sums?.held ?? 0,
    capturedPoints: sums?.captured ?? 0,
    problems,
  };
}
