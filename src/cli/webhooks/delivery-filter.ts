import { type Command, InvalidArgumentError } from 'commander';

const MAX_UNIX_SECONDS = 253_402_300_799;

export interface FilterOptions {
  endpoint?: string;
  event?: string;
  after?: number;
  before?: number;
}

/** Adds the filters that list and replay have in common. */
export function withFilter(command: Command): Command {
  return command
    .option('--endpoint <url>', 'only to this address')
    .option('--event <name>', 'only this event, for example task.failed')
    .option('--after <time>', 'only events from then on: 2026-01-31, 2026-01-31T09:30Z, 2h, 3d or Unix seconds', moment)
    .option('--before <time>', 'only events before then', moment);
}

/** As members of a query or a body. */
export const filterOf = ({ endpoint, event, after, before }: FilterOptions) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(event === undefined ? {} : { event }),
  ...(after === undefined ? {} : { created_after: after }),
  ...(before === undefined ? {} : { created_before: before }),
});

/** Unix seconds; `2h` and the like are before now. */
export function moment(text: string): number {
  const ago = /^(\d{1,5})([smhd])$/.exec(text);
  const unit = { s: 1, m: 60, h: 3_600, d: 86_400 }[ago?.[2] ?? ''];
  const seconds =
    ago && unit !== undefined
      ? Math.floor(Date.now() / 1000) - Number(ago[1]) * unit
      : /^\d{5,12}$/.test(text)
        ? Number(text)
        : // The engine reads far more as a date than anybody means.
          /^\d{4}-\d\d-\d\d/.test(text)
          ? Math.floor(Date.parse(text) / 1000)
          : Number.NaN;
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_UNIX_SECONDS) return seconds;
  throw new InvalidArgumentError('It must be a date such as 2026-01-31T09:30Z, an age such as 2h, or Unix seconds.');
}

export function wholeNumber({ min, max }: { min: number; max: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
