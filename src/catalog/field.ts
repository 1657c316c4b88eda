import { z } from 'zod';
import { type Coercion, inOrder, numeric } from './coerce.ts';

export type MediaKind = 'image' | 'video' | 'audio';

/** What a media file may be, as far as the family says; checked when the task fetches it. */
export interface MediaLimits {
  formats?: readonly string[];
  maxBytes?: number;
  maxSeconds?: number;
  minSeconds?: number;
  minFrames?: number;
  maxFrames?: number;
  /** Pixels of one side. */
  minSide?: number;
  maxSide?: number;
  maxPixels?: number;
}

export type ErrorStart = string | { range: string };

/** What normalisation and error texts need to know of a field beyond its zod schema. */
export interface FieldFacts {
  aliases: readonly string[];
  /** The field holds media: an http(s) URL, a data URI or bare base64. */
  media?: MediaKind;
  limits?: MediaLimits;
  coerce?: Coercion;
  /** Control characters are removed. */
  text?: boolean;
  /** Absent, 0 and -1 mean: draw a number now. */
  drawSeed?: boolean;
  /** The id of an earlier task of the same account. */
  taskReference?: boolean;
  /**
   * How every error text of the field starts where the documented one is not the usual one; the usual one follows.
   * An object: only of a right type out of range.
   */
  errorStart?: ErrorStart;
  /** Ends the sentence "<value> …": for a wrong type, and for a right type out of range. */
  expectation: { type: string; range?: string };
}

export const fieldFacts = z.registry<FieldFacts>();

/** Facts of a field, also when it is wrapped by `.optional()` or `.default()`. */
export function factsOf(schema: z.ZodType): FieldFacts | undefined {
  return fieldFacts.get(schema) ?? (isWrapper(schema) ? factsOf(schema.unwrap() as z.ZodType) : undefined);
}

/** The schema inside `.optional()`, `.default()` and `.nullable()`. */
export function bareSchema(schema: z.ZodType): z.ZodType {
  return isWrapper(schema) ? bareSchema(schema.unwrap() as z.ZodType) : schema;
}

function isWrapper(schema: z.ZodType): schema is z.ZodOptional | z.ZodDefault | z.ZodNullable {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable;
}

interface Common<T> {
  note?: string;
  /** Other names under which clients send it; the field's own name wins. */
  aliases?: readonly string[];
  default?: T;
  required?: boolean;
  coerce?: Coercion;
  errorStart?: ErrorStart;
}

type Facts = Omit<FieldFacts, 'aliases' | 'coerce' | 'errorStart'>;

/** Optional unless `required` or a default is given. */
function finish<S extends z.ZodType>(base: S, options: Common<unknown>, facts: Facts): z.ZodType {
  const described: z.ZodType = base.meta(options.note ? { description: options.note } : {});
  fieldFacts.add(described, {
    ...facts,
    aliases: options.aliases ?? [],
    ...(options.coerce ? { coerce: options.coerce } : {}),
    ...(options.errorStart ? { errorStart: options.errorStart } : {}),
  });
  if (options.default !== undefined) return described.default(options.default as never);
  return options.required ? described : described.optional();
}

interface TextForm {
  minLength?: number;
  maxLength?: number;
  /** What the whole text looks like; `says` ends the sentence "<value> is not …". */
  pattern?: { form: RegExp; says: string };
}

/** Text of at most `maxLength` characters (UTF-16 units), 10,000 unless the family says otherwise. */
export function text(options: Common<string> & TextForm = {}): z.ZodType {
  const { minLength = 0, maxLength = 10_000, pattern } = options;
  const range =
    minLength > 0 ? `has not ${minLength} to ${maxLength} characters` : `is longer than ${maxLength} characters`;
  const plain = z.string().min(minLength).max(maxLength);
  return finish(pattern ? plain.regex(pattern.form) : plain, options, {
    text: true,
    expectation: { type: `is not ${pattern?.says ?? 'a text'}`, range },
  });
}

interface NumberRange {
  min?: number;
  max?: number;
  /** Above this, not at it. */
  exclusiveMin?: number;
}

/** A whole number. Numeric text is accepted unless `strict`. */
export function integer(options: Common<number> & NumberRange & { strict?: boolean } = {}): z.ZodType {
  return finish(ranged(z.int(), options), withNumeric(options), {
    expectation: { type: 'is not a whole number', range: rangeText(options) },
  });
}

/** Any finite number. Numeric text is accepted unless `strict`. */
export function number(options: Common<number> & NumberRange & { strict?: boolean } = {}): z.ZodType {
  return finish(ranged(z.number(), options), withNumeric(options), {
    expectation: { type: 'is not a number', range: rangeText(options) },
  });
}

