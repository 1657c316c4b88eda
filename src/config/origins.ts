import type { Settings } from './schema.ts';

/** Kept beside the settings, not in them: the parts that read settings have no business with where they came from. */
const originsOf = new WeakMap<Settings, ReadonlyMap<string, string>>();

export function rememberOrigin(settings: Settings, origins: ReadonlyMap<string, string>): void {
  originsOf.set(settings, origins);
}

/** `default`, `/path/polymuse.yaml:12`, the name of a variable, or `command line`. */
export function originOf(settings: Settings, name: string): string {
  return originsOf.get(settings)?.get(name) ?? 'code';
}
