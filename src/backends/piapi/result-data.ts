import type { TaskType } from '../../catalog/task-type.ts';
import { AppError } from '../../errors.ts';
import { numberAt, textAt, textsAt, valuesAt } from './pick.ts';
import type { UpstreamTask } from './reply.ts';

interface Seen {
  task: UpstreamTask;
  /** Frames per second as measured; 0 where they were not. */
  fps: number;
  now: number;
}

const USUAL_FPS = 24;

/** What an output tells besides its files, as `TaskType.resultData` of each family wants it. */
const readers: Readonly<Record<string, (output: unknown, seen: Seen) => Record<string, unknown>>> = {
  kling: (output, { fps }) => ({ fps: Math.round(numberAt(output, 'works[].video.fps') ?? fps) || USUAL_FPS }),
  luma: (output, seen) => ({
    created_at: createdAt(seen, textAt(output, 'created_at')),
    prompt: textAt(output, 'prompt'),
  }),
  hailuo: (output) => ({
    prompt: textAt(output, 'desc'),
    model_id: textAt(output, 'model_id'),
    message: textAt(output, 'message'),
  }),
  midjourney: (output) => ({
    message: textAt(output, 'message'),
    description: textAt(output, 'description'),
    seed: textAt(output, 'seed') ?? numberAt(output, 'seed')?.toString(),
  }),
  suno: (output, seen) => ({
    title: textAt(output, 'title'),
    text: textAt(output, 'text'),
    created_at: createdAt(seen, textAt(output, 'clips.*.created_at', '[].created_at')),
    clips: [...valuesAt(output, 'clips.*'), ...valuesAt(output, '[]')].map((clip) => ({
      title: textAt(clip, 'title'),
      words: textAt(clip, 'metadata.prompt'),
      tags: textAt(clip, 'metadata.tags'),
    })),
  }),
  udio: (output) => ({
    songs: valuesAt(output, 'songs[]').map((song) => ({
      title: textAt(song, 'title'),
      lyrics: textAt(song, 'lyrics'),
      tags: textsAt(song, ['tags[]']).filter((tag) => tag !== ''),
    })),
    lyrics_pairs: valuesAt(output, 'lyrics_pairs[]')
      .slice(0, 2)
      .map((pair) => ({ title: textAt(pair, 'title'), text: textAt(pair, 'text') })),
  }),
  tools: (output) => ({ text: textAt(output, 'text') }),
};

/** @throws AppError `result_unavailable` when the upstream left out what a result must tell. */
export function resultDataOf(taskType: TaskType, seen: Seen): Record<string, unknown> {
  if (!taskType.resultData) return {};
  const told = readers[taskType.family]?.(seen.task.output, seen) ?? {};
  const data = taskType.resultData.safeParse(JSON.parse(JSON.stringify(told)));
  if (data.success) return data.data;
  throw new AppError('result_unavailable', {
    detail: { reason: 'the answer of the provider is incomplete' },
    cause: data.error,
  });
}

/** `2026-01-15 09:30:00` has no zone: it is UTC. */
function createdAt({ task, now }: Seen, told: string | undefined): string {
  for (const text of [told, task.meta?.created_at]) {
    if (text === undefined) continue;
    const spelled = text.trim().replace(' ', 'T');
    const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(spelled) ? spelled : `${spelled}Z`);
    if (!Number.isNaN(at.getTime())) return at.toISOString();
  }
  return new Date(now).toISOString();
}
