import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import {
  checkIdempotencyKey,
  finishIdempotent,
  forgetIdempotent,
  type IdempotentCall,
  startIdempotent,
} from './idempotency.ts';

let parts: MemoryParts;
let holder: Holder;
beforeAll(async () => {
  parts = await openMemoryParts();
});
afterAll(() => parts.close());
beforeEach(async () => {
  await parts.clear();
  holder = await parts.account();
});

const call = (more: Partial<IdempotentCall> = {}): IdempotentCall => ({
  keyId: holder.keyId,
  route: 'POST /api/v1/task',
  key: 'order-7',
  body: { model: 'a', input: { x: 1, y: [1, 2] } },
  ...more,
});
const start = (more?: Partial<IdempotentCall>) => startIdempotent(parts.database, parts.clock, call(more));
const finish = (reply: unknown, more?: Partial<IdempotentCall>) =>
  finishIdempotent(parts.database, call(more), { status: 200, reply, taskId: null });

describe('an idempotency key', () => {
  test('used for the first time lets the request run', async () => {
    expect(await start()).toEqual({ kind: 'first' });
  });

  test('used again after the first reply gives that reply, however the body is written', async () => {
    await start();
    await finish({ task_id: 'x', b: 1, a: 2 });
    const replay = { kind: 'replay', status: 200, reply: { task_id: 'x', b: 1, a: 2 } };
    expect(await start()).toEqual(replay);
    expect(await start({ body: { input: { y: [1, 2], x: 1 }, model: 'a' } })).toEqual(replay);
  });

  test('used while the first request runs is a conflict, to be repeated after a second', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({
      code: 'conflict',
      httpStatus: 409,
      retryAfterSeconds: 1,
      message: expect.stringMatching(/^conflict/),
    });
  });

  test.each([{ body: { model: 'b' } }, { body: { model: 'a', input: { x: 1, y: [2, 1] } } }, { body: null }])(
    'used for another body (%j) is refused, running or finished',
    async (other) => {
      await start();
      await expect(start(other)).rejects.toMatchObject({ code: 'idempotency_key_reused', httpStatus: 422 });
      await finish({});
      await expect(start(other)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    },
  );

  test('has one first among many at the same moment', async () => {
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => start()));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  test('belongs to one API key and one route', async () => {
    await start();
    const other = await parts.account();
    expect(await start({ keyId: other.keyId })).toEqual({ kind: 'first' });
    expect(await start({ route: 'POST /other' })).toEqual({ kind: 'first' });
  });

  test('is free again after a request that was refused', async () => {
    await start();
    await forgetIdempotent(parts.database, call());
    expect(await start({ body: { other: true } })).toEqual({ kind: 'first' });
  });

  test('keeps its reply although somebody wants it forgotten', async () => {
    await start();
    await finish({ kept: true });
    await forgetIdempotent(parts.database, call());
    expect(await start()).toMatchObject({ kind: 'replay' });
  });

  test('of a process that died is free again after 60 seconds, also for another body', async () => {
    await start();
    parts.clock.advance(59_999);
    await expect(start()).rejects.toMatchObject({ code: 'conflict' });
    parts.clock.advance(1);
    expect(await start({ body: 'another' })).toEqual({ kind: 'first' });
    await expect(start()).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  test('is saved if and only if the transaction is', async () => {
    await start();
    const broken = parts.database.transaction(async (tx) => {
      await finishIdempotent(tx, call(), { status: 200, reply: {}, taskId: null });
      throw new Error('rolled back');
    });
    await expect(broken).rejects.toThrow('rolled back');
    await expect(start()).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is 1 to 255 printable ASCII characters', () => {
    for (const key of ['a', 'x'.repeat(255), 'a b~!']) checkIdempotencyKey(key);
    for (const key of ['', 'x'.repeat(256), 'ü', 'a\nb']) {
      expect(() => checkIdempotencyKey(key)).toThrow('invalid request: invalid Idempotency-Key');
    }
  });
});
