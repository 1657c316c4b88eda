import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient } from './client.ts';
import { cleanEnvironment, programArgs, root } from './program.ts';

/** The first account's admin key in every test server, unless a test says otherwise. */
export const ADMIN_KEY = 'admin-key-of-the-test-server-0123456789';

const START_DEADLINE_MS = 45_000;
const STOP_DEADLINE_MS = 30_000;

export interface ServerOptions {
  env?: Record<string, string>;
  /** A folder to go on with; default: a scratch folder that `stop` removes. */
  dataDir?: string;
  /** Arguments behind `serve`. */
  args?: readonly string[];
  /** `POLYMUSE_BOOTSTRAP_KEY`; null: none, so that the first start makes one. */
  adminKey?: string | null;
  /** The process as soon as there is one, long before it is ready. */
  onSpawn?: (child: ChildProcess) => void;
}

export interface TestServer {
  url: string;
  pid: number;
  dataDir: string;
  /** With the admin key. */
  admin: Client;
  child: ChildProcess;
  /** All lines of standard output and error so far. */
  lines: string[];
  /** A fresh account with this balance, and a client with its key. */
  account(options?: AccountOptions): Promise<Client>;
  kill(signal: NodeJS.Signals): void;
  /** How the process ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Ends it in order and removes a scratch folder. */
  stop(): Promise<void>;
}

export interface AccountOptions {
  points?: number;
  maxConcurrentTasks?: number;
}

export const scratchFolder = (name: string): Promise<string> => mkdtemp(path.join(tmpdir(), `polymuse-${name}-`));

/** A real server process on a free port; resolves when it says that it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await scratchFolder('server'));
  const adminKey = options.adminKey === undefined ? ADMIN_KEY : options.adminKey;
  const child = spawn(process.execPath, [...programArgs(), 'serve', ...(options.args ?? [])], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment({
      PORT: '0',
      POLYMUSE_DATA: dataDir,
      POLYMUSE_LOG: 'json',
      ...(adminKey === null ? {} : { POLYMUSE_BOOTSTRAP_KEY: adminKey }),
      ...options.env,
    }),
  });
  options.onSpawn?.(child);
  const lines: string[] = [];
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const removeScratch = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(timer);
    await removeScratch();
  };
  try {
    const url = await readyUrl(child, lines);
    const admin = createClient(url, adminKey ?? '');
    return {
      url,
      pid: child.pid ?? 0,
      dataDir,
      admin,
      child,
      lines,
      ended,
      stop,
      kill: (signal) => void child.kill(signal),
      account: (accountOptions) => makeAccount(admin, accountOptions),
    };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    await removeScratch();
    throw error;
  }
}

/** The address, from the JSON line or the page that a terminal sees. */
function readyUrl(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no start in time:\n${lines.join('\n')}`)), START_DEADLINE_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with code ${code}:\n${lines.join('\n')}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const url = line.includes('"msg":"ready"')
          ? (JSON.parse(line) as { url: string }).url
          : /^ {2}address {4}.*?(http:\/\/[\w.:[\]]+)/.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    }
  });
}

let accounts = 0;

async function makeAccount(
  admin: Client,
  { points = 100_000_000, maxConcurrentTasks = 20 }: AccountOptions = {},
): Promise<Client> {
  accounts += 1;
  const made = await admin.post<{ id: number }>('/admin/v1/accounts', {
    name: `account ${accounts}`,
    max_concurrent_tasks: maxConcurrentTasks,
    ...(points > 0 ? { points } : {}),
  });
  const { key } = await admin.post<{ key: string }>(`/admin/v1/accounts/${made.id}/keys`, { name: 'tests' });
  return createClient(admin.base, key);
}
