import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { create, run } from '../../test/support/task-steps.ts';
import type { BackendJob, BackendResult } from '../backends/backend.ts';
import { createCatalog } from '../catalog/catalog.ts';
import type { TaskParts } from './task-parts.ts';

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080200000090', 'hex'),
  Buffer.alloc(64),
]);

/** A file for every role; what it shows does not matter here. */
const anyResult = ({ taskType, input }: BackendJob): BackendResult => ({
  files: taskType.produces(input).map(({ role }) => ({ role, source: { kind: 'bytes', bytes: PNG } as const })),
  data: { created_at: '2026-01-15T09:30:00.000Z', fps: 24 },
});

let memory: MemoryParts;
let parts: TaskParts;
let owner: Holder;
let stranger: Holder;
beforeAll(async () => {
  memory = await openMemoryParts();
  parts = { ...memory, catalog: createCatalog() };
  memory.serveWith(scripted({ start: (job) => ({ kind: 'done', result: anyResult(job) }) }));
  owner = await memory.account({ points: 100_000_000 });
  stranger = await memory.account({ points: 100_000_000 });
});
afterAll(() => memory.close());

const make = (holder: Holder, input: Record<string, unknown> = {}) =>
  create(parts, holder, { model: 'luma', task_type: 'video_generation', input: { prompt: 'a fox', ...input } });

test('a task that names two earlier ones follows the first, and both must fit', async () => {
  const first = await run(parts, await make(owner));
  const second = await run(parts, await make(owner));
  const foreign = await run(parts, await make(stranger));
  const unfinished = await make(owner);

  const frames = (frame0: string, frame1: string) => ({
    key_frames: { frame0: { id: frame0 }, frame1: { id: frame1 } },
  });
  const between = await make(owner, frames(first.id, second.id));
  expect(between).toMatchObject({ origin_task_id: first.id });
  await expect(make(owner, frames(first.id, foreign.id))).rejects.toThrow(
    `invalid request: invalid key_frames.frame1.id: ${foreign.id} is no task of this account`,
  );
  await expect(make(owner, frames(first.id, unfinished.id))).rejects.toThrow(
    `invalid request: invalid key_frames.frame1.id: ${unfinished.id} is not finished`,
  );
  await expect(make(owner, frames(foreign.id, first.id))).rejects.toThrow(
    `invalid request: invalid key_frames.frame0.id: ${foreign.id} is no task of this account`,
  );
});

test('a task is continued only where its type fits', async () => {
  const video = await run(parts, await make(owner));
  const extend = create(parts, owner, {
    model: 'kling',
    task_type: 'extend_video',
    input: { origin_task_id: video.id },
  });
  await expect(extend).rejects.toThrow(
    `invalid request: invalid origin_task_id: ${video.id} is a luma video_generation task`,
  );
});

test('an extension of an extension costs what its first video says', async () => {
  const kling = (task_type: string, input: Record<string, unknown>) =>
    create(parts, owner, { model: 'kling', task_type, input });
  const video = await run(parts, await kling('video_generation', { prompt: 'a fox', version: '2.1-master' }));
  const longer = await run(parts, await kling('extend_video', { origin_task_id: video.id }));
  const spoken = { tts_text: 'hello', tts_timbre: 'Rock' };
  const dubbed = await run(parts, await kling('lip_sync', { origin_task_id: longer.id, ...spoken }));
  const longest = await kling('extend_video', { origin_task_id: dubbed.id });
  expect([longer.hold_points, longest.hold_points]).toEqual([9_600_000, 9_600_000]);
});
