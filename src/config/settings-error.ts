/** One mistake in the settings and where it was made. */
export interface SettingsProblem {
  /** `/etc/polymuse.yaml:12` or the name of an environment variable. */
  place: string;
  /** What is wrong and what would be right; never the value of a secret. */
  message: string;
}

/** Stops the start. It carries every mistake that was found, so that one round of corrections is enough. */
export class SettingsError extends Error {
  readonly problems: readonly SettingsProblem[];
  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
