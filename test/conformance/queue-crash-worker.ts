// A process that takes one job and never finishes it: `… queue-crash-worker.ts <databaseUrl> <redisUrl|-> <prefix>`.
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open-database.ts';
import { createQueues } from '../../src/queue/create-queues.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const [, , databaseUrl = '', redisUrl = '-', prefix = ''] = process.argv;
const database = await openDatabase({ databaseUrl }, { log: quiet, clock: systemClock });
const queues = createQueues({
  database,
  log: quiet,
  prefix,
  lockMs: 1_500,
  ...(redisUrl === '-' ? {} : { redisUrl }),
});
queues.lane('engines').work(
  async (id) => {
    process.stdout.write(`${id}\n`);
    await new Promise(() => undefined);
  },
  { concurrency: 1 },
);
