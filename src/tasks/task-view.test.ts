import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { createCatalog } from '../catalog/catalog.ts';
import { manualClock } from '../clock.ts';
import { loadSettings } from '../config/load-settings.ts';
import { type TaskStatus, taskStatuses } from './status.ts';
import type { TaskParts } from './task-parts.ts';
import type { TaskRow } from './task-row.ts';
import { documentedView, taskView, type ViewOptions, wireTime, worksLimit } from './task-view.ts';
import { viewOptions } from './view-options.ts';

const page = readFileSync(new URL('../../spec/protocol.md', import.meta.url), 'utf8');

/** The JSON blocks of one section of the protocol page, in their order. */
function jsonBlocks(heading: string): unknown[] {
  const from = page.indexOf(`\n${heading}`);
  const level = heading.split(' ', 1)[0] ?? '';
  const rest = page.slice(from + 1 + heading.length);
  const end = rest.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  return [...rest.slice(0, end).matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text ?? ''));
}

interface Example {
  code: number;
  data: { meta: Record<string, string>; [member: string]: unknown };
  message: string;
}
const created = jsonBlocks('### 4.3 Reply')[0] as Example;
const finished = jsonBlocks('## 6. Get task')[0] as Example;
const [strictSchema, documented] = jsonBlocks('### 7.4 Strict JSON Schema') as [object, { data: unknown }];

const settings = loadSettings({ env: {}, cwd: '/', cores: 2, isTerminal: false });
const options: ViewOptions = viewOptions({
  catalog: createCatalog(),
  clock: manualClock(Date.parse('2026-01-15T10:00:00Z')),
  settings,
} as Partial<TaskParts> as TaskParts);

/** The row behind the examples. Times of ours have milliseconds; the page's examples have microseconds. */
const pendingRow: TaskRow = {
  id: '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f',
  account_id: 1,
  api_key_id: 1,
  request_id: 'r',
  model: 'Qubico/mmaudio',
  task_type: 'video2audio',
  family: 'mmaudio',
  family_key: 'mmaudio',
  model_shown: null,
  client_metadata: null,
  price: null,
  is_test: false,
  origin_task_id: null,
  legacy: null,
  status: 'pending',
  version: 1,
  config: { service_mode: '', webhook_config: { endpoint: '', secret: '' } },
  input: {
    negative_prompt: 'music',
    prompt: 'rain on a tin roof',
    seed: 48511119825268,
    steps: 20,
    video: 'https://example.com/clips/roof.mp4',
  },
  output: null,
  works: [],
  meta_extra: {},
  detail: null,
  error: null,
  logs: [],
  phase: 'queued',
  progress: 0,
  usage_type: 'point',
  charge: 'on_completion',
  hold_points: 150_000,
  captured_points: 0,
  lane: 'engines',
  backend: null,
  private_pool: false,
  lease_owner: null,
  lease_until: null,
  start_by: new Date('2026-01-15T10:30:00Z'),
  finish_by: null,
  created_at: new Date('2026-01-15T09:30:00.123Z'),
  started_at: null,
  ended_at: null,
  updated_at: new Date('2026-01-15T09:30:00.123Z'),
};
const audioUrl = 'https://media.example.org/ephemeral/c27a1b88-5e0f-4d3a-9f61-0b9d8e7c6a54.mp3';
const completedRow: TaskRow = {
  ...pendingRow,
  status: 'completed',
  output: { audio_url: audioUrl },
  works: [{ role: 'audio', url: audioUrl, contentType: 'audio/mpeg', width: 0, height: 0, durationMs: 8000 }],
  detail: { backend: 'embedded', engine: 'foley' },
  phase: 'done',
  progress: 100,
  captured_points: 40_000,
  started_at: new Date('2026-01-15T09:30:00.456Z'),
  ended_at: new Date('2026-01-15T09:30:06.789Z'),
};

