import type { Queryable } from '../db/database.ts';

/** What the running tasks of an account leave free: by account, by family key and by API key; all apply (section 9). */
export interface Slots {
  /** Whether one more task of this family and key may run now. */
  fits(task: SlotUser): boolean;
  /** Counts it as running. */
  take(task: SlotUser): void;
}

interface SlotUser {
  family_key: string;
  api_key_id: number | null;
}

interface LimitRow {
  max_concurrent_tasks: number;
  family_limits: Record<string, number>;
}

interface CountRow extends SlotUser {
  running: number;
}

/** Reads the limits and counts of an account; exact while its row is locked. Calls of /v1 take no slots of tasks. */
export async function readSlots(tx: Queryable, accountId: number): Promise<Slots> {
  const { rows: accounts } = await tx.query<LimitRow>(
    'SELECT max_concurrent_tasks, family_limits FROM accounts WHERE id = $1',
    [accountId],
  );
  const { rows: keys } = await tx.query<{ id: number; most: number }>(
    'SELECT id, max_concurrent_tasks AS most FROM api_keys WHERE account_id = $1 AND max_concurrent_tasks IS NOT NULL',
    [accountId],
  );
  const { rows: counts } = await tx.query<CountRow>(
    `SELECT family_key, api_key_id, count(*) AS running FROM tasks
     WHERE account_id = $1 AND status IN ('pending', 'processing') AND lane <> 'llm' GROUP BY family_key, api_key_id`,
    [accountId],
  );
  return createSlots({
    account: accounts[0]?.max_concurrent_tasks ?? 0,
    families: new Map(Object.entries(accounts[0]?.family_limits ?? {})),
    keys: new Map(keys.map(({ id, most }) => [id, most])),
    counts,
  });
}

function createSlots(of: {
  account: number;
  families: ReadonlyMap<string, number>;
  keys: ReadonlyMap<number, number>;
  counts: readonly CountRow[];
}): Slots {
  let running = 0;
  const byFamily = new Map<string, number>();
  const byKey = new Map<number, number>();
  const add = ({ family_key, api_key_id }: SlotUser, n: number) => {
    running += n;
    byFamily.set(family_key, (byFamily.get(family_key) ?? 0) + n);
    if (api_key_id !== null) byKey.set(api_key_id, (byKey.get(api_key_id) ?? 0) + n);
  };
  for (const row of of.counts) add(row, row.running);
  return {
    fits({ family_key, api_key_id }) {
      if (running >= of.account) return false;
      if ((byFamily.get(family_key) ?? 0) >= (of.families.get(family_key) ?? Number.POSITIVE_INFINITY)) return false;
      if (api_key_id === null) return true;
      return (byKey.get(api_key_id) ?? 0) < (of.keys.get(api_key_id) ?? Number.POSITIVE_INFINITY);
    },
    take: (task) => add(task, 1),
  };
}
