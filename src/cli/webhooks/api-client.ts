import type { Command } from 'commander';

const DEADLINE_MS = 60_000;
const DEFAULT_URL = 'http://127.0.0.1:8787';

export interface ApiOptions {
  url?: string;
  key?: string;
}

/** One call: `data` of the reply. @throws Error with the server's own message. */
export type Api = <T>(method: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

/** Adds where the server is and which key to use. */
export function withApi(command: Command): Command {
  return command
    .option('--url <address>', `address of the server (default: $POLYMUSE_URL, else ${DEFAULT_URL})`)
    .option('--key <key>', 'API key with the scope "account" (default: $POLYMUSE_KEY, which no process list shows)');
}

/** A missing key or a bad address is a mistake in the command line: the command ends with 2. */
export function openApi(command: Command, options: ApiOptions): Api {
  const base = (options.url || process.env.POLYMUSE_URL || DEFAULT_URL).replace(/\/+$/, '');
  const key = options.key || process.env.POLYMUSE_KEY;
  if (!/^https?:\/\//i.test(base) || !URL.canParse(base)) command.error(`error: ${base} is no http(s) address`);
  if (!key) command.error('error: give the API key as $POLYMUSE_KEY or with --key');
  return async (method, path, body) => {
    const reply = await send(base, path, {
      method,
      headers: {
        'x-api-key': key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
      redirect: 'error',
    });
    const text = await reply.text();
    const parsed = parse(text);
    if (reply.ok && parsed?.code === 200) return parsed.data as never;
    throw new Error(`${base} answered ${reply.status}: ${parsed?.message ?? (text.slice(0, 200) || 'nothing')}`);
  };
}

async function send(base: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(base + path, init);
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : (error as Error).message;
    throw new Error(`no answer from ${base}: ${reason}`);
  }
}

function parse(text: string): { code: number; data: unknown; message: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'code' in value ? (value as never) : undefined;
  } catch {
    return undefined;
  }
}
