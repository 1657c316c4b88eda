import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ApiOptions, openApi, withApi } from './api-client.ts';
import { checkSignature } from './check-signature.ts';
import { wholeNumber } from './delivery-filter.ts';
import { deliveryLines, type ReceivedDelivery, readDelivery } from './describe-delivery.ts';
import { forwardDelivery } from './forward.ts';
import { coloursOf } from './terminal-text.ts';

/** Our bodies are 256 kB at most. */
const MAX_BODY_BYTES = 1_048_576;
const MAX_REMEMBERED = 10_000;

interface ListenOptions extends ApiOptions {
  port: number;
  host: string;
  secret: string[];
  accountSecret?: boolean;
  status: number;
  forward?: string;
  count?: number;
  json?: boolean;
}

export function webhooksListenCommand(): Command {
  return withApi(
    new Command('listen').description('Receive webhooks on this machine, print and check them; Ctrl-C ends it.'),
  )
    .option('--port <number>', 'port to listen on; 0: a free one', wholeNumber({ min: 0, max: 65_535 }), 9000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--secret <secret>', 'check with this secret, whsec_… or the plain one; may be repeated', collect, [])
    .option('--account-secret', "check with the account's signing secret, which is asked for with the key")
    .addOption(
      new Option('--status <number>', 'answer so, to see what is tried again')
        .argParser(wholeNumber({ min: 200, max: 599 }))
        .default(200),
    )
    .addOption(
      new Option('--forward <url>', 'pass each call on and answer as that receiver does')
        .argParser(httpUrl)
        .conflicts('status'),
    )
    .option('--count <number>', 'end after so many calls', wholeNumber({ min: 1, max: 1_000_000 }))
    .option('--json', 'print one JSON object a line')
    .action(async (options: ListenOptions, command: Command) => {
      const secrets = options.accountSecret
        ? [...options.secret, await accountSecret(command, options)]
        : options.secret;
      await listen(options, secrets);
    });
}

async function accountSecret(command: Command, options: ApiOptions): Promise<string> {
  const told = await openApi(command, options)<{ secret: string }>('GET', '/api/v1/account/webhook-secret');
  return told.secret;
}

/** Receives until Ctrl-C, SIGTERM, or the count. @throws Error when the port cannot be had. */
async function listen(options: ListenOptions, secrets: readonly string[]): Promise<void> {
  const colours = coloursOf(process.stdout);
  const isNew = createMemory();
  let received = 0;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const text = body?.toString('utf8') ?? '';
    const read = readDelivery(text, request.headers);
    const answer = body === null ? TOO_LARGE : await answerTo(options, request.headers, body);
    response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'text/plain' }).end(answer.body);
    const told: ReceivedDelivery = {
      time: new Date().toISOString(),
      ...read,
      signature: checkSignature(text, request.headers, secrets),
      is_repeat: read.id !== '' && !isNew(read.id),
      answered: answer.status,
    };
    process.stdout.write(options.json ? `${JSON.stringify(told)}\n` : deliveryLines(told, colours));
    received += 1;
    if (received === options.count) end();
  };
  // Whoever hangs up in the middle is no delivery.
  const server = createServer((request, response) => void receive(request, response).catch(() => response.destroy()));
  const address = await start(server, options);
  // Not among the deliveries, so that these can be piped.
  process.stderr.write(
    `listening on ${address} (a server on this machine calls it with POLYMUSE_TRUSTED_ORIGINS=${address})\n`,
  );
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    await ended;
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    await stop(server);
  }
}

interface Answer {
  status: number;
  body: Buffer;
  contentType?: string;
}

const TOO_LARGE: Answer = { status: 413, body: Buffer.from('longer than any webhook') };

function answerTo(
  { status, forward }: ListenOptions,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Answer> | Answer {
  return forward === undefined ? { status, body: Buffer.from('ok') } : forwardDelivery(forward, headers, body);
}

/** null: longer than anything we send. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return sizeBytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null;
}

async function start(server: Server, { host, port }: ListenOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use: choose another with --port`) : error),
    );
    server.listen(port, host, resolve);
  });
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // The answer to the last call is on its way; nobody may hold us up longer.
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}

/** Whether an id comes for the first time; the oldest are forgotten. */
function createMemory(): (id: string) => boolean {
  const known = new Set<string>();
  return (id) => {
    if (known.has(id)) return false;
    const oldest = known.values().next();
    if (known.size >= MAX_REMEMBERED && !oldest.done) known.delete(oldest.value);
    known.add(id);
    return true;
  };
}

const collect = (value: string, before: string[]): string[] => [...before, secretOf(value)];

/** A secret that only looks standard would check nothing. */
function secretOf(text: string): string {
  if (text === '' || (text.startsWith('whsec_') && !/^whsec_[A-Za-z0-9+/]{8,}={0,2}$/.test(text))) {
    throw new InvalidArgumentError('It must be whsec_ and base64, or the plain secret of the task.');
  }
  return text;
}

function httpUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('It must be an http(s) address.');
}
