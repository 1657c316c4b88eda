import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 25;

/** Polls until `read` gives something truthy, and returns it. @throws Error with `what` after the deadline. */
export async function until<T>(
  read: () => T | Promise<T>,
  { what, deadlineMs = 20_000, everyMs = POLL_MS }: { what: string; deadlineMs?: number; everyMs?: number },
): Promise<NonNullable<T>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`gave up after ${deadlineMs} ms: ${what}`);
    await wait(everyMs);
  }
}
