import type { Queryable } from '../db/database.ts';
import { enqueueDelivery } from '../webhooks/outbox.ts';
import { midjourneyV2Reply } from './midjourney-v2-reply.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { taskView } from './task-view.ts';
import { viewOptions } from './view-options.ts';

const EVENTS_BY_DEFAULT = ['completed', 'failed', 'cancelled'];

/** Whether the owner asked for this event (protocol page, section 11.1). */
export function isAskedFor({ config }: TaskRow, event: string): boolean {
  const { endpoint, events = EVENTS_BY_DEFAULT } = config.webhook_config;
  return endpoint !== '' && events.includes(event);
}

/** Writes the delivery of one event in the transaction that brought it about; returns its id. */
export function enqueueTaskWebhook(
  parts: TaskParts,
  tx: Queryable,
  row: TaskRow,
  { event, at }: { event: string; at: Date },
): Promise<string> {
  const { endpoint, secret } = row.config.webhook_config;
  const dropFirst = parts.router.byName(row.backend ?? '')?.wishes?.(row.input).droppedDeliveries ?? 0;
  return enqueueDelivery(tx, {
    accountId: row.account_id,
    taskId: row.id,
    event,
    // Every change of status raises the version; between two of them only progress grows.
    sequence: row.version * 100 + Math.min(row.progress, 99),
    endpoint,
    secret,
    body: JSON.stringify(bodyOf(parts, row, at)),
    at,
    dropFirst,
  });
}

function bodyOf(parts: TaskParts, row: TaskRow, at: Date): unknown {
  const options = viewOptions(parts);
  if (row.legacy?.api === 'midjourney-v2') return midjourneyV2Reply(row, options.outputOf?.(row) ?? row.output);
  return { timestamp: Math.floor(at.getTime() / 1000), data: taskView(row, options) };
}
