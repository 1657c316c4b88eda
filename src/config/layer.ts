import type { SettingEntry } from './schema.ts';
import type { SettingsProblem } from './settings-error.ts';

/** A value as one layer gave it, before it is checked. */
export interface Given {
  value: unknown;
  /** Shown to people: `polymuse.yaml:12`, `PORT`, `--port`. */
  from: string;
  /** Absolute folder that a relative path starts from. */
  folder: string;
}

/** What a file, the environment or the command line says. */
export interface Layer {
  values: Map<SettingEntry, Given>;
  problems: SettingsProblem[];
}

/** A sentence part such as ` (did you mean server.port?)`, or nothing. */
export const didYouMean = (name: string | null): string => (name === null ? '' : `; did you mean ${name}?`);
