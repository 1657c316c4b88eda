import { describe, expect, test } from 'vitest';
import { createDeliverySlots, hostOf } from './delivery-slots.ts';

const place = (host: string, accountId = 1) => ({ host, accountId });

function slotsOf({ perHost = 2, perAccount = 3 } = {}) {
  const woken: string[] = [];
  const clock = { ms: 0 };
  const slots = createDeliverySlots({ perHost, perAccount, now: () => clock.ms, wake: (id) => void woken.push(id) });
  return { slots, woken, clock };
}

describe('the slots of deliveries', () => {
  test('of one host are limited, and those of another are not touched by it', () => {
    const { slots } = slotsOf();
    expect([1, 2, 3].map((n) => slots.enter(`a${n}`, place('a')))).toEqual([true, true, false]);
    expect(slots.enter('b1', place('b'))).toBe(true);
  });

  test('of one account are limited over all hosts, and those of another account are not', () => {
    const { slots } = slotsOf();
    for (const host of ['a', 'b', 'c']) expect(slots.enter(host, place(host))).toBe(true);
    expect(slots.enter('d', place('d'))).toBe(false);
    expect(slots.enter('e', place('d', 2))).toBe(true);
  });

  test('that come free wake who waited longest and fits, one for each', () => {
    const { slots, woken } = slotsOf({ perHost: 1, perAccount: 10 });
    slots.enter('a1', place('a'));
    slots.enter('b1', place('b'));
    for (const id of ['a2', 'a3']) slots.enter(id, place('a'));
    slots.enter('b2', place('b'));
    slots.leave(place('b'));
    expect(woken).toEqual(['b2']);
    slots.leave(place('a'));
    expect(woken).toEqual(['b2', 'a2']);
    expect(slots.enter('a2', place('a'))).toBe(true);
    slots.leave(place('a'));
    expect(woken).toEqual(['b2', 'a2', 'a3']);
  });

  test('of a host that has too much to do are half as many for five minutes', () => {
    const { slots, clock } = slotsOf({ perHost: 4, perAccount: 100 });
    slots.slowDown('a');
    expect([1, 2, 3].map((n) => slots.enter(`a${n}`, place('a')))).toEqual([true, true, false]);
    expect(slots.enter('b1', place('b'))).toBe(true);
    clock.ms = 5 * 60_000;
    expect([3, 4, 5].map((n) => slots.enter(`a${n}`, place('a')))).toEqual([true, true, false]);
  });

  test('are never less than one', () => {
    const { slots } = slotsOf({ perHost: 1 });
    slots.slowDown('a');
    expect(slots.enter('a1', place('a'))).toBe(true);
  });
});

test.each([
  ['https://Example.org/hook?a=1', 'example.org'],
  ['http://example.org:9000/x', 'example.org:9000'],
  ['https://example.org:443/', 'example.org'],
  ['no address', 'no address'],
])('the host of %s is %s', (endpoint, host) => expect(hostOf(endpoint)).toBe(host));
