import type { TaskStatus } from './status.ts';
import type { TaskRow } from './task-row.ts';
import { usageOf } from './task-view.ts';

/** What `POST /mj/v2/fetch` answers, flat, and what the webhook of such a task carries (protocol page, section 15.1). */
export interface MidjourneyV2Reply {
  task_id: string;
  status: string;
  /** Seconds from start to end; 0 before the end. */
  process_time: number;
  retry_count: 0;
  meta: Record<string, unknown>;
  task_result: Record<string, unknown>;
}

const statusNames: Readonly<Record<TaskStatus, string>> = {
  staged: 'staged',
  pending: 'pending',
  processing: 'processing',
  completed: 'finished',
  failed: 'failed',
  cancelled: 'failed',
};

/** `output`: the task's as the task API shows it now, for example with the progress so far. */
export function midjourneyV2Reply(row: TaskRow, output: unknown): MidjourneyV2Reply {
  return {
    task_id: row.id,
    status: statusNames[row.status],
    process_time: row.started_at && row.ended_at ? unixSeconds(row.ended_at) - unixSeconds(row.started_at) : 0,
    retry_count: 0,
    meta: {
      created_at: unixSeconds(row.created_at),
      started_at: unixSeconds(row.started_at),
      ended_at: unixSeconds(row.ended_at),
      task_type: row.task_type,
      process_mode: textOf(row.meta_extra.process_mode),
      service_mode: row.config.service_mode || 'public',
      model_version: textOf(row.meta_extra.model_version),
      account_id: '',
      account_name: '',
      task_param: Object.fromEntries(PARAMETERS.map((name) => [name, textOf(row.input[name])])),
      task_request: requestOf(row),
      usage: usageOf(row),
    },
    task_result: resultOf(row, output),
  };
}

const PARAMETERS = ['prompt', 'aspect_ratio', 'index', 'zoom_ratio', 'direction'];

/** The request as it was sent, without its secret, and with the URL of our copy for media that came inside it. */
function requestOf({ legacy, input, config }: TaskRow): Record<string, unknown> {
  if (legacy?.api !== 'midjourney-v2') return input;
  const known: Record<string, unknown> = {
    ...input,
    service_mode: config.service_mode,
    webhook_endpoint: config.webhook_config.endpoint,
    notify_progress: legacy.notifyProgress,
  };
  return Object.fromEntries(
    legacy.sent.filter((name) => Object.hasOwn(known, name)).map((name) => [name, known[name]]),
  );
}

/** Every task type fills the same members: `describe` and `seed` have no pictures, the others no text. */
function resultOf(row: TaskRow, output: unknown): Record<string, unknown> {
  const shown = (output ?? {}) as Record<string, unknown>;
  return {
    image_url: textOf(shown.image_url),
    discord_image_url: textOf(shown.discord_image_url),
    temporary_image_urls: shown.temporary_image_urls ?? null,
    intermediate_image_urls: shown.intermediate_image_urls ?? null,
    task_progress: row.progress,
    actions: shown.actions ?? [],
    seed: textOf(shown.seed),
    message: textOf(shown.description) || textOf(shown.message),
    error_messages: row.error ? [row.error.message] : [],
  };
}

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const unixSeconds = (at: Date | null): number => (at === null ? 0 : Math.floor(at.getTime() / 1000));
