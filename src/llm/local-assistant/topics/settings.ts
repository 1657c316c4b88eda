import { type SettingEntry, settingEntries } from '../../../config/schema.ts';
import { stemsOf } from '../language/words.ts';
import { createRanking } from '../library/bm25.ts';
import type { Topic } from '../topic.ts';

const spelled = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('.', ' ');

const ranking = createRanking(settingEntries, ({ name, env, setting }) => [
  ...stemsOf(spelled(name)),
  ...stemsOf(spelled(name)),
  ...stemsOf(env.replaceAll('_', ' ')),
  ...stemsOf(setting.meaning),
]);

const ABOUT_SETTINGS =
  /\b(settings?|configur\w*|config|option|env|environment|variable|change|set|raise|increase|lower|limit|enable|disable|turn (on|off)|switch (on|off)|default|how long|how many|maximum|max|port|allow)\b/i;
const EXPLICIT = /\b(settings?|configur\w*|config|env|environment variable|variable|polymuse\.yaml)\b/i;
/** Words that ask for a setting but are in the name of none. */
const ASKING = [
  'set',
  'chang',
  'rais',
  'increas',
  'lower',
  'enabl',
  'disabl',
  'turn',
  'switch',
  'environ',
  'variabl',
  'long',
  'many',
  'maximum',
  'polymus',
  'server',
  'allow',
  'default',
];

/** A setting that is named in full. */
export const namedSettings: Topic = ({ text }) => {
  const quoted = settingEntries.filter(({ name, env }) => text.includes(name) || new RegExp(`\\b${env}\\b`).test(text));
  return quoted.length > 0 ? tell(quoted.slice(0, 3)) : null;
};

/** How to set something. */
export const settings: Topic = ({ text, stems }) => {
  if (!ABOUT_SETTINGS.test(text)) return null;
  const asked = stems.filter((stem) => !ASKING.includes(stem));
  if (asked.length === 0) return null;
  const found = ranking.find(asked, { limit: 3 });
  const [best, ...others] = found;
  if (!best || best.coverage < (EXPLICIT.test(text) ? 0.5 : 0.75)) return null;
  return tell([
    best.item,
    ...others.filter(({ score, coverage }) => score > best.score * 0.8 && coverage > 0.7).map(({ item }) => item),
  ]);
};

function tell(entries: readonly SettingEntry[]): string {
  const parts = entries.map(({ name, env, section, key, setting }) => {
    const usual =
      setting.defaultText ??
      (typeof setting.default === 'function' ? 'depends on the machine' : JSON.stringify(setting.default));
    const example = JSON.stringify(setting.example);
    return [
      `**\`${name}\`** (environment: \`${env}\`). ${setting.meaning}`,
      '',
      `- Must be ${setting.expected}. Default: ${usual}.`,
      `- In \`polymuse.yaml\`:`,
      '',
      '```yaml',
      `${section}:`,
      `  ${key}: ${example}`,
      '```',
    ].join('\n');
  });
  return `${parts.join('\n\n')}\n\nRestart the server afterwards; \`polymuse config print\` shows every value and where it came from.`;
}
