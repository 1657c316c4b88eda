import { z } from 'zod';
import { factsOf } from '../../catalog/field.ts';
import { POINTS_PER_USD, type PriceRule, pricePoints, priceText } from '../../catalog/price.ts';
import type { TaskInput, TaskType } from '../../catalog/task-type.ts';

/** What the catalogue says of a pair, in words. Pure. */

export interface FieldWords {
  name: string;
  isRequired: boolean;
  type: string;
  /** Values, ranges and lengths. */
  limits: string;
  default: string;
  note: string;
  aliases: readonly string[];
  values: readonly (string | number)[];
}

interface FieldSchema {
  type?: string;
  enum?: (string | number)[];
  anyOf?: FieldSchema[];
  items?: FieldSchema;
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  const?: string | number;
  contentMediaType?: string;
  pattern?: string;
  properties?: Record<string, FieldSchema>;
  required?: string[];
}

/** A schema is turned into words once: that takes a millisecond, and lists ask for all of them. */
const known = new WeakMap<TaskType, readonly FieldWords[]>();

export function fieldsOf(taskType: TaskType): readonly FieldWords[] {
  const fields = known.get(taskType) ?? readFields(taskType);
  known.set(taskType, fields);
  return fields;
}

function readFields({ input }: TaskType): FieldWords[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, FieldSchema>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const facts = factsOf(input.shape[name] as z.ZodType);
    const media = facts?.media ?? (field.type === 'array' && /url|image|video|audio/.test(name) ? 'media' : undefined);
    return {
      name,
      isRequired: schema.required?.includes(name) === true,
      type: media && field.type === 'string' ? `${media} (URL, data URI or base64)` : (field.type ?? 'value'),
      limits: limitsOf(field),
      default: field.default === undefined ? '' : JSON.stringify(field.default),
      note: field.description ?? '',
      aliases: facts?.aliases ?? [],
      values: field.enum ?? (field.const === undefined ? [] : [field.const]),
    };
  });
}

function limitsOf(field: FieldSchema): string {
  const { minimum, maximum, exclusiveMinimum, minLength, maxLength, minItems, maxItems } = field;
  if (field.enum) return `one of ${field.enum.map((value) => `\`${value}\``).join(', ')}`;
  if (field.const !== undefined) return `\`${field.const}\` only`;
  if (exclusiveMinimum !== undefined)
    return `above ${exclusiveMinimum}${maximum === undefined ? '' : ` up to ${maximum}`}`;
  const isLarge = maximum !== undefined && maximum >= Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined && maximum !== undefined && !isLarge) return `${minimum} to ${maximum}`;
  if (maximum !== undefined && !isLarge) return `at most ${maximum}`;
  if (maxItems !== undefined) return minItems ? `${minItems} to ${maxItems} entries` : `at most ${maxItems} entries`;
  if (maxLength !== undefined)
    return `${minLength ? `${minLength} to` : 'at most'} ${maxLength.toLocaleString('en')} characters`;
  return '';
}

export function fieldLine(field: FieldWords): string {
  const facts = [
    field.type,
    ...(field.isRequired ? ['**required**'] : []),
    ...(field.limits ? [field.limits] : []),
    ...(field.default ? [`default \`${field.default}\``] : []),
  ];
  const also = field.aliases.length > 0 ? ` Also as ${field.aliases.map((name) => `\`${name}\``).join(', ')}.` : '';
  return `- \`${field.name}\`: ${facts.join(', ')}.${field.note ? ` ${field.note}` : ''}${also}`;
}

/** The rule in one line, with the rows of its table below it. */
export function priceWords({ price }: TaskType): string {
  const rows = (price.table ?? []).map((row) => {
    const when = Object.entries(row.when ?? {}).map(([name, value]) => `${name} ${[value].flat().join(' or ')}`);
    if (row.upTo !== undefined) when.push(`up to ${row.upTo} (${price.units?.of ?? 'units'})`);
    return `- ${when.length > 0 ? when.join(', ') : 'otherwise'}: US$${row.usd} per ${unitOf(price, row.per)}`;
  });
  const rest = price.usd !== undefined && rows.length > 0 ? [`- otherwise: US$${price.usd} per ${unitOf(price)}`] : [];
  return [`${priceText(price)}.`, ...(rows.length > 1 ? [...rows, ...rest] : [])].join('\n');
}

function unitOf(price: PriceRule, per = price.per): string {
  return per === 'unit' ? `${price.units?.size ?? 1} seconds` : per;
}

/** The input with every default, and nothing where there is none. */
export function usualInput(taskType: TaskType): TaskInput {
  return Object.fromEntries(
    fieldsOf(taskType).flatMap((field) => (field.default === '' ? [] : [[field.name, JSON.parse(field.default)]])),
  );
}

/** US$ of an input, or undefined where only the run can tell. */
export function usdOf({ price }: TaskType, input: TaskInput): number | undefined {
  try {
    if (price.units && price.units.from?.(input) === undefined) return undefined;
    const usd = pricePoints(price, { input }) / POINTS_PER_USD;
    return Number.isFinite(usd) ? usd : undefined;
  } catch {
    return undefined;
  }
}

export const usdText = (usd: number): string => `US$${Number(usd.toFixed(6))}`;

const MEDIA: Readonly<Record<string, string>> = {
  'image/*': 'https://example.com/picture.jpg',
  'video/*': 'https://example.com/clip.mp4',
  'audio/*': 'https://example.com/sound.mp3',
};

/** The first that has the form of a field is its example. */
const TEXTS = ['a lighthouse at dusk', '1.5', '1', '16:9'];

/** A request with the fields that must be there, and a prompt. */
export function exampleBody(taskType: TaskType): string {
  const schema = z.toJSONSchema(taskType.input, { io: 'input', unrepresentable: 'any' }) as FieldSchema;
  const body = { model: taskType.model, task_type: taskType.taskType, input: exampleOf(schema, true) };
  return JSON.stringify(body, null, 2);
}

function exampleOf(schema: FieldSchema, isTop = false): unknown {
  const { type, properties = {}, required = [], items } = schema;
  const media = MEDIA[schema.contentMediaType ?? ''];
  if (media !== undefined) return media;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (type) {
    case 'object': {
      const wanted = Object.entries(properties).filter(
        ([name]) => required.includes(name) || (isTop && name === 'prompt'),
      );
      return Object.fromEntries(wanted.map(([name, field]) => [name, exampleOf(field)]));
    }
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => (items ? exampleOf(items) : 'a'));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default: {
      const form = new RegExp(schema.pattern ?? '');
      return TEXTS.find((text) => form.test(text)) ?? TEXTS[0];
    }
  }
}

/** What a pair makes, by its result files. */
export function kindsOf(taskType: TaskType): readonly string[] {
  try {
    return taskType
      .produces(usualInput(taskType))
      .filter(({ isCover }) => !isCover)
      .map(({ kind }) => kind);
  } catch {
    return [];
  }
}
