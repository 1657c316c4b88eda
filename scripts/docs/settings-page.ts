import type { SettingEntry } from '../../src/config/schema.ts';
import { settingEntries } from '../../src/config/schema.ts';
import { asYaml, defaultWords, sectionsOf } from './setting-words.ts';

/** docs/reference/settings.md. */
export function settingsPage(): string {
  const sections = sectionsOf(settingEntries).map(({ section, entries }) => `## ${section}\n\n${table(entries)}\n`);
  return `# Settings

<!-- Generated from src/config/schema.ts by scripts/docs: change it there. -->

Polymuse runs without any setting. Where one is given in several places, the later of these wins:

1. the default below,
2. the file \`polymuse.yaml\`: the one that \`--config\` names, else \`$POLYMUSE_CONFIG\`, else the first found in
   \`$POLYMUSE_DATA\`, the working folder, or the default data folder ([config.default.yaml](../../config.default.yaml) shows them all),
3. the environment (an empty variable counts as not set),
4. options of the command.

An unknown key, an unknown variable that starts with \`POLYMUSE_\` (except \`POLYMUSE_URL\` and \`POLYMUSE_KEY\` of the command line and
\`POLYMUSE_TEST_\`, which is left to tests), or a
bad value stops the start and names the line or variable. A relative path starts at the folder of its file, or at the
working folder. \`polymuse config print\` shows every value and where it came from; secrets are masked. Lists in a
variable are separated by commas.

${sections.join('\n')}`;
}

function table(entries: readonly SettingEntry[]): string {
  const rows = entries.map(({ name, env, setting }) => {
    const type = setting.secret === undefined ? setting.kind : `${setting.kind}, secret`;
    const rule = saysMore(setting) ? ` Must be ${setting.expected}.` : '';
    const meaning = `${setting.meaning}${rule}`;
    const example = code(asYaml(setting.example));
    return `| \`${name}\`<br>\`${env}\` | ${type} | ${defaultWords(setting)} | ${meaning} Example: ${example} |`;
  });
  return ['| setting, variable | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** Whether the rule tells a reader more than the name of the type. */
const saysMore = ({ kind, expected }: SettingEntry['setting']): boolean =>
  !['a text', 'a path', 'true or false'].includes(expected) && !kind.startsWith('`');
