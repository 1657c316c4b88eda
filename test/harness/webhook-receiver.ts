import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

export interface ReceivedHook {
  path: string;
  headers: IncomingHttpHeaders;
  /** Byte for byte, since the signature is over it. */
  text: string;
  body: { timestamp: number; data: { task_id: string; status: string } };
  receivedAt: number;
}

export type HookReceiver = Awaited<ReturnType<typeof startHookReceiver>>;

/**
 * A receiver on loopback. `answer` decides the status by path and by how often this path was called before; its origin
 * must be trusted by the server under test.
 */
export async function startHookReceiver(answer: (path: string, nth: number) => number = () => 200) {
  const received: ReceivedHook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const at = request.url ?? '/';
      const nth = received.filter((hook) => hook.path === at).length;
      const text = Buffer.concat(chunks).toString();
      received.push({ path: at, headers: request.headers, text, body: JSON.parse(text), receivedAt: Date.now() });
      response.statusCode = answer(at, nth);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = (path: string) => received.filter((hook) => hook.path === path);
  return {
    origin,
    received,
    url: (path: string) => origin + path,
    at,
    /** Waits for the n-th call (from 1) of a path. */
    async nth(path: string, n: number, deadlineMs = 20_000): Promise<ReceivedHook> {
      return until(() => at(path)[n - 1], { what: `call ${n} of ${path}`, deadlineMs });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
