import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { create, run } from '../../test/support/task-steps.ts';
import type { BackendJob, BackendResult } from '../backends/backend.ts';
import { createCatalog } from '../catalog/catalog.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { taskView } from './task-view.ts';
import { viewOptions } from './view-options.ts';

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080200000090', 'hex'),
  Buffer.alloc(64),
]);

/** Every picture the task type asks for, whatever it shows. */
function pictures({ taskType, input }: BackendJob): BackendResult {
  const files = taskType.produces(input).flatMap(({ role, count = 1 }) =>
    Array.from({ length: count }, () => ({
      role,
      source: { kind: 'bytes', bytes: PNG } as const,
      width: 1,
      height: 1,
    })),
  );
  return { files, data: {} };
}

let memory: MemoryParts;
let parts: TaskParts;
let holder: Holder;
beforeAll(async () => {
  memory = await openMemoryParts();
  parts = { ...memory, catalog: createCatalog() };
  memory.serveWith(scripted({ start: (job) => ({ kind: 'done', result: pictures(job) }) }));
  holder = await memory.account({ points: 10_000_000 });
});
afterAll(() => memory.close());

const make = (task_type: string, input: Record<string, unknown>, config: Record<string, unknown> = {}) =>
  create(parts, holder, { model: 'midjourney', task_type, input, config });

const finish = async (task: TaskRow): Promise<TaskRow> => {
  const row = await run(parts, task);
  expect(row).toMatchObject({ status: 'completed', captured_points: task.hold_points });
  return row;
};

test('a follow-up of a follow-up is priced in the mode of the first task, and tells it in its meta', async () => {
  const grid = await finish(await make('imagine', { prompt: 'a fox --v 5.2 --fast', aspect_ratio: '3:2' }));
  expect(grid.hold_points).toBe(450_000);
  const single = await finish(await make('upscale', { origin_task_id: grid.id, index: 2 }));
  expect(single.hold_points).toBe(150_000);
  expect(single.output).toMatchObject({ temporary_image_urls: null, progress: 100 });
  expect(single.output).toHaveProperty('actions.0', 'upscale_2x');
  const panned = await make('pan', { origin_task_id: single.id, direction: 'left' });
  expect(panned.hold_points).toBe(450_000);
  const { meta, output } = taskView(panned, viewOptions(parts));
  expect(meta).toMatchObject({ model_version: 'v5.2', process_mode: 'fast', failover_triggered: false });
  expect(meta).not.toHaveProperty('aspect_ratio');
  expect(output).toMatchObject({ image_url: '', image_urls: null, actions: [], progress: 0, error_messages: [] });
});

test('what does not follow is refused, with nothing held', async () => {
  const grid = await finish(await make('imagine', { prompt: 'a fox' }));
  const single = await finish(await make('upscale', { origin_task_id: grid.id, index: '1' }));
  const unfinished = await make('imagine', { prompt: 'a fox' });
  const refused: [string, Record<string, unknown>][] = [
    ['upscale', { origin_task_id: grid.id, index: 'subtle' }],
    ['upscale', { origin_task_id: single.id, index: '1' }],
    ['upscale', { origin_task_id: single.id, index: '4x' }],
    ['pan', { origin_task_id: grid.id, direction: 'up' }],
    ['reroll', { origin_task_id: single.id }],
    ['seed', { origin_task_id: unfinished.id }],
    ['seed', { origin_task_id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed' }],
  ];
  for (const [taskType, input] of refused) {
    await expect(make(taskType, input)).rejects.toThrow(/^invalid request: invalid origin_task_id: /);
  }
  const sameShape = make('outpaint', { origin_task_id: single.id, zoom_ratio: 1, aspect_ratio: '2:2' });
  await expect(sameShape).rejects.toThrow(/^invalid request: invalid zoom_ratio: 1 /);
  const { rows } = await parts.database.query('SELECT id FROM tasks WHERE task_type NOT IN ($1, $2, $3)', [
    ...['imagine', 'upscale', 'pan'],
  ]);
  expect(rows).toEqual([]);
});
