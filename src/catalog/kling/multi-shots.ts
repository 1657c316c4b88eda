import { group, integer, list, text } from '../field.ts';
import type { PriceMeasure } from '../price.ts';
import type { TaskInput } from '../task-type.ts';

/** Length of all shots together. */
const MAX_SECONDS = 15;

interface Shot {
  prompt: string;
  duration: number;
}

export const multiShots = (note: string) =>
  list(
    group({
      prompt: text({ required: true }),
      duration: integer({ min: 1, max: 14, default: 3, note: 'Seconds.' }),
    }),
    { maxItems: 6, note: `${note} Together at most ${MAX_SECONDS} seconds; prompt and duration are then ignored.` },
  );

export const shotsOf = ({ multi_shots }: TaskInput): readonly Shot[] => (multi_shots ?? []) as readonly Shot[];

const shotSeconds = (input: TaskInput): number => shotsOf(input).reduce((sum, { duration }) => sum + duration, 0);

export function withoutIgnoredByShots(input: TaskInput): TaskInput {
  if (shotsOf(input).length === 0) return input;
  const { prompt: _prompt, duration: _duration, ...rest } = input;
  return rest;
}

export function shotsFit(input: TaskInput): string | null {
  const seconds = shotSeconds(input);
  return seconds > MAX_SECONDS ? `invalid multi_shots: ${seconds} seconds together is more than ${MAX_SECONDS}` : null;
}

export const secondsOfResult: PriceMeasure = {
  of: 'seconds of the video: those of multi_shots together, else input.duration',
  from: (input) => shotSeconds(input) || Number(input.duration),
  maxUnits: MAX_SECONDS,
};
