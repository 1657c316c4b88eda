import type { KeyLookup } from '../ledger/key-lookup.ts';
import type { TaskParts } from '../tasks/task-parts.ts';

/** What the routes work with. */
export interface HttpParts extends TaskParts {
  keys: KeyLookup;
  version: string;
  /** Null when tasks can be served, else the reason for people. */
  notReady(): Promise<string | null>;
  /** True while running work is drained before the end: reads are answered, new work is refused. */
  isStopping(): boolean;
}
