import type { IncomingHttpHeaders } from 'node:http';
import type { Colors } from 'picocolors/types.js';
import type { SignatureCheck } from './check-signature.ts';
import { plain, stateColour } from './terminal-text.ts';

/** What the receiver of the command line tells of one call. */
export interface ReceivedDelivery {
  time: string;
  /** `webhook-id`; empty: the sender gave none. */
  id: string;
  event: string;
  task_id: string | null;
  status: string | null;
  /** Of an account notification or a failed task. */
  message: string | null;
  output_urls: string[];
  signature: SignatureCheck;
  /** The same id came before. */
  is_repeat: boolean;
  answered: number;
}

type Read = Omit<ReceivedDelivery, 'time' | 'signature' | 'is_repeat' | 'answered'>;

const MAX_URLS = 20;
const MAX_DEPTH = 8;

/** Reads what came; whatever it is, for it may not be from us. */
export function readDelivery(text: string, headers: IncomingHttpHeaders): Read {
  const body = asObject(parsed(text));
  // The legacy Midjourney callback is the task itself, without an envelope.
  const task = asObject(body.data ?? body);
  const error = asObject(task.error);
  const output = body.data === undefined ? body : task.output;
  return {
    id: String(headers['webhook-id'] ?? ''),
    event: String(headers['x-polymuse-event'] ?? body.type ?? 'unknown'),
    task_id: textOrNull(task.task_id),
    status: textOrNull(task.status),
    message: textOrNull(error.message) ?? textOrNull(body.message),
    output_urls: [...urlsIn(output)].slice(0, MAX_URLS),
  };
}

function urlsIn(value: unknown, depth = 0, found = new Set<string>()): Set<string> {
  if (depth > MAX_DEPTH || found.size >= MAX_URLS) return found;
  if (typeof value === 'string') {
    if (/^https?:\/\/\S+$/i.test(value)) found.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) urlsIn(item, depth + 1, found);
  }
  return found;
}

/** For people: a line, and one more for each file. */
export function deliveryLines(delivery: ReceivedDelivery, colours: Colors): string {
  const { time, id, event, task_id, status, message, output_urls, signature, is_repeat, answered } = delivery;
  const line = [
    colours.dim(time.slice(11, 19)),
    colours.bold(plain(event)),
    task_id === null ? '' : plain(task_id),
    status === null ? '' : stateColour(plain(status), colours),
    `signature ${signatureColour(signature, colours)}`,
    `answered ${answered}`,
    is_repeat ? colours.yellow('repeat') : '',
    colours.dim(plain(id)),
  ].filter((part) => part !== '');
  const more = [...(message === null ? [] : [message]), ...output_urls].map((text) => `          ${plain(text)}`);
  return `${[line.join('  '), ...more].join('\n')}\n`;
}

function signatureColour(signature: SignatureCheck, colours: Colors): string {
  if (signature === 'valid') return colours.green(signature);
  return signature === 'invalid' ? colours.red(signature) : colours.dim(signature);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
