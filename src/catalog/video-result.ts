import { z } from 'zod';
import { urlOf } from './shapes.ts';
import type { TaskType } from './task-type.ts';

/** Minutes until a running video task is given up. */
const VIDEO_MINUTES = 60;

type VideoResult = Pick<TaskType, 'pendingOutput' | 'output' | 'shape' | 'produces' | 'deadlineMinutes'>;

/** What comes back from a task that makes one video, under one name or the same link under several. */
export function videoResult(...keys: readonly [string, ...string[]]): VideoResult {
  const link = z.url().meta({ description: 'The video, an MP4.' });
  return {
    pendingOutput: null,
    output: z.strictObject(Object.fromEntries(keys.map((key) => [key, link]))),
    shape: (result) => Object.fromEntries(keys.map((key) => [key, urlOf(result, 'video')])),
    produces: () => [{ role: 'video', kind: 'video' }],
    deadlineMinutes: VIDEO_MINUTES,
  };
}
