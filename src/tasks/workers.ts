import { type DeliverParts, deliver } from '../webhooks/deliver.ts';
import { createDeliverySlots } from '../webhooks/delivery-slots.ts';
import { runTask } from './run-task.ts';
import { sweep } from './sweep.ts';
import type { TaskParts } from './task-parts.ts';

/** Remote tasks wait for others, so many fit; engines take a core each (a setting). */
const REMOTE_CONCURRENCY = 50;
/** Receivers are waited for as well; hosts and accounts have smaller limits of their own. */
const WEBHOOK_CONCURRENCY = 500;

export interface Workers {
  /** Ends the sweeper; the lanes are closed with the queues. */
  stop(): Promise<void>;
}

/** Starts taking work: the lanes of tasks and webhooks, and the sweeper, whose first round is at once. */
export async function startWorkers(parts: TaskParts, webhooks: Omit<DeliverParts, 'slots'>): Promise<Workers> {
  const { queues, settings, log } = parts;
  await takeOverFromPredecessor(parts);
  queues
    .lane('engines')
    .work((id, signal) => runTask(parts, id, signal), { concurrency: settings.engines.concurrency });
  queues.lane('remote').work((id, signal) => runTask(parts, id, signal), { concurrency: REMOTE_CONCURRENCY });
  const lane = queues.lane('webhooks');
  const slots = createDeliverySlots({
    ...settings.webhooks,
    now: () => parts.clock.now(),
    // A wake-up that is lost costs a delay: the delivery looks again by itself.
    wake: (id) => void lane.add(id).catch((error: unknown) => log.debug({ err: error, id }, 'no wake-up')),
  });
  lane.work((id) => deliver({ ...webhooks, slots }, id), { concurrency: WEBHOOK_CONCURRENCY });

  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(runRound);
  }, settings.tasks.sweepSeconds * 1000);

  async function runRound(): Promise<void> {
    if (stopped) return;
    try {
      const done = await sweep(parts);
      if (Object.values(done).some((count) => count > 0)) log.info(done, 'sweeper repaired');
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'a round of the sweeper failed; the next one tries again');
    }
  }
  round = runRound();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await round;
    },
  };
}

/**
 * With the embedded database this process is the only one: whoever else holds a lease is dead. On PostgreSQL a lease
 * has to run out, since its holder may live on another machine.
 */
async function takeOverFromPredecessor({ database, processId }: TaskParts): Promise<void> {
  if (database.kind !== 'pglite') return;
  await database.query(
    `UPDATE tasks SET lease_owner = NULL, lease_until = NULL, updated_at = 'epoch'
     WHERE lease_owner IS NOT NULL AND lease_owner <> $1 AND status IN ('pending', 'processing')`,
    [processId],
  );
  // Its requests died with it: whoever repeats one must not be told that it still runs.
  await database.query(`DELETE FROM idempotency_keys WHERE state = 'started'`);
}
