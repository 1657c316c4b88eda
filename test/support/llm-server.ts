import type { AddressInfo } from 'node:net';
import { Agent, fetch } from 'undici';
import { expect } from 'vitest';
import { verifyLedger } from '../../src/ledger/verify-ledger.ts';
import type { TaskRow } from '../../src/tasks/task-row.ts';
import { type LlmUpstream, startLlmUpstream } from '../fakes/llm-upstream.ts';
import { type MemoryServer, openMemoryServer } from './memory-server.ts';

export interface LlmServer {
  server: MemoryServer;
  /** Where it really listens. */
  url: string;
  /** Two fakes; `second` is asked when `first` fails. */
  first: LlmUpstream;
  second: LlmUpstream;
  post(
    path: string,
    body: unknown,
    options?: { key?: string; signal?: AbortSignal; headers?: Record<string, string> },
  ): ReturnType<typeof fetch>;
  /** The rows of calls, newest first. */
  rows(): Promise<TaskRow[]>;
  available(): Promise<number>;
  /** Waits until no call is open, and checks every rule of the ledger. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** US$ per million tokens of the model `fake`: 10 and 40 points a token, 2 for one from the cache. */
export const FAKE_PRICE = { in: 1, cached: 0.2, out: 4 };

/** A whole server on a real port with two fake upstreams behind it; `settings` win over the usual ones. */
export async function openLlmServer(settings: Record<string, unknown> = {}): Promise<LlmServer> {
  const first = await startLlmUpstream();
  const second = await startLlmUpstream();
  const server = await openMemoryServer({
    settings: {
      'limits.requestsPerMinute': 1_000_000,
      'server.shutdownGraceMs': 0,
      'llm.upstreams': [
        {
          name: 'first',
          base_url: first.url,
          api_key: 'key-of-first',
          models: ['fake', 'fake-*', 'gpt-4o-mini', 'o1-mini'],
          aliases: { nick: 'fake' },
          prices: { 'fake*': FAKE_PRICE, whisper: { in: 0, minute: 0.006 } },
          responses: true,
        },
        {
          name: 'second',
          base_url: second.url,
          models: ['fake', 'unpriced'],
          priority: 1,
          prices: { fake: FAKE_PRICE },
          stream_usage: false,
        },
        {
          name: 'claude',
          type: 'anthropic',
          base_url: second.root,
          api_key: 'key-of-claude',
          models: ['claude-*'],
          prices: { 'claude-*': FAKE_PRICE },
        },
        { name: 'small', base_url: second.url, models: ['small'], concurrency: 1, prices: { small: FAKE_PRICE } },
      ],
      ...settings,
    },
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
  const { database } = server.parts;
  const agent = new Agent();
  const open = async () => {
    const { rows } = await database.query(`SELECT id FROM tasks WHERE lane = 'llm' AND status = 'processing'`);
    return rows.length;
  };
  return {
    server,
    url,
    first,
    second,
    post: (path, body, { key = server.user.key, signal, headers = {} } = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
        body: JSON.stringify(body),
        dispatcher: agent,
        ...(signal ? { signal } : {}),
      }),
    async rows() {
      const { rows } = await database.query<TaskRow>(
        `SELECT * FROM tasks WHERE lane = 'llm' ORDER BY created_at DESC, ended_at DESC`,
      );
      return rows;
    },
    async available() {
      const { rows } = await database.query<{ available: number }>('SELECT available FROM accounts WHERE id = $1', [
        server.user.accountId,
      ]);
      return rows[0]?.available ?? 0;
    },
    async settled() {
      await expect.poll(open, { timeout: 20_000 }).toBe(0);
      const { problems, heldPoints } = await verifyLedger(database);
      expect({ problems, heldPoints }).toEqual({ problems: [], heldPoints: 0 });
    },
    async close() {
      // A client that was aborted opens a new connection at once, which the server would wait for.
      await agent.destroy();
      await server.close();
      await first.close();
      await second.close();
    },
  };
}

/** Lines of a stream that are events. */
export const dataOf = (wire: string): string[] =>
  wire
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
