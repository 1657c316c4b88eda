import type { TaskType } from '../../../catalog/task-type.ts';
import { flat as flatName } from '../language/words.ts';
import { fieldLine, fieldsOf } from '../pair-facts.ts';
import { pairName, type Topic } from '../topic.ts';

const ABOUT_FIELDS =
  /\b(fields?|param(eter)?s?|arguments?|inputs?|options?|schema|limits?|max(imum)?|min(imum)?|longest|largest|how (long|many|large|big)|default|range|allowed|values?|accepts?|takes?|supports?|voices?|resolutions?|durations?|aspect|ratios?|sizes?|formats?|seed|what (does|is|are) `?\w+_\w+)\b/i;
const MOST_PAIRS = 4;
const HOW = /\b(how|what|which|with|can|set)\b/i;

/** The fields of a pair, or the one that the question is about. */
export const fields: Topic = ({ text, flat, named }) => {
  if (named.length === 0) return null;
  const about = named.map((pair) => ({ pair, asked: askedFields(fieldsOf(pair), withoutNames(pair, flat)) }));
  const specific = about.filter(({ asked }) => asked.length > 0);
  if (specific.length > 0 && (ABOUT_FIELDS.test(text) || /[a-z]_[a-z]/.test(text) || HOW.test(text))) {
    return grouped(
      specific.map(({ pair, asked }) => ({ name: pairName(pair), lines: asked.map(fieldLine).join('\n') })),
    );
  }
  if (!ABOUT_FIELDS.test(text)) return null;
  if (named.length > MOST_PAIRS) {
    return [
      `\`${named[0]?.model}\` and its like have ${named.length} task types, each with fields of its own:`,
      '',
      ...named.map(
        (pair) =>
          `- ${pairName(pair)}: ${fieldsOf(pair)
            .map(({ name, isRequired }) => `\`${name}\`${isRequired ? '*' : ''}`)
            .join(', ')}`,
      ),
      '',
      'A star marks what is required. Name a task type to see limits and defaults.',
    ].join('\n');
  }
  return named
    .map((pair) => `Fields of ${pairName(pair)} (inside \`input\`):\n\n${fieldsOf(pair).map(fieldLine).join('\n')}`)
    .join('\n\n');
};

/** Pairs whose fields are the same are told together. */
function grouped(told: readonly { name: string; lines: string }[]): string {
  const byLines = new Map<string, string[]>();
  for (const { name, lines } of told) byLines.set(lines, [...(byLines.get(lines) ?? []), name]);
  return [...byLines].map(([lines, names]) => `${names.join(', ')}:\n\n${lines}`).join('\n\n');
}

/** `image` of `image-edit` names no field. */
function withoutNames({ model, taskType }: TaskType, said: string): string {
  const names = [model, model.replace(/^Qubico\//i, ''), taskType].map(flatName).sort((a, b) => b.length - a.length);
  return names.reduce((rest, name) => rest.replaceAll(name, ' '), said);
}

/** What people call fields that have another name. */
const CALLED: Readonly<Record<string, RegExp>> = {
  duration: /\b(how long|length|seconds?|durations?|longest)\b/,
  resolution: /\b(resolutions?|1080p|720p|4k|quality)\b/,
  aspect_ratio: /\b(aspect|ratios?|portrait|vertical|landscape)\b/,
  voice: /\bvoices?\b/,
  response_format: /\bformats?\b/,
  size: /\b(sizes?|resolutions?)\b/,
  steps: /\bsteps?\b/,
  n: /\bhow many (pictures|images)\b/,
  batch_size: /\bhow many (pictures|images)\b/,
};

function askedFields(all: ReturnType<typeof fieldsOf>, flat: string): ReturnType<typeof fieldsOf> {
  const named = all.filter(({ name, aliases }) =>
    [name, ...aliases].some((one) => one.length > 3 && flat.includes(` ${one.replaceAll('_', ' ').toLowerCase()} `)),
  );
  // `prompt` and the like are in every question on writing one.
  const exact = named.filter(({ name }) => name !== 'prompt' || flat.includes(' field '));
  if (exact.length > 0) return exact;
  return all.filter(({ name }) => CALLED[name]?.test(flat));
}