function ranged<S extends z.ZodNumber>(schema: S, { min, max, exclusiveMin }: NumberRange): S {
  let result = schema;
  if (min !== undefined) result = result.min(min) as S;
  if (max !== undefined) result = result.max(max) as S;
  if (exclusiveMin !== undefined) result = result.gt(exclusiveMin) as S;
  return result;
}

function rangeText({ min, max, exclusiveMin }: NumberRange): string {
  const low = min ?? exclusiveMin;
  if (low !== undefined && max !== undefined) {
    return exclusiveMin === undefined ? `is not between ${low} and ${max}` : `is not above ${low} and up to ${max}`;
  }
  if (max !== undefined) return `is above ${max}`;
  if (exclusiveMin !== undefined) return `is not above ${exclusiveMin}`;
  return low === undefined ? 'is out of range' : `is below ${low}`;
}

function withNumeric<O extends Common<unknown> & { strict?: boolean }>(options: O): O {
  if (options.strict) return options;
  return { ...options, coerce: options.coerce ? inOrder(numeric, options.coerce) : numeric };
}

export function flag(options: Common<boolean> = {}): z.ZodType {
  return finish(z.boolean(), options, { expectation: { type: 'is not true or false' } });
}

/** One of the listed values. What a coercion does not turn into one of them is refused as it was sent. */
export function choice<const V extends string | number>(values: readonly V[], options: Common<V> = {}): z.ZodType {
  const { coerce, ...rest } = options;
  const toListed = coerce && { coerce: onlyInto(values, coerce) };
  return finish(
    z.literal([...values]),
    { ...rest, ...toListed },
    { expectation: { type: `is not one of ${values.join(', ')}` } },
  );
}

function onlyInto(values: readonly unknown[], coerce: Coercion): Coercion {
  return (value) => {
    const coerced = coerce(value);
    return coerced === undefined || values.includes(coerced) ? coerced : value;
  };
}

/** The seed in use is always echoed: absent, 0 and -1 draw one in [1, 2^48). */
export function seed(options: { note?: string; aliases?: readonly string[]; max?: number } = {}): z.ZodType {
  const max = options.max ?? Number.MAX_SAFE_INTEGER;
  const note = options.note ?? 'Same seed, same result. Absent, 0 and -1 draw one; it is echoed.';
  return finish(
    z.int().min(-1).max(max),
    { ...options, note, coerce: numeric },
    {
      drawSeed: true,
      expectation: { type: 'is not a whole number', range: `is not between -1 and ${max}` },
    },
  );
}

/** Media by http(s) URL, data URI or bare base64; fetched and judged by content when the task runs. */
export function media(kind: MediaKind, options: Common<string> & { limits?: MediaLimits } = {}): z.ZodType {
  const schema = z.string().meta({ format: 'uri', contentMediaType: `${kind}/*` });
  return finish(schema, options, {
    media: kind,
    ...(options.limits ? { limits: options.limits } : {}),
    expectation: { type: `is not an http(s) URL, a data URI or base64 of ${kind === 'video' ? 'a' : 'an'} ${kind}` },
  });
}

/** The id of an earlier task of the same account. Whether it fits is the origin rule's question. */
export function taskReference(options: Common<string> & { maxLength?: number } = {}): z.ZodType {
  const maxLength = options.maxLength ?? 200;
  return finish(z.string().max(maxLength), options, {
    taskReference: true,
    expectation: { type: 'is not the id of a task', range: `is longer than ${maxLength} characters` },
  });
}

/** A list; entries that count as absent are errors. */
export function list(
  item: z.ZodType,
  options: Common<readonly unknown[]> & { minItems?: number; maxItems?: number } = {},
): z.ZodType {
  const { minItems = 0, maxItems = 1_000 } = options;
  const range = minItems > 0 ? `has not ${countText(minItems, maxItems)}` : `has more than ${entries(maxItems)}`;
  return finish(z.array(bareOrDefault(item)).min(minItems).max(maxItems), options, {
    expectation: { type: 'is not a list', range },
  });
}

const entries = (count: number): string => `${count} ${count === 1 ? 'entry' : 'entries'}`;

function countText(least: number, most: number): string {
  return least === most ? `exactly ${entries(most)}` : `${least} to ${entries(most)}`;
}

/** Entries of a list are there or not: the `.optional()` that builders add has no meaning. */
function bareOrDefault(item: z.ZodType): z.ZodType {
  return item instanceof z.ZodOptional ? (item.unwrap() as z.ZodType) : item;
}

/** An object with fields of its own; unknown members are dropped. */
export function group(fields: Record<string, z.ZodType>, options: Common<Record<string, unknown>> = {}): z.ZodType {
  return finish(z.object(fields), options, { expectation: { type: 'is not an object' } });
}
