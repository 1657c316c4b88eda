import { didYouMean, type Layer } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import { settingEntries } from './schema.ts';
import { environmentName } from './setting.ts';

/** Names the settings file itself; everything else that starts with POLYMUSE_ is a setting. */
export const configPathVariable = 'POLYMUSE_CONFIG';

/** Which server the command line talks to, and with which key (`polymuse webhooks`): no settings of a server. */
export const clientVariables: readonly string[] = ['POLYMUSE_URL', 'POLYMUSE_KEY'];

/** Left to the test suites; no setting may take this prefix. */
const testPrefix = 'POLYMUSE_TEST_';

const byVariable = new Map(settingEntries.map((entry) => [entry.env, entry]));
/** What one would guess for a setting whose variable has a name of its own, such as POLYMUSE_SERVER_PORT for PORT. */
const byGuess = new Map(settingEntries.map((entry) => [environmentName(entry.section, entry.key, {}), entry.env]));

/** Reads the settings of the environment. An empty variable counts as absent. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, cwd: string): Layer {
  const layer: Layer = { values: new Map(), problems: [] };
  for (const [variable, raw] of Object.entries(env)) {
    const text = raw?.trim() ?? '';
    const entry = byVariable.get(variable);
    if (entry !== undefined) {
      if (text !== '') layer.values.set(entry, { value: entry.setting.fromText(text), from: variable, folder: cwd });
    } else if (isOurs(variable)) {
      layer.problems.push({ place: variable, message: `unknown variable${didYouMean(suggestion(variable))}` });
    }
  }
  return layer;
}

const isOurs = (variable: string): boolean =>
  variable.startsWith('POLYMUSE_') &&
  variable !== configPathVariable &&
  !clientVariables.includes(variable) &&
  !variable.startsWith(testPrefix);

function suggestion(variable: string): string | null {
  const guess = nearestName(variable, [...byGuess.keys(), ...byVariable.keys(), configPathVariable]);
  return guess === null ? null : (byGuess.get(guess) ?? guess);
}
