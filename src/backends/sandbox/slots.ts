/** Lets so many runs through at once; the others wait in order. */
export interface Slots {
  /** @throws what the signal was aborted with. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** How many wait. */
  waiting(): number;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (free > 0) {
      free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(admit), 1);
        reject(signal.reason);
      };
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      waiting.push(admit);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  function leave(): void {
    // The place is handed on, not freed, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else free++;
  }

  return {
    waiting: () => waiting.length,
    async run(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
