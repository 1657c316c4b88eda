import { openAiError } from '../../llm/error-objects.ts';
import { errorOfTask } from '../../tasks/error-of-task.ts';
import { isTaskId, type TaskRow } from '../../tasks/task-row.ts';

/** The video object of OpenAI's API. */
export interface VideoObject {
  id: string;
  object: 'video';
  model: string;
  status: 'queued' | 'in_progress' | 'completed' | 'failed';
  /** Percent. */
  progress: number;
  prompt: string;
  seconds: string;
  size: string;
  /** Unix seconds, as all times here. */
  created_at: number;
  completed_at: number | null;
  expires_at: number | null;
  error: { code: string; message: string } | null;
  remixed_from_video_id: null;
}

const PREFIX = 'video_';
const HOUR_SECONDS = 3_600;

export const videoIdOf = ({ id }: TaskRow): string => `${PREFIX}${id.replaceAll('-', '')}`;

/** The id of its task, or null for what is no id of a video. */
export function taskIdOfVideo(videoId: string): string | null {
  if (!videoId.startsWith(PREFIX)) return null;
  const id = videoId.slice(PREFIX.length).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isTaskId(id) ? id : null;
}

export function videoObject(row: TaskRow, { resultHours }: { resultHours: number }): VideoObject {
  const origin = row.legacy?.api === 'openai-videos' ? row.legacy : undefined;
  const made = row.works.find(({ role }) => role === 'video');
  const endedAt = row.ended_at === null ? null : seconds(row.ended_at);
  const isDone = row.status === 'completed';
  return {
    id: videoIdOf(row),
    object: 'video',
    model: origin?.model ?? row.model,
    status: statusOf(row),
    progress: isDone ? 100 : row.progress,
    prompt: String(row.input.prompt ?? ''),
    seconds: String(row.input.duration ?? ''),
    // What it is says more than what was asked for.
    size: made && made.width > 0 ? `${made.width}x${made.height}` : (origin?.size ?? ''),
    created_at: seconds(row.created_at),
    completed_at: isDone ? endedAt : null,
    expires_at: isDone && endedAt !== null ? endedAt + resultHours * HOUR_SECONDS : null,
    error: errorOf(row),
    remixed_from_video_id: null,
  };
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

function statusOf({ status }: TaskRow): VideoObject['status'] {
  switch (status) {
    case 'staged':
    case 'pending':
      return 'queued';
    case 'processing':
      return 'in_progress';
    case 'completed':
      return 'completed';
    case 'failed':
    case 'cancelled':
      return 'failed';
  }
}

function errorOf({ error, status }: TaskRow): VideoObject['error'] {
  if (error === null || (status !== 'failed' && status !== 'cancelled')) return null;
  const reason = errorOfTask(error);
  const { code, message } = openAiError(reason.httpStatus, reason.message, reason).error;
  return { code: code ?? 'generation_failed', message };
}
