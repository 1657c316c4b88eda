import type { TaskInput, TaskType } from '../../../catalog/task-type.ts';
import { categoryOf } from '../categories.ts';
import { fieldsOf, priceWords, usdOf, usdText, usualInput } from '../pair-facts.ts';
import { type Knowledge, pairName, type Question, type Topic } from '../topic.ts';

const ABOUT_PRICE =
  /\b(price[sd]?|pricing|costs?|charged?|cheap(er|est)?|expensive|how much|usd|dollars?|points?|fee|rates?|kostet|preis|prix|combien|precio|cuesta)\b/i;
const CHEAPEST = /\b(cheap(est|er)?|least expensive|lowest price|most affordable)\b/i;
const MOST_PAIRS = 8;

/** What something costs; computed where the question says enough. */
export const price: Topic = (question, knowledge) => {
  const { text, named } = question;
  if (!ABOUT_PRICE.test(text)) return null;
  if (/\bpoints?\b/i.test(text) && named.length === 0 && /\b(what|how (many|much)|worth|usd|dollars?)\b/i.test(text)) {
    return 'Money is counted in points: 10,000,000 points are US$1. A task holds its price (or the most it can cost) when it is created, and only what it really cost is kept at the end; a failed or cancelled task costs nothing. `POST /api/v1/task/estimate` tells the price of a task without creating it.';
  }
  if (named.length === 0) {
    return CHEAPEST.test(text)
      ? cheapest(question, knowledge)
      : (ofCategory(question, knowledge) ?? priceList(question, knowledge));
  }
  const only = named.length === 1 ? named[0] : meant(question);
  if (only) return one(only, question);
  const shown = named.slice(0, MOST_PAIRS);
  const more = named.length > shown.length ? `\n- …and ${named.length - shown.length} more task types.` : '';
  // The tables of one or two can be read; those of eight cannot.
  const words = (pair: TaskType) => (shown.length > 2 ? (priceWords(pair).split('\n')[0] ?? '') : priceWords(pair));
  const hint =
    shown.length > 2 ? '\n\nName a task type, or say what you want (`10 seconds in 1080p`), for the exact price.' : '';
  return `${shown.map((pair) => `- ${pairName(pair)}: ${words(pair)}`).join('\n')}${more}${hint}\n\n${CHARGED}`;
};

const CHARGED =
  'These are the built-in prices; the operator may have set others (`GET /api/v1/models` shows those in force). A failed task costs nothing.';

/** The one of several pairs whose own fields the question fills best; undefined: none stands out. */
function meant({ flat, named }: Question): TaskType | undefined {
  const filled = named.map((pair) => ({ pair, count: Object.keys(inputIn(flat, pair)).length }));
  const most = Math.max(...filled.map(({ count }) => count));
  const best = filled.filter(({ count }) => count === most);
  const prices = new Set(best.map(({ pair }) => usdOf(pair, { ...usualInput(pair), ...inputIn(flat, pair) })));
  // Making and editing may well cost the same.
  return most >= 2 && prices.size === 1 ? best[0]?.pair : undefined;
}

function one(pair: TaskType, { flat }: Question): string {
  const given = inputIn(flat, pair);
  const input: TaskInput = { ...usualInput(pair), ...given };
  const usd = Object.keys(given).length > 0 ? usdOf(pair, input) : undefined;
  const said = Object.entries(given)
    .map(([name, value]) => {
      const isText = name === 'gen_text' || name === 'input';
      return isText ? `${String(value).length} characters` : `\`${name}\` ${value}`;
    })
    .join(', ');
  return [
    ...(usd === undefined
      ? []
      : [
          `**${usdText(usd)}** for ${pairName(pair)} with ${said} (${Math.ceil(usd * 1e7 - 1e-6).toLocaleString('en')} points).`,
          '',
        ]),
    `Price of ${pairName(pair)}: ${priceWords(pair)}`,
    '',
    CHARGED,
  ].join('\n');
}

