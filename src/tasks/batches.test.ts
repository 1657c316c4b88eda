import { expect, test } from 'vitest';
import { createBatches } from './batches.ts';

const settled = (items: readonly number[]): PromiseSettledResult<number>[] =>
  items.map((item) =>
    item < 0 ? { status: 'rejected', reason: new Error(`no ${item}`) } : { status: 'fulfilled', value: item * 2 },
  );

test('what comes together is done together, and what comes meanwhile in the next batches', async () => {
  const batches: number[][] = [];
  const add = createBatches(
    async (items: readonly number[]) => {
      batches.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return settled(items);
    },
    { max: 3 },
  );
  expect(await Promise.all([1, 2, 3, 4, 5].map(add))).toEqual([2, 4, 6, 8, 10]);
  expect(await add(6)).toBe(12);
  expect(batches).toEqual([[1, 2, 3], [4, 5], [6]]);
});

test('one that fails does not touch its neighbours', async () => {
  const add = createBatches(async (items: readonly number[]) => settled(items), { max: 10 });
  const results = await Promise.allSettled([1, -2, 3].map(add));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a batch that fails as a whole rejects its items, and the next one goes on', async () => {
  let isBroken = true;
  const add = createBatches(
    async (items: readonly number[]) => {
      if (isBroken) throw new Error('broken');
      return settled(items);
    },
    { max: 10 },
  );
  await expect(add(1)).rejects.toThrow('broken');
  isBroken = false;
  expect(await add(1)).toBe(2);
});
