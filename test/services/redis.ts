import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, stopProcess, until } from './start-process.ts';

export interface RedisService {
  url: string;
  stop(): Promise<void>;
}

/** A Redis of its own that keeps nothing; needs `redis-server` in PATH. */
export async function startRedis(): Promise<RedisService> {
  const folder = await mkdtemp(join(tmpdir(), 'polymuse-redis-'));
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: 'ignore' },
  );
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = error;
  });
  const url = `redis://127.0.0.1:${port}`;
  await until(
    () => {
      if (failure) throw new Error('these tests need redis-server in PATH', { cause: failure });
      return answers(url);
    },
    10_000,
    'Redis to answer',
  );
  return {
    url,
    async stop() {
      await stopProcess(server, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
