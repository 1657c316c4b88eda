import type { SpecField } from './spec-page.ts';

export interface JsonSchema {
  type?: string;
  format?: string;
  contentMediaType?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

const MAX_DEPTH = 6;

/** Rows of the table of fields; members of groups and lists by their path, `elements[].image_url`. */
export function fieldRows(
  schema: JsonSchema,
  spec: Readonly<Record<string, SpecField>> = {},
  { prefix = '', depth = 0 } = {},
): string[] {
  if (depth > MAX_DEPTH) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isRequired = schema.required?.includes(name) === true;
    const facts = spec[name] ?? {};
    const path = `${prefix}${name}`;
    const row = `| \`${path}\`${isRequired ? ' *' : ''} | ${typeOf(field)} | ${limitsOf(field, facts)} | ${defaultOf(field)} | ${meaningOf(field, facts)} |`;
    const [inner, innerSpec, suffix] = field.items
      ? [field.items, facts.items?.fields, '[].']
      : [field, facts.fields, '.'];
    return [row, ...fieldRows(inner, innerSpec, { prefix: `${path}${suffix}`, depth: depth + 1 })];
  });
}

function typeOf(field: JsonSchema): string {
  if (field.contentMediaType) return field.contentMediaType.split('/')[0] ?? 'media';
  if (field.type === 'array') return field.items ? `list of ${typeOf(field.items)}` : 'list';
  return field.type ?? 'any';
}

/** What zod writes where a number has no limit of its own. */
const isBound = (limit: number | undefined): limit is number =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;

function limitsOf(field: JsonSchema, facts: SpecField): string {
  const { minimum, maximum, exclusiveMinimum, maxLength, minItems, maxItems } = field;
  const parts: string[] = [];
  if (field.enum) parts.push(field.enum.map((value) => `\`${String(value)}\``).join(', '));
  if (exclusiveMinimum !== undefined && isBound(exclusiveMinimum)) parts.push(`above ${exclusiveMinimum}`);
  if (isBound(minimum) && isBound(maximum)) parts.push(`${minimum} to ${maximum}`);
  else if (isBound(minimum)) parts.push(`at least ${minimum}`);
  else if (isBound(maximum)) parts.push(`at most ${maximum}`);
  if (maxLength !== undefined && !field.enum && !field.contentMediaType) parts.push(`at most ${maxLength} characters`);
  if (minItems !== undefined || maxItems !== undefined)
    parts.push(`${minItems ?? 0} to ${maxItems ?? 'any number of'} entries`);
  if (facts.formats) parts.push(facts.formats.join(', '));
  if (facts.max_bytes) parts.push(`at most ${Math.round(facts.max_bytes / 1_048_576)} MiB`);
  if (facts.max_seconds) parts.push(`at most ${facts.max_seconds} s`);
  return parts.join('; ');
}

function defaultOf(field: JsonSchema): string {
  if (field.default === undefined) return '';
  return `\`${JSON.stringify(field.default)}\``;
}

function meaningOf(field: JsonSchema, facts: SpecField): string {
  const parts = [field.description ?? ''];
  if (facts.aliases) parts.push(`Also as ${facts.aliases.map((name) => `\`${name}\``).join(', ')}.`);
  if (facts.coerces) parts.push(`${facts.coerces[0]?.toUpperCase()}${facts.coerces.slice(1)}.`);
  return parts.filter(Boolean).join(' ').replaceAll('|', '\\|');
}
