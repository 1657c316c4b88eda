import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

export type VideoHost = Awaited<ReturnType<typeof startVideoHost>>;

/**
 * Serves files on loopback, each under any path that was `give`n to it. Paths that begin with `/held/` are answered
 * only after `release()`: a task that asks for one stays in `processing` for exactly as long as a test wants.
 */
export async function startVideoHost() {
  const files = new Map<string, string>();
  const waiting = new Set<() => void>();
  /** Held paths whose test is over: whoever still asks for one is answered at once. */
  const opened = new Set<string>();
  const asked: string[] = [];

  const server = createServer((request, response) => {
    const at = request.url ?? '/';
    asked.push(at);
    const go = () => void sendFile(files.get(at), response);
    if (!at.startsWith('/held/') || opened.has(at)) return go();
    waiting.add(go);
    response.once('close', () => waiting.delete(go));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answerWaiting = () => {
    for (const go of waiting) go();
    waiting.clear();
  };
  return {
    origin,
    asked,
    /** Serves `file` at `path`; returns the URL. */
    give(path: string, file: string): string {
      files.set(path, file);
      opened.delete(path);
      return origin + path;
    },
    /** Answers what waits, once at least `count` requests do: a task is `processing` a moment before it asks. */
    async release(count = 1): Promise<void> {
      await until(() => waiting.size >= count, { what: `${count} requests of held videos` });
      answerWaiting();
    },
    /** Ends the holding of every path given so far, also for requests that are still to come. */
    releaseAll(): void {
      for (const path of files.keys()) opened.add(path);
      answerWaiting();
    },
    close: () =>
      new Promise<void>((resolve) => {
        waiting.clear();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function sendFile(file: string | undefined, response: ServerResponse): Promise<void> {
  const size = file === undefined ? undefined : (await stat(file).catch(() => undefined))?.size;
  if (file === undefined || size === undefined) {
    response.writeHead(404).end('not here');
    return;
  }
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': String(size) });
  createReadStream(file).pipe(response);
}
