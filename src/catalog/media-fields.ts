import { z } from 'zod';
import { bareSchema, factsOf, type MediaKind, type MediaLimits } from './field.ts';
import { joinPath } from './input-errors.ts';
import type { TaskInput, TaskType } from './task-type.ts';

/** One media value of an input. */
export interface MediaField {
  /** Field name; nested media by dotted path, entries of a list all by the name of the list. */
  name: string;
  /** With indexes: `elements[0].image_url`. */
  path: string;
  keys: readonly (string | number)[];
  kind: MediaKind;
  limits: MediaLimits;
  value: string;
}

/** Every media value of a normalised input, in the order of its keys. */
export function mediaFields(taskType: TaskType, input: TaskInput): MediaField[] {
  const found: MediaField[] = [];
  const visit = (schema: z.ZodType, value: unknown, name: string, keys: readonly (string | number)[]): void => {
    const facts = factsOf(schema);
    if (facts?.media) {
      if (typeof value !== 'string') return;
      const path = keys.reduce<string>(joinPath, '');
      const limits = { ...facts.limits, ...taskType.mediaLimits?.(name, input) };
      found.push({ name, path, keys, kind: facts.media, limits, value });
      return;
    }
    const bare = bareSchema(schema);
    if (bare instanceof z.ZodArray && Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(bare.element as z.ZodType, item, name, [...keys, index]);
    }
    if (bare instanceof z.ZodObject && typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const field = bare.shape[key] as z.ZodType | undefined;
        if (field) visit(field, inner, name === '' ? key : `${name}.${key}`, [...keys, key]);
      }
    }
  };
  visit(taskType.input, input, '', []);
  return found;
}

/** A copy of the input with one media value replaced. */
export function withMedia(input: TaskInput, field: MediaField, value: string): TaskInput {
  const replace = (at: unknown, [key, ...rest]: readonly (string | number)[]): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.map((item, index) => (index === key ? replace(item, rest) : item));
    const object = at as Record<string, unknown>;
    return { ...object, [key]: replace(object[key], rest) };
  };
  return replace(input, field.keys) as TaskInput;
}
