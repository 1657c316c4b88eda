import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.ts';

const REQUEST_DEADLINE_MS = 30_000;

/** A reply as it came, and its body as JSON where it is JSON. */
export interface Reply<T = unknown> {
  status: number;
  headers: Headers;
  text: string;
  body: { code: number; data: T; message: string };
}

export interface TaskReply {
  task_id: string;
  model: string;
  task_type: string;
  status: string;
  config: { service_mode: string; webhook_config: Record<string, unknown> };
  input: Record<string, unknown>;
  output: { audio_url: string } | null;
  meta: {
    created_at: string;
    started_at: string;
    ended_at: string;
    usage: { type: string; frozen: number; consume: number };
    is_using_private_pool: boolean;
    progress: number;
    phase: string;
  };
  detail: Record<string, unknown> | null;
  logs: string[];
  error: { code: number; raw_message: string; message: string; detail: Record<string, unknown> | null };
  metadata: Record<string, unknown>;
  task: Record<string, unknown> & { id: number; userId: number; status: number; taskInfo: unknown };
  works: Record<string, unknown>[];
}

export interface Balance {
  available: number;
  frozen: number;
  used: number;
}

export interface SendOptions {
  headers?: Record<string, string>;
  /** Anything that is neither text, bytes nor a form is sent as JSON. */
  body?: unknown;
  /** Without the client's key. */
  anonymous?: boolean;
}

export const TERMINAL = ['completed', 'failed', 'cancelled'];

export type Client = ReturnType<typeof createClient>;

/** The calls that the tests make, with nothing but fetch. */
export function createClient(base: string, key: string) {
  async function send<T = unknown>(method: string, route: string, options: SendOptions = {}): Promise<Reply<T>> {
    const { body } = options;
    const isRaw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
    const payload = body === undefined ? undefined : isRaw ? body : JSON.stringify(body);
    const reply = await fetch(base + route, {
      method,
      headers: {
        ...(options.anonymous ? {} : { 'X-API-Key': key }),
        ...(body === undefined || body instanceof FormData ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
      redirect: 'manual',
      ...(payload === undefined ? {} : { body: payload as NonNullable<RequestInit['body']> }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: reply.status, headers: reply.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  /** `data` of a reply that must be a success. */
  async function call<T>(method: string, route: string, options: SendOptions = {}): Promise<T> {
    const reply = await send<T>(method, route, options);
    if (reply.status !== 200 || reply.body?.code !== 200)
      throw new Error(`${method} ${route}: ${reply.status} ${reply.text.slice(0, 500)}`);
    return reply.body.data;
  }

  const read = (id: string) => call<TaskReply>('GET', `/api/v1/task/${id}`);

  return {
    base,
    key,
    send,
    call,
    post: <T>(route: string, body: unknown) => call<T>('POST', route, { body }),
    get: <T>(route: string) => call<T>('GET', route),
    read,

    /** The reply of a create, whatever it is. */
    submit: (input: unknown, extra: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
      send<TaskReply>('POST', '/api/v1/task', { body: mmaudioBody(input, extra), headers }),

    create: (input: unknown, extra: Record<string, unknown> = {}) =>
      call<TaskReply>('POST', '/api/v1/task', { body: mmaudioBody(input, extra) }),

    cancel: (id: string) => send('DELETE', `/api/v1/task/${id}`),

    /** Polls until the task has one of the statuses. */
    waitFor(id: string, statuses: readonly string[] = TERMINAL, deadlineMs = 40_000): Promise<TaskReply> {
      return until(
        async () => {
          const task = await read(id);
          return statuses.includes(task.status) ? task : undefined;
        },
        { what: `task ${id} becomes ${statuses.join(' or ')}`, deadlineMs, everyMs: 40 },
      );
    },

    async upload(file: string): Promise<string> {
      const form = new FormData();
      form.append('file', new Blob([await readFile(file)]), path.basename(file));
      const reply = await send('POST', '/api/ephemeral_resource', { body: form });
      if (reply.status !== 200) throw new Error(`upload: ${reply.text}`);
      return (reply.body as unknown as { url: string }).url;
    },

    async balance(): Promise<Balance> {
      const info = await call<{ credit_pack_info: Record<string, number> }>('GET', '/account/info');
      const pack = info.credit_pack_info;
      return {
        available: pack.available_credits!,
        frozen: pack.frozen_credits!,
        used: pack.used_credits!,
      };
    },

    verifyLedger: () => call<LedgerReport>('GET', '/admin/v1/ledger/verify'),
  };
}

export interface LedgerReport {
  problems: { rule: string; subject: string; off: number }[];
  accounts: number;
  entries: number;
  heldPoints: number;
  capturedPoints: number;
}

export const mmaudioBody = (input: unknown, extra: Record<string, unknown> = {}) => ({
  model: 'Qubico/mmaudio',
  task_type: 'video2audio',
  input,
  ...extra,
});
