import type { Scope } from './scopes.ts';

/** What a key may do; null: no limit of its own. Each applies on top of the account's limits. */
export interface KeyTerms {
  scopes: readonly Scope[];
  /** Models, aliases, families or family keys. */
  models: readonly string[] | null;
  /** Plain forms of addresses and networks (addresses.ts). */
  addresses: readonly string[] | null;
  requestsPerMinute: number | null;
  maxConcurrentTasks: number | null;
  /** Points of the tasks created in one calendar month (UTC). */
  monthlyBudget: number | null;
  expiresAt: Date | null;
}

/** The columns of the terms, in the order in which statements here name them. */
const columns = {
  scopes: 'scopes',
  models: 'models',
  addresses: 'addresses',
  requestsPerMinute: 'requests_per_minute',
  maxConcurrentTasks: 'max_concurrent_tasks',
  monthlyBudget: 'monthly_budget',
  expiresAt: 'expires_at',
} as const satisfies Record<keyof KeyTerms, string>;

/** Column and value of each term that is given. */
export function termColumns(terms: Partial<KeyTerms>): [column: string, value: unknown][] {
  return Object.entries(columns).flatMap(([name, column]) => {
    const value = terms[name as keyof KeyTerms];
    return value === undefined ? [] : [[column, Array.isArray(value) ? [...value] : value] as [string, unknown]];
  });
}
