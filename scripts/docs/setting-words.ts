import type { SettingEntry } from '../../src/config/schema.ts';
import type { Setting } from '../../src/config/setting.ts';

/** A default as a reader of the reference sees it. */
export function defaultWords(setting: Setting<unknown>): string {
  return setting.defaultText ?? `\`${asYaml(setting.default)}\``;
}

/** A value as one writes it in the file: JSON is YAML, and plain words need no quotes. */
export function asYaml(value: unknown): string {
  const isPlainWord =
    typeof value === 'string' &&
    /^[a-z/][\w./:@?=-]*$/i.test(value) &&
    !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return isPlainWord ? value : JSON.stringify(value).replaceAll('","', '", "');
}

export function sectionsOf(entries: readonly SettingEntry[]): { section: string; entries: SettingEntry[] }[] {
  const names = [...new Set(entries.map((entry) => entry.section))];
  return names.map((section) => ({ section, entries: entries.filter((entry) => entry.section === section) }));
}
