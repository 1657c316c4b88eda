import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { valueTypes } from './value-types.ts';

type ProtocolPeer = Pick<PGlite, 'execProtocolStream' | 'waitReady'>;
type Replies = Awaited<ReturnType<PGlite['execProtocolStream']>>;

/** The single session of a PGlite instance behind pg's own client, so values and errors are exactly pg's. */
export interface PgliteSession {
  client: pg.Client;
  /** 'I' outside a transaction, 'T' inside one, 'E' inside a failed one: the server's own word, never guessed from SQL. */
  transactionStatus(): string;
}

export async function openPgliteSession(pglite: PGlite): Promise<PgliteSession> {
  const config = createPgConfig(batchedPeer(pglite) as PGlite);
  const connection = config.connection as unknown as pg.Connection;
  // drizzle's queries carry `types` as result parsers; the bridge takes them for the oids of parameters.
  const parse = connection.parse.bind(connection);
  connection.parse = (query, more) => parse(Array.isArray(query.types) ? query : { ...query, types: [] }, more);
  let status = 'I';
  connection.on('readyForQuery', (message?: { status?: string }) => {
    status = message?.status ?? 'I';
  });
  const client = new pg.Client({ ...config, connection, types: valueTypes } as unknown as pg.ClientConfig);
  await client.connect();
  return { client, transactionStatus: () => status };
}

const syncMessage = 'S'.charCodeAt(0);
const queryMessage = 'Q'.charCodeAt(0);
const flushMessage = 'H'.charCodeAt(0);

/**
 * pg sends parse, bind, describe, execute and sync as five messages; each would be its own trip into WebAssembly and
 * its own file sync. Collecting them until the sync makes one trip of it (measured: about twice the statements/s).
 */
function batchedPeer(pglite: PGlite): ProtocolPeer {
  let waiting: Uint8Array[] = [];
  return {
    waitReady: pglite.waitReady,
    async execProtocolStream(message, options): Promise<Replies> {
      // pg reuses its write buffer, so a held message must be copied.
      const kind = message[0];
      if (kind !== syncMessage && kind !== queryMessage && kind !== flushMessage) {
        waiting.push(message.slice());
        return [];
      }
      const whole = waiting.length === 0 ? message : Buffer.concat([...waiting, message]);
      waiting = [];
      return pglite.execProtocolStream(whole, options);
    },
  };
}
