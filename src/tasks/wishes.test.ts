import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { create, read, run } from '../../test/support/task-steps.ts';
import { sweep } from './sweep.ts';

let parts: MemoryParts;
beforeAll(async () => {
  parts = await openMemoryParts();
}, 60_000);
afterAll(() => parts.close());

test('a task that is to be staged first is promoted by the sweeper as soon as there is a slot', async () => {
  parts.serveWith({ ...scripted(), wishes: () => ({ stage: true }) });
  const task = await create(parts, await parts.account());
  expect(task.status).toBe('staged');
  await sweep(parts);
  expect((await read(parts, task)).status).toBe('pending');
});

test('result files that are to go soon are gone after their seconds, the task stays', async () => {
  parts.serveWith({ ...scripted(), wishes: () => ({ resultSeconds: 60 }) });
  const task = await run(parts, await create(parts, await parts.account()));
  const name = parts.fileUrls.nameOf(task.works[0]?.url ?? '') ?? '';
  parts.clock.advance(59_000);
  await sweep(parts);
  expect(await parts.store.openRead(name)).not.toBeNull();
  parts.clock.advance(2_000);
  await sweep(parts);
  expect(await parts.store.openRead(name)).toBeNull();
  expect((await read(parts, task)).status).toBe('completed');
});
