import { existsSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultDataFolder } from './data-folder.ts';
import { configPathVariable, readEnvironment } from './environment-layer.ts';
import { didYouMean, type Given, type Layer } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import { rememberOrigin } from './origins.ts';
import { type SettingEntry, type Settings, settingEntries } from './schema.ts';
import type { Machine } from './setting.ts';
import { SettingsError, type SettingsProblem } from './settings-error.ts';
import { readYamlFile } from './yaml-layer.ts';

export interface LoadOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  /** `--config`; the file must exist. */
  configPath?: string;
  /** From the command line, by name: `{ 'server.port': 8080 }`. They win over everything. */
  overrides?: Readonly<Record<string, unknown>>;
  cores?: number;
  isTerminal?: boolean;
}

export const settingsFileName = 'polymuse.yaml';

/**
 * The settings of this process: built-in defaults, then one settings file, then the environment, then overrides;
 * later wins. The file is `configPath`, else $POLYMUSE_CONFIG, else polymuse.yaml in $POLYMUSE_DATA, in `cwd`, or in
 * the default data folder: the first that exists.
 * @throws SettingsError that names every unknown key and bad value with its place.
 */
export function loadSettings(options: LoadOptions): Settings {
  const machine: Machine = {
    env: options.env,
    cwd: options.cwd,
    cores: options.cores ?? availableParallelism(),
    isTerminal: options.isTerminal ?? process.stdout.isTTY === true,
  };
  const file = findFile(options);
  const layers = [
    ...(file === null ? [] : [readYamlFile(file)]),
    readEnvironment(options.env, options.cwd),
    readOverrides(options),
  ];
  const problems = layers.flatMap((layer) => layer.problems);
  const origins = new Map<string, string>();
  const sections: Record<string, Record<string, unknown>> = {};
  for (const entry of settingEntries) {
    const given = lastGiven(layers, entry);
    const value = given === undefined ? defaultOf(entry, machine) : checked(entry, given, options.env, problems);
    sections[entry.section] = { ...sections[entry.section], [entry.key]: value };
    origins.set(entry.name, given?.from ?? 'default');
  }
  if (problems.length > 0) throw new SettingsError(problems);

  const settings = frozen(sections) as Settings;
  rememberOrigin(settings, origins);
  return settings;
}

function findFile(options: LoadOptions): string | null {
  const { env, cwd, configPath } = options;
  const named = configPath ?? nonEmpty(env[configPathVariable]);
  if (named !== undefined) return resolve(cwd, named);
  const data = nonEmpty(env.POLYMUSE_DATA);
  const candidates = [
    ...(data === undefined ? [] : [absolutePath(data, cwd, env)]),
    cwd,
    defaultDataFolder({ env, cwd }),
  ].map((folder) => join(folder, settingsFileName));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

function readOverrides({ overrides = {}, cwd }: LoadOptions): Layer {
  const layer: Layer = { values: new Map(), problems: [] };
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    const entry = settingEntries.find((candidate) => candidate.name === name);
    if (entry !== undefined) layer.values.set(entry, { value, from: 'command line', folder: cwd });
    else {
      const suggestion = nearestName(
        name,
        settingEntries.map((candidate) => candidate.name),
      );
      layer.problems.push({ place: 'command line', message: `unknown setting "${name}"${didYouMean(suggestion)}` });
    }
  }
  return layer;
}

function lastGiven(layers: readonly Layer[], entry: SettingEntry): Given | undefined {
  let last: Given | undefined;
  for (const layer of layers) last = layer.values.get(entry) ?? last;
  return last;
}

function checked(entry: SettingEntry, given: Given, env: LoadOptions['env'], problems: SettingsProblem[]): unknown {
  const { setting, name } = entry;
  const parsed = setting.schema.safeParse(given.value);
  if (!parsed.success) {
    const shown = setting.secret === undefined ? `${quoted(given.value)} ` : '';
    const what = given.from === entry.env ? '' : `${name}: `;
    problems.push({ place: given.from, message: `${what}${shown}must be ${setting.expected}` });
    return null;
  }
  if (setting.path && typeof parsed.data === 'string') return absolutePath(parsed.data, given.folder, env);
  return parsed.data;
}

const defaultOf = ({ setting }: SettingEntry, machine: Machine): unknown =>
  typeof setting.default === 'function' ? setting.default(machine) : setting.default;

/** Shells expand `~`, files and container settings do not. */
function absolutePath(path: string, folder: string, env: LoadOptions['env']): string {
  const home = nonEmpty(env.HOME) ?? homedir();
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(folder, path);
}

const nonEmpty = (value: string | undefined): string | undefined => (value?.trim() ? value.trim() : undefined);

const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
