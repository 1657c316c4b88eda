import type { z } from 'zod';
import { factsOf } from '../catalog/field.ts';
import type { TaskParts } from './task-parts.ts';
import type { ViewOptions } from './task-view.ts';

const HOUR_MS = 3_600_000;

export function viewOptions({ catalog, clock, settings }: TaskParts): ViewOptions {
  return {
    isMedia(row, field) {
      const schema = catalog.get(row.model, row.task_type)?.input.shape[field] as z.ZodType | undefined;
      return schema !== undefined && factsOf(schema)?.media !== undefined;
    },
    now: clock.now(),
    resultRetentionMs: settings.storage.resultHours * HOUR_MS,
  };
}
