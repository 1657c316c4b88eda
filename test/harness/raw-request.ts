import { request as httpRequest } from 'node:http';

export interface RawReply {
  status: number;
  text: string;
  body?: unknown;
}

export interface RawOptions {
  method?: string;
  headers?: Record<string, string>;
  /** The body in pieces; the rest is not sent once an answer has come. */
  chunks?: () => Iterable<string | Buffer>;
}

const DEADLINE_MS = 30_000;

/**
 * One request exactly as given: no path is resolved, no body forbidden. An answer that comes while the body is still
 * being sent counts, also when the server then closes the connection.
 */
export function rawRequest(url: string, options: RawOptions = {}): Promise<RawReply> {
  const { origin, hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let reply: Promise<RawReply> | undefined;
    const request = httpRequest(
      {
        host: hostname,
        port,
        path: url.slice(origin.length),
        method: options.method ?? 'POST',
        headers: options.headers ?? {},
        agent: false,
        timeout: DEADLINE_MS,
      },
      (response) => {
        reply = new Promise((done) => {
          const parts: Buffer[] = [];
          const finish = () => {
            const text = Buffer.concat(parts).toString();
            const isJson = response.headers['content-type']?.startsWith('application/json') && text !== '';
            done({ status: response.statusCode ?? 0, text, ...(isJson ? { body: JSON.parse(text) } : {}) });
          };
          response.on('data', (part: Buffer) => parts.push(part));
          response.once('end', finish);
          response.once('error', finish);
        });
        void reply.then((value) => {
          request.destroy();
          resolve(value);
        });
      },
    );
    request.once('timeout', () => request.destroy(new Error(`no answer after ${DEADLINE_MS} ms`)));
    request.on('error', (error) => {
      if (!reply) reject(error);
    });
    void send();

    async function send(): Promise<void> {
      for (const chunk of options.chunks?.() ?? []) {
        if (reply || request.destroyed) return;
        if (!request.write(chunk)) await new Promise((go) => setTimeout(go, 1));
      }
      request.end();
    }
  });
}
