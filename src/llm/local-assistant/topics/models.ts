import type { TaskType } from '../../../catalog/task-type.ts';
import { categoryOf } from '../categories.ts';
import { exampleBody, fieldsOf, priceWords } from '../pair-facts.ts';
import { type Knowledge, pairName, type Topic } from '../topic.ts';

const MOST_LISTED = 14;

/** A model: what it makes, its price, its required fields, an example. */
export const model: Topic = ({ named }, knowledge) => {
  const [only] = named;
  if (!only) return null;
  if (named.length === 1) return portrait(only, knowledge);
  const models = [...new Set(named.map((pair) => `\`${pair.model}\``))];
  return [
    `${models.join(', ')} (${only.section}) ${named.length > 1 ? `has ${named.length} task types` : ''}:`,
    '',
    ...named.slice(0, 25).map((pair) => `- ${pairName(pair)}: ${pair.summary} ${priceWords(pair).split('\n')[0]}`),
    '',
    served(named, knowledge),
    'Name a task type to see its fields and an example.',
  ].join('\n');
};

function portrait(pair: TaskType, knowledge: Knowledge): string {
  const { summary, modelAliases = [] } = pair;
  const fields = fieldsOf(pair);
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => `\`${name}\``);
  const others = fields.filter(({ isRequired }) => !isRequired).map(({ name }) => `\`${name}\``);
  return [
    `**${pairName(pair)}**: ${summary}`,
    '',
    `- Price: ${priceWords(pair).split('\n').join('\n  ')}`,
    ...(required.length > 0 ? [`- Required: ${required.join(', ')}`] : []),
    ...(others.length > 0 ? [`- Optional: ${others.join(', ')}`] : []),
    ...(modelAliases.length > 0 ? [`- Also called: ${modelAliases.map((name) => `\`${name}\``).join(', ')}`] : []),
    `- ${served([pair], knowledge)}`,
    '',
    'Create a task with `POST /api/v1/task`:',
    '',
    exampleCall(pair, knowledge.publicUrl),
    '',
    'Then poll `GET /api/v1/task/{task_id}` until `status` is `completed`, or give a webhook.',
  ].join('\n');
}

const exampleCall = (pair: TaskType, publicUrl: string): string =>
  `\`\`\`bash\ncurl -s ${publicUrl}/api/v1/task -H "X-API-Key: $KEY" -H 'Content-Type: application/json' -d '${exampleBody(pair)}'\n\`\`\``;

/** Whether a live key gets it here and now. */
function served(pairs: readonly TaskType[], { offer }: Knowledge): string {
  const offers = pairs.map((pair) => ({ pair, ...offer(pair) }));
  const there = offers.filter(({ available }) => available);
  if (there.length === 0)
    return 'On this server no backend serves it to live keys now (503); a test key gets test media.';
  const [first] = there;
  if (pairs.length === 1 && first) {
    return `Served here${first.engine ? ` by \`${first.engine}\`` : ''}${first.quality ? `: ${first.quality}` : '.'}`;
  }
  const which =
    there.length === pairs.length ? 'all of them' : there.map(({ pair }) => `\`${pair.taskType}\``).join(', ');
  return `Served to live keys on this server now: ${which}. A test key gets test media for every one.`;
}

const LISTING =
  /\b(which|what|list|show|all|available|best|recommend\w*|suggest|compare|any|is there|are there|can (i|you|it|polymuse)|how (do|can|to)|want to|need to|i need|support\w*|offer\w*|have)\b/i;
const ABOUT_MODELS = /\b(models?|task types?|engines?|families|family|catalogue|catalog|tools?)\b/i;

/** What models do; uploading or downloading a picture is no work for a model. */
const WORK =
  /\b(models?|task types?|engines?|mak(e|es|ing)|creat\w*|generat\w*|draw\w*|remov\w*|swap\w*|upscal\w*|enlarge\w*|animat\w*|edit\w*|describ\w*|caption\w*|speak\w*|sing\w*|turn\w*|convert\w*|dub\w*|cut\w*|restor\w*|is there|are there|support\w*|offer\w*)\b/i;

/** It is asked to do what it cannot, and others here can. */
const ORDER =
  /^\s*(please |can you |could you |i want you to )*(draw|paint|generate|make|create|render|animate|compose)\b/i;

const OVERVIEW = /\b(list|which|what|show|all|every)\b.*\b(models?|task types?|famil(y|ies)|catalog(ue)?)\b/is;

/** Models for a purpose. */
export const list: Topic = ({ text, flat, named, stems }, { catalog, pairs, offer, publicUrl }) => {
  const isOrder = ORDER.test(text);
  if (named.length > 0 || !(isOrder || (LISTING.test(text) && WORK.test(text)))) return null;
  const category = categoryOf(flat);
  if (!category) {
    if (!ABOUT_MODELS.test(text)) return null;
    const found = pairs.find(stems, { limit: 5 }).filter(({ coverage }) => coverage > 0.7);
    if (found.length > 0) return `${found.map(({ item }) => `- ${pairName(item)}: ${item.summary}`).join('\n')}`;
    return OVERVIEW.test(text) ? overview(catalog.served) : null;
  }
  const fitting = catalog.served.filter((pair) => category.fits(pair));
  // What a live key gets here comes first.
  const sorted = [...fitting].sort((a, b) => Number(offer(b).available) - Number(offer(a).available));
  const lines = sorted.slice(0, MOST_LISTED).map((pair) => {
    const { available, engine } = offer(pair);
    const here = available ? ` **Served here${engine ? ` by \`${engine}\`` : ''}.**` : '';
    return `- ${pairName(pair)}: ${pair.summary} ${priceWords(pair).split('\n')[0]}${here}`;
  });
  const [first] = sorted;
  const more =
    sorted.length > lines.length
      ? [`- …and ${sorted.length - lines.length} more: \`GET /api/v1/models\` lists all.`]
      : [];
  return [
    isOrder
      ? `I write text only, but models of this server make that. The models for ${category.name}:`
      : `The models for ${category.name}:`,
    '',
    ...lines,
    ...more,
    '',
    ...(first && /^\s*how\b/i.test(text) ? ['For example:', '', exampleCall(first, publicUrl), ''] : []),
    'What is not marked as served here needs a backend for live keys; a test key gets test media for all. Name one to see its fields, price and an example.',
  ].join('\n');
};

/** Pairs whose own words are those of the question; the last resort. */
export const mentioned: Topic = ({ stems }, { pairs }) => {
  const found = pairs.find(stems, { limit: 6 }).filter(({ coverage }) => coverage > 0.8);
  if (found.length === 0) return null;
  const lines = found.map(({ item }) => `- ${pairName(item)}: ${item.summary}`);
  return ['These have to do with it:', '', ...lines, '', 'Name one to see its fields, price and an example.'].join(
    '\n',
  );
};

function overview(all: readonly TaskType[]): string {
  const sections = new Map<string, Set<string>>();
  for (const { section, model: name } of all) sections.set(section, (sections.get(section) ?? new Set()).add(name));
  const lines = [...sections].map(
    ([section, models]) => `- ${section}: ${[...models].map((name) => `\`${name}\``).join(', ')}`,
  );
  return [
    'All models, by section:',
    '',
    ...lines,
    '',
    'Ask for a purpose ("which models make music?") or name one.',
  ].join('\n');
}
