import { expect, it } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

it('lets in as many as there are slots, the others in order', async () => {
  const slots = createSlots(2);
  const order: number[] = [];
  const ends: (() => void)[] = [];
  const all = [1, 2, 3, 4].map((number) =>
    slots.run(() => {
      order.push(number);
      return new Promise<void>((resolve) => ends.push(resolve));
    }, never),
  );
  await Promise.resolve();
  await Promise.resolve();
  expect(order).toEqual([1, 2]);
  expect(slots.waiting()).toBe(2);
  while (order.length < 4 || ends.length > 0) {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(all);
  expect(order).toEqual([1, 2, 3, 4]);
  expect(slots.waiting()).toBe(0);
});

it('whoever is aborted while waiting leaves the queue, and a failed run gives its slot back', async () => {
  const slots = createSlots(1);
  let end = (): void => undefined;
  const first = slots.run(() => new Promise<void>((resolve) => (end = resolve)), never);
  const abort = new AbortController();
  const waiting = slots.run(async () => 'never', abort.signal);
  abort.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  end();
  await first;
  await expect(slots.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken');
  expect(await slots.run(async () => 'done', never)).toBe('done');
});
