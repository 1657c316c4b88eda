import type { Router } from '../backends/router.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../config/schema.ts';
import type { Database } from '../db/database.ts';
import type { Moderate } from '../llm/moderation.ts';
import type { SafeFetch } from '../media/safe-fetch/safe-fetch.ts';
import type { FileStore } from '../media/storage/file-store.ts';
import type { WorkFolders } from '../media/storage/work-folders.ts';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Queues } from '../queue/create-queues.ts';
import type { FileUrls } from './file-urls.ts';

/** What the verbs of this folder work with; built once in app.ts. */
export interface TaskParts {
  database: Database;
  catalog: Catalog;
  router: Router;
  queues: Queues;
  store: FileStore;
  fileUrls: FileUrls;
  workFolders: WorkFolders;
  /** For input media and results: knows nothing of provider credentials. */
  fetch: SafeFetch;
  /** Asked before anything is charged. */
  moderate: Moderate;
  clock: Clock;
  random: Random;
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  /** Names this process in leases; new at every start. */
  processId: string;
  /** The tasks that this process runs now, to abort one that was cancelled by force. */
  running: Map<string, AbortController>;
}

export interface Random {
  uuid(): string;
  /** A whole number in [1, 2^48). */
  seed(): number;
}
