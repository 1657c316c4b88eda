import { z } from 'zod';
import { urlOf } from './shapes.ts';
import type { TaskType } from './task-type.ts';

/** Minutes until a running audio task is given up. */
export const AUDIO_MINUTES = 15;

type AudioResult = Pick<TaskType, 'pendingOutput' | 'output' | 'shape' | 'produces' | 'deadlineMinutes'>;

/** What comes back from a task that makes one sound file: `audio_url`. `says` tells what it is, for the docs. */
export function audioResult(says: string): AudioResult {
  return {
    pendingOutput: null,
    output: z.strictObject({ audio_url: z.url().meta({ description: says }) }),
    shape: (result) => ({ audio_url: urlOf(result, 'audio') }),
    produces: () => [{ role: 'audio', kind: 'audio' }],
    deadlineMinutes: AUDIO_MINUTES,
  };
}
