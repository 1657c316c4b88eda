import type { KeyLookup } from '../ledger/key-lookup.ts';
import type { TaskParts } from '../tasks/task-parts.ts';
import type { TaskWatch } from '../tasks/task-watch.ts';

/** What the routes work with. */
export interface HttpParts extends TaskParts {
  keys: KeyLookup;
  watch: TaskWatch;
  version: string;
  /** Null when tasks can be served, else the reason for people. */
  notReady(): Promise<string | null>;
  /** True while running work is drained before the end: reads are answered, new work is refused. */
  isStopping(): boolean;
}
