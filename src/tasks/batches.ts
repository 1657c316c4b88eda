/**
 * Does together what comes together (group commit): while one batch is at work the next items gather. An item that
 * comes alone starts at once. Items fail or succeed each for itself: `work` gives one outcome per item, in order.
 */
export function createBatches<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
  { max }: { max: number },
): (item: Item) => Promise<Result> {
  interface Waiting {
    item: Item;
    resolve(result: Result): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let isAtWork = false;

  async function run(): Promise<void> {
    isAtWork = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, max);
      waiting = waiting.slice(max);
      try {
        const results = await work(batch.map(({ item }) => item));
        batch.forEach(({ resolve, reject }, position) => {
          const result = results[position];
          if (result?.status === 'fulfilled') resolve(result.value);
          else reject(result?.reason ?? new Error('a batch left an item without a result'));
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isAtWork = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // In the next turn, so that what arrives with it goes with it.
      if (!isAtWork) {
        isAtWork = true;
        setImmediate(() => void run());
      }
    });
}
