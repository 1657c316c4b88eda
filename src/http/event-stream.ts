import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

const KEEP_ALIVE_MS = 15_000;
/** A client that takes nothing for so long has gone. */
const SLOWEST_READER_MS = 120_000;

/**
 * Writes server-sent events by hand: the head goes out with the first text, and a comment line whenever nothing came
 * for 15 s. The caller must end it.
 */
export function openEventStream(reply: FastifyReply, gone: AbortController) {
  const { raw } = reply;
  let isOpen = false;
  let quiet: NodeJS.Timeout | undefined;

  const open = () => {
    if (isOpen) return;
    isOpen = true;
    reply.hijack();
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-store',
      'x-accel-buffering': 'no',
    });
  };
  const keepAlive = () => {
    open();
    raw.write(': keep-alive\n\n');
    quiet?.refresh();
  };
  quiet = setTimeout(keepAlive, KEEP_ALIVE_MS);

  return {
    /** Whether the reply has begun, so that nothing else can be answered any more. */
    isOpen: () => isOpen,
    async write(text: string): Promise<void> {
      open();
      quiet?.refresh();
      if (raw.destroyed || raw.write(text)) return;
      const timer = setTimeout(() => raw.destroy(), SLOWEST_READER_MS);
      try {
        await Promise.race([once(raw, 'drain', { signal: gone.signal }), once(raw, 'close', { signal: gone.signal })]);
      } catch {
        // The client has gone; the caller's signal says so.
      } finally {
        clearTimeout(timer);
      }
    },
    /** Takes the timer away; nothing is written any more by itself. */
    stop(): void {
      clearTimeout(quiet);
      quiet = undefined;
    },
    end(): void {
      clearTimeout(quiet);
      quiet = undefined;
      open();
      raw.end();
    },
  };
}