/** Values of the pair's own fields that a question has: its listed words, and numbers with a unit. */
export function inputIn(flat: string, pair: TaskType): TaskInput {
  const found: TaskInput = {};
  for (const { name, values, type } of fieldsOf(pair)) {
    const value = values.find(
      (one) =>
        typeof one === 'string' &&
        one.length > 1 &&
        !/^(true|auto)$/.test(one) &&
        flat.includes(` ${one.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, ' ')} `),
    );
    if (value !== undefined) found[name] = value;
    if (name === 'duration' && value === undefined) {
      const seconds = Number(/ (\d+(?:\.\d+)?) ?(?:s|sec|secs|second|seconds) /.exec(flat)?.[1]);
      const minutes = Number(/ (\d+(?:\.\d+)?) ?(?:min|mins|minute|minutes) /.exec(flat)?.[1]);
      const length = Number.isFinite(seconds) ? seconds : minutes * 60;
      if (
        Number.isFinite(length) &&
        (values.length === 0 || values.includes(length) || values.includes(String(length)))
      ) {
        found[name] = values.includes(String(length)) ? String(length) : length;
      }
    }
    if (type === 'boolean') {
      const word = name.replace(/^enable_|_enabled$/, '').replaceAll('_', ' ');
      if (new RegExp(` (with|plus) ${word === 'audio' ? '(audio|sound)' : word} `).test(flat)) found[name] = true;
    }
    if (['batch_size', 'n', 'num_images'].includes(name) && type === 'integer') {
      const count = Number(/ (\d{1,2}) (?:pictures|images|photos) /.exec(flat)?.[1]);
      if (Number.isFinite(count)) found[name] = count;
    }
    if ((name === 'gen_text' || name === 'input') && value === undefined) {
      const count = Number(/ (\d{1,6}) (?:characters|chars|letters) /.exec(flat)?.[1]);
      if (Number.isFinite(count)) found[name] = 'x'.repeat(Math.min(count, 100_000));
    }
  }
  return found;
}

/** Prices of what a question describes without naming a model. */
function ofCategory({ flat }: Question, { catalog }: Knowledge): string | null {
  const category = categoryOf(flat);
  const fitting = category ? catalog.served.filter((pair) => category.fits(pair)) : [];
  if (!category || fitting.length === 0) return null;
  const lines = fitting.slice(0, MOST_PAIRS).map((pair) => `- ${pairName(pair)}: ${priceWords(pair).split('\n')[0]}`);
  const more = fitting.length > lines.length ? [`- …and ${fitting.length - lines.length} more.`] : [];
  return [`Prices for ${category.name}:`, '', ...lines, ...more, '', CHARGED].join('\n');
}

const PRICE_LIST = /\bprice ?list\b|\b(all|your|the) prices\b|^\W*(prices?|pricing)\W*$/i;

function priceList({ text }: Question, { catalog }: Knowledge): string | null {
  if (!PRICE_LIST.test(text)) return null;
  const sections = new Map<string, TaskType[]>();
  for (const pair of catalog.served) sections.set(pair.section, [...(sections.get(pair.section) ?? []), pair]);
  const lines = [...sections].map(([section, [first, ...rest]]) => {
    const shown = first ? `${pairName(first)} ${priceWords(first).split('\n')[0]}` : '';
    return `- ${section}: ${shown}${rest.length > 0 ? ` (${rest.length} more)` : ''}`;
  });
  return ['One price of each section:', '', ...lines, '', `Name a model for all of its prices. ${CHARGED}`].join('\n');
}

function cheapest(question: Question, { catalog }: Knowledge): string | null {
  const category = categoryOf(question.flat);
  if (!category) return null;
  const priced = catalog.served
    .filter((pair) => category.fits(pair))
    .map((pair) => ({ pair, usd: smallest(pair) }))
    .sort((a, b) => a.usd - b.usd)
    .slice(0, 5);
  if (priced.length === 0) return null;
  const [best] = priced;
  return [
    `The cheapest for ${category.name} by list price: **${best ? pairName(best.pair) : ''}**.`,
    '',
    ...priced.map(({ pair }) => `- ${pairName(pair)}: ${priceWords(pair).split('\n')[0]} ${pair.summary}`),
    '',
    `Compared by their lowest price per unit, so mind the units. ${CHARGED}`,
  ].join('\n');
}

/** The lowest price of the table, for a usual number of units. */
function smallest({ price: rule }: TaskType): number {
  const lowest = Math.min(
    ...(rule.table ?? []).map(({ usd }) => usd).filter((usd) => usd > 0),
    rule.usd ?? Number.POSITIVE_INFINITY,
  );
  const usualUnits: Partial<Record<typeof rule.per, number>> = {
    second: 5,
    frame: 150,
    character: 500,
    unit: 1,
    megapixel: 1,
  };
  return lowest * (usualUnits[rule.per] ?? 1);
}
