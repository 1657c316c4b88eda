import type { SettingEntry } from '../../src/config/schema.ts';
import { settingEntries } from '../../src/config/schema.ts';
import { asYaml, sectionsOf } from './setting-words.ts';

const width = 116;

/** config.default.yaml: a settings file that changes nothing, to copy and edit. */
export function defaultsFile(): string {
  const sections = sectionsOf(settingEntries).map(({ section, entries }) => {
    return `${section}:\n${entries.map(setting).join('\n')}`;
  });
  return `# Every setting of Polymuse with its default. Copy what you change to polymuse.yaml; see docs/reference/settings.md.
# Lines that start with "#  " are settings without a fixed default, shown with an example.
# Generated from src/config/schema.ts by scripts/docs: change it there.

${sections.join('\n')}`;
}

function setting({ key, env, setting }: SettingEntry): string {
  const isFixed = setting.defaultText === undefined;
  const secret = setting.secret === undefined ? '' : ' Secret: better set in the environment.';
  const without = isFixed ? '' : ` Default: ${setting.defaultText?.replaceAll('`', '')}.`;
  const comment = wrapped(`${setting.meaning}${without}${secret} Environment: ${env}.`);
  const line = isFixed ? `  ${key}: ${asYaml(setting.default)}` : `  #  ${key}: ${asYaml(setting.example)}`;
  return `${comment}\n${line}\n`;
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 5 > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `  # ${each}`).join('\n');
}
