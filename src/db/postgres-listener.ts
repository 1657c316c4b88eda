import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DatabaseParts } from './database.ts';
import { quotedIdentifier } from './statement-kind.ts';
import { errorCode } from './transient-error.ts';

interface Subscription {
  onPayload(payload: string): void;
  onGap: (() => void) | undefined;
}

const heartbeatEveryMs = 15_000;
const firstPauseMs = 250;
const longestPauseMs = 10_000;
const statementTimeoutMs = 10_000;

/**
 * One connection that only listens. It notifies itself every 15 s: a half-open connection stays silent for hours
 * otherwise. Lost, it comes back with growing pauses, listens again and tells the subscribers that they may have
 * missed something.
 */
export class PostgresListener {
  readonly #config: pg.ClientConfig;
  readonly #log: DatabaseParts['log'];
  readonly #channels = new Map<string, Set<Subscription>>();
  readonly #heartbeat = `polymuse_heartbeat_${randomUUID()}`;
  readonly #heartbeatEveryMs: number;
  #connected: Promise<pg.Client> | undefined;
  #client: pg.Client | undefined;
  #heartbeatTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #failures = 0;
  #heardSinceBeat = true;
  #hadConnection = false;
  #closed = false;

  constructor(config: pg.ClientConfig, log: DatabaseParts['log'], heartbeatMs = heartbeatEveryMs) {
    this.#config = { ...config, query_timeout: statementTimeoutMs };
    this.#log = log;
    this.#heartbeatEveryMs = heartbeatMs;
  }

  /** Resolves when the server listens; rejects when it cannot be reached now. */
  async listen(
    channel: string,
    onPayload: (payload: string) => void,
    onGap?: () => void,
  ): Promise<() => Promise<void>> {
    if (this.#closed) throw new Error('the database is closed');
    const subscription: Subscription = { onPayload, onGap };
    const subscribers = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, subscribers.add(subscription));
    try {
      const client = await this.#connect();
      await client.query(`LISTEN ${quotedIdentifier(channel)}`);
    } catch (error) {
      this.#remove(channel, subscription);
      throw error;
    }
    return async () => {
      if (!this.#remove(channel, subscription)) return;
      await this.#client?.query(`UNLISTEN ${quotedIdentifier(channel)}`).catch(() => undefined);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#heartbeatTimer);
    clearTimeout(this.#retryTimer);
    this.#channels.clear();
    const client = await this.#connected?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  /** True when the channel has no subscriber any more. */
  #remove(channel: string, subscription: Subscription): boolean {
    const subscribers = this.#channels.get(channel);
    if (!subscribers?.delete(subscription) || subscribers.size > 0) return false;
    this.#channels.delete(channel);
    return true;
  }

  #connect(): Promise<pg.Client> {
    this.#connected ??= this.#open().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    return this.#connected;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('connection ended')));
    client.on('notification', (message) => this.#deliver(message));
    try {
      await client.connect();
      for (const channel of [this.#heartbeat, ...this.#channels.keys()]) {
        await client.query(`LISTEN ${quotedIdentifier(channel)}`);
      }
    } catch (error) {
      destroyClient(client);
      throw error;
    }
    this.#client = client;
    this.#failures = 0;
    this.#heardSinceBeat = true;
    clearInterval(this.#heartbeatTimer);
    this.#heartbeatTimer = setInterval(() => this.#beat(client), this.#heartbeatEveryMs);
    this.#heartbeatTimer.unref();
    if (this.#hadConnection) this.#tellGap();
    this.#hadConnection = true;
    return client;
  }

  #beat(client: pg.Client): void {
    if (!this.#heardSinceBeat) {
      this.#lost(client, new Error('the listening connection went silent'));
      return;
    }
    this.#heardSinceBeat = false;
    client.query('SELECT pg_notify($1, $2)', [this.#heartbeat, '']).catch((error: Error) => this.#lost(client, error));
  }

  #deliver(message: pg.Notification): void {
    this.#heardSinceBeat = true;
    for (const subscription of [...(this.#channels.get(message.channel) ?? [])]) {
      try {
        subscription.onPayload(message.payload ?? '');
      } catch (error) {
        this.#log.error({ err: error, channel: message.channel }, 'a notification handler threw');
      }
    }
  }

  #tellGap(): void {
    for (const subscription of [...this.#channels.values()].flatMap((subscribers) => [...subscribers])) {
      try {
        subscription.onGap?.();
      } catch (error) {
        this.#log.error({ err: error }, 'a notification gap handler threw');
      }
    }
  }

  #lost(client: pg.Client, error: Error): void {
    if (this.#client !== client || this.#closed) return;
    this.#log.warn({ code: errorCode(error), reason: error.message }, 'listening connection lost');
    this.#client = undefined;
    this.#connected = undefined;
    clearInterval(this.#heartbeatTimer);
    destroyClient(client);
    this.#retryLater();
  }

  #retryLater(): void {
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      if (this.#closed || this.#client) return;
      this.#connect().catch(() => this.#retryLater());
    }, pauseMs);
    this.#retryTimer.unref();
  }
}

/** Cuts the socket: `end()` would wait for a server that may never answer. */
export function destroyClient(client: pg.ClientBase): void {
  client.removeAllListeners('notification');
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
