import { collectDefaultMetrics, Registry } from 'prom-client';
import { watchEventLoop } from './event-loop.ts';
import { createMeters, longSeconds, type Meters, shortSeconds } from './meters.ts';

/** Sets gauges that are looked up rather than counted (queue depth, oldest task); runs before every scrape. */
export type Sampler = (metrics: Metrics) => Promise<void> | void;

/** Every metric of the server, one member each; names and labels are those of docs/reference. */
export type Metrics = ReturnType<typeof metersOf> & {
  /** A sampler that fails or takes too long leaves its gauges as they were and is counted. */
  addSampler(sampler: Sampler): void;
  /** The page of GET /metrics. */
  render(): Promise<{ contentType: string; body: string }>;
  /** Ends the watches that this object holds. */
  close(): void;
};

/** A registry of its own: two servers in one process (tests) do not share numbers. */
export function createMetrics({ samplerDeadlineMs = 2000 } = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const meters = metersOf(createMeters(registry, 'polymuse_'));
  const eventLoop = watchEventLoop();
  const samplers: Sampler[] = [];

  const metrics: Metrics = {
    ...meters,
    addSampler(sampler) {
      samplers.push(sampler);
    },
    async render() {
      const { p50, p99, max } = eventLoop.take();
      meters.eventLoopDelay.set({ quantile: '0.5' }, p50);
      meters.eventLoopDelay.set({ quantile: '0.99' }, p99);
      meters.eventLoopDelay.set({ quantile: '1' }, max);
      await Promise.all(samplers.map((sampler) => sample(sampler, metrics, samplerDeadlineMs)));
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    close() {
      eventLoop.stop();
      registry.clear();
    },
  };
  return metrics;
}

async function sample(sampler: Sampler, metrics: Metrics, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('sampler took too long')), deadlineMs);
  });
  try {
    await Promise.race([Promise.resolve().then(() => sampler(metrics)), deadline]);
  } catch {
    metrics.samplerFailures.add({});
  } finally {
    clearTimeout(timer);
  }
}

function metersOf({ counter, gauge, seconds }: Meters) {
  return {
    // HTTP. `status` is a class: 2xx, 4xx …; `route` is the pattern, never the path.
    httpRequests: counter('http_requests_total', 'Requests answered.', ['route', 'method', 'status']),
    httpDuration: seconds('http_request_duration_seconds', 'From request to the end of the reply.', {
      buckets: shortSeconds,
      labels: ['route', 'method', 'status'],
    }),
    authFailures: counter('auth_failures_total', 'Requests without a valid key.', ['reason']),
    rateLimited: counter('rate_limited_total', 'Requests refused with 429.', ['reason']),
    idempotentReplays: counter('idempotent_replays_total', 'Replies repeated for an Idempotency-Key.', ['reason']),

    // Tasks.
    tasks: counter('tasks_total', 'Tasks that ended.', ['model', 'task_type', 'status', 'backend']),
    taskDuration: seconds('task_duration_seconds', 'From creation to the end.', {
      buckets: longSeconds,
      labels: ['model', 'task_type', 'status', 'backend'],
    }),
    taskQueueWait: seconds('task_queue_wait_seconds', 'From creation to the first start.', {
      buckets: longSeconds,
      labels: ['model', 'task_type'],
    }),
    tasksInState: gauge('tasks_in_state', 'Tasks that have not ended, by state.', ['state']),
    oldestPending: gauge('oldest_pending_seconds', 'Age of the oldest pending task.', ['queue']),
    oldestStaged: gauge('oldest_staged_seconds', 'Age of the oldest staged task.', ['queue']),
    queueDepth: gauge('queue_depth', 'Jobs that wait.', ['queue']),
    dispatchLatency: seconds('dispatch_latency_seconds', 'From adding a job to a free worker having it.', {
      buckets: shortSeconds,
    }),
    leaseExpired: counter('lease_expired_total', 'Tasks taken over from a process that went silent.'),
    sweeperActions: counter('sweeper_actions_total', 'What the sweeper repaired.', ['action']),

    // Backends and engines.
    attempts: counter('attempts_total', 'Attempts of a backend.', ['backend', 'verb', 'class']),
    submitUnknown: counter('submit_unknown_total', 'Submissions whose outcome a crash left unknown.', ['backend']),
    reconciled: counter('reconciled_total', 'Unknown submissions that were cleared up.', ['backend', 'how']),
    engineRuns: counter('engine_runs_total', 'Runs of embedded engines.', ['engine', 'outcome']),
    engineDuration: seconds('engine_run_seconds', 'Time of one engine run.', {
      buckets: longSeconds,
      labels: ['engine'],
    }),
    enginesBusy: gauge('engines_busy', 'Engine processes at work.'),

    // Webhooks.
    webhookAttempts: counter('webhook_attempts_total', 'Deliveries tried.', ['result']),
    webhookDelay: seconds('webhook_delay_seconds', 'From the end of a task to the first delivery.', {
      buckets: shortSeconds,
    }),
    webhookEndpointsDisabled: gauge('webhook_endpoints_disabled', 'Endpoints switched off after long failure.'),

    // Money, in points.
    ledgerHolds: gauge('ledger_holds_points', 'Points held for tasks that have not ended.'),
    ledgerCaptured: counter('ledger_captured_points_total', 'Points charged.'),
    ledgerImbalance: gauge('ledger_imbalance_points', 'Sum of what the ledger check found wrong; 0 is right.'),

    // Media, storage and outgoing requests.
    mediaBytes: counter('media_bytes_total', 'Bytes of media fetched, uploaded, stored or served.', ['direction']),
    mediaFetchRefused: counter('media_fetch_refused_total', 'Input media that could not be used.', ['reason']),
    storageErrors: counter('storage_errors_total', 'Failed reads and writes of stored media.', ['reason']),
    ssrfRefused: counter('ssrf_refused_total', 'Outgoing requests to addresses that are not public.', ['reason']),

    // Database.
    dbQueryDuration: seconds('db_query_duration_seconds', 'Time of a named statement.', {
      buckets: shortSeconds,
      labels: ['statement'],
    }),
    dbRetries: counter('db_retries_total', 'Transactions repeated after a conflict or a lost connection.', [
      'statement',
    ]),
    dbPoolInUse: gauge('db_pool_in_use', 'Database connections in use.'),
    listenReconnects: counter('listen_reconnects_total', 'Times the notification connection was made anew.'),

    // The process.
    eventLoopDelay: gauge('event_loop_delay_seconds', 'Delay of the event loop since the last scrape.', ['quantile']),
    samplerFailures: counter('sampler_failures_total', 'Figures that could not be looked up for a scrape.'),
  };
}
