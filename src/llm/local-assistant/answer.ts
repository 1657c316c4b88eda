import type { TaskType } from '../../catalog/task-type.ts';
import { findPairs } from './find-pairs.ts';
import { flat, stemsOf } from './language/words.ts';
import type { Knowledge, Question, Topic } from './topic.ts';
import { documentation, exactHeading, serverMatters } from './topics/documentation.ts';
import { errors } from './topics/errors.ts';
import { fields } from './topics/fields.ts';
import { identity, REFUSAL } from './topics/identity.ts';
import { lyrics } from './topics/lyrics.ts';
import { list, mentioned, model } from './topics/models.ts';
import { price } from './topics/price.ts';
import { prompts } from './topics/prompts.ts';
import { namedSettings, settings } from './topics/settings.ts';

/** The first that has an answer gives it: what is asked for by name comes before what is searched for. */
const topics: readonly Topic[] = [
  identity,
  namedSettings,
  prompts,
  lyrics,
  exactHeading,
  errors,
  price,
  serverMatters,
  fields,
  list,
  settings,
  model,
  documentation,
  mentioned,
];

/** Two names beside each other mean both. */
const COMPARES = /\b(difference|compared?|comparison|vs|versus|better than|or)\b/i;

/** Each is looked for by itself. */
const MOST_SIDES = 6;

function namedIn(text: string, all: readonly TaskType[]): TaskType[] {
  if (!COMPARES.test(text)) return findPairs(text, all);
  const sides = text
    .split(/\b(?:between|and|vs\.?|versus|or|with|to|than)\b/i)
    .slice(0, MOST_SIDES)
    .map((side) => findPairs(side, all));
  const found = sides.filter((pairs) => pairs.length > 0);
  return found.length > 1 ? [...new Set(found.flat())] : findPairs(text, all);
}

/** A longer message is read up to here. */
const MAX_CHARACTERS = 8_000;
/** Short messages and these words go on from what was said before. */
const GOES_ON = /\b(it|its|that|this|them|those|same|also|too|there)\b|^\s*(and|what about|how about)\b/i;
const ONCE_MORE =
  /^\s*(please )?(another|one more|again|more|a different|different|once more|shorter|longer)\b.{0,40}$/is;

/** The answer to the last of the messages of a user, in Markdown; the same again for the same messages. Pure. */
export function answerTo(messages: readonly string[], knowledge: Knowledge): string {
  const said = messages.map((message) => message.slice(0, MAX_CHARACTERS));
  const last = said.at(-1) ?? '';
  const earlier = said.slice(0, -1);
  const question = questionOf(last, earlier, knowledge);
  for (const topic of topics) {
    const answer = topic(question, knowledge);
    if (answer !== null) return answer;
  }
  return REFUSAL;
}

function questionOf(last: string, earlier: readonly string[], { catalog }: Knowledge): Question {
  const before = earlier.at(-1);
  // "Another one": the request before, once more.
  const text = before !== undefined && ONCE_MORE.test(last) ? `another version: ${before}` : last;
  let named = namedIn(text, catalog.served);
  if (named.length === 0 && before !== undefined && GOES_ON.test(text)) {
    for (let at = earlier.length - 1; at >= 0 && named.length === 0; at--)
      named = findPairs(earlier[at] ?? '', catalog.served);
  }
  return { text, flat: flat(text), stems: stemsOf(text), named };
}
