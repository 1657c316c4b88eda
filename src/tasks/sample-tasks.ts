import type { TaskParts } from './task-parts.ts';

/** Gauges that are looked up when somebody scrapes. */
export async function sampleTasks({ database, queues, metrics, clock, running }: TaskParts): Promise<void> {
  const { rows } = await database.query<{ status: string; lane: string; count: number; oldest: Date }>(
    `SELECT status, lane, count(*) AS count, min(created_at) AS oldest FROM tasks
     WHERE status IN ('staged', 'pending', 'processing') GROUP BY status, lane`,
  );
  const now = clock.now();
  for (const state of ['staged', 'pending', 'processing']) {
    const count = rows.filter((row) => row.status === state).reduce((sum, row) => sum + row.count, 0);
    metrics.tasksInState.set({ state }, count);
  }
  for (const lane of ['engines', 'remote', 'webhooks']) {
    const age = (status: string) => {
      const oldest = rows.find((row) => row.status === status && row.lane === lane)?.oldest;
      return oldest ? (now - oldest.getTime()) / 1000 : 0;
    };
    metrics.oldestPending.set({ queue: lane }, age('pending'));
    metrics.oldestStaged.set({ queue: lane }, age('staged'));
    const { waiting, delayed } = await queues.lane(lane).counts();
    metrics.queueDepth.set({ queue: lane }, waiting + delayed);
  }
  metrics.enginesBusy.set({}, running.size);
  const held = await database.query<{ held: number }>('SELECT coalesce(sum(held), 0)::bigint AS held FROM accounts');
  metrics.ledgerHolds.set({}, held.rows[0]?.held ?? 0);
  const off = await database.query<{ off: number }>(
    'SELECT count(*) AS off FROM webhook_endpoints WHERE disabled_at IS NOT NULL',
  );
  metrics.webhookEndpointsDisabled.set({}, off.rows[0]?.off ?? 0);
}
