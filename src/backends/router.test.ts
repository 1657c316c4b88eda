import { describe, expect, test } from 'vitest';
import { sample } from '../../test/support/sample-family.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { createRouter } from './router.ts';

const taskType = sample[0]!;
const unable = (name: string, reason: string) => ({
  ...scripted({ name }),
  supports: () => ({ ok: false as const, reason }),
});

describe('the router', () => {
  test('takes the first backend that can, in the order of the operator', () => {
    const [first, second] = [scripted({ name: 'first' }), scripted({ name: 'second' })];
    const router = createRouter([unable('asleep', 'no key'), first, second]);
    expect(router.pick(taskType, {}, { isTest: false })).toEqual({
      backend: first,
      engine: 'scripted/1',
      quality: 'as told',
    });
  });

  test('tells every reason when none can', () => {
    const router = createRouter([unable('one', 'no key'), unable('two', 'too long')]);
    expect(() => router.pick(taskType, {}, { isTest: false })).toThrow(
      'no backend can serve Test/sample make: one: no key; two: too long',
    );
    expect(() => createRouter([]).pick(taskType, {}, { isTest: false })).toThrow('none is configured');
  });

  test('keeps a follow-up with the backend of its origin, else gives it to one that works from files', () => {
    const [first, second] = [scripted({ name: 'first' }), scripted({ name: 'second' })];
    const files = { ...scripted({ name: 'files' }), worksFromFiles: true as const };
    const pick = (backends: Parameters<typeof createRouter>[0], originBackend: string) =>
      createRouter(backends).pick(taskType, {}, { isTest: false, originBackend }).backend.name;
    expect(pick([first, second, files], 'second')).toBe('second');
    expect(pick([first, unable('second', 'no key'), files], 'second')).toBe('files');
    expect(() => pick([first, unable('second', 'no key')], 'second')).toThrow('second: no key');
  });

  test('gives test accounts the sandbox only, and nobody else', () => {
    const sandbox = scripted({ name: 'sandbox' });
    const live = scripted({ name: 'live' });
    const router = createRouter([live], sandbox);
    expect(router.pick(taskType, {}, { isTest: true }).backend).toBe(sandbox);
    expect(router.pick(taskType, {}, { isTest: false }).backend).toBe(live);
    expect(() => createRouter([], sandbox).pick(taskType, {}, { isTest: false })).toThrow('none is configured');
    expect(() => createRouter([live]).pick(taskType, {}, { isTest: true })).toThrow('none is configured');
  });

  test('finds a backend by the name that an attempt was written with', () => {
    const one = scripted({ name: 'one' });
    const router = createRouter([one]);
    expect(router.byName('one')).toBe(one);
    expect(router.byName('gone')).toBeUndefined();
  });
});
