import { kinds, scenes } from '../../src/engines/foley/prompt/groups.ts';
import type { Voice } from '../../src/engines/foley/sound/voice.ts';
import { voices } from '../../src/engines/foley/sound/voices/index.ts';

/** docs/reference/sounds.md. */
export function soundsPage(): string {
  const nameCount = voices.reduce((count, voice) => count + voice.names.length, 0);
  return `# Sounds

<!-- Generated from src/engines/foley by scripts/docs: change it there. -->

What the foley engine can make: ${voices.length} sounds, with ${nameCount} names that a prompt may use. Names are read in the singular or
plural; the longest name wins. "Continuous" sounds run through the whole clip and follow its motion; "single" ones are
placed on what happens in the picture, or on a rhythm of their own. How to write a prompt:
[video to audio](../guide/video-to-audio.md).

| sound | other names | as | id |
|---|---|---|---|
${[...voices]
  .sort((a, b) => compare(a.id, b.id))
  .map(row)
  .join('\n')}

## Places and moods

Words that stand for several sounds. A word that is the name of a sound means that sound; names of sounds that do not exist are left out.

| words | sounds |
|---|---|
${scenes.map(([words, members]) => `| ${listed(words.split('|'))} | ${listed(members.map(({ name }) => name))} |`).join('\n')}

## Groups to exclude

Words that exclude many sounds at once, after "no" or "without", or in the negative prompt.

${kinds.map(([words]) => `- ${listed(words.split('|'))}`).join('\n')}
`;
}

function row(voice: Voice): string {
  const [name = voice.id, ...others] = voice.names;
  return `| ${name} | ${listed(others)} | ${formsOf(voice)} | \`${voice.id}\` |`;
}

function formsOf({ bed, event, prefers }: Voice): string {
  if (bed && event) return prefers === 'bed' ? 'continuous, or single' : 'single, or continuous';
  return bed ? 'continuous' : 'single';
}

const listed = (words: readonly string[]): string => words.join(', ');
/** By code point, so that every machine sorts alike. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
