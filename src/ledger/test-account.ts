import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { createAccount, noSuchAccount } from './accounts.ts';

interface OwnerRow {
  id: number;
  name: string;
  plan: string;
  max_concurrent_tasks: number;
  test_of: number | null;
}

const MAX_OWN_NAME = 93;

/**
 * The account that serves an account's test keys, made on first need with an opening balance of `points`; for a test
 * account: itself. Call it in a transaction: the owner's row is locked, so that there is one twin only.
 */
export async function testAccountOf(
  tx: Queryable,
  clock: Clock,
  { accountId, points }: { accountId: number; points: number },
): Promise<number> {
  const { rows } = await tx.query<OwnerRow>(
    'SELECT id, name, plan, max_concurrent_tasks, test_of FROM accounts WHERE id = $1 FOR UPDATE',
    [accountId],
  );
  const owner = rows[0];
  if (!owner) throw noSuchAccount();
  if (owner.test_of !== null) return owner.id;
  const { rows: twins } = await tx.query<{ id: number }>('SELECT id FROM accounts WHERE test_of = $1', [accountId]);
  if (twins[0]) return twins[0].id;
  const twin = await createAccount(tx, clock, {
    name: `${owner.name.slice(0, MAX_OWN_NAME)} (test)`,
    plan: owner.plan,
    maxConcurrentTasks: owner.max_concurrent_tasks,
    testOf: owner.id,
    ...(points > 0 ? { points } : {}),
  });
  return twin.id;
}
