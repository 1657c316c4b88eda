import { z } from 'zod';
import { invalidFieldError } from '../../catalog/input-errors.ts';
import { queryInteger } from '../../tasks/histories.ts';
import { isTaskId } from '../../tasks/task-row.ts';
import { wireTime } from '../../tasks/task-view.ts';
import type { AttemptRow } from '../../webhooks/attempt-log.ts';
import {
  type DeliveryCursor,
  type DeliveryFilter,
  type DeliveryRow,
  type DeliveryState,
  deliveryStates,
} from '../../webhooks/delivery-log.ts';
import { maskedSecret, maskText, maskValue } from '../../webhooks/mask-secrets.ts';
import { isPlain, plainText } from '../plain-text.ts';

const MAX_URL_LENGTH = 2_048;
const MAX_UNIX_SECONDS = 253_402_300_799;
const EVENT = /^(?:(?:task|account)\.)?([a-z_]{1,64})$/;
const DELIVERY_ID = /^evt_[0-9a-f]{32}$/;

export const isDeliveryId = (text: string): boolean => DELIVERY_ID.test(text);

const endpoint = plainText({ max: MAX_URL_LENGTH });
const seconds = z.int().min(0).max(MAX_UNIX_SECONDS).meta({ description: 'Unix seconds' });

export const replayBody = z
  .strictObject({
    endpoint: endpoint.meta({ description: 'Only to this address' }),
    event: z.string().regex(EVENT, 'must be an event such as task.failed').meta({ description: 'task.completed …' }),
    state: z.enum(['dead', 'delivered', 'all']).default('dead'),
    created_after: seconds,
    created_before: seconds,
    cursor: z.string().max(200).nullable().meta({ description: 'next_cursor of the last reply' }),
  })
  .partial();

export const enableBody = z.strictObject({
  endpoint,
  replay_dead: z
    .boolean()
    .optional()
    .meta({ description: 'Send its dead deliveries again, oldest first, at most 1,000' }),
});

/** @throws AppError `invalid_request` */
export function replayFilter(body: z.output<typeof replayBody>): DeliveryFilter {
  const { endpoint: to, event, state = 'dead', created_after, created_before } = body;
  return {
    ...(to === undefined ? {} : { endpoint: to }),
    ...(event === undefined ? {} : { event: eventOf(event) }),
    states: state === 'all' ? ['dead', 'delivered'] : [state],
    ...(created_after === undefined ? {} : { createdAfter: new Date(created_after * 1000) }),
    ...(created_before === undefined ? {} : { createdBefore: new Date(created_before * 1000) }),
  };
}

/** @throws AppError `invalid_request` */
export function listFilter(query: Record<string, unknown>): DeliveryFilter {
  const unix = { min: 0, max: MAX_UNIX_SECONDS, fallback: -1 };
  const after = queryInteger(query, 'created_after', unix);
  const before = queryInteger(query, 'created_before', unix);
  const taskId = textOf(query, 'task_id');
  if (taskId !== undefined && !isTaskId(taskId)) throw invalidFieldError('task_id', taskId, 'is no task id');
  const event = textOf(query, 'event');
  const to = textOf(query, 'endpoint');
  const states = readStates(textOf(query, 'state'));
  return {
    ...(taskId === undefined ? {} : { taskId }),
    ...(states === undefined ? {} : { states }),
    ...(event === undefined ? {} : { event: eventOf(event) }),
    ...(to === undefined ? {} : { endpoint: to }),
    ...(after < 0 ? {} : { createdAfter: new Date(after * 1000) }),
    ...(before < 0 ? {} : { createdBefore: new Date(before * 1000) }),
  };
}

function textOf(query: Record<string, unknown>, name: string): string | undefined {
  const raw = query[name];
  if (raw === undefined || raw === '') return undefined;
  if (typeof raw !== 'string' || raw.length > MAX_URL_LENGTH || !isPlain(raw)) {
    throw invalidFieldError(name, raw, 'is not one line of text');
  }
  return raw;
}

/** Rows have events without the prefix that receivers see. */
function eventOf(text: string): string {
  const event = EVENT.exec(text)?.[1];
  if (event === undefined) throw invalidFieldError('event', text, 'is no event such as task.failed');
  return event;
}

function readStates(raw: string | undefined): DeliveryState[] | undefined {
  const states = raw?.split(',');
  const isState = (text: string): text is DeliveryState => (deliveryStates as readonly string[]).includes(text);
  if (states === undefined || states.every(isState)) return states;
  throw invalidFieldError('state', raw, `is not of ${deliveryStates.join(', ')}`);
}

/** @throws AppError `invalid_request` */
export function readCursor(raw: unknown): DeliveryCursor | null {
  if (raw === undefined || raw === null || raw === '') return null;
  const [time = '', id = ''] = Buffer.from(String(raw), 'base64url').toString('latin1').split(' ');
  if (!/^\d{1,15}$/.test(time) || !isDeliveryId(id)) throw invalidFieldError('cursor', raw, 'is no cursor of ours');
  return { createdAt: new Date(Number(time)), id };
}

export function cursorText(cursor: DeliveryCursor | null): string | null {
  return cursor && Buffer.from(`${cursor.createdAt.getTime()} ${cursor.id}`).toString('base64url');
}

const timeOrNull = (at: Date | null): string | null => (at === null ? null : wireTime(at));

/** A delivery on the wire, as its owner sees it. */
export function deliveryView(row: DeliveryRow) {
  return {
    id: row.id,
    task_id: row.task_id,
    event: `${row.task_id === null ? 'account' : 'task'}.${row.event}`,
    sequence: row.sequence,
    endpoint: row.endpoint,
    secret: maskedSecret(row.secret),
    state: row.state,
    attempt_count: row.attempts,
    last_status: row.last_status,
    last_error: row.last_error,
    next_attempt_at: row.state === 'due' ? wireTime(row.next_at) : null,
    created_at: wireTime(row.created_at),
    delivered_at: timeOrNull(row.delivered_at),
    replayed_at: timeOrNull(row.replayed_at),
  };
}

/** The same with the body as it is sent, but for secrets, and what came of each attempt. */
export function fullDeliveryView(
  row: DeliveryRow & { body: string; signing_secrets: readonly string[] },
  attempts: readonly AttemptRow[],
) {
  const secrets = [row.secret, ...row.signing_secrets];
  return {
    ...deliveryView(row),
    body: maskValue(JSON.parse(row.body), secrets),
    attempts: attempts.map(({ number, at, status, error, duration_ms, reply }) => ({
      number,
      at: wireTime(at),
      status,
      error,
      duration_ms,
      reply: reply && maskText(reply, secrets),
    })),
  };
}
