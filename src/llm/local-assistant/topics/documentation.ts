import { stemsOf } from '../language/words.ts';
import type { Passage } from '../library/passages.ts';
import type { Topic } from '../topic.ts';

/** Of the weight of the words that were asked for; below it, it would be guessing. */
const LEAST_COVERAGE = 0.6;
const LONGEST = 1_600;
/** Of the search, weighed again by their headings. */
const CANDIDATES = 12;
const ROW_WEIGHT = 0.75;
/** What is shorter wins searches by its shortness alone. */
const SHORT_CHARACTERS = 60;
const SHORT_WEIGHT = 0.5;

/** A section whose heading is the question itself. */
export const exactHeading: Topic = ({ stems, named }, { library }) => {
  if (named.length > 0 || stems.length === 0) return null;
  const asked = new Set(stems);
  const found = library.ranking.find(stems, { limit: CANDIDATES }).find(({ item: { titles, isRow } }) => {
    const heading = new Set(stemsOf(titles.at(-1) ?? ''));
    return !isRow && heading.size <= asked.size + 1 && [...asked].every((stem) => heading.has(stem));
  });
  return found ? quoted(found.item) : null;
};

const SERVER_MATTERS =
  /\b(webhooks?|callbacks?|upload\w*|cancel\w*|retr(y|ies)|idempoten\w*|poll\w*|rate limit|api keys?|test keys?|sdk|balance|refund\w*)\b/i;

/** What is the same for every model, though one is named. */
export const serverMatters: Topic = (question, knowledge) => {
  const { text, named, stems } = question;
  if (named.length === 0 || !SERVER_MATTERS.test(text)) return null;
  const names = new Set(named.flatMap(({ model, family, section }) => stemsOf(`${model} ${family} ${section}`)));
  return documentation({ ...question, stems: stems.filter((stem) => !names.has(stem)) }, knowledge);
};

/** The passages of the documentation that fit best, with their source. */
export const documentation: Topic = ({ stems }, { library }) => {
  const [best, second] = library.ranking
    .find(stems, { limit: CANDIDATES })
    .map((found) => ({ ...found, score: found.score * weightOf(found.item, stems) }))
    .sort((a, b) => b.score - a.score);
  if (!best || best.coverage < LEAST_COVERAGE) return null;
  // One word is found somewhere always: then it must be what a section is about.
  if (stems.length === 1 && !stemsOf(best.item.titles.at(-1) ?? '').includes(stems[0] ?? '')) return null;
  const shown = [best.item];
  if (second && second.score > best.score * 0.9 && second.coverage >= best.coverage * 0.95) shown.push(second.item);
  return shown.map(quoted).join('\n\n');
};

/** A heading that says all that was asked is the answer; a single row of a table seldom is the whole of one. */
function weightOf({ titles, text, isRow }: Passage, stems: readonly string[]): number {
  const heading = new Set(stemsOf(titles.at(-1) ?? ''));
  const heard = stems.filter((stem) => heading.has(stem)).length / Math.max(1, stems.length);
  return (1 + heard) * (isRow ? ROW_WEIGHT : 1) * (text.length < SHORT_CHARACTERS ? SHORT_WEIGHT : 1);
}

function quoted({ page, titles, text }: Passage): string {
  const cut = text.length > LONGEST ? `${text.slice(0, text.lastIndexOf('\n', LONGEST))}\n\n…` : text;
  const open = (cut.match(/^```/gm) ?? []).length % 2 === 1 ? '\n```' : '';
  return `**${titles.at(-1) ?? page}**\n\n${cut}${open}\n\n*From \`${page}\`${titles.length > 1 ? `, “${titles.join(' › ')}”` : ''}.*`;
}
