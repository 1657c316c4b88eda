import { Command, Option } from 'commander';
import { type Api, type ApiOptions, openApi, withApi } from './api-client.ts';
import { type FilterOptions, filterOf, withFilter } from './delivery-filter.ts';

interface ReplayOptions extends ApiOptions, FilterOptions {
  all?: boolean;
  state: 'dead' | 'delivered' | 'all';
  json?: boolean;
}

export function webhooksReplayCommand(): Command {
  return withFilter(
    withApi(
      new Command('replay')
        .description('Send deliveries again: those that are named, or with --all what the filters find.')
        .argument('[ids...]', 'evt_…, as `webhooks list` shows them'),
    ),
  )
    .option('--all', 'everything that the filters find, oldest first')
    .addOption(new Option('--state <state>', 'with --all: which').choices(['dead', 'delivered', 'all']).default('dead'))
    .option('--json', 'print one JSON object a line')
    .action(async (ids: string[], options: ReplayOptions, command: Command) => {
      if (ids.length > 0 === (options.all === true)) command.error('error: name deliveries, or say --all');
      const api = openApi(command, options);
      const failed = options.all ? await replayAll(api, options) : await replayEach(api, ids, options);
      if (failed > 0) process.exitCode = 1;
    });
}

/** Goes on after a refusal, and returns how many there were. */
async function replayEach(api: Api, ids: readonly string[], { json }: ReplayOptions): Promise<number> {
  let failed = 0;
  for (const id of ids) {
    const told = await api('POST', `/api/v1/webhooks/deliveries/${encodeURIComponent(id)}/replay`).then(
      () => ({ id, replayed: true }),
      (error: Error) => ({ id, replayed: false, error: error.message }),
    );
    if (!told.replayed) failed += 1;
    if (json) process.stdout.write(`${JSON.stringify(told)}\n`);
    else if ('error' in told) process.stderr.write(`${id}: ${told.error}\n`);
    else process.stdout.write(`${id}: will be sent again\n`);
  }
  return failed;
}

async function replayAll(api: Api, options: ReplayOptions): Promise<number> {
  // What is delivered meanwhile would be found again for ever: only what was there when the command began.
  const before = Math.min(options.before ?? Number.POSITIVE_INFINITY, Math.ceil(Date.now() / 1000) + 1);
  let replayed = 0;
  let cursor: string | null = null;
  do {
    const page: { replayed: number; next_cursor: string | null } = await api('POST', '/api/v1/webhooks/replay', {
      ...filterOf(options),
      created_before: before,
      state: options.state,
      ...(cursor === null ? {} : { cursor }),
    });
    replayed += page.replayed;
    cursor = page.next_cursor;
  } while (cursor !== null);
  const what = replayed === 1 ? 'delivery' : 'deliveries';
  process.stdout.write(options.json ? `${JSON.stringify({ replayed })}\n` : `${replayed} ${what} will be sent again\n`);
  return 0;
}
