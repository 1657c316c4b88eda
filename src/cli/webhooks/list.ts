import { Command, Option } from 'commander';
import type { Colors } from 'picocolors/types.js';
import { type Api, type ApiOptions, openApi, withApi } from './api-client.ts';
import { type FilterOptions, filterOf, wholeNumber, withFilter } from './delivery-filter.ts';
import { coloursOf, plain, stateColour } from './terminal-text.ts';

const PAGE = 100;

interface ListOptions extends ApiOptions, FilterOptions {
  task?: string;
  state?: string;
  limit: number;
  json?: boolean;
}

interface Delivery {
  id: string;
  task_id: string | null;
  event: string;
  endpoint: string;
  state: string;
  attempt_count: number;
  last_status: number | null;
  last_error: string | null;
  created_at: string;
}

export function webhooksListCommand(): Command {
  return withFilter(withApi(new Command('list').description('List deliveries, newest first.')))
    .option('--task <id>', 'only of this task')
    .addOption(new Option('--state <state>', 'only these').choices(['due', 'delivered', 'dead']))
    .option('--limit <number>', 'at most so many', wholeNumber({ min: 1, max: 10_000 }), 20)
    .option('--json', 'print one JSON object a line')
    .action(async (options: ListOptions, command: Command) => {
      const colours = coloursOf(process.stdout);
      for await (const delivery of deliveries(openApi(command, options), options)) {
        process.stdout.write(options.json ? `${JSON.stringify(delivery)}\n` : lineOf(delivery, colours));
      }
    });
}

async function* deliveries(api: Api, options: ListOptions): AsyncGenerator<Delivery> {
  let left = options.limit;
  let cursor: string | null = null;
  do {
    const members = {
      ...filterOf(options),
      ...(options.task === undefined ? {} : { task_id: options.task }),
      ...(options.state === undefined ? {} : { state: options.state }),
      ...(cursor === null ? {} : { cursor }),
      limit: Math.min(left, PAGE),
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(members)) query.set(name, String(value));
    const page: { deliveries: Delivery[]; next_cursor: string | null } = await api(
      'GET',
      `/api/v1/webhooks/deliveries?${query}`,
    );
    yield* page.deliveries;
    left -= page.deliveries.length;
    cursor = page.next_cursor;
  } while (cursor !== null && left > 0);
}

function lineOf(delivery: Delivery, colours: Colors): string {
  const { id, task_id, event, endpoint, state, attempt_count, last_status, last_error, created_at } = delivery;
  const tries = `${attempt_count} ${attempt_count === 1 ? 'attempt' : 'attempts'}`;
  const outcome = last_error ?? (last_status === null ? '' : `answered ${last_status}`);
  const cells = [
    colours.dim(plain(created_at.slice(0, 19).replace('T', ' '))),
    plain(id),
    stateColour(state, colours),
    ...[event, task_id ?? '', tries, outcome, endpoint].map(plain),
  ];
  return `${cells.filter((cell) => cell !== '').join('  ')}\n`;
}
