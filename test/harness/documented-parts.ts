import type { TaskReply } from './client.ts';

/** `task.status` for each status: the table at the end of section 7.3 of the protocol page. */
export const statusNumbers: Record<string, number> = {
  staged: 1,
  pending: 5,
  processing: 10,
  failed: 50,
  cancelled: 60,
  completed: 99,
};

export interface ExpectedFile {
  url: string;
  contentType: string;
  height: number;
  width: number;
  durationMs: number;
}

const ZERO_TIME = '0001-01-01T00:00:00Z';
const milliseconds = (time: string): number => (time === ZERO_TIME ? 0 : Date.parse(time));

/**
 * `metadata`, `task` and `works` as section 7.3 of the protocol page derives them from the rest of a task. Written from
 * the table alone, so that it and the server can disagree.
 */
export function documentedParts(
  task: TaskReply,
  { userId, mediaFields, files }: { userId: number; mediaFields: readonly string[]; files: readonly ExpectedFile[] },
) {
  const { created_at, started_at, ended_at, usage } = task.meta;
  const number = Number.parseInt(task.task_id.replace(/-/g, '').slice(0, 12), 16);
  const names = Object.keys(task.input);
  const taskInfo = {
    arguments: names
      .filter((name) => !mediaFields.includes(name))
      .map((name) => {
        const value = task.input[name];
        return { name, value: typeof value === 'string' ? value : JSON.stringify(value) };
      }),
    inputs: names
      .filter((name) => mediaFields.includes(name))
      .map((name) => ({ inputType: 'URL', name, url: task.input[name], blobStorage: null, token: null })),
    type: task.task_type,
  };
  return {
    metadata: { created_at, started_at, ended_at, quota_frozen: usage.frozen, quota_usage: usage.consume },
    task: {
      id: number,
      userId,
      type: task.task_type,
      status: statusNumbers[task.status],
      taskInfo,
      favored: false,
      deleted: false,
      createTime: milliseconds(created_at),
      updateTime: Math.max(milliseconds(created_at), milliseconds(started_at), milliseconds(ended_at)),
    },
    works: files.map((file, index) => ({
      workId: number * 32 + index + 1,
      workItemId: number * 32 + index + 1,
      taskId: number,
      userId,
      type: task.task_type,
      status: 99,
      contentType: file.contentType,
      resource: {
        resource: file.url,
        resourceWithoutWatermark: file.url,
        height: file.height,
        width: file.width,
        duration: file.durationMs,
      },
      cover: { resource: '', height: 0, width: 0, duration: 0 },
      starNum: 0,
      reportNum: 0,
      createTime: milliseconds(ended_at),
      taskInfo,
      selfAttitude: '',
      selfComment: { tags: [], content: '' },
      favored: false,
      publishStatus: 'unpublished',
      deleted: false,
    })),
  };
}
