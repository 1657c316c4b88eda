import type { FieldPage, Input } from './family-page.ts';

const SAMPLE_URLS: Readonly<Record<string, string>> = {
  image: 'https://media.example.com/in/sample.png',
  video: 'https://media.example.com/in/sample.mp4',
  audio: 'https://media.example.com/in/sample.mp3',
};

export const isNumeric = ({ type }: FieldPage): boolean => type === 'integer' || type === 'number';
export const isMedia = ({ type }: FieldPage): boolean => type in SAMPLE_URLS;

/** A valid value for a field, from its page alone; another one than the default where that is easy. */
export function sampleValue(facts: FieldPage): unknown {
  if (facts.enum) return facts.enum.find((value) => value !== facts.default) ?? facts.enum[0];
  switch (facts.type) {
    case 'integer':
    case 'number':
      return sampleNumber(facts);
    case 'boolean':
      return facts.default !== true;
    case 'array':
      return Array.from({ length: Math.max(1, facts.min_items ?? 1) }, () => sampleValue(itemOf(facts)));
    case 'object':
      return sampleGroup(facts);
    case 'task_id':
      return '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
    default:
      return SAMPLE_URLS[facts.type] ?? sampleText(facts);
  }
}

function sampleText(facts: FieldPage): string {
  const known = facts.known_values?.find((value) => value !== facts.default);
  return known ?? 'a quiet street'.slice(0, facts.max_length);
}

/** Never 0, which counts as absent for some fields. */
function sampleNumber({ min, max, exclusive_min, default: usual }: FieldPage): number {
  const low = Math.max(1, min ?? 1);
  const sample = exclusive_min === undefined && max === undefined ? low + 1 : Math.min(low, max ?? low);
  return sample === usual && sample + 1 <= (max ?? Number.POSITIVE_INFINITY) ? sample + 1 : sample;
}

export function itemOf(facts: FieldPage): FieldPage {
  if (!facts.items) throw new Error('a list without items on its page');
  return facts.items;
}

/** The smallest object that says something: its required members, else its first; never the member `without`. */
export function sampleGroup({ fields = {} }: FieldPage, without?: string): Input {
  const others = Object.entries(fields).filter(([name]) => name !== without);
  const required = others.filter(([, facts]) => facts.required);
  return Object.fromEntries(
    (required.length > 0 ? required : others.slice(0, 1)).map(([name, facts]) => [name, sampleValue(facts)]),
  );
}

export interface BadValue {
  value: unknown;
  /** What the error has to name besides the field: the bound or the values that are allowed. */
  names: readonly (string | number)[];
}

/** Values of a type that the field does not take. `[]`, `{}` and unknown members would count as absent. */
export function wrongTypes(facts: FieldPage): unknown[] {
  const { type, coerces = '' } = facts;
  if (coerces.startsWith('any other value')) return [];
  const takesNumbers = /\b(number|integer)\b.* accepted/.test(coerces);
  switch (type) {
    case 'integer':
    case 'number':
      return ['ten', true, false, [1], { a: 1 }, ...(coerces.includes('numeric string') ? [] : ['8'])];
    case 'boolean':
      return ['true', 1, 0, ['x'], { a: 1 }];
    case 'array':
      return [7, true, { a: 1 }, ...(coerces.includes('single string') ? [] : ['x'])];
    case 'object':
      return [7, true, 'x', ['x']];
    default: {
      const takesLists = coerces.includes('list of integers');
      return [true, { a: 1 }, ...(takesNumbers ? [] : [7]), ...(takesLists ? [[true]] : [['x']])];
    }
  }
}

/** Values of the right type that break a limit of the field. */
export function beyondLimits(facts: FieldPage): BadValue[] {
  const bad: BadValue[] = [];
  const refuse = (value: unknown, ...names: (string | number)[]): void => {
    bad.push({ value, names });
  };
  const { min, max, exclusive_min, max_length, min_items, max_items, coerces = '' } = facts;
  const zeroCounts = coerces.includes('0 counts as absent');
  if (facts.enum && !coerces.startsWith('any other value')) {
    const value = facts.type === 'integer' ? 987_654 : 'none of them';
    return [{ value, names: facts.enum }];
  }
  if (isNumeric(facts)) {
    if (min !== undefined && !(zeroCounts && min === 1)) refuse(min - 1, min);
    if (min === 1 && zeroCounts) refuse(-1, min);
    if (max !== undefined) refuse(max + 1, max);
    if (exclusive_min !== undefined) refuse(zeroCounts ? exclusive_min - 1 : exclusive_min, exclusive_min);
    if (facts.type === 'integer' && !coerces.includes('fraction rounded')) refuse((min ?? 1) + 0.5, 'whole number');
  }
  if (facts.type === 'string' && !facts.enum) {
    const longest = max_length ?? USUAL_MAX_LENGTH;
    refuse('x'.repeat(longest + 1), longest);
  }
  if (facts.type === 'array') {
    const entries = (count: number) => Array.from({ length: count }, () => sampleValue(itemOf(facts)));
    if (max_items !== undefined) refuse(entries(max_items + 1), max_items);
    if (min_items !== undefined && min_items > 1) refuse(entries(min_items - 1), min_items);
  }
  return bad;
}

/** `Text: at most the family's max_length, else 10,000 characters` (the protocol page, section 4.1). */
export const USUAL_MAX_LENGTH = 10_000;

/** Values at the limits of the field, which are still accepted. */
export function atLimits(facts: FieldPage): unknown[] {
  const { min, max, exclusive_min, max_length, min_items, max_items } = facts;
  if (facts.enum) return facts.enum;
  const entries = (count: number) => Array.from({ length: count }, () => sampleValue(itemOf(facts)));
  switch (facts.type) {
    case 'integer':
    case 'number':
      return [min, max, exclusive_min === undefined ? undefined : exclusive_min + 0.01].filter((n) => n !== undefined);
    case 'string':
      return [...(facts.known_values ?? []), 'x'.repeat(max_length ?? USUAL_MAX_LENGTH)];
    case 'boolean':
      return [true, false];
    case 'array':
      return [min_items || 1, max_items ?? 2].map(entries);
    default:
      return [];
  }
}

/** What the reply shows for a value: with the defaults of the members inside, and with seeds that are drawn. */
export function shownFor(facts: FieldPage, value: unknown, drawn: number): unknown {
  if (facts.default === 'random' && typeof value === 'number' && value <= 0) return drawn;
  if (value === 0 && facts.coerces?.includes('0 counts as absent')) return facts.default;
  if (Array.isArray(value)) return value.map((entry) => shownFor(itemOf(facts), entry, drawn));
  if (facts.type !== 'object' || typeof value !== 'object' || value === null) return value;
  const members = Object.entries(facts.fields ?? {}).map(([name, field]) => {
    const given = (value as Input)[name];
    return [name, given === undefined ? field.default : shownFor(field, given, drawn)];
  });
  return Object.fromEntries(members.filter(([, shown]) => shown !== undefined));
}
