import { z } from 'zod';

export type MediaKind = 'image' | 'video' | 'audio';

/** What normalisation and error texts need to know of a field beyond its zod schema. */
export interface FieldFacts {
  aliases: readonly string[];
  /** The field holds media: an http(s) URL, a data URI or bare base64. */
  media?: MediaKind;
  /** Numeric strings are accepted. */
  coerceNumber?: boolean;
  /** Control characters are removed. */
  text?: boolean;
  /** Absent, 0 and -1 mean: draw a number now. */
  drawSeed?: boolean;
  /** Ends the sentence "<value> …", for example `is not between 1 and 50`. */
  expectation: { type: string; range?: string };
}

export const fieldFacts = z.registry<FieldFacts>();

/** Facts of a field, also when it is wrapped by `.optional()` or `.default()`. */
export function factsOf(schema: z.ZodType): FieldFacts | undefined {
  const own = fieldFacts.get(schema);
  if (own) return own;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return factsOf(schema.unwrap() as z.ZodType);
  }
  return undefined;
}

interface Common {
  note: string;
  aliases?: readonly string[];
}

/** Text of at most `maxLength` characters (UTF-16 units); optional unless `required`. */
export function text(options: Common & { maxLength?: number; default?: string; required?: boolean }) {
  const maxLength = options.maxLength ?? 10_000;
  const base = z
    .string()
    .max(maxLength)
    .meta({ description: options.note })
    .register(fieldFacts, {
      aliases: options.aliases ?? [],
      text: true,
      expectation: { type: 'is not a text', range: `is longer than ${maxLength} characters` },
    });
  if (options.default !== undefined) return base.default(options.default);
  return options.required ? base : base.optional();
}

/** A whole number in [min, max]. */
export function integer(
  options: Common & { min: number; max: number; default?: number; coerce?: boolean; required?: boolean },
) {
  const base = z
    .int()
    .min(options.min)
    .max(options.max)
    .meta({ description: options.note })
    .register(fieldFacts, {
      aliases: options.aliases ?? [],
      coerceNumber: options.coerce ?? false,
      expectation: { type: 'is not a whole number', range: `is not between ${options.min} and ${options.max}` },
    });
  if (options.default !== undefined) return base.default(options.default);
  return options.required ? base : base.optional();
}

/** The seed in use is always echoed: absent, 0 and -1 draw one in [1, 2^48). */
export function seed(options: Partial<Common> & { max?: number } = {}) {
  const max = options.max ?? Number.MAX_SAFE_INTEGER;
  return z
    .int()
    .min(-1)
    .max(max)
    .meta({ description: options.note ?? 'Same seed, same result. Absent, 0 and -1 draw one; it is echoed.' })
    .register(fieldFacts, {
      aliases: options.aliases ?? [],
      coerceNumber: true,
      drawSeed: true,
      expectation: { type: 'is not a whole number', range: `is not between -1 and ${max}` },
    })
    .optional();
}

/** Media by http(s) URL, data URI or bare base64; fetched and judged by content when the task runs. */
export function media(kind: MediaKind, options: Common & { required?: boolean }) {
  const base = z
    .string()
    .meta({ description: options.note, format: 'uri', contentMediaType: `${kind}/*` })
    .register(fieldFacts, {
      aliases: options.aliases ?? [],
      media: kind,
      expectation: { type: `is not an http(s) URL, a data URI or base64 of ${kind === 'video' ? 'a' : 'an'} ${kind}` },
    });
  return options.required ? base : base.optional();
}
