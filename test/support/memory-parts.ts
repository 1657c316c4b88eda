import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Backend } from '../../src/backends/backend.ts';
import { createRouter } from '../../src/backends/router.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { mmaudio } from '../../src/catalog/mmaudio.ts';
import type { TaskType } from '../../src/catalog/task-type.ts';
import { manualClock } from '../../src/clock.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import type { Settings } from '../../src/config/schema.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import { createAccount, createKey } from '../../src/ledger/accounts.ts';
import type { Scope } from '../../src/ledger/scopes.ts';
import { createModeration } from '../../src/llm/moderation.ts';
import { createSafeFetch } from '../../src/media/safe-fetch/safe-fetch.ts';
import { createDiskStore } from '../../src/media/storage/disk-store.ts';
import { createWorkFolders } from '../../src/media/storage/work-folders.ts';
import { createLogger } from '../../src/observe/log.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { createQueues } from '../../src/queue/create-queues.ts';
import { createFileUrls } from '../../src/tasks/file-urls.ts';
import type { TaskParts } from '../../src/tasks/task-parts.ts';
import { sample } from './sample-family.ts';

export const START = Date.parse('2026-01-15T09:30:00.000Z');
export const BASE_URL = 'https://media.example.org';

/** Children first. */
const TABLES = [
  'idempotency_keys',
  'files',
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_endpoints',
  'past_usage',
  'entries',
  'task_events',
  'attempts',
  'tasks',
  'api_keys',
  'accounts',
  'prices',
];

export interface MemoryParts extends TaskParts {
  clock: ReturnType<typeof manualClock>;
  /** Replaces the backends that the router knows. */
  serveWith(...backends: Backend[]): void;
  /** The same machine seen from another process: other leases, other running tasks. */
  otherProcess(): TaskParts;
  /** Forgets every account, task and file row, so that a test starts from nothing. */
  clear(): Promise<void>;
  account(options?: { points?: number; maxConcurrentTasks?: number; scopes?: readonly Scope[] }): Promise<Holder>;
  close(): Promise<void>;
}

export interface Holder {
  accountId: number;
  keyId: number;
  key: string;
}

/** Every part for real, on a database in memory, a scratch folder, and a clock that moves when told to. */
export async function openMemoryParts({
  settings: given = {},
  trustedOrigins = [],
  taskTypes = [...mmaudio, ...sample],
  sandbox,
}: {
  settings?: Record<string, unknown>;
  trustedOrigins?: readonly string[];
  /** What the catalogue has; a few pairs by default, which is quicker. */
  taskTypes?: readonly TaskType[];
  /** Serves test accounts. */
  sandbox?: Backend;
} = {}): Promise<MemoryParts> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'polymuse-memory-'));
  const clock = manualClock(START);
  const log = createLogger({ format: 'silent', level: 'error' });
  const settings: Settings = loadSettings({
    env: {},
    cwd: dataDir,
    cores: 2,
    isTerminal: false,
    overrides: { 'storage.dataDir': dataDir, ...given },
  });
  const database = await openDatabase({ dataDir: 'memory://' }, { log, clock });
  const queues = createQueues({ database, log });
  const metrics = createMetrics();
  const fetch = createSafeFetch({ trustedOrigins, httpsOnly: false });
  const backends: Backend[] = [];
  const parts: TaskParts = {
    database,
    queues,
    settings,
    log,
    metrics,
    clock,
    fetch,
    moderate: createModeration(settings.moderation, log),
    catalog: createCatalog(taskTypes),
    router: createRouter(backends, sandbox),
    store: await createDiskStore({ dataDir, clock }),
    fileUrls: createFileUrls(() => BASE_URL),
    workFolders: await createWorkFolders({ dataDir }),
    random: { uuid: randomUUID, seed: () => 48_511_119_825_268 },
    processId: 'this-process',
    running: new Map(),
  };
  return {
    ...parts,
    clock,
    serveWith: (...next) => void backends.splice(0, backends.length, ...next),
    otherProcess: () => ({ ...parts, processId: randomUUID(), running: new Map() }),
    async clear() {
      // Quicker than TRUNCATE on tables that hold a few rows.
      for (const table of TABLES) await database.query(`DELETE FROM ${table}`);
      await database.query('ALTER TABLE accounts ALTER COLUMN id RESTART');
    },
    async account({ points = 10_000_000, maxConcurrentTasks = 20, scopes = ['task', 'account'] as const } = {}) {
      const { id: accountId } = await database.transaction((tx) =>
        createAccount(tx, clock, { name: 'studio', points, maxConcurrentTasks }),
      );
      const { id: keyId, key } = await createKey(database, clock, { accountId, name: 'a key', scopes });
      return { accountId, keyId, key };
    },
    async close() {
      await queues.close({ graceMs: 0 });
      await fetch.close();
      await database.close();
      metrics.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
