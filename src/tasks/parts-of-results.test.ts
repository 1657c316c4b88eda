import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Holder, type MemoryParts, openMemoryParts } from '../../test/support/memory-parts.ts';
import { scripted } from '../../test/support/scripted-backend.ts';
import { create, run } from '../../test/support/task-steps.ts';
import type { BackendJob, BackendResult } from '../backends/backend.ts';
import { createCatalog } from '../catalog/catalog.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';

const MP3 = Buffer.concat([Buffer.from('494433030000000000', 'hex'), Buffer.alloc(64)]);
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(64)]);

/** Every file the task type asks for, two minutes each. */
function song({ taskType, input }: BackendJob): BackendResult {
  const files = taskType.produces(input).flatMap(({ role, kind, count = 1 }) =>
    Array.from({ length: count }, () => ({
      role,
      source: { kind: 'bytes', bytes: kind === 'image' ? JPEG : MP3 } as const,
      durationMs: 120_000,
    })),
  );
  return { files, data: { created_at: '2026-01-15T09:30:00.123Z' } };
}

let memory: MemoryParts;
let parts: TaskParts;
let holder: Holder;
beforeAll(async () => {
  memory = await openMemoryParts();
  parts = { ...memory, catalog: createCatalog() };
  memory.serveWith(scripted({ start: (job) => ({ kind: 'done', result: song(job) }) }));
  holder = await memory.account({ points: 100_000_000 });
});
afterAll(() => memory.close());

const make = (model: string, task_type: string, input: Record<string, unknown>, by = holder) =>
  create(parts, by, { model, task_type, input });

const finish = async (task: TaskRow): Promise<TaskRow> => {
  const row = await run(parts, task);
  expect(row).toMatchObject({ status: 'completed', error: null });
  return row;
};

const words = { lyrics_type: 'user', lyrics: '[Verse] la' };
const next = (id: unknown, more: Record<string, unknown> = {}) => ({ ...words, continue_song_id: id, ...more });

test('each song of a finished task can be continued by its own id, the first by the id of the task too', async () => {
  const origin = await finish(await make('music-u', 'generate_music', words));
  const { songs } = origin.output as { songs: { id: string }[] };
  expect(songs).toHaveLength(2);
  for (const id of [origin.id, ...songs.map((one) => one.id)]) {
    const task = await make('music-u', 'generate_music', next(id, { continue_at: 120 }));
    expect(task).toMatchObject({ origin_task_id: origin.id });
  }
  const late = make('music-u', 'generate_music', next(origin.id, { continue_at: 121 }));
  await expect(late).rejects.toThrow(/^invalid request: invalid continue_at: 121/);
});

test('a song of somebody else, of no task, or not finished yet is refused', async () => {
  const origin = await finish(await make('music-u', 'generate_music', words));
  const { songs } = origin.output as { songs: { id: string }[] };
  const stranger = await memory.account({ points: 10_000_000 });
  const unfinished = await make('music-u', 'generate_music', words);
  for (const [id, by] of [
    [songs[1]?.id, stranger],
    [origin.id, stranger],
    ['0b6c2f4e-3a51-4d7a-9e0c-6f1d2c3b4a59', holder],
    ['not an id', holder],
    [unfinished.id, holder],
  ] as const) {
    const task = make('music-u', 'generate_music', next(id), by);
    await expect(task).rejects.toThrow(/^invalid request: invalid continue_song_id: /);
  }
});

test('a chain of clips is joined with every part of it', async () => {
  const start = await finish(await make('music-s', 'generate_music', { prompt: 'a fox song' }));
  const [first] = Object.keys((start.output as { clips: object }).clips);
  const middle = await finish(
    await make('suno', 'generate_music_custom', {
      prompt: 'la',
      title: 'Fox',
      continue_clip_id: first,
      continue_at: 60,
    }),
  );
  const [, second] = Object.keys((middle.output as { clips: object }).clips);
  const joined = await finish(await make('suno', 'concat', { clip_id: second }));
  const [clip] = Object.values((joined.output as { clips: object }).clips);
  expect(clip).toMatchObject({
    title: 'Fox',
    metadata: { type: 'concat', concat_history: [{ id: first, continue_at: 60 }, { id: second }] },
  });
  await expect(make('suno', 'concat', { clip_id: start.id })).rejects.toThrow(/^invalid request: invalid clip_id: /);
});