/** Cuts the page's microseconds to milliseconds, which is what both databases and JavaScript share. */
const toMilliseconds = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replace(/(\d{2}\.\d{3})\d{3}Z"/g, '$1000Z"')) as T;

describe('the task object', () => {
  test('is the example of the create reply, member for member and in its order', () => {
    expect(JSON.stringify(taskView(pendingRow, options))).toBe(JSON.stringify(toMilliseconds(created.data)));
  });

  test('is the example of the finished task, member for member and in its order', () => {
    expect(JSON.stringify(taskView(completedRow, options))).toBe(JSON.stringify(toMilliseconds(finished.data)));
  });

  test('in the documented representation is the example of that, and holds against the strict schema', () => {
    const view = documentedView(taskView(completedRow, options));
    expect(JSON.stringify(view)).toBe(JSON.stringify(toMilliseconds(documented.data)));
    const validate = new Ajv2020({ strict: true }).compile(strictSchema);
    expect(validate({ code: 200, data: view, message: 'success' })).toBe(true);
  });

  test.each(taskStatuses)('in the documented representation holds against the strict schema when %s', (status) => {
    const validate = new Ajv2020({ strict: true }).compile(strictSchema);
    const view = documentedView(taskView({ ...completedRow, status }, options));
    expect(validate({ code: 200, data: view, message: 'success' }) || validate.errors).toBe(true);
  });
});

describe('usage', () => {
  /** The table of the protocol page, section 5.3, for a hold of 150,000 and a charge of 40,000 points. */
  const onCompletion = { frozen: 150_000, consume: 0 };
  const onCreate = { frozen: 0, consume: 150_000 };
  const charged = { frozen: 0, consume: 40_000 };
  const nothing = { frozen: 0, consume: 0 };
  const rows: [TaskStatus, TaskRow['charge'], { frozen: number; consume: number }][] = [
    ['staged', 'on_completion', onCompletion],
    ['pending', 'on_completion', onCompletion],
    ['processing', 'on_completion', onCompletion],
    ['completed', 'on_completion', charged],
    ['failed', 'on_completion', nothing],
    ['cancelled', 'on_completion', nothing],
    ['staged', 'on_create', onCreate],
    ['pending', 'on_create', onCreate],
    ['processing', 'on_create', onCreate],
    ['completed', 'on_create', charged],
    ['failed', 'on_create', nothing],
    ['cancelled', 'on_create', nothing],
  ];
  test.each(rows)('of a task that is %s and charged %s is %j, in meta and in metadata', (status, charge, usage) => {
    const view = taskView({ ...completedRow, status, charge }, options);
    expect(view.meta.usage).toEqual({ type: 'point', ...usage });
    expect(view.metadata).toMatchObject({ quota_frozen: usage.frozen, quota_usage: usage.consume });
  });
});

describe('details of the object', () => {
  test('times are UTC with six digits, and the zero time for not yet', () => {
    expect(wireTime(new Date(1768469400123))).toBe('2026-01-15T09:30:00.123000Z');
    expect(wireTime(null)).toBe('0001-01-01T00:00:00Z');
  });

  test('a task that failed before it started has the zero start and a real end', () => {
    const error = { code: 10040, raw_message: 'x', message: 'y', detail: null };
    const view = taskView(
      { ...pendingRow, status: 'failed', error, ended_at: new Date('2026-01-15T10:30:00Z') },
      options,
    );
    expect(view.meta).toMatchObject({
      started_at: '0001-01-01T00:00:00Z',
      ended_at: '2026-01-15T10:30:00.000000Z',
    });
    expect(view.error).toEqual(error);
    expect(view.task.updateTime).toBe(Date.parse('2026-01-15T10:30:00Z'));
  });

  test('a failed task has no works although files were stored', () => {
    expect(taskView({ ...completedRow, status: 'failed' }, options).works).toEqual([]);
  });

  test('works are deleted from the moment retention may have removed the files', () => {
    const endedAt = completedRow.ended_at?.getTime() ?? 0;
    const at = (now: number) => taskView(completedRow, { ...options, now }).works[0]?.deleted;
    expect(at(endedAt + 72 * 3_600_000 - 1)).toBe(false);
    expect(at(endedAt + 72 * 3_600_000)).toBe(true);
  });

  test('a picture is its own cover and a video has none', () => {
    const work = {
      role: 'x',
      url: 'https://h/a.png',
      contentType: 'image/png',
      width: 640,
      height: 480,
      durationMs: 0,
    };
    const [image, video] = taskView(
      { ...completedRow, works: [work, { ...work, contentType: 'video/mp4', durationMs: 5000 }] },
      options,
    ).works;
    expect(image).toMatchObject({
      contentType: 'image',
      cover: { resource: 'https://h/a.png', width: 640, height: 480, duration: 0 },
      resource: { width: 640, height: 480, duration: 0 },
    });
    expect(video).toMatchObject({ contentType: 'video', cover: { resource: '', width: 0, height: 0 } });
    expect(Number(video?.workId) - Number(image?.workId)).toBe(1);
  });

  test('at most 31 works have a number of their own', () => {
    const many = Array.from({ length: 40 }, () => completedRow.works[0]!);
    const view = taskView({ ...completedRow, works: worksLimit(many) }, options);
    expect(view.works).toHaveLength(31);
    expect(new Set(view.works.map(({ workId }) => workId)).size).toBe(31);
  });

  test('the display number of the largest id is still exact in every JSON reader', () => {
    const view = taskView({ ...completedRow, id: 'ffffffff-ffff-4fff-bfff-ffffffffffff' }, options);
    expect(view.task.id).toBe(2 ** 48 - 1);
    expect(Number(view.works[0]?.workId)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  });

  test('arguments are texts: a string itself, anything else its JSON', () => {
    const input = { a: 'text', b: 1.5, c: true, d: [1, 'x'], e: { z: null } };
    expect(taskView({ ...pendingRow, input }, options).task.taskInfo).toEqual({
      arguments: [
        { name: 'a', value: 'text' },
        { name: 'b', value: '1.5' },
        { name: 'c', value: 'true' },
        { name: 'd', value: '[1,"x"]' },
        { name: 'e', value: '{"z":null}' },
      ],
      inputs: [],
      type: 'video2audio',
    });
  });

  test('a row whose pair has left the catalogue can still be read', () => {
    expect(taskView({ ...completedRow, model: 'Gone/model' }, options).task_id).toBe(completedRow.id);
  });
});
