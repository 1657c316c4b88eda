import type { PictureFacts } from '../measure/index.ts';
import { joined, phrasesOf } from './phrases.ts';
import { onePrompt, sentences, tagList } from './prompts.ts';

/** Words at most, by the name of a length; `any` has no limit. */
const LENGTHS: Readonly<Record<string, number>> = {
  'very short': 15,
  short: 30,
  'medium-length': 60,
  long: 120,
  'very long': 240,
};
const MAX_WORDS = 1000;

/** A text in one of the styles clients name; unknown styles are written as `Descriptive`. */
export function caption(facts: PictureFacts, style: string, length: string): string {
  const limit = wordLimit(length);
  const name = style.trim().toLowerCase();
  if (name === 'midjourney') return onePrompt(facts);
  if (name === 'stable diffusion prompt') return limitList(tagList(facts), ', ', limit);
  if (/tag list/.test(name)) return limitList(booruTags(facts), ', ', limit);
  return limitSentences(openingOf(name, facts), sentences(facts), limit);
}

function wordLimit(length: string): number {
  const asked = Number(length);
  if (Number.isInteger(asked) && asked > 0) return Math.min(asked, MAX_WORDS);
  return LENGTHS[length.trim().toLowerCase()] ?? MAX_WORDS;
}

/** Tags as image boards write them: lower case, blanks as underscores. */
const booruTags = (facts: PictureFacts): string[] => [
  ...(facts.faces === 0 && !facts.things.some(({ label }) => label === 'person') ? ['no_humans'] : []),
  ...tagList(facts).map((tag) => tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')),
];

/** What the style puts before the description; only ever from what was measured. */
function openingOf(style: string, facts: PictureFacts): string {
  const { subject, colours } = phrasesOf(facts);
  const what = subject === '' ? 'an abstract picture' : subject;
  switch (style) {
    case 'art critic':
      return `The work rests on ${joined(colours)}.`;
    case 'product listing':
      return `For sale: ${what}, mainly in ${colours[0] ?? 'plain colours'}.`;
    case 'social media post':
      return `Look: ${what}!`;
    default:
      return '';
  }
}

function limitSentences(opening: string, lines: readonly string[], limit: number): string {
  const all = opening === '' ? lines : [opening, ...lines];
  const kept: string[] = [];
  let words = 0;
  for (const line of all) {
    const count = line.split(/\s+/).length;
    if (kept.length > 0 && words + count > limit) break;
    kept.push(line);
    words += count;
  }
  return kept.join(' ');
}

function limitList(items: readonly string[], separator: string, limit: number): string {
  const kept: string[] = [];
  let words = 0;
  for (const item of items) {
    const count = item.split(/[\s_]+/).length;
    if (kept.length > 0 && words + count > limit) break;
    kept.push(item);
    words += count;
  }
  return kept.join(separator);
}
