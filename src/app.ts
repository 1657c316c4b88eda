import { randomInt, randomUUID } from 'node:crypto';
import type { Backend } from './backends/backend.ts';
import { builtInEngines, builtInProviders, builtInSandbox, inOrder } from './backends/built-in.ts';
import { createRouter } from './backends/router.ts';
import { createCatalog } from './catalog/catalog.ts';
import type { TaskType } from './catalog/task-type.ts';
import { systemClock } from './clock.ts';
import type { Settings } from './config/schema.ts';
import { openDatabase } from './db/open-database.ts';
import { createServer } from './http/server.ts';
import { bootstrap } from './ledger/accounts.ts';
import { createKeyLookup, hearKeyChanges } from './ledger/key-lookup.ts';
import { createModeration } from './llm/moderation.ts';
import { createSafeFetch } from './media/safe-fetch/safe-fetch.ts';
import { createDiskStore } from './media/storage/disk-store.ts';
import { createWorkFolders } from './media/storage/work-folders.ts';
import type { Logger } from './observe/log.ts';
import { createMetrics } from './observe/metrics.ts';
import { createQueues } from './queue/create-queues.ts';
import { createReadiness } from './readiness.ts';
import { createFileUrls } from './tasks/file-urls.ts';
import { sampleTasks } from './tasks/sample-tasks.ts';
import type { TaskParts } from './tasks/task-parts.ts';
import { createTaskWatch } from './tasks/task-watch.ts';
import { startWorkers, type Workers } from './tasks/workers.ts';
import { version } from './version.ts';

export interface AppOptions {
  settings: Settings;
  log: Logger;
  /** More pairs and backends than the built-in ones, the first that fits wins; tests bring theirs. */
  taskTypes?: readonly TaskType[];
  backends?: readonly Backend[];
  /** Serves test accounts; absent: the built-in one. */
  sandbox?: Backend;
}

export interface App {
  /** Where it listens, for example `http://127.0.0.1:8787`. */
  url: string;
  /** The admin key of a first start, to be shown once. */
  newKey: string | null;
  /** Steps of an orderly end: no new requests, running work gets its grace, then everything is closed. Idempotent. */
  stop(options?: { graceMs?: number }): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** On PostgreSQL several processes may share the folder: only what nobody touched for a day is left over. */
const DAY_MS = 24 * HOUR_MS;
const SEED_LIMIT = 2 ** 48;

/** Builds every part once, wires them, listens. What is open when something fails is closed again. */
export async function startApp({ settings, log, taskTypes, backends = [], sandbox }: AppOptions): Promise<App> {
  const clock = systemClock;
  const closers: (() => Promise<void> | void)[] = [];
  const stopAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const metrics = createMetrics();
    closers.push(() => metrics.close());
    const { dataDir } = settings.storage;
    const database = await openDatabase(
      settings.database.url === null
        ? { dataDir }
        : { databaseUrl: settings.database.url, poolSize: settings.database.poolSize },
      { log, clock },
    );
    closers.push(() => database.close());
    const { newKey } = await bootstrap(database, clock, {
      givenKey: settings.bootstrap.key,
      points: settings.bootstrap.points,
      maxConcurrentTasks: settings.accounts.defaultConcurrency,
    });

    const embedded = builtInEngines(settings, metrics);
    const fetchOptions = {
      trustedOrigins: settings.outbound.trustedOrigins,
      httpsOnly: !settings.outbound.allowHttp,
      userAgent: `Polymuse/${version}`,
    };
    const mediaFetch = createSafeFetch(fetchOptions);
    const webhookFetch = createSafeFetch(fetchOptions);
    closers.push(
      () => mediaFetch.close(),
      () => webhookFetch.close(),
    );

    let listening = '';
    const queues = createQueues({
      database,
      log,
      ...(settings.redis.url === null ? {} : { redisUrl: settings.redis.url }),
    });
    const catalog = createCatalog(taskTypes);
    const fileUrls = createFileUrls(() => settings.server.publicUrl ?? listening);
    const providers = builtInProviders(settings, {
      catalog,
      log,
      metrics,
      isOwnFile: (url) => fileUrls.nameOf(url) !== null,
      now: clock.now,
      userAgent: fetchOptions.userAgent,
    });
    closers.push(() => providers.close());
    const parts: TaskParts = {
      database,
      queues,
      settings,
      log,
      metrics,
      clock,
      catalog,
      router: createRouter(
        [...backends, ...inOrder(settings, providers.backends, embedded)],
        sandbox ?? builtInSandbox(settings),
      ),
      store: await createDiskStore({ dataDir, clock }),
      fileUrls,
      workFolders: await createWorkFolders({ dataDir, staleAfterMs: database.kind === 'postgres' ? DAY_MS : 0 }),
      fetch: mediaFetch,
      moderate: createModeration(settings.moderation, log),
      random: { uuid: randomUUID, seed: () => randomInt(1, SEED_LIMIT) },
      processId: randomUUID(),
      running: new Map(),
    };
    metrics.addSampler(() => sampleTasks(parts));

    const readiness = createReadiness(parts);
    const watch = await createTaskWatch(database);
    closers.push(() => watch.close());
    const keys = createKeyLookup(database, clock);
    closers.push(await hearKeyChanges(database, keys));
    const server = await createServer({
      ...parts,
      version,
      keys,
      watch,
      ...readiness,
    });
    closers.push(() => server.close());
    await server.listen({ host: settings.server.host, port: settings.server.port });
    listening = addressOf(server.server.address(), settings.server.host);

    const workers: Workers = await startWorkers(parts, {
      ...parts,
      fetch: webhookFetch,
      random: Math.random,
      timeoutMs: settings.webhooks.timeoutSeconds * 1000,
      disableAfterMs: settings.webhooks.disableAfterHours * HOUR_MS,
      version,
    });
    readiness.started();

    let stopping: Promise<void> | undefined;
    return {
      url: listening,
      newKey,
      stop({ graceMs = settings.server.shutdownGraceMs } = {}) {
        stopping ??= (async () => {
          readiness.stopping();
          await workers.stop();
          await queues.close({ graceMs });
          await stopAll();
        })();
        return stopping;
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function addressOf(address: string | { address: string; family: string; port: number } | null, host: string): string {
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  // 0.0.0.0 and :: are no addresses to call.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
}
