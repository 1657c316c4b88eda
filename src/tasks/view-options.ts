import { mediaFields } from '../catalog/media-fields.ts';
import type { TaskParts } from './task-parts.ts';
import type { ViewOptions } from './task-view.ts';

const HOUR_MS = 3_600_000;

export function viewOptions({ catalog, clock, settings }: TaskParts): ViewOptions {
  return {
    mediaOf(row) {
      const taskType = catalog.get(row.model, row.task_type);
      return taskType ? mediaFields(taskType, row.input) : [];
    },
    outputOf({ model, task_type, status, output, progress, error }) {
      if (status === 'completed') return undefined;
      const problem = error ? { problem: error.message } : {};
      return catalog.get(model, task_type)?.unfinishedOutput?.(output, { progress, ...problem });
    },
    now: clock.now(),
    resultRetentionMs: settings.storage.resultHours * HOUR_MS,
  };
}
