import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { PgliteSession } from './pglite-session.ts';
import { quotedIdentifier, statementKind } from './statement-kind.ts';

/** A client may sit in an open transaction without a statement for this long; then it is rolled back and broken. */
const idleInTransactionMs = 30_000;

type QueryText = string | pg.QueryConfig | pg.QueryArrayConfig;
type QueryCallback = (error: Error | undefined, result?: pg.QueryResult) => void;

/**
 * The shape of a `pg.Pool` over PGlite's single session: any number of clients, one statement at a time, and the
 * session held by one client from BEGIN to COMMIT or ROLLBACK. Its class name must contain "Pool": that is how
 * drizzle recognises a pool it has to take a client from.
 *
 * Session settings (`SET …`) are shared by all clients; use `SET LOCAL`.
 */
export class PglitePool extends EventEmitter {
  readonly options = { max: Number.MAX_SAFE_INTEGER, keepAlive: true };
  readonly #session: PgliteSession;
  readonly #idleMs: number;
  readonly #turns = new Turns();
  readonly #clients = new Set<PglitePoolClient>();
  readonly #listeners = new Map<string, Set<PglitePoolClient>>();
  #ended = false;

  constructor(session: PgliteSession, idleMs = idleInTransactionMs) {
    super();
    this.#idleMs = idleMs;
    // Every BullMQ queue and worker adds a listener of its own.
    this.setMaxListeners(0);
    this.#session = session;
    session.client.on('error', (error) => this.#broken(error));
    session.client.on('notification', (message) => {
      for (const client of this.#listeners.get(message.channel) ?? []) client.hear(message);
    });
  }

  get totalCount(): number {
    return this.#clients.size;
  }
  get idleCount(): number {
    return 0;
  }
  get waitingCount(): number {
    return this.#turns.waiting;
  }
  get ended(): boolean {
    return this.#ended;
  }

  query(text: QueryText, values?: unknown[]): Promise<pg.QueryResult>;
  query(text: QueryText, values: unknown[] | undefined, callback: QueryCallback): void;
  query(text: QueryText, values?: unknown[], callback?: QueryCallback): Promise<pg.QueryResult> | undefined {
    return answered(this.#queryOnce(text, values), callback);
  }

  async #queryOnce(text: QueryText, values?: unknown[]): Promise<pg.QueryResult> {
    const done = await this.takeTurn();
    try {
      const result = await this.run(text, values);
      if (this.inTransaction()) {
        await this.run('ROLLBACK');
        throw new Error('a transaction needs a client of its own: use connect() or Database.transaction()');
      }
      return result;
    } finally {
      if (this.inTransaction()) await this.run('ROLLBACK').catch(() => undefined);
      done();
    }
  }

  async connect(): Promise<PglitePoolClient> {
    if (this.#ended) throw new Error('Cannot use a pool after calling end on the pool');
    const client = new PglitePoolClient(this, this.#idleMs);
    this.#clients.add(client);
    this.emit('connect', client);
    return client;
  }

  /** Waits for what runs, then refuses everything else. The PGlite instance itself belongs to the caller. */
  async end(): Promise<void> {
    if (this.#ended) return;
    const done = await this.#turns.take();
    this.#ended = true;
    done();
    for (const client of this.#clients) client.abandon();
    this.#clients.clear();
    this.#listeners.clear();
    await this.#session.client.end();
  }

  /** @internal */
  async takeTurn(): Promise<() => void> {
    if (this.#ended) throw new Error('Cannot use a pool after calling end on the pool');
    const done = await this.#turns.take();
    if (!this.#ended) return done;
    done();
    throw new Error('Cannot use a pool after calling end on the pool');
  }

  /** @internal Runs on the session; only the holder of the turn may call it. */
  run(text: QueryText, values?: unknown[]): Promise<pg.QueryResult> {
    return values === undefined ? this.#session.client.query(text) : this.#session.client.query(text, values);
  }

  /** @internal */
  inTransaction(): boolean {
    return this.#session.transactionStatus() !== 'I';
  }

  /** @internal The first listener of a channel makes the session LISTEN. */
  async addChannel(channel: string, client: PglitePoolClient): Promise<pg.QueryResult> {
    const result = await this.run(`LISTEN ${quotedIdentifier(channel)}`);
    const clients = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, clients.add(client));
    return result;
  }

  /** @internal The last one to leave makes it UNLISTEN; the others must not lose their channel. */
  async dropChannel(channel: string, client: PglitePoolClient): Promise<void> {
    const clients = this.#listeners.get(channel);
    if (!clients?.delete(client) || clients.size > 0) return;
    this.#listeners.delete(channel);
    await this.run(`UNLISTEN ${quotedIdentifier(channel)}`);
  }

  /** @internal */
  channelsOf(client: PglitePoolClient): string[] {
    return [...this.#listeners].filter(([, clients]) => clients.has(client)).map(([channel]) => channel);
  }

  /** @internal */
  forget(client: PglitePoolClient): void {
    this.#clients.delete(client);
  }

  #broken(error: Error): void {
    for (const client of this.#clients) if (client.listenerCount('error') > 0) client.emit('error', error);
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}

/** One borrower of the session; `query`, `release`, `on('notification')` and `on('error')` as pg's PoolClient has them. */
export class PglitePoolClient extends EventEmitter {
  readonly #pool: PglitePool;
  readonly #idleMs: number;
  #endTurn: (() => void) | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #running = 0;
  #dead: Error | undefined;

  constructor(pool: PglitePool, idleMs: number) {
    super();
    this.#pool = pool;
    this.#idleMs = idleMs;
  }

  query(text: QueryText, values?: unknown[]): Promise<pg.QueryResult>;
  query(text: QueryText, values: unknown[] | undefined, callback: QueryCallback): void;
  query(text: QueryText, values?: unknown[], callback?: QueryCallback): Promise<pg.QueryResult> | undefined {
    return answered(
      this.#inOrder(() => this.#queryNow(text, values)),
      callback,
    );
  }

  /** Gives the client back: an open transaction is rolled back, its channels are left. Never throws. */
  release(_destroy?: Error | boolean): void {
    if (this.#dead) return;
    const leave = this.#inOrder(() => this.#leave());
    this.#dead = new Error('Client was closed and is not queryable');
    leave.catch(() => undefined);
  }

  /** As pg's Client.end: the same as releasing it. */
  async end(): Promise<void> {
    this.release();
    await this.#queue.catch(() => undefined);
  }

  /** @internal A released client hears nothing, even before its channels are left. */
  hear(message: pg.Notification): void {
    if (!this.#dead) this.emit('notification', message);
  }

  /** @internal The pool has ended. */
  abandon(): void {
    clearTimeout(this.#idleTimer);
    this.#dead ??= new Error('Client was closed and is not queryable');
    this.#endTurn?.();
    this.#endTurn = undefined;
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    if (this.#dead) return Promise.reject(this.#dead);
    const next = this.#queue.then(work, work);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #queryNow(text: QueryText, values?: unknown[]): Promise<pg.QueryResult> {
    clearTimeout(this.#idleTimer);
    this.#endTurn ??= await this.#pool.takeTurn();
    this.#running += 1;
    try {
      return await this.#dispatch(text, values);
    } finally {
      this.#running -= 1;
      this.#keepOrEndTurn();
    }
  }

  async #dispatch(text: QueryText, values?: unknown[]): Promise<pg.QueryResult> {
    const statement = statementKind(typeof text === 'string' ? text : text.text);
    switch (statement.kind) {
      case 'listen':
        return this.#pool.addChannel(statement.channel, this);
      case 'unlisten':
        await this.#pool.dropChannel(statement.channel, this);
        return emptyResult('UNLISTEN');
      case 'unlisten-all':
        await this.#dropChannels();
        return emptyResult('UNLISTEN');
      case 'other':
        return this.#pool.run(text, values);
    }
  }

  #keepOrEndTurn(): void {
    if (this.#pool.inTransaction()) {
      this.#idleTimer = setTimeout(() => this.#expire(), this.#idleMs);
      this.#idleTimer.unref();
      return;
    }
    this.#endTurn?.();
    this.#endTurn = undefined;
  }

  #expire(): void {
    if (this.#dead || this.#running > 0) return;
    const reason = Object.assign(new Error('terminating connection due to idle-in-transaction timeout'), {
      code: '25P03',
    });
    const leave = this.#inOrder(() => this.#leave());
    this.#dead = reason;
    leave.catch(() => undefined);
    if (this.listenerCount('error') > 0) this.emit('error', reason);
  }

  async #leave(): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#pool.forget(this);
    const hasChannels = this.#pool.channelsOf(this).length > 0;
    if (!this.#endTurn && !hasChannels) return;
    this.#endTurn ??= await this.#pool.takeTurn();
    try {
      if (this.#pool.inTransaction()) await this.#pool.run('ROLLBACK');
      await this.#dropChannels();
    } finally {
      this.#endTurn?.();
      this.#endTurn = undefined;
    }
  }

  async #dropChannels(): Promise<void> {
    for (const channel of this.#pool.channelsOf(this)) await this.#pool.dropChannel(channel, this);
  }
}

/** First come, first served. */
class Turns {
  #last: Promise<void> = Promise.resolve();
  waiting = 0;

  async take(): Promise<() => void> {
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    const before = this.#last;
    this.#last = mine;
    this.waiting += 1;
    await before;
    this.waiting -= 1;
    return done;
  }
}

function answered(
  work: Promise<pg.QueryResult>,
  callback: QueryCallback | undefined,
): Promise<pg.QueryResult> | undefined {
  if (!callback) return work;
  work.then((result) => callback(undefined, result), callback);
  return undefined;
}

function emptyResult(command: string): pg.QueryResult {
  return { command, rowCount: 0, oid: 0, rows: [], fields: [] };
}
