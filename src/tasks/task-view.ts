import { kindOf } from '../media/content-types.ts';
import { statusNumbers } from './status.ts';
import type { StoredWork, TaskConfig, TaskError, TaskRow } from './task-row.ts';

/** The task object of the protocol page, section 5, plus the documented `metadata`, `task` and `works` of section 7. */
export interface TaskView {
  task_id: string;
  model: string;
  task_type: string;
  status: string;
  config: TaskConfig;
  input: Record<string, unknown>;
  output: unknown;
  meta: Record<string, unknown>;
  detail: Record<string, unknown> | null;
  logs: string[];
  error: TaskError;
  metadata: Record<string, unknown>;
  task: Record<string, unknown>;
  works: Record<string, unknown>[];
}

export interface ViewOptions {
  /** The media URLs of the input, by field name; nested ones by dotted path, entries of a list by the list's name. */
  mediaOf(row: TaskRow): readonly { name: string; value: string }[];
  /** `output` of a task that has not succeeded, where its family tells more than what is stored. */
  outputOf?(row: TaskRow): unknown;
  now: number;
  /** Milliseconds that result files are kept. */
  resultRetentionMs: number;
}

const ZERO_TIME = '0001-01-01T00:00:00Z';
const NO_ERROR: TaskError = { code: 0, raw_message: '', message: '', detail: null };

/** UTC with exactly six fractional digits; the zero time for "not yet". */
export function wireTime(at: Date | null): string {
  return at === null ? ZERO_TIME : at.toISOString().replace('Z', '000Z');
}

export function taskView(row: TaskRow, options: ViewOptions): TaskView {
  const usage = usageOf(row);
  const times = {
    created_at: wireTime(row.created_at),
    started_at: wireTime(row.started_at),
    ended_at: wireTime(row.ended_at),
  };
  const taskInfo = taskInfoOf(row, options);
  const number = displayNumber(row.id);
  return {
    task_id: row.id,
    model: row.model_shown ?? row.model,
    task_type: row.task_type,
    status: row.status,
    config: row.config,
    input: row.input,
    output: options.outputOf?.(row) ?? row.output,
    meta: {
      ...times,
      usage,
      is_using_private_pool: row.private_pool,
      progress: row.progress,
      phase: row.phase,
      ...row.meta_extra,
      ...(row.client_metadata === null ? {} : { client_metadata: row.client_metadata }),
    },
    detail: row.detail,
    logs: row.logs,
    error: row.error ?? NO_ERROR,
    metadata: { ...times, quota_frozen: usage.frozen, quota_usage: usage.consume },
    task: {
      id: number,
      userId: row.account_id,
      type: row.task_type,
      status: statusNumbers[row.status],
      taskInfo,
      favored: false,
      deleted: false,
      createTime: row.created_at.getTime(),
      updateTime: Math.max(...[row.created_at, row.started_at, row.ended_at].map((at) => at?.getTime() ?? 0)),
    },
    works:
      row.status === 'completed'
        ? row.works.map((work, k) => workView(row, work, k, { number, taskInfo, options }))
        : [],
  };
}

/** Exactly the documented members and no other (protocol page, section 7.2); `input` is JSON text. */
export function documentedView(view: TaskView): Record<string, unknown> {
  const { task_id, input, status, metadata, task, works } = view;
  return { task_id, input: JSON.stringify(input), status, metadata, task, works };
}

/** Points as the two charging moments show them (protocol page, section 5.3). */
function pointsOf(row: TaskRow): { frozen: number; consume: number } {
  if (row.status === 'completed') return { frozen: 0, consume: row.captured_points };
  if (row.status === 'failed' || row.status === 'cancelled') return { frozen: 0, consume: 0 };
  return row.charge === 'on_create' ? { frozen: 0, consume: row.hold_points } : { frozen: row.hold_points, consume: 0 };
}

/** `meta.usage`. */
export function usageOf(row: TaskRow): { type: string; frozen: number; consume: number } {
  return { type: row.usage_type, ...pointsOf(row) };
}

/** The first 48 bits of the id: a display number that every JSON reader keeps exactly. */
export function displayNumber(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

function taskInfoOf(row: TaskRow, { mediaOf }: ViewOptions) {
  const media = mediaOf(row);
  const isMedia = (name: string) => media.some((field) => field.name === name);
  return {
    arguments: Object.entries(row.input)
      .filter(([name]) => !isMedia(name))
      .map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) })),
    inputs: media.map(({ name, value }) => ({ inputType: 'URL', name, url: value, blobStorage: null, token: null })),
    type: row.task_type,
  };
}

/** Work ids are `task number × 32 + position`, so at most 31 files have one. */
const MAX_WORKS = 31;
export const worksLimit = (works: readonly StoredWork[]): StoredWork[] => works.slice(0, MAX_WORKS);

function workView(
  row: TaskRow,
  work: StoredWork,
  position: number,
  context: { number: number; taskInfo: unknown; options: ViewOptions },
): Record<string, unknown> {
  const kind = kindOf(work.contentType);
  const workId = context.number * 32 + position + 1;
  const endedAt = row.ended_at?.getTime() ?? 0;
  const isImage = kind === 'image';
  return {
    workId,
    workItemId: workId,
    taskId: context.number,
    userId: row.account_id,
    type: row.task_type,
    status: statusNumbers.completed,
    contentType: kind,
    resource: {
      resource: work.url,
      resourceWithoutWatermark: work.url,
      height: work.height,
      width: work.width,
      duration: work.durationMs,
    },
    cover: {
      resource: isImage ? work.url : '',
      height: isImage ? work.height : 0,
      width: isImage ? work.width : 0,
      duration: 0,
    },
    starNum: 0,
    reportNum: 0,
    createTime: endedAt,
    taskInfo: context.taskInfo,
    selfAttitude: '',
    selfComment: { tags: [], content: '' },
    favored: false,
    publishStatus: 'unpublished',
    deleted: context.options.now >= endedAt + context.options.resultRetentionMs,
  };
}
