import { originOf } from './origins.ts';
import { type SettingEntry, type Settings, settingEntries } from './schema.ts';
import { parseUrl } from './setting.ts';

export interface SettingRow {
  /** `section.key`. */
  name: string;
  env: string;
  /** As text; secrets are masked, null is empty. */
  value: string;
  from: string;
}

const mask = '********';

/** Every setting with its value and where the value came from; safe to show. */
export function describeSettings(settings: Settings): SettingRow[] {
  return settingEntries.map((entry) => ({
    name: entry.name,
    env: entry.env,
    value: shown(entry, settingValue(settings, entry)),
    from: originOf(settings, entry.name),
  }));
}

/** The page of `polymuse config print`. */
export function renderSettings(settings: Settings): string {
  const rows = describeSettings(settings).map((row) => ({ ...row, value: row.value === '' ? '-' : row.value }));
  const width = (column: 'name' | 'value'): number => Math.min(60, Math.max(...rows.map((row) => row[column].length)));
  const [nameWidth, valueWidth] = [width('name'), width('value')];
  return rows
    .map(({ name, value, from, env }) => {
      const source = from === 'default' ? `default (set by ${env})` : `from ${from}`;
      return `${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  ${source}\n`;
    })
    .join('');
}

/** Every secret that the settings hold, for the log to keep out of its lines: whole ones and passwords in addresses. */
export function secretValues(settings: Settings): string[] {
  return settingEntries.flatMap((entry) => {
    const value = settingValue(settings, entry);
    if (entry.setting.secret === 'inside') return keysInside(value);
    if (typeof value !== 'string' || entry.setting.secret === undefined) return [];
    if (entry.setting.secret === 'whole') return [value];
    return passwordsOf(value);
  });
}

function settingValue(settings: Settings, { section, key }: SettingEntry): unknown {
  const group: Readonly<Record<string, unknown>> | undefined = (
    settings as unknown as Record<string, Record<string, unknown>>
  )[section];
  return group?.[key];
}

function shown({ setting }: SettingEntry, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (setting.secret === 'inside')
    return JSON.stringify(value, (key, inner) => (key === 'api_key' && inner ? mask : inner));
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  if (setting.secret === 'whole') return mask;
  if (setting.secret === 'password' && typeof value === 'string') return withoutPassword(value);
  return String(value);
}

/** Of a list of objects. */
function keysInside(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => {
    const key = (item as { api_key?: unknown } | null)?.api_key;
    return typeof key === 'string' ? [key] : [];
  });
}

function withoutPassword(address: string): string {
  const url = parseUrl(address);
  if (url === null) return mask;
  // Query parameters of a database address may carry `password=` or `sslpassword=`: none of them is shown.
  const query = url.search === '' ? '' : '?…';
  const credentials = url.password === '' ? url.username : `${url.username}:${mask}`;
  return `${url.protocol}//${credentials}${credentials === '' ? '' : '@'}${url.host}${url.pathname}${query}`;
}

function passwordsOf(address: string): string[] {
  const url = parseUrl(address);
  if (url === null) return [];
  const inQuery = [...url.searchParams]
    .filter(([name]) => /password|secret|token/i.test(name))
    .map(([, value]) => value);
  return [...new Set([url.password, decoded(url.password), ...inQuery])].filter((password) => password !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
