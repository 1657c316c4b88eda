import { z } from 'zod';
import { integer, media, seed, text } from '../../src/catalog/field.ts';
import { POINTS_PER_USD } from '../../src/catalog/price.ts';
import type { TaskType } from '../../src/catalog/task-type.ts';

/** Points for one unit, and how many a task may use: the hold is their product. */
export const UNIT_POINTS = 100;
export const MAX_UNITS = 10;
export const HOLD_POINTS = UNIT_POINTS * MAX_UNITS;

const make: TaskType = {
  model: 'Test/sample',
  taskType: 'make',
  family: 'sample',
  section: 'Sample',
  summary: 'Makes a sound from a text.',
  input: z.object({
    prompt: text({ default: '', note: 'What to make.' }),
    image: media('image', { note: 'A picture to start from.' }),
    count: integer({ min: 1, max: MAX_UNITS, default: 1, note: 'How many.' }),
    seed: seed(),
  }),
  price: {
    usd: UNIT_POINTS / POINTS_PER_USD,
    per: 'second',
    units: { of: 'length of the result', maxUnits: MAX_UNITS },
  },
  usageType: 'point',
  charge: 'on_completion',
  pendingOutput: null,
  output: z.strictObject({ audio_url: z.url() }),
  produces: () => [{ role: 'audio', kind: 'audio' }],
  shape: ({ files }) => ({ audio_url: files.find((file) => file.role === 'audio')?.url ?? '' }),
  deadlineMinutes: 15,
};

/**
 * A family that only tests know: no media is required, so a task is made in one line. `brief` gives a run 300 ms of
 * real time.
 */
export const sample: readonly TaskType[] = [make, { ...make, taskType: 'brief', deadlineMinutes: 0.005 }];
