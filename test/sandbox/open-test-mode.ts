import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startApp } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { createLogger } from '../../src/observe/log.ts';
import { type Client, createClient } from '../harness/client.ts';
import { ADMIN_KEY, scratchFolder } from '../harness/server.ts';
import { type HookReceiver, startHookReceiver } from '../harness/webhook-receiver.ts';

export interface TestMode {
  folder: string;
  /** With a live key, and with a test key of the same account. */
  live: Client;
  test: Client;
  receiver: HookReceiver;
  close(): Promise<void>;
}

/** A whole server in this process, a receiver of webhooks that it trusts, and a test key. */
export async function openTestMode(overrides: Record<string, unknown> = {}): Promise<TestMode> {
  const folder = await scratchFolder('test-mode');
  const receiver = await startHookReceiver();
  const settings = loadSettings({
    env: {},
    cwd: folder,
    cores: 2,
    isTerminal: false,
    overrides: {
      'storage.dataDir': path.join(folder, 'data'),
      'server.port': 0,
      'bootstrap.key': ADMIN_KEY,
      'outbound.trustedOrigins': [receiver.origin],
      'engines.concurrency': 2,
      'sandbox.latency': 'instant',
      ...overrides,
    },
  });
  const app = await startApp({ settings, log: createLogger({ format: 'silent', level: 'error' }) });
  const live = createClient(app.url, ADMIN_KEY);
  const { key } = await live.post<{ key: string }>('/api/v1/keys', { name: 'tests', mode: 'test' });
  return {
    folder,
    live,
    test: createClient(app.url, key),
    receiver,
    async close() {
      await app.stop({ graceMs: 0 });
      await receiver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
